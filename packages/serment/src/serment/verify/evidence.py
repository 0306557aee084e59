"""An extract of a hand's evidence, checked without asking anybody: hashes, signatures, days and proofs (SPEC 20).

The first fault ends it, as nothing after a break says anything. What could not be checked is told apart.
"""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import UNSET

from serment.errors import CannotVerify
from serment.verify.cosigned import Witnessed, cosigned_by, quorum_faults, witnessed
from serment.verify.findings import Finding, told
from serment.verify.log import Trust, entries_of, verify_copy
from serment.verify.mirror import mirror
from serment.verify.policy import Policy
from serment_kernel.evidence import stand_alone
from serment_kernel.evidence.stamping import StampRefused, Stamps
from serment_protocol.encoding import canonical, from_b64, read_day, read_time, write_day
from serment_protocol.errors import EvidenceFault, ProtocolRefusal
from serment_protocol.evidence import CheckBody, EvidenceRoot, sample_seed
from serment_protocol.evidence_course import Course
from serment_protocol.evidence_export import (
    EVENT_LINE,
    EXPORT,
    DayLine,
    EndLine,
    Header,
    HeaderLine,
    Leaf,
    read_event_line,
    read_line,
)
from serment_protocol.notes import Checkpoint, LogKey, open_checkpoint, read_log_key
from serment_protocol.signing import Signed, peek, verify_bytes
from serment_protocol.transparency import Bundle, EntryKind, check_inclusion, read_entry

WHOLE = "every event follows the one before, is signed, and has the form of its kind"
DAYS = "no day is missing, and each has the events that its root counts"
LOGGED = "every day and every key is a leaf of the log, under its checkpoint"
PINNED = "the log is the one of this installation, and enough witnesses have cosigned it"
SEALED = "the file is as its maker signed it, up to its last line"
SEEDED = "samples were drawn by the seed of the newest day that was witnessed by then"
STAMPED = "the time-stamps are of these roots, by an authority that you named"
LONGEST_LINE = 128 * 1024
STARTS = (b'{"header":', EVENT_LINE, b'{"day":', b'{"end":')
"""How the lines of an extract begin, so that one without its head is still a broken one."""
LONGEST_START = max(map(len, STARTS))
DAY = timedelta(days=1)
# After the end of a day; until then its events could still be written anew.
LATE = timedelta(hours=48)
MOST_TOLD = 10
# Between the clock of a witness and that of a hand, and from a cosignature until it is kept.
SLACK = timedelta(hours=1)


class EvidenceReport(msgspec.Struct, frozen=True):
    """What was found in an extract."""

    origin: str
    first: str
    last: str
    events: int
    kinds: dict[str, int]
    results: dict[str, int]
    """Of checks."""
    days: int
    witnessed: int
    """Of the events, those of days that a witness has seen: the others could still be written anew."""
    findings: tuple[Finding, ...]
    unverified: tuple[str, ...]
    ok: bool


def verify_evidence(
    path: Path, policies: Sequence[Policy], logged: Sequence[bytes] | None = None, stamps: Stamps | None = None
) -> EvidenceReport:
    """Check a file; `policies` are those of the installation, `logged` the leaves of its log, if they were read.

    A file of something else is `CannotVerify`: it says nothing about anybody's evidence.
    """
    try:
        with path.open("rb") as file:
            if not file.peek(LONGEST_START).startswith(STARTS):
                raise CannotVerify(f"{path} is no extract of evidence: it does not begin as one does.")
            return _Reader(policies, logged, stamps).read(file)
    except OSError as error:
        raise CannotVerify(f"{path}: {error.strerror}.") from error


def tell(report: EvidenceReport) -> str:
    """The report in words."""
    what = f"{report.events} events, {report.days} day{'s' * (report.days != 1)}"
    lines = [f"Evidence of {report.origin}, {report.first} to {report.last}: {what}."]
    lines += [f"{count:8}  {kind}" for kind, count in sorted(report.kinds.items())]
    lines += [f"{count:8}  checks: {result}" for result, count in sorted(report.results.items())]
    lines += told(report.findings)
    lines += [f"  ? {each}" for each in report.unverified]
    return "\n".join([*lines, "", _verdict(report)])


