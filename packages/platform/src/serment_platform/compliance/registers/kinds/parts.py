"""What registers have in common: offices that write in them, lives that rows lead, fields that come again."""

from serment_kernel.processors import Words
from serment_platform.compliance.registers.types import Choice, Deadline, Field, Role, Span, State, Type, words

SECURITY: tuple[Role, ...] = ("security_officer",)
PRIVACY: tuple[Role, ...] = ("data_protection_officer",)
LEGAL: tuple[Role, ...] = ("legal",)
DIRECTOR: tuple[Role, ...] = ("director",)
OPERATOR: tuple[Role, ...] = ("operator",)
ALL: tuple[Role, ...] = (*SECURITY, *PRIVACY, *LEGAL, *DIRECTOR, *OPERATOR)

YEAR, HALF, QUARTER, MONTH = Span(months=12), Span(months=6), Span(months=3), Span(months=1)

CURRENT = words("en vigueur", "current")
RETIRED = words("retiré", "retired")
SEEDED = words("amorcé, non revu", "seeded, not reviewed")


def field(
    name: str,
    fr: str,
    en: str,
    type_: Type = "text",
    *,
    required: bool = False,
    once: bool = False,
    past: bool = False,
    many: bool = False,
    of: str = "",
    decimals: int = 0,
) -> Field:
    """A field."""
    return Field(name, words(fr, en), type_, required, once, past, many, (), of, decimals)


def choice(name: str, fr: str, en: str, values: str, *, required: bool = False, many: bool = False) -> Field:
    """A field with values to choose from, each written `id = fr / en` on a line of its own."""
    return Field(name, words(fr, en), "choice", required, many=many, choices=choices(values))


def choices(values: str) -> tuple[Choice, ...]:
    """The values that stand here, one a line."""
    lines = (line.strip().partition(" = ") for line in values.strip().splitlines())
    return tuple(Choice(name, _both(both)) for name, _, both in lines)


def state(
    name: str,
    both: Words,
    following: str = "",
    *,
    needs: str = "",
    needs_if: tuple[str, str] | None = None,
    two: bool = False,
    by: tuple[Role, ...] = (),
    frozen: bool = False,
    over: bool = False,
) -> State:
    """A state, and the names of those that may follow it."""
    besides = dict([needs_if]) if needs_if else {}
    return State(name, both, tuple(following.split()), tuple(needs.split()), besides, two, by, frozen, over)


def plain_life() -> tuple[State, ...]:
    """The life of a plain row: in force until it is retired. What was seeded is in force once somebody looked."""
    return (
        state("current", CURRENT, "retired"),
        state("seeded", SEEDED, "current retired", over=True),
        state("retired", RETIRED, "current", over=True),
    )


TITLE = field("title", "intitulé", "title", required=True)
OWNER = field("owner", "responsable", "owner", "person", required=True)
NOTES = field("notes", "notes", "notes", "long_text")
REVIEW_ON = field("review_on", "à revoir le", "review on", "day")
CHECKS = field("checks", "contrôles liés", "linked checks", many=True)
REVIEW = Deadline(
    "review", words("revue de la ligne", "review of this row"), "review_on", ahead=(Span(months=1), Span(days=7))
)


def _both(text: str) -> Words:
    fr, _, en = text.partition(" / ")
    return Words(fr.strip(), (en or fr).strip())
