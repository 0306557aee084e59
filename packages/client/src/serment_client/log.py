"""The memory of each log: a bundle is believed only after all checks of SPEC 9, and never by a log that went back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from serment_client.installation import Party
from serment_client.state import State
from serment_client.transport import Transport
from serment_protocol.cosignatures import check_cosigned
from serment_protocol.encoding import from_b64
from serment_protocol.errors import LogRolledBack
from serment_protocol.notes import Checkpoint, open_checkpoint
from serment_protocol.signing import Signed
from serment_protocol.transparency import Bundle, EntryKind, check_growth, check_inclusion, read_entry

A = TypeVar("A")
B = TypeVar("B")


Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


class ConsistencyAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/log/consistency/{old}/{new}`."""

    proof: list[str]


class Log:
    """One server's log as this device has seen it."""

    def __init__(self, party: Party, transport: Transport, state: State, clock: Clock = system_clock) -> None:
        self._party = party
        self._transport = transport
        self._state = state
        self._clock = clock

    @property
    def origin(self) -> str:
        """The log's name."""
        return self._party.log_origin

    @property
    def note(self) -> str:
        """The last checkpoint seen; empty before the first."""
        return self._state.content.checkpoints.get(self.origin, "")

    def believing(self, fetch: Callable[[], A], verify: Callable[[A], B]) -> B:
        """Fetch and verify; a rollback is believed only when a second answer shows it too.

        Another part of this program may have overtaken us: its newer checkpoint is known, our answer on the way.
        """
        try:
            return verify(fetch())
        except LogRolledBack:
            return verify(fetch())

    def record(self, bundle: Bundle, kind: EntryKind, proofs: str = "") -> Signed:
        """The signed record inside; its own signature is the caller's to check.

        `proofs` is where somebody else than the log's keeper proves that it only grew: whoever handed on the bundle.
        """
        checkpoint = self._advance(bundle.checkpoint, proofs)
        check_inclusion(bundle, checkpoint)
        return read_entry(bundle, kind)

    def learn(self, note: str) -> None:
        """What the vault remembers from other devices: this log may not be younger than that either."""
        if not self.note:
            self._open(note)
            self._remember(note)
            return
        own, other = self._open(self.note), self._open(note)
        older, newer = (own, other) if own.size < other.size else (other, own)
        check_growth(older, newer, self._consistency(older.size, newer.size))
        if newer is other:
            self._remember(note)

    def _advance(self, note: str, proofs: str) -> Checkpoint:
        now = self._open(note)
        seen = self._open(self.note) if self.note else None
        if seen is not None:
            check_growth(seen, now, self._consistency(seen.size, now.size, proofs))
        check_cosigned(note, self._party.witnesses, self._clock())
        if seen is None or seen.size < now.size:
            self._remember(note)
        return now

    def _open(self, note: str) -> Checkpoint:
        return open_checkpoint(note, self.origin, self._party.log_key)

    def _remember(self, note: str) -> None:
        self._state.content.checkpoints[self.origin] = note
        self._state.save()

    def _consistency(self, before: int, after: int, proofs: str = "") -> list[bytes]:
        if before == 0 or before >= after:
            return []
        url = f"{proofs or f'{self._party.url}/v1/log/consistency'}/{before}/{after}"
        return [from_b64(node) for node in self._transport.ask(ConsistencyAnswer, "GET", url).proof]
