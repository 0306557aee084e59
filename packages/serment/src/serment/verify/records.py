"""Every record of a log: its structure, its signature, and how the epochs of each practice follow each other. Pure."""

from collections import Counter

from serment_protocol.encoding import from_b64
from serment_protocol.errors import BadStructure, ProtocolRefusal
from serment_protocol.notes import LogKey
from serment_protocol.nudges import ContactKey
from serment_protocol.practice import EpochRecord, RootRecord, predecessor_of, verify_epoch, verify_root
from serment_protocol.signing import Signed, peek, verify
from serment_protocol.structure import read
from serment_protocol.tokens import IssuerKey
from serment_protocol.transparency import Entry


class Records:
    """What was read so far, in the order of the log."""

    def __init__(self, log_key: LogKey) -> None:
        self._log_key = log_key
        self._roots: dict[str, bytes] = {}
        self._last: dict[str, tuple[int, Signed]] = {}
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []

    def add(self, index: int, leaf: bytes) -> None:
        """Check the next leaf."""
        try:
            entry = read(leaf, Entry)
            self._check(entry, Signed(entry.body, entry.signature))
            self.counts[entry.kind] += 1
        except ProtocolRefusal as refusal:
            self.faults.append(f"leaf {index}: {refusal}")

    def _check(self, entry: Entry, signed: Signed) -> None:
        match entry.kind:
            case "practice_root":
                self._root(signed)
            case "epoch":
                self._epoch(signed)
            case "issuer_key":
                verify(self._log_key.public, "issuer-key", signed, IssuerKey)
            case "contact_key":
                verify(self._log_key.public, "contact-key", signed, ContactKey)

    def _root(self, signed: Signed) -> None:
        record = verify_root(signed, peek(signed, RootRecord).practice)
        if record.practice in self._roots:
            raise BadStructure(f"a second root of practice {record.practice}")
        self._roots[record.practice] = from_b64(record.root)
        self._last[record.practice] = 0, signed

    def _epoch(self, signed: Signed) -> None:
        practice = peek(signed, EpochRecord).practice
        if practice not in self._roots:
            raise BadStructure(f"an epoch of practice {practice}, whose root is not in the log before")
        record = verify_epoch(signed, practice, self._roots[practice])
        number, before = self._last[practice]
        if record.epoch != number + 1 or record.predecessor != predecessor_of(before, record.epoch):
            raise BadStructure(f"epoch {record.epoch} of practice {practice} does not follow the one before")
        self._last[practice] = record.epoch, signed
