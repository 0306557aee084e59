"""What was believed on this device, so that nothing goes back (SPEC 14): marks, locked under a key of the account.

Before somebody signs in they are kept in memory alone: which practices were looked at is nobody's business.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

import msgspec

from serment_client.log import Clock
from serment_client.pools import LEAST_KEPT
from serment_client.state import State
from serment_protocol.encoding import b64, from_b64, write_day
from serment_protocol.errors import MailboxRolledBack, ProtocolRefusal
from serment_protocol.letters import Cover
from serment_protocol.marks import LetterKind, Mark, MarkKind, check_chain, check_letters, check_mark, thing
from serment_protocol.padding import SEEN_BUCKETS, pad, unpad
from serment_protocol.primitives import derive, hash_bytes
from serment_protocol.sealing import lock, unlock
from serment_protocol.signing import Signed

PURPOSE = "seen"
CONTEXT = {"v": 1}
FINGERPRINT_DIGITS = 32
# Some two thousand visits of a practice; what was not looked at for longest goes first.
MOST = 6000
KINDS: tuple[tuple[LetterKind, bool], ...] = ("asked", False), ("answered", True)


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A mark, and the day on which its thing was last looked at."""

    thing: str
    number: int
    hash: str
    day: str
    written: str = ""
    """Of letters: the day of the newest in their mailbox, which a practice lets go some day."""

    @property
    def mark(self) -> Mark:
        """What was seen."""
        return Mark(self.number, self.hash)


class Seen:
    """The marks of the account that is open, or of nobody yet."""

    def __init__(self, state: State, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        self._root = b""
        self._kept: dict[str, Kept] = {}
        self._together = 0
        self._changed = False

    def open(self, root: bytes) -> None:
        """Go on with what this account has seen here before, and with what was looked at before it was opened."""
        looked_at = [] if self._root else list(self._kept.values())
        self._root, self._kept = root, self._load(root)
        with self.together():
            for each in looked_at:
                self._keep(each.thing, each.mark, each.written)

    def follow(self, kind: MarkKind, identifier: str, now: Mark | None, previous: str) -> None:
        """Raise unless this comes after what was seen, and remember it; it must have been believed before."""
        name = thing(kind, identifier)
        check_mark(kind, self._seen(name), now, previous)
        if now is not None:
            self._keep(name, now)

    def follow_chain(self, appointment: str, chain: Sequence[Signed]) -> None:
        """The same for the statements of an appointment, which come whole."""
        name = thing("statement", appointment)
        self._keep(name, check_chain(self._seen(name), chain))

    def follow_letters(self, appointment: str, letters: Sequence[tuple[Cover, Signed]]) -> None:
        """The same for a mailbox: the last letter of each hand that was seen must be there, unless all may be gone."""
        newest, refused = max((cover.day for cover, _ in letters), default=""), False
        for kind, by_desk in KINDS:
            name = thing(kind, appointment)
            if not letters and self._may_be_gone(name):
                continue
            own = {cover.number: signed for cover, signed in letters if (cover.desk_epoch is not None) == by_desk}
            try:
                mark = check_letters(self._seen(name), own)
            except MailboxRolledBack:
                refused = True
            else:
                if mark is not None:
                    self._keep(name, mark, newest)
        if refused:
            raise MailboxRolledBack

    def _may_be_gone(self, name: str) -> bool:
        kept, since = self._kept.get(name), write_day(self._clock().date() - LEAST_KEPT)
        return kept is not None and kept.written <= since

    @contextmanager
    def together(self) -> Generator[None]:
        """Write the file once for all that is seen meanwhile."""
        self._together += 1
        try:
            yield
        finally:
            self._together -= 1
            self._save()

    def _seen(self, name: str) -> Mark | None:
        kept = self._kept.get(name)
        return kept.mark if kept else None

    def _keep(self, name: str, mark: Mark, written: str = "") -> None:
        before, today = self._kept.get(name), write_day(self._clock().date())
        kept = Kept(name, mark.number, mark.hash, today, written)
        if before == kept or (before is not None and before.number > mark.number):
            return
        self._kept[name] = kept
        self._changed = True
        self._save()

    def _save(self) -> None:
        if self._together or not self._changed or not self._root:
            return
        newest = sorted(self._kept.values(), key=lambda each: each.day)[-MOST:]
        self._kept = {each.thing: each for each in newest}
        padded = pad(msgspec.json.encode(newest), SEEN_BUCKETS)
        self._state.content.seen[_fingerprint(self._root)] = b64(lock(_key(self._root), PURPOSE, CONTEXT, padded))
        self._state.save()
        self._changed = False

    def _load(self, root: bytes) -> dict[str, Kept]:
        """What cannot be read is as if it were not there: whoever may write here could also remove it."""
        locked = self._state.content.seen.get(_fingerprint(root), "")
        try:
            padded = unlock(_key(root), PURPOSE, CONTEXT, from_b64(locked)) if locked else b""
            kept = msgspec.json.decode(unpad(padded, SEEN_BUCKETS), type=list[Kept]) if padded else []
        except (ProtocolRefusal, msgspec.MsgspecError):
            kept = []
        return {each.thing: each for each in kept}


def _key(root: bytes) -> bytes:
    return derive(root, "seen")


def _fingerprint(root: bytes) -> str:
    """So that the account's id does not stay on the device."""
    return hash_bytes("seen-of", root).hex()[:FINGERPRINT_DIGITS]
