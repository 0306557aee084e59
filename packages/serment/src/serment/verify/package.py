"""A package for an authority, checked by anybody who has the folder: bytes, decision, two signatures, no key in it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from serment.errors import CannotVerify
from serment.verify.staff import Staff
from serment_kernel.evidence.stamping import StampRefused, Stamps
from serment_kernel.passkeys import (
    Assertion,
    Party,
    PasskeyWrong,
    StatementWrong,
    check_assertion,
    key_hash,
    statement_of,
)
from serment_protocol.disclosure import (
    MANIFEST,
    NAMES,
    STAMP,
    AddressDecision,
    DecisionSignature,
    PackageManifest,
    SignedAddressDecision,
    SignedDecision,
    decision_hash,
    read_addresses,
    read_records,
)
from serment_protocol.encoding import from_b64, parse, read_time
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import LogKey
from serment_protocol.primitives import sha256
from serment_protocol.signing import verify_bytes
from serment_protocol.structure import read

Decided: TypeAlias = SignedDecision | SignedAddressDecision
TWO = 2
LAW, HEAD = frozenset({"legal", "data_protection_officer"}), frozenset({"director"})


UNKNOWN = "Whose keys these are was not checked: name an extract of that hand's evidence (--evidence)."
OFFICERS = "Whose keys these are is in no evidence: the acts of the custodian's officers are in its log."
UNSTAMPED = "There is a time-stamp: name the authority's certificates (--tsa)."


class Checked(msgspec.Struct, frozen=True):
    """What came of it."""

    ok: bool
    request: str
    count: int
    drill: bool
    faults: list[str]
    unverified: list[str]
    what: str
    """Of what there are so many."""
    built: str
    """When."""


def hand_of(folder: Path) -> Literal["platform", "custodian"]:
    """Whose package it says it is; its signature shows whether that is so."""
    try:
        decided = _decided(_files(folder)["decision.json"])
    except (KeyError, ProtocolRefusal) as error:
        raise CannotVerify(f"{folder} is no package: its decision cannot be read.") from error
    return "custodian" if isinstance(decided, SignedAddressDecision) else "platform"


def verify_package(folder: Path, log: LogKey, staff: Staff | None = None, stamps: Stamps | None = None) -> Checked:
    """Look at everything once; a folder that is no package at all is `CannotVerify`.

    The package brings the keys and roles that it is checked by; `staff`, from an extract, says whose they were.
    `stamps` are those of the authority that says when it was there.
    """
    files = _files(folder)
    try:
        manifest = read(files["MANIFEST.json"], PackageManifest)
        decided = _decided(files["decision.json"])
    except (KeyError, ProtocolRefusal) as error:
        raise CannotVerify(f"{folder} is no package: its manifest or its decision cannot be read.") from error
    records = _addresses(files, decided) if isinstance(decided, SignedAddressDecision) else _records(files, decided)
    faults = [
        *_bytes(files, manifest, log),
        *_decision(manifest, decided),
        *_signatures(decided),
        *(_holders(decided, staff) if staff else ()),
        *records,
        *(_stamp(files, stamps) if stamps else ()),
    ]
    what = "addresses" if isinstance(decided, SignedAddressDecision) else "records of ciphertext"
    unverified = list(_unverified(decided, staff, stamped=STAMP in files and not stamps))
    return Checked(
        not faults, manifest.request, manifest.count, manifest.drill, faults, unverified, what, manifest.built
    )


def tell(found: Checked) -> str:
    """The same in sentences."""
    head = f"Request {found.request}{', a drill' if found.drill else ''}: {found.count} {found.what}."
    good = "Every byte is named, the decision was signed with two passkeys, and there is no key in it."
    return "\n".join([head, *(found.faults or [good]), *found.unverified])


def _unverified(decided: Decided, staff: Staff | None, *, stamped: bool) -> Iterator[str]:
    if staff is None:
        yield UNKNOWN
    elif isinstance(decided, SignedAddressDecision):
        yield OFFICERS
    if stamped:
        yield UNSTAMPED


def _files(folder: Path) -> dict[str, bytes]:
    try:
        # A folder in it does not belong there, whatever lies inside.
        return {each.name: each.read_bytes() if each.is_file() else b"" for each in sorted(folder.iterdir())}
    except OSError as error:
        raise CannotVerify(f"{folder}: {error.strerror}.") from error


def _bytes(files: dict[str, bytes], manifest: PackageManifest, log: LogKey) -> Iterator[str]:
    try:
        verify_bytes(log.public, MANIFEST, files["MANIFEST.json"], from_b64(files["manifest.sig"].decode("ascii")))
    except (KeyError, UnicodeDecodeError, ProtocolRefusal):
        yield "The manifest is not signed by the log's key."
    for strange in sorted(files.keys() - NAMES - {STAMP}):
        yield f"{strange} does not belong into a package."
    named = {each.name: each.hash for each in manifest.files}
    for name in sorted(NAMES - {"MANIFEST.json", "manifest.sig"}):
        if name not in files or sha256(files[name]).hex() != named.get(name):
            yield f"{name} is not what the manifest says."


def _stamp(files: dict[str, bytes], stamps: Stamps) -> Iterator[str]:
    try:
        stamps.verify(files[STAMP], files["MANIFEST.json"])
    except KeyError:
        yield "There is no time-stamp."
    except StampRefused:
        yield "The time-stamp is not of this authority over this manifest."


def _decided(data: bytes) -> Decided:
    said = parse(data)
    if isinstance(said, dict) and said.get("type") == "address_signed_decision":
        return read(data, SignedAddressDecision)
    return read(data, SignedDecision)


def _decision(manifest: PackageManifest, decided: Decided) -> Iterator[str]:
    decision = decided.decision
    told = (manifest.request, manifest.decision, manifest.count, manifest.drill)
    if told != (decision.request, decision_hash(decision), decision.count, decision.drill):
        yield "The manifest is of another decision."
    named = decision.persons if isinstance(decision, AddressDecision) else decision.query.appointments
    if decision.count != len(set(named)):
        yield "The decision does not count what it names."


def _signatures(decided: Decided) -> Iterator[str]:
    heard: list[DecisionSignature] = []
    for each in decided.signatures:
        if each.staff == decided.decision.proposer:
            yield "Whoever proposed the decision signed it as well."
        elif not _is_signed(decided, each):
            yield "A signature is not of its passkey over this decision."
        else:
            heard.append(each)
    for what in ({each.key for each in heard}, {each.credential for each in heard}):
        if len(what) != len({each.staff for each in heard}):
            yield "One passkey signed for two."
            return
    if isinstance(decided, SignedAddressDecision):
        if len({each.staff for each in heard}) < TWO:
            yield "Two officers did not sign."
        return
    law = {each.staff for each in heard if LAW & set(each.roles)}
    head = {each.staff for each in heard if HEAD & set(each.roles)}
    if not law or not head or len(law | head) < len(("law", "head")):
        yield "Two persons did not sign: one for the law, and another who directs."


def _holders(decided: Decided, staff: Staff) -> Iterator[str]:
    officers = isinstance(decided, SignedAddressDecision)
    for each in decided.signatures:
        at = _time_of(decided, each)
        if not staff.signed(each.staff, decided.decision.request, decision_hash(decided.decision)):
            yield f"The evidence has no signature of {each.staff} under this decision."
        if at and not officers and not staff.held(each.staff, key_hash(from_b64(each.key)), each.roles, at):
            yield f"The evidence does not have this key with these roles for {each.staff} at that time."


def _time_of(decided: Decided, each: DecisionSignature) -> datetime | None:
    try:
        said = statement_of(from_b64(each.statement), "approve", decision_hash(decided.decision))
        return read_time(said.time)
    except (StatementWrong, ProtocolRefusal):
        return None  # Found as a signature that does not hold.


def _is_signed(decided: Decided, each: DecisionSignature) -> bool:
    parts = map(from_b64, (each.credential, each.authenticator_data, each.client_data, each.signature))
    try:
        said = statement_of(from_b64(each.statement), "approve", decision_hash(decided.decision))
        check_assertion(Party(decided.party, decided.origin), said, Assertion(*parts), from_b64(each.key), 0)
    except (PasskeyWrong, StatementWrong, ProtocolRefusal):
        return False
    return decided.decision.proposed <= said.time < decided.decision.expires


def _records(files: dict[str, bytes], decided: SignedDecision) -> Iterator[str]:
    query = decided.decision.query
    try:
        found = list(read_records(files.get("records.ndjson", b"")))
    except ProtocolRefusal:
        yield "A record is not of the form that a record has; nothing but ciphertext belongs into it."
        return
    if sorted(each.appointment for each in found) != sorted(query.appointments):
        yield "The records are not those that were decided."
    if any(each.practice != query.practice for each in found):
        yield "A record is of another practice."


def _addresses(files: dict[str, bytes], decided: SignedAddressDecision) -> Iterator[str]:
    try:
        found = list(read_addresses(files.get("records.ndjson", b"")))
    except ProtocolRefusal:
        yield "A record is not of the form that an answer has; nothing but addresses belongs into it."
        return
    if sorted(each.person for each in found) != sorted(decided.decision.persons):
        yield "The records are not those that were decided."
