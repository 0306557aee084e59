"""Every kind of leaf, and how a record of it is believed offline. A new kind is one line in `KINDS`. Pure.

A check raises the protocol's refusal; what it returns is a sentence about an act of people, empty for mere keys.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta

from serment.verify.findings import grouped
from serment_protocol.acts import ACT, DAY, Act, UseDay
from serment_protocol.closings import Closing, verify_closing
from serment_protocol.course import Course
from serment_protocol.encoding import b64, from_b64, read_day
from serment_protocol.endorsements import Withdrawal, read_endorsement
from serment_protocol.erasures import ERASURE, ErasureRecord
from serment_protocol.errors import BadSignature, BadStructure
from serment_protocol.evidence import EvidenceKey, EvidenceRoot, read_evidence_key, read_root, root_before
from serment_protocol.notes import LogKey
from serment_protocol.nudges import ContactKey
from serment_protocol.practice import EpochRecord, RootRecord, practice_id, predecessor_of, verify_epoch, verify_root
from serment_protocol.releases import ReleaseRecord, verify_release
from serment_protocol.releases import predecessor_of as release_before
from serment_protocol.replacements import (
    DELAY,
    REPLACE,
    Replacement,
    Roots,
    first_root,
    follow,
    read_replacement,
    replacement_hash,
)
from serment_protocol.shares import ShareKey
from serment_protocol.signing import Signed, peek, verify
from serment_protocol.staff import STAFF_ACT, StaffAct
from serment_protocol.tokens import IssuerKey
from serment_protocol.transparency import EntryKind


@dataclass
class Told:
    """What the leaves before have established; `log_key` is the log's own, the other keys are the installation's."""

    log_key: LogKey
    release_keys: Collection[bytes]
    custodian: bytes = b""
    """The key of the custodian's log, whose replacements the platform's log repeats; empty where it is not known."""
    roots: dict[str, Roots] = field(default_factory=dict[str, Roots])
    last: dict[str, tuple[int, Signed]] = field(default_factory=dict[str, tuple[int, Signed]])
    """The newest epoch of each practice, 0 being its root."""
    endorsed: dict[str, str] = field(default_factory=dict[str, str])
    """The root of each practice that the log's owner stands by."""
    withdrawn: set[str] = field(default_factory=set[str])
    """Practices that it stood by no more since their root came: to stand by that again takes a decision."""
    closed: set[str] = field(default_factory=set[str])
    """Practices that said their last word."""
    acts: Course = field(default_factory=Course)
    release: Signed | None = None
    """The newest release of the web app."""
    evidence: EvidenceKey | None = None
    """The key that signs the hand's evidence."""
    last_day: Signed | None = None
    """The newest day of its evidence."""


Check = Callable[[Told, Signed], str]


def practice_root(told: Told, signed: Signed) -> str:
    """Signed by itself, and the only one of its practice."""
    record = verify_root(signed, peek(signed, RootRecord).practice)
    if record.practice in told.roots:
        raise BadStructure(f"a second root of practice {record.practice}")
    told.roots[record.practice] = first_root(record.practice, from_b64(record.root))
    told.last[record.practice] = 0, signed
    return ""


def epoch(told: Told, signed: Signed) -> str:
    """Signed by the root that counts, and the next one of its practice."""
    practice = peek(signed, EpochRecord).practice
    if practice not in told.roots:
        raise BadStructure(f"an epoch of practice {practice}, whose root is not in the log before")
    record = verify_epoch(signed, practice, told.roots[practice].now)
    number, before = told.last[practice]
    if record.epoch != number + 1 or record.predecessor != predecessor_of(before, record.epoch):
        raise BadStructure(f"epoch {record.epoch} of practice {practice} does not follow the one before")
    told.last[practice] = record.epoch, signed
    return ""


