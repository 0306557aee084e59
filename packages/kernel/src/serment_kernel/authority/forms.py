"""The forms of a procedure as data: what each step asks for, so that a page can ask it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias, get_args, get_origin, get_type_hints

import msgspec

from serment_kernel.authority.rules import BY_SIGNATURE, Step
from serment_kernel.authority.types import Text
from serment_protocol.acts import DayOrNone, DigestOrNone
from serment_protocol.structure import Count, Day, Digest, Structure

FieldType = Literal["digest", "day", "text", "choice", "flag", "count", "practice", "visits", "persons"]
Holds: TypeAlias = Mapping[object, tuple[FieldType, bool]]
"""What a field holds, and whether it must be filled in."""
EVERYWHERE: Holds = {
    Digest: ("digest", True),
    DigestOrNone: ("digest", False),
    Day: ("day", True),
    DayOrNone: ("day", False),
    Text: ("text", False),
    Count: ("count", True),
    bool: ("flag", True),
}


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


class Table(msgspec.Struct, frozen=True):
    """The table."""

    steps: list[TakenStep]


def table(steps: Iterable[Step], own: Holds) -> Table:
    """The table as data; `own` says what fields hold that no other hand has."""
    holds = {**EVERYWHERE, **own}
    return Table([_taken(each, holds) for each in steps])


def _taken(step: Step, holds: Holds) -> TakenStep:
    signed = step.act in BY_SIGNATURE
    fields = [] if signed else list(_fields(step.form, holds, ""))
    return TakenStep(step.act, sorted(step.by), sorted(step.before), step.after or "", signed, fields)


def _fields(form: type[Structure], holds: Holds, prefix: str) -> Iterator[FormField]:
    for name, hint in get_type_hints(form, include_extras=True).items():
        if isinstance(hint, type) and issubclass(hint, Structure):
            yield from _fields(hint, holds, f"{prefix}{name}.")
        elif get_origin(hint) is Literal:
            yield FormField(f"{prefix}{name}", "choice", required=True, choices=get_args(hint))
        else:
            type_, required = holds[hint]
            yield FormField(f"{prefix}{name}", type_, required)