def _verdict(report: EvidenceReport) -> str:
    if not report.ok:
        return "THE EVIDENCE DOES NOT HOLD."
    if not report.witnessed:
        return "The evidence holds. NO WITNESS HAS SEEN ANY EVENT OF IT YET: its maker could still write all anew."
    return "The evidence holds."


@dataclass
class _Reader:
    """A file, line by line."""

    policies: Sequence[Policy]
    logged: Sequence[bytes] | None
    stamps: Stamps | None
    faults: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    unverified: list[str] = field(default_factory=list[str])
    kinds: Counter[str] = field(default_factory=Counter[str])
    results: Counter[str] = field(default_factory=Counter[str])
    days: int = 0
    events: int = 0
    witnessed: int = 0
    since_day: int = 0
    unseeded: int = 0
    unstamped: int = 0
    notes: dict[date, Witnessed] = field(default_factory=dict[date, Witnessed])
    late: list[str] = field(default_factory=list[str])
    signers: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    """Leaf and key, oldest first."""
    header: Header | None = None
    course: Course = field(default_factory=lambda: Course("", b""))
    key: LogKey | None = None
    policy: Policy | None = None
    checkpoint: Checkpoint | None = None

    def read(self, file: BinaryIO) -> EvidenceReport:
        """All of it."""
        digest, lines, ended = hashlib.sha256(), 0, False
        what = SEALED
        try:
            for line in _lines_of(file):
                if ended:
                    raise EvidenceFault("something follows the last line")
                what = WHOLE if line.startswith(EVENT_LINE) else DAYS if lines else LOGGED
                ended = self._line(line, lines, digest.hexdigest())
                digest.update(line)
                lines += 1
            what = SEALED
            if not ended:
                raise EvidenceFault("the file has no last line: its end was cut off")
            what = DAYS
            self._reaches()
        except _FaultIn as fault:
            self._fault(fault.what, str(fault))
        except ProtocolRefusal as refusal:
            self._fault(what, f"{refusal} [line {lines + 1}]")
        return self._report()

    def _reaches(self) -> None:
        """An extract has the days that it says it has: one without any says nothing."""
        last = self.header.last if self.header else ""
        if not self.days or self.course.day is None or write_day(self.course.day) != last:
            raise EvidenceFault(f"the days up to {last} are not all here")

    def _line(self, line: bytes, number: int, digest: str) -> bool:
        """One line; whether it is the last."""
        if line.startswith(EVENT_LINE):
            self._event(line)
            return False
        found = read_line(line)
        match found:
            case HeaderLine() if number == 0:
                self._begin(found.header)
            case DayLine() if number:
                self._day(found)
            case EndLine() if number:
                self._end(found, number, digest)
                return True
            case _:
                raise _FaultIn(SEALED, f"line {number + 1} is not where it belongs")
        return False

    def _begin(self, header: Header) -> None:
        self.header, key = header, read_log_key(header.log_key)
        self.key, self.course = key, Course(header.origin, key.public)
        self._pin(header, key)
        with _faults_in(LOGGED):
            self.checkpoint = open_checkpoint(header.checkpoint, header.origin, key)
        for leaf in header.keys:
            record = self.course.add_key(self._signed(leaf, "evidence_key"))
            if self.signers and leaf.index <= self.signers[-1][0]:
                raise EvidenceFault("the keys are in another order than in the log")
            self.signers.append((leaf.index, from_b64(record.key)))
        if header.before is not UNSET:
            signed = self._signed(header.before, "evidence_root")
            self.course.begin_after(signed, self._signer(header.before))
            if read_day(peek(signed, EvidenceRoot).day) + DAY != read_day(header.first):
                raise _FaultIn(DAYS, "the day before the first one is missing")

    def _pin(self, header: Header, key: LogKey) -> None:
        if not self.policies:
            self.unverified.append(
                f"whose log this is, and who witnesses it: compare the key {header.log_key} with that of the"
                " installation, or name its installation.json"
            )
            return
        self.policy = next((each for each in self.policies if header.origin in each.logs), None)
        if self.policy is None or self.policy.logs[header.origin] != key:
            raise _FaultIn(PINNED, "this is the evidence of another installation")
        found = cosigned_by(header.checkpoint, self.policy)
        if faults := quorum_faults(self.policy, found):
            raise _FaultIn(PINNED, faults[0])

    def _event(self, line: bytes) -> None:
        event = read_event_line(line)
        body = self.course.add_event(event)
        self.events, self.since_day = self.events + 1, self.since_day + 1
        self.kinds[event.kind] += 1
        if isinstance(body, CheckBody):
            self.results[body.result] += 1
            self._seed(body, event.at)

    def _seed(self, body: CheckBody, at: datetime) -> None:
        sample = body.sample
        if sample.seed is UNSET or sample.root is UNSET:
            return
        root = read_day(sample.root)
        newer = any(day > root and each.at is not None and each.at + SLACK <= at for day, each in self.notes.items())
        if newer or root >= at.date():
            raise _FaultIn(SEEDED, f"check {body.check} drew a sample by {sample.root}, not by the newest day")
        found = self.notes.get(root)
        if found is None:
            self.unseeded += 1
        elif sample.seed != sample_seed(found.note, body.check).hex() or (found.at and found.at > at + SLACK):
            raise _FaultIn(SEEDED, f"check {body.check} drew a sample by another seed than that of {sample.root}")

    def _day(self, line: DayLine) -> None:
        signed = self._signed(line.root, "evidence_root")
        first = self.course.last is None
        record = self.course.add_day(signed, self._signer(line.root))
        if self.header and not self.days and record.day != self.header.first:
            raise EvidenceFault(f"the first day is {record.day}, not {self.header.first}")
        if first and record.total:
            raise EvidenceFault("events before the first day are missing")
        self._note(record, line.root, line.note)
        self.days, self.since_day = self.days + 1, 0
        self._stamp(line, record, signed)
        self._in_log(line.root)

    def _note(self, record: EvidenceRoot, leaf: Leaf, note: str) -> None:
        """Believed as a checkpoint is: by the log's signature, and its witnesses."""
        with _faults_in(SEEDED):
            if self.key is None or open_checkpoint(note, self.course.origin, self.key).size <= leaf.index:
                raise EvidenceFault(f"the checkpoint of {record.day} does not hold its root")
            found = witnessed(note, self.key, self.policy)
        if self.policy and (faults := quorum_faults(self.policy, cosigned_by(note, self.policy))):
            raise _FaultIn(SEEDED, faults[0])
        self.notes[read_day(record.day)] = found
        self.witnessed += self.since_day if found.at else 0
        self._time(record.day, "witnessed", found.at)

    def _time(self, day: str, what: str, at: datetime | None) -> None:
        """Until it was witnessed, the day could be written anew."""
        if at is None:
            self.late.append(f"{day} was never {what}")
        elif at > datetime.combine(read_day(day), time(), UTC) + DAY + LATE:
            self.late.append(f"{day} was {what} on {at.date()} only")

    def _stamp(self, line: DayLine, record: EvidenceRoot, signed: Signed) -> None:
        if line.stamp is UNSET:
            return
        if self.stamps is None:
            self.unstamped += 1
            return
        try:
            at = self.stamps.verify(from_b64(line.stamp), signed.body_bytes)
        except StampRefused as refusal:
            raise _FaultIn(STAMPED, f"the time-stamp of {record.day}: {refusal}") from refusal
        if at < datetime.combine(read_day(record.day), time(), UTC) + DAY:
            raise _FaultIn(STAMPED, f"the time-stamp of {record.day} is older than the end of that day")
        self._time(record.day, "stamped", at)

    def _in_log(self, leaf: Leaf) -> None:
        if self.logged is not None and self.logged[leaf.index : leaf.index + 1] != [from_b64(leaf.entry)]:
            raise _FaultIn(LOGGED, f"leaf {leaf.index} of the log is another one than here")

    def _signed(self, leaf: Leaf, kind: EntryKind) -> Signed:
        bundle = Bundle(leaf.entry, leaf.index, leaf.proof, "")
        with _faults_in(LOGGED):
            if self.checkpoint is not None:
                check_inclusion(bundle, self.checkpoint)
        return read_entry(bundle, kind)

    def _signer(self, leaf: Leaf) -> bytes:
        """The key that stood in the log before this leaf."""
        return next((key for index, key in reversed(self.signers) if index < leaf.index), b"")

    def _end(self, line: EndLine, lines: int, digest: str) -> None:
        key = self.signers[-1][1] if self.signers else b""
        with _faults_in(SEALED):
            verify_bytes(key, EXPORT, canonical(line.end), from_b64(line.signature))
            if (line.end.lines, line.end.hash) != (lines, digest):
                raise EvidenceFault("lines were changed, left out or put in")

    def _report(self) -> EvidenceReport:
        header, faults = self.header, self.faults
        whats = (SEALED, LOGGED, DAYS, WHOLE, SEEDED, *((PINNED,) if self.policies else ()))
        whats += (STAMPED,) if self.stamps else ()
        findings = tuple(Finding(what, tuple(faults.get(what, ())), self._reached(what)) for what in whats)
        return EvidenceReport(
            header.origin if header else "",
            header.first if header else "",
            header.last if header else "",
            self.events,
            dict(self.kinds),
            dict(self.results),
            self.days,
            self.witnessed if not faults else 0,
            findings,
            tuple([] if faults else [*self.unverified, *self._open(header)]),
            ok=not faults,
        )

    def _reached(self, what: str) -> bool:
        """The first fault ends it: of the others, the log's keys alone were looked at, at the very beginning."""
        return not self.faults or what in self.faults or (what == PINNED and self.checkpoint is not None)

    def _open(self, header: Header | None) -> Iterator[str]:
        if self.since_day:
            yield f"the last {self.since_day} events are under no root yet: their maker could still write others"
        if self.late:
            yield f"days that could still be written anew, as nobody saw them in time: {_some(self.late)}"
        if header and read_day(header.last) + DAY < read_time(header.made).date():
            yield f"days after {header.last} have no root here, though they were over when the file was made"
        if self.course.not_handed_over:
            yield f"keys that the one before did not hand over to: {self.course.not_handed_over}"
        if self.unseeded:
            yield f"the seeds of {self.unseeded} samples, whose day is not in this file"
        if self.unstamped:
            yield f"{self.unstamped} time-stamps: name the authority's certificates (--tsa)"
        if self.logged is None:
            yield "whether the log goes on with other days than these: compare with the log itself (--log)"
        yield "what the events say: that a measurement was honest is seen by measuring again"

    def _fault(self, what: str, says: str) -> None:
        self.faults.setdefault(what, []).append(says)