def staff_act(told: Told, signed: Signed) -> str:
    """Signed by the log's owner, whose staff it was."""
    act = verify(told.log_key.public, STAFF_ACT, signed, StaffAct)
    return f"{act.day} {act.act} ({act.reason}) {act.subject}, by {act.by[:16]}"


def issuer_key(told: Told, signed: Signed) -> str:
    """Signed by the log's owner."""
    verify(told.log_key.public, "issuer-key", signed, IssuerKey)
    return ""


def contact_key(told: Told, signed: Signed) -> str:
    """Signed by the log's owner."""
    verify(told.log_key.public, "contact-key", signed, ContactKey)
    return ""


def share_key(told: Told, signed: Signed) -> str:
    """Signed by the log's owner."""
    verify(told.log_key.public, "share-key", signed, ShareKey)
    return ""


def custodian_act(told: Told, signed: Signed) -> str:
    """Signed by the log's owner, and a step that its decision may take."""
    act = verify(told.log_key.public, ACT, signed, Act)
    told.acts.add(act)
    return f"{act.day} {act.act} {act.step} ({act.reason}) {act.subject or 'about ' + act.subject_hash[:16]}"


def custodian_day(told: Told, signed: Signed) -> str:
    """Signed by the log's owner, and the day after the last one."""
    told.acts.add_day(verify(told.log_key.public, DAY, signed, UseDay))
    return ""


def web_release(told: Told, signed: Signed) -> str:
    """Signed by the publisher, and the next one: the last of all is what everybody must be given."""
    if not told.release_keys:
        raise BadStructure("a release of the app, whose keys an installation.json names: add --installation")
    record = verify_release(signed, told.release_keys)
    number = peek(told.release, ReleaseRecord).release + 1 if told.release else 1
    if record.release != number or record.previous != release_before(told.release):
        raise BadStructure(f"release {record.release} of the app does not follow the one before")
    told.release = signed
    return f"release {record.release}, version {record.version}, of {record.day}: {grouped(record.manifest)}"


def practice_endorsement(told: Told, signed: Signed) -> str:
    """Signed by the log's owner, for the root that counts, and decided by officers if it says so.

    Of a root that replaced another they decided by its replacement.
    """
    record = read_endorsement(signed, told.log_key.public)
    roots = told.roots.get(record.practice) or Roots((from_b64(record.root),))
    if practice_id(roots.known[0]) != record.practice or record.root != b64(roots.now):
        raise BadStructure(f"an endorsement of practice {record.practice} for a root that is not its own")
    if record.practice in told.closed:
        raise BadStructure(f"an endorsement of practice {record.practice}, which has closed")
    if record.replacement != roots.replacement:
        raise BadStructure(f"an endorsement of practice {record.practice} names another replacement")
    if record.check == "officers" and (not roots.number or record.practice in told.withdrawn):
        subject = {"practice": record.practice, "root": record.root, "name": record.name}
        told.acts.require_approved("endorse_practice", subject)
    if record.practice not in told.endorsed:
        told.acts.use_up("withdraw_endorsement", record.practice)
    told.endorsed[record.practice] = record.root
    return ""


def endorsement_withdrawn(told: Told, signed: Signed) -> str:
    """Signed by the log's owner, for a root that it stood by; decided by officers, unless the practice closed."""
    record = verify(told.log_key.public, "endorsement-withdrawn", signed, Withdrawal)
    if record.practice not in told.closed:
        told.acts.require_approved("withdraw_endorsement", {"practice": record.practice})
    # A crash may have written it twice.
    if told.endorsed.pop(record.practice, record.root) != record.root:
        raise BadStructure(f"practice {record.practice} loses an endorsement of another root than it had")
    # Whoever is endorsed once more was decided about once more.
    told.withdrawn.add(record.practice)
    told.acts.use_up("endorse_practice", record.practice)
    return f"{record.day} practice {record.practice} is endorsed no more"


