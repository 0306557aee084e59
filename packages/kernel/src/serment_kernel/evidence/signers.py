"""Which events a hand wrote itself: whoever can write into the table has the key of none of them.

A hash holds nobody off, since everybody can compute one. Whoever believes what an event says asks here first.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from serment_protocol.errors import EvidenceFault, ProtocolRefusal
from serment_protocol.evidence import Event, is_whole, read_evidence_key, verify_event
from serment_protocol.evidence_course import public_of
from serment_protocol.signing import Signed


class InForce(NamedTuple):
    """A key, and the first event that it signs."""

    since: int
    public: bytes


class Signers(NamedTuple):
    """The keys of a chain, oldest first."""

    keys: Sequence[InForce]

    def signed(self, event: Event) -> bool:
        """Whether the key in force at its number signed this very event."""
        key = next((each.public for each in reversed(self.keys) if each.since <= event.seq), None)
        if key is None:
            return False
        try:
            verify_event(event, key)
            return is_whole(event)
        except ProtocolRefusal:
            return False


def signers_of(records: Iterable[Signed], log_key: bytes) -> Signers:
    """The keys that the log's key vouches for; raises unless they follow one another."""
    keys: list[InForce] = []
    for number, signed in enumerate(records, 1):
        record = read_evidence_key(signed, log_key)
        if record.number != number or record.since < (keys[-1].since if keys else 0):
            raise EvidenceFault(f"key {record.number} does not follow the one before")
        keys.append(InForce(record.since, public_of(record)))
    return Signers(keys)