class _FaultIn(Exception):
    """A fault of one of the findings."""

    def __init__(self, what: str, says: str) -> None:
        super().__init__(says)
        self.what = what


@contextmanager
def _faults_in(what: str) -> Generator[None]:
    """A refusal in the block is a fault of this finding."""
    try:
        yield
    except ProtocolRefusal as refusal:
        raise _FaultIn(what, str(refusal)) from refusal


def _lines_of(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE):
        if not line.endswith(b"\n"):
            raise EvidenceFault("a line is cut off, or too long to be one")
        yield line


def _some(says: Sequence[str]) -> str:
    """The first ones, and how many more."""
    more = len(says) - MOST_TOLD
    return ", ".join(says[:MOST_TOLD]) + (f", and {more} more" if more > 0 else "")


STAND_ALONE = stand_alone.FILE
"""The same in one file on the standard library alone, to be read by whoever believes neither of us."""


def verify_in_log(path: Path, place: str, trust: Trust, stamps: Stamps | None = None) -> EvidenceReport:
    """Check a file, and that its days are those of the log itself, at an address or in the folder of a copy."""
    with tempfile.TemporaryDirectory(prefix="serment-log-") as folder:
        copy = Path(place)
        if place.startswith(("http://", "https://")):
            mirror(place, copy := Path(folder))
        found = verify_copy(copy, trust)
        leaves, _ = entries_of(copy, found.size)
    report = verify_evidence(path, trust.policies, leaves, stamps)
    faults = tuple(fault for each in found.findings for fault in each.faults)
    return msgspec.structs.replace(
        report, findings=(*report.findings, Finding("the log itself holds", faults)), ok=report.ok and found.ok
    )
