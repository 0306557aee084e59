"""How a chain of evidence goes on: what each event, key and day must be after those before (SPEC 20). Pure.

One that follows it sees every fault that is in the chain itself; that the days and keys are leaves of the log is seen
beside it, at their bundles.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from serment_protocol.encoding import from_b64, read_day, write_day
from serment_protocol.errors import EvidenceFault
from serment_protocol.evidence import (
    NOTHING,
    Event,
    EvidenceKey,
    EvidenceRoot,
    check_body,
    is_whole,
    read_evidence_key,
    read_key_body,
    read_root,
    root_before,
    verify_event,
)
from serment_protocol.merkle import Growing, leaf_hash
from serment_protocol.signing import Signed
from serment_protocol.structure import Structure

BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass
class Course:
    """What has been seen so far. An extract begins after a day, whose record it is given first."""

    origin: str
    log_key: bytes
    total: int = 0
    head: bytes = NOTHING
    at: datetime = BEGINNING
    key: bytes = b""
    """Who signs now."""
    number: int = 0
    to_come: list[EvidenceKey] = field(default_factory=list[EvidenceKey])
    """Keys that sign only from a later event on."""
    handed_over: str = ""
    """The key that the last event names as the next one."""
    not_handed_over: list[int] = field(default_factory=list[int])
    """Keys that the one before did not name: it was lost, or somebody took its place."""
    last: Signed | None = None
    """The record of the newest day."""
    day: date | None = None
    since: Growing = field(default_factory=Growing)
    """The events since then."""

    def add_key(self, signed: Signed) -> EvidenceKey:
        """A key, as the log names it; all of them come in order, and each before its first event."""
        record = read_evidence_key(signed, self.log_key)
        newest = self.to_come[-1] if self.to_come else None
        number, since = (newest.number, newest.since) if newest else (self.number, -1)
        if record.number != number + 1 or record.since < max(since, 0):
            raise EvidenceFault(f"key {record.number} does not follow the one before")
        self.to_come.append(record)
        self._take_over()
        return record

    def begin_after(self, signed: Signed, key: bytes) -> None:
        """The day before the first one of an extract: its record says where the chain was."""
        record = read_root(signed, key)
        self.last, self.day = signed, read_day(record.day)
        self.total, self.head = record.total, bytes.fromhex(record.head)
        self.at = datetime.combine(self.day, datetime.min.time(), UTC)
        while self.to_come and self.to_come[0].since <= self.total:
            self._sign_by(self.to_come.pop(0))

    def add_event(self, event: Event, *, thorough: bool = True) -> Structure | None:
        """The next event; thoroughly, with its signature and the form of its body, which is returned."""
        what = f"event {event.seq}"
        if event.origin != self.origin:
            raise EvidenceFault(f"{what} is of another chain")
        if event.seq != self.total or event.prev != self.head:
            raise EvidenceFault(f"{what} does not follow event {self.total - 1}")
        if event.at < self.at or (self.day is not None and event.at.date() <= self.day):
            raise EvidenceFault(f"{what} is older than what came before it")
        if not is_whole(event):
            raise EvidenceFault(f"{what} is not what its hash says")
        found = None
        if thorough:
            verify_event(event, self.key)
            found = check_body(event.kind, event.content)
        self.handed_over = read_key_body(event.body).key if event.kind == "key" else ""
        self.total, self.head, self.at = event.seq + 1, event.hash, event.at
        self.since.add(leaf_hash(event.hash))
        self._take_over()
        return found

    def add_day(self, signed: Signed, key: bytes) -> EvidenceRoot:
        """The root of the next day, after its last event; `key` is the one that the log named before it."""
        record = read_root(signed, key)
        day = read_day(record.day)
        if self.day is not None and day != self.day + timedelta(days=1):
            raise EvidenceFault(f"the day {record.day} does not follow {write_day(self.day)}")
        if record.previous != root_before(self.last):
            raise EvidenceFault(f"the day {record.day} names another day before it")
        if self.since.count and self.at.date() > day:
            raise EvidenceFault(f"the day {record.day} comes after events of a later one")
        found = (self.since.count, self.total, self.since.root.hex(), self.head.hex())
        if found != (record.count, record.total, record.root, record.head):
            raise EvidenceFault(f"the events of {record.day} are not those of its root")
        self.last, self.day, self.since = signed, day, Growing()
        return record

    def _take_over(self) -> None:
        while self.to_come and self.to_come[0].since <= self.total:
            record = self.to_come.pop(0)
            if record.since == self.total and record.number > 1 and self.handed_over != record.key:
                self.not_handed_over.append(record.number)
            self._sign_by(record)

    def _sign_by(self, record: EvidenceKey) -> None:
        self.number, self.key = record.number, public_of(record)


def public_of(record: EvidenceKey) -> bytes:
    """The 32 bytes of its key."""
    return from_b64(record.key)
