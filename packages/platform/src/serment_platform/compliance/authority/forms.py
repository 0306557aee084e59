"""The forms of the procedure as data: what each step asks for, so that a page can ask it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args, get_origin, get_type_hints

import msgspec

from serment_kernel.authority.rules import BY_SIGNATURE, Step
from serment_kernel.authority.types import Text
from serment_platform.compliance.authority.table import STEPS
from serment_platform.compliance.authority.types import Appointments
from serment_protocol.acts import DayOrNone, DigestOrNone
from serment_protocol.structure import Count, Day, Digest, Hex16OrEmpty, Structure

FieldType = Literal["digest", "day", "text", "choice", "flag", "count", "practice", "visits"]
HOLDS: Mapping[object, tuple[FieldType, bool]] = {
    Digest: ("digest", True),
    DigestOrNone: ("digest", False),
    Day: ("day", True),
    DayOrNone: ("day", False),
    Hex16OrEmpty: ("practice", False),
    Appointments: ("visits", False),
    Text: ("text", False),
    Count: ("count", True),
    bool: ("flag", True),
}
"""What a field holds, and whether it must be filled in."""


class FormField(msgspec.Struct, frozen=True):
    """Something that a step asks for; a part of it is named with a point."""

    id: str
    type: FieldType
    required: bool
    choices: tuple[str, ...] = ()


class TakenStep(msgspec.Struct, frozen=True):
    """A row of the table."""

    act: str
    by: Sequence[str]
    before: Sequence[str]
    after: str
    """Empty where it stays where it is."""
    signed: bool
    """Whether it takes a passkey over the thing itself."""
    fields: list[FormField]


class Procedure(msgspec.Struct, frozen=True):
    """The table."""

    steps: list[TakenStep]


def procedure() -> Procedure:
    """The table as data."""
    return Procedure([_taken(each) for each in STEPS])


def fields_of(form: type[Structure]) -> list[FormField]:
    """What a form asks for."""
    return list(_fields(form, ""))


def _taken(step: Step) -> TakenStep:
    signed = step.act in BY_SIGNATURE
    by, before = sorted(step.by), sorted(step.before)
    return TakenStep(step.act, by, before, step.after or "", signed, [] if signed else fields_of(step.form))


def _fields(form: type[Structure], prefix: str) -> Iterator[FormField]:
    for name, hint in get_type_hints(form, include_extras=True).items():
        if isinstance(hint, type) and issubclass(hint, Structure):
            yield from _fields(hint, f"{prefix}{name}.")
        elif get_origin(hint) is Literal:
            yield FormField(f"{prefix}{name}", "choice", required=True, choices=get_args(hint))
        else:
            type_, required = HOLDS[hint]
            yield FormField(f"{prefix}{name}", type_, required)
