"""What a package for an authority consists of, and how anybody checks one (SPEC 21). There is no key in it to find.

A package is a folder: the request, the decision with its two signatures, records, and a signed manifest that names
every byte. The platform's records are ciphertext; the custodian's are addresses, which it has in clear.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, TypeAlias, TypeVar

from msgspec import Meta

from serment_protocol.encoding import canonical, parse
from serment_protocol.errors import BadStructure
from serment_protocol.primitives import hash_bytes, sha256
from serment_protocol.structure import (
    B64,
    Count,
    Day,
    Digest,
    Hex16,
    Structure,
    Time,
    Versioned,
    convert,
)

Record = TypeVar("Record", bound=Versioned)
MANIFEST = "authority-manifest"
FILES = ("README.txt", "decision.json", "records.ndjson", "request.json", "schema.json")
STAMP = "manifest.tsr"
"""A time-stamp (RFC 3161) of an outside authority over the manifest, where the hand has one."""
NAMES = frozenset({*FILES, "MANIFEST.json", "manifest.sig"})
FileName: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Za-z]{1,16}\.(?:txt|json|ndjson)\Z")]
Appointments: TypeAlias = Annotated[tuple[Digest, ...], Meta(min_length=1, max_length=500)]
Persons: TypeAlias = Annotated[tuple[Digest, ...], Meta(min_length=1, max_length=50)]
"""A keyed hash of each address: without the custodian's key it names nobody."""
B64OrNone: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]*\Z")]


class DecidedQuery(Structure, frozen=True):
    """What was decided about: these appointments of this practice, on these days."""

    practice: Hex16
    first: Day
    last: Day
    appointments: Appointments


class Decision(Versioned, frozen=True, kw_only=True):
    """What two persons signed, by its hash: hash("authority-decision", canonical). Each hand says about what."""

    request: Hex16
    letter: Digest
    outcome: Literal["partial", "comply"]
    count: Count
    proposed: Time
    expires: Time
    proposer: Hex16
    drill: bool
    """Whether it is an exercise: whoever signs knows, and nobody calls it one afterwards."""


class AuthorityDecision(Decision, frozen=True, kw_only=True):
    """The platform's."""

    type: Literal["authority_decision"] = "authority_decision"
    query: DecidedQuery


class AddressDecision(Decision, frozen=True, kw_only=True):
    """The custodian's: whether these addresses, which the letter named, open an account here."""

    type: Literal["address_decision"] = "address_decision"
    persons: Persons


class DecisionSignature(Structure, frozen=True):
    """One of the two: who, by pseudonym, for what, and the assertion of their passkey with its public key."""

    staff: Hex16
    roles: tuple[str, ...]
    key: B64
    statement: B64
    credential: B64
    authenticator_data: B64
    client_data: B64
    signature: B64


class Signing(Versioned, frozen=True, kw_only=True):
    """By whom, and where, a decision was signed."""

    party: str
    """The host of the relying party of the passkeys."""
    origin: str
    """Whose pages they sign on."""
    signatures: tuple[DecisionSignature, ...]


class SignedDecision(Signing, frozen=True, kw_only=True):
    """The file `decision.json` of the platform."""

    type: Literal["authority_signed_decision"] = "authority_signed_decision"
    decision: AuthorityDecision


class SignedAddressDecision(Signing, frozen=True, kw_only=True):
    """The file `decision.json` of the custodian."""

    type: Literal["address_signed_decision"] = "address_signed_decision"
    decision: AddressDecision


class DisclosedRecord(Versioned, frozen=True, kw_only=True):
    """A line of `records.ndjson`: an appointment as the platform has it, which is sealed."""

    type: Literal["authority_record"] = "authority_record"
    appointment: Digest
    practice: Hex16
    epoch: Count
    envelope: B64
    filed_epoch: Count
    """0 where the practice has filed nothing."""
    filing: B64OrNone


class AddressRecord(Versioned, frozen=True, kw_only=True):
    """A line of the custodian's `records.ndjson`: an address that the letter named, and what is kept under it."""

    type: Literal["address_record"] = "address_record"
    person: Digest
    """As the decision names it."""
    address: Annotated[str, Meta(max_length=254)]
    """Empty where no account has it."""
    awaited: Annotated[str, Meta(max_length=254)]
    """The one that is about to take its place; empty where none is."""


class PackageFile(Structure, frozen=True):
    """A file of the package."""

    name: FileName
    hash: Digest


class PackageManifest(Versioned, frozen=True, kw_only=True):
    """The file `MANIFEST.json` (name `authority-manifest`, signed by the log key of whoever built it)."""

    type: Literal["authority_manifest"] = "authority_manifest"
    request: Hex16
    decision: Digest
    count: Count
    drill: bool
    files: tuple[PackageFile, ...]
    built: Time


def decision_hash(decision: Decision) -> str:
    """What a signature names."""
    return hash_bytes("authority-decision", canonical(decision)).hex()


def manifest_of(decision: Decision, files: Mapping[str, bytes], built: str) -> PackageManifest:
    """The manifest of these files."""
    return PackageManifest(
        request=decision.request,
        decision=decision_hash(decision),
        count=decision.count,
        drill=decision.drill,
        files=tuple(PackageFile(name, sha256(files[name]).hex()) for name in FILES),
        built=built,
    )


def read_records(lines: bytes) -> Iterable[DisclosedRecord]:
    """Every line of the platform's records; anything else in it, a key above all, is `bad_structure`."""
    return _read_lines(lines, DisclosedRecord)


def read_addresses(lines: bytes) -> Iterable[AddressRecord]:
    """Every line of the custodian's; anything else in it is `bad_structure`."""
    return _read_lines(lines, AddressRecord)


def _read_lines(lines: bytes, kind: type[Record]) -> list[Record]:
    if lines and not lines.endswith(b"\n"):
        raise BadStructure
    return [convert(parse(line), kind) for line in lines.splitlines()]
