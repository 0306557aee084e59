"""What the custodian did, as its log says it: acts of its officers, and uses of its keys by day (SPEC 11)."""

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta

from serment_protocol.encoding import Json, canonical, parse, read_day
from serment_protocol.errors import BadStructure
from serment_protocol.primitives import hash_bytes
from serment_protocol.structure import Check, Count, Day, Digest, Hex16, Structure, Time, Versioned

ACT, DAY = "custodian-act", "custodian-day"
SALT_BYTES = 16
Step = Literal["asked", "approved", "vetoed", "refused", "expired", "done", "noted"]
OfficerStep = Literal["approve", "veto", "sign_in", "enrol", "add_passkey", "remove_passkey"]

USES = (
    ("address", "authority"),
    ("address", "change"),
    ("address", "shown"),
    ("code", "address"),
    ("evaluation", "code"),
    ("evaluation", "device"),
    ("relay", "confirmation"),
    ("relay", "offer"),
    ("relay", "reminder"),
    ("session", "code"),
    ("session", "device"),
    ("ticket", "stock"),
    ("token", "booking"),
    ("token", "opening"),
    ("token", "returned"),
)
"""Each way in which a key is used for a person, and why: all of them stand in every day, a zero too."""


def _day_or_none(text: str) -> None:
    if text:
        read_day(text)


Name: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,31}\Z")]
DigestOrNone: TypeAlias = Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")]
DayOrNone: TypeAlias = Annotated[str, Check(_day_or_none)]


class Act(Versioned, frozen=True, kw_only=True):
    """One step of a decision, or an act that needs none (name `custodian-act`)."""

    type: Literal["custodian_act"] = "custodian_act"
    decision: Hex16
    act: Name
    reason: Name
    step: Step
    subject: str
    """Canonical JSON of an object; empty where it is not for everybody."""
    subject_hash: DigestOrNone
    """A salted commitment in its place."""
    officers: tuple[Digest, ...]
    """A commitment for each officer who stepped, with a salt of its own."""
    quorum: Count
    """How many officers must approve; 0 where none need to."""
    not_before: DayOrNone
    """Of the approval that completes the quorum, the first day on which it may be carried out."""
    day: Day

    def __post_init__(self) -> None:
        super().__post_init__()
        if bool(self.subject) == bool(self.subject_hash):
            raise BadStructure
        if self.subject and not isinstance(parse(self.subject.encode()), dict):
            raise BadStructure


class Use(Structure, frozen=True):
    """How often a key was used in one way for one reason."""

    use: Name
    reason: Name
    count: Count


class UseDay(Versioned, frozen=True, kw_only=True):
    """Every use of a day, counted (name `custodian-day`)."""

    type: Literal["custodian_day"] = "custodian_day"
    day: Day
    uses: tuple[Use, ...]
    """In the order of use and reason, each once; those of `USES` at least."""

    def __post_init__(self) -> None:
        super().__post_init__()
        named = [(each.use, each.reason) for each in self.uses]
        if named != sorted(set(named)) or not set(USES) <= set(named):
            raise BadStructure


class Decision(Versioned, frozen=True, kw_only=True):
    """What officers are asked to decide: they sign its hash."""

    type: Literal["custodian_decision"] = "custodian_decision"
    decision: Hex16
    act: Name
    reason: Name
    subject: dict[str, Any]
    asked: Time


class OfficerStatement(Versioned, frozen=True, kw_only=True):
    """What a passkey of an officer signs, by its hash: one step, on one thing, once."""

    type: Literal["officer_step"] = "officer_step"
    step: OfficerStep
    what: Digest
    """Hash of the thing; zeros where there is none."""
    nonce: Digest
    time: Time


def subject_commitment(salt: bytes, subject: Json) -> str:
    """Stands for a subject that is not for everybody."""
    return hash_bytes("custodian-subject", salt + canonical(subject)).hex()


def officer_commitment(salt: bytes, officer: bytes) -> str:
    """Stands for an officer: whoever is told the salt can check who it was, and nobody else joins two acts."""
    return hash_bytes("custodian-officer", salt + officer).hex()


def decision_hash(body: bytes) -> str:
    """What an approval names."""
    return hash_bytes("custodian-decision", body).hex()


def officer_challenge(statement: OfficerStatement) -> bytes:
    """The WebAuthn challenge of a step."""
    return hash_bytes("officer-step", canonical(statement))
