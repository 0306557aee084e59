"""What the operator's staff did, as the platform's log says it (SPEC 9)."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from serment_protocol.encoding import parse
from serment_protocol.errors import BadStructure
from serment_protocol.primitives import hash_bytes
from serment_protocol.structure import Day, Digest, Versioned

STAFF_ACT = "staff-act"
SALT_BYTES = 16
Name: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,31}\Z")]


class StaffAct(Versioned, frozen=True, kw_only=True):
    """An act of the operator's staff (name `staff-act`, signed by the platform's log key)."""

    type: Literal["staff_act"] = "staff_act"
    act: Name
    reason: Name
    """A word of a short list, so that nobody's affairs get into a log that forgets nothing."""
    subject: str
    """Canonical JSON of an object, with public ids alone."""
    by: Digest
    """A salted commitment to whoever acted."""
    day: Day

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(parse(self.subject.encode()), dict):
            raise BadStructure


def staff_commitment(salt: bytes, name: str) -> str:
    """Stands for a member of staff: whoever is told the salt can check who it was, and nobody else joins two acts."""
    return hash_bytes("staff", salt + name.encode()).hex()
