"""Every record of a log, in its order: counted by kind, checked, and its acts kept to be shown. Pure."""

from collections import Counter
from collections.abc import Collection
from datetime import date

import msgspec

from serment.verify.kinds import KINDS, Told
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import LogKey
from serment_protocol.signing import Signed
from serment_protocol.structure import read
from serment_protocol.transparency import Entry


class Act(msgspec.Struct, frozen=True):
    """What somebody did, as a leaf tells it."""

    leaf: int
    kind: str
    says: str


class Records:
    """What was read so far."""

    def __init__(self, log_key: LogKey, release_keys: Collection[bytes], custodian: bytes = b"") -> None:
        self._told = Told(log_key, release_keys, custodian)
        self.counts: Counter[str] = Counter()
        self.acts: list[Act] = []
        self.faults: list[str] = []

    @property
    def last_day(self) -> date | None:
        """The last day whose uses of keys are told; none in the log of a platform."""
        return self._told.acts.last_day

    def add(self, index: int, leaf: bytes) -> None:
        """Check the next leaf."""
        try:
            entry = read(leaf, Entry)
            says = KINDS[entry.kind](self._told, Signed(entry.body, entry.signature))
        except ProtocolRefusal as refusal:
            self.faults.append(f"leaf {index}: {refusal}")
            return
        self.counts[entry.kind] += 1
        if says:
            self.acts.append(Act(index, entry.kind, says))
