"""What a practice asks a patient to agree to, and what came of it, wherever that is kept (SPEC 18)."""

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from serment_protocol.encoding import canonical
from serment_protocol.errors import BadStructure
from serment_protocol.primitives import hash_bytes
from serment_protocol.signing import Signed
from serment_protocol.structure import B64Of32, Digest, Hex16, Structure, Versioned

SCOPE_BYTES = 16

Line: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Purpose: TypeAlias = Annotated[str, Meta(min_length=1, max_length=1000)]


class Recipient(Structure, frozen=True):
    """Another practitioner, and where they work."""

    practice: Hex16
    practice_name: Line
    practitioner: Line


class Project(Structure, frozen=True):
    """Research of a practice."""

    title: Line
    contact: Line


class Terms(Versioned, frozen=True, kw_only=True):
    """What is asked: of one visit, by its practice, for one purpose."""

    type: Literal["consent_terms"] = "consent_terms"
    about: Literal["sharing", "research"]
    practice: Hex16
    practice_name: Line
    appointment: Digest
    purpose: Purpose
    to: Recipient | UnsetType = UNSET
    """With whom it is shared; absent from research."""
    project: Project | UnsetType = UNSET
    """For which research; absent from sharing."""

    def __post_init__(self) -> None:
        """Whatever it is about names its own other side, and no other."""
        Versioned.__post_init__(self)
        if (self.to is not UNSET, self.project is not UNSET) != (self.about == "sharing", self.about == "research"):
            raise BadStructure


class Agreement(Structure, frozen=True):
    """Terms, and every decision about them so far: none in a question."""

    terms: Terms
    records: tuple[Signed, ...] = ()


class KeptAgreement(Agreement, frozen=True, kw_only=True):
    """The same in a vault, with the manage seed of the visit: whoever signed by it can take it back."""

    seed: B64Of32


def scope_of_terms(terms: Terms) -> str:
    """What decisions about these very terms call themselves."""
    return hash_bytes("consent-terms", canonical(terms))[:SCOPE_BYTES].hex()