def root_replacement(told: Told, signed: Signed) -> str:
    """Signed by the custodian, the next one of its practice, and in its own log what its officers decided seven days
    before; the platform's repeats it before the first epoch that the new root signs.
    """
    record = _replacement(told, signed)
    roots = told.roots.get(record.practice)
    if roots is not None and roots.replacement == replacement_hash(signed):
        return ""  # A crash may have written it twice.
    if _is_custodian_s(told):
        subject = {name: getattr(record, name) for name in ("practice", "number", "old", "new")}
        told.acts.require_ripe(record.decision, REPLACE, subject, record.holds_from, DELAY)
    elif roots is None:
        raise BadStructure(f"a replacement of practice {record.practice}, whose root is not in the log before")
    told.withdrawn.discard(record.practice)
    told.roots[record.practice] = follow(roots or first_root(record.practice, from_b64(record.old)), signed, record)
    return f"{record.holds_from} practice {record.practice} has its root number {record.number + 1} ({record.reason})"


def _is_custodian_s(told: Told) -> bool:
    return told.custodian in {b"", told.log_key.public}


def _replacement(told: Told, signed: Signed) -> Replacement:
    try:
        return read_replacement(signed, told.custodian or told.log_key.public)
    except BadSignature as error:
        if told.custodian:
            raise
        raise BadStructure("a replacement, whose signer an installation.json names: add --installation") from error


def practice_closing(told: Told, signed: Signed) -> str:
    """Signed by the root that the log's owner stood by until then."""
    record = peek(signed, Closing)
    # A crash may have written it twice.
    if told.endorsed.get(record.practice, record.root) != record.root:
        raise BadStructure(f"practice {record.practice} closes by another root than it had")
    verify_closing(signed, record.practice, from_b64(record.root))
    told.closed.add(record.practice)
    return f"{record.day} practice {record.practice} closes"


def erasure(told: Told, signed: Signed) -> str:
    """Signed by the log's owner, who erased somebody on that day."""
    record = verify(told.log_key.public, ERASURE, signed, ErasureRecord)
    return f"{record.day} an erasure was done"


def evidence_key(told: Told, signed: Signed) -> str:
    """Signed by the log's owner, and the next one."""
    record = read_evidence_key(signed, told.log_key.public)
    before = told.evidence
    if record.number != (before.number + 1 if before else 1) or (before and record.since < before.since):
        raise BadStructure(f"key {record.number} of the evidence does not follow the one before")
    told.evidence = record
    return f"{record.day} key {record.number} signs the evidence from event {record.since} on"


def evidence_root(told: Told, signed: Signed) -> str:
    """Signed by the key of the evidence, and the next day: none is missing, and none has two."""
    if told.evidence is None:
        raise BadStructure("a day of evidence, whose key is not in the log before")
    record = read_root(signed, from_b64(told.evidence.key))
    before = peek(told.last_day, EvidenceRoot) if told.last_day else None
    if before and read_day(record.day) != read_day(before.day) + timedelta(days=1):
        raise BadStructure(f"the evidence of {record.day} does not follow that of {before.day}")
    total = (before.total if before else 0) + record.count
    if record.previous != root_before(told.last_day) or record.total != total:
        raise BadStructure(f"the evidence of {record.day} does not go on where the day before ended")
    told.last_day = signed
    return ""


KINDS: dict[EntryKind, Check] = {
    "practice_root": practice_root,
    "epoch": epoch,
    "staff_act": staff_act,
    "issuer_key": issuer_key,
    "contact_key": contact_key,
    "share_key": share_key,
    "custodian_act": custodian_act,
    "custodian_day": custodian_day,
    "web_release": web_release,
    "practice_endorsement": practice_endorsement,
    "endorsement_withdrawn": endorsement_withdrawn,
    "root_replacement": root_replacement,
    "practice_closing": practice_closing,
    "erasure": erasure,
    "evidence_key": evidence_key,
    "evidence_root": evidence_root,
}
