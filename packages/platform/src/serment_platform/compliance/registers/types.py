"""What a register is made of: kinds with typed fields, states and deadlines; versions of rows; who wrote them.

A kind is data. Nothing here knows which kinds there are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from serment_kernel.processors import Words
from serment_protocol.encoding import canonical, write_time
from serment_protocol.primitives import hash_bytes

Value: TypeAlias = bool | int | str | Sequence[str]
Fields: TypeAlias = Mapping[str, Value]
"""By field id; what is empty is missing."""

Language = Literal["fr", "en"]
Type = Literal["text", "long_text", "day", "moment", "choice", "flag", "number", "person", "reference"]
Role = Literal[
    "security_officer",
    "data_protection_officer",
    "legal",
    "director",
    "operator",
    "intake",
    "witness",
    "auditor",
    "measure",
]
"""`measure` is the software itself, which seeds, mirrors and opens findings, and decides nothing."""

STATE = "state"
ALTERED = "altered"
"""Where a row stands of which any version was edited past the registers, whatever it says itself."""
SALT_BYTES = 16
APART = " ‖ "
"""Between the French and the English of a line: nobody writes it for anything else."""


def words(fr: str, en: str) -> Words:
    """One thing in both languages."""
    return Words(fr, en)


def in_language(said: Words, language: Language) -> str:
    """One of the two."""
    return said.fr if language == "fr" else said.en


def both(fr: str, en: str) -> str:
    """A line in both languages, as a field of a row holds it."""
    return f"{fr}{APART}{en}"


def heard(text: str, language: Language) -> str:
    """What a reader of one language reads; a line that has no second language is for everybody."""
    return "\n".join(_heard(line, language) for line in text.split("\n"))


def _heard(line: str, language: Language) -> str:
    fr, apart, en = line.partition(APART)
    return en if apart and language == "en" else fr


class Choice(msgspec.Struct, frozen=True):
    """One of the values a field may have."""

    id: str
    name: Words


class Field(msgspec.Struct, frozen=True):
    """A column of a register."""

    id: str
    name: Words
    type: Type = "text"
    required: bool = False
    once: bool = False
    """Written once, and never changed."""
    past: bool = False
    """Not in the future, when it is written."""
    many: bool = False
    """A list of such values."""
    choices: tuple[Choice, ...] = ()
    of: str = ""
    """The kind that a reference is to."""
    decimals: int = 0
    """A number is an integer: this many of its digits stand behind the point."""


class State(msgspec.Struct, frozen=True):
    """Where a row stands, and what leads on from there."""

    id: str
    name: Words
    next: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Fields that must be filled in before."""
    needs_if: Mapping[str, str] = {}
    """What must be filled in besides, where a flag is set: flag and field."""
    two: bool = False
    """Entered by somebody else than whoever wrote what is there, and with nothing else changed."""
    by: tuple[Role, ...] = ()
    """Who may enter it; without any, every editor."""
    frozen: bool = False
    """Nothing changes here but the state, and what the next one needs."""
    over: bool = False
    """Nothing is due any more."""


ALTERED_STATE = State(ALTERED, words("modifiée hors du registre", "edited past the register"), frozen=True)


class Span(NamedTuple):
    """A length of time as laws write it."""

    months: int = 0
    days: int = 0
    hours: int = 0


class Deadline(msgspec.Struct, frozen=True):
    """What is due, counted from a field."""

    id: str
    name: Words
    start: str
    """A day or a moment of the row."""
    after: Span = Span()
    done: str = ""
    """The field that says when it was done."""
    regime: str = ""
    """Counts only where the installation is under it."""
    only_if: str = ""
    """A flag of the row."""
    ahead: tuple[Span, ...] = ()
    """When to say so beforehand, the longest first."""


class Claim(msgspec.Struct, frozen=True):
    """What a row says of itself that its checks can contradict."""

    field: str
    values: tuple[str, ...]
    checks: str = "checks"


class Limit(msgspec.Struct, frozen=True):
    """One day lies after another, and not by more than this."""

    start: str
    end: str
    most: Span


class Kind(msgspec.Struct, frozen=True):
    """A register."""

    id: str
    name: Words
    fields: tuple[Field, ...]
    states: tuple[State, ...]
    """The first is where a row of somebody's own begins."""
    editors: tuple[Role, ...]
    title: str = "title"
    """The field that names a row."""
    titles: Mapping[str, Words] = {}
    """Rows that are there from the beginning, by their ids; nobody adds another."""
    deadlines: tuple[Deadline, ...] = ()
    claim: Claim | None = None
    limits: tuple[Limit, ...] = ()
    origin: Literal["people", "file", "schema"] = "people"
    """Who writes it: people; or the software, from the register of processors or the live schema."""

    def field(self, name: str) -> Field | None:
        """The column of this name."""
        return next((each for each in self.fields if each.id == name), None)

    def state(self, name: str) -> State:
        """The state of this name; what somebody wrote past us is in a state of its own, from which nothing leads."""
        every = (*self.states, ALTERED_STATE)
        return next((each for each in every if each.id == name), State(name, Words(name, name), frozen=True))


class Actor(NamedTuple):
    """Who writes: a pseudonym, and the offices that they hold."""

    pseudonym: str
    roles: frozenset[str]

    def office(self, wanted: Iterable[str]) -> str:
        """In which of these offices they write; empty for none."""
        return next((role for role in wanted if role in self.roles), "")


SOFTWARE = Actor("serment", frozenset({"measure"}))


class Version(msgspec.Struct, frozen=True):
    """One version of a row, as it was written."""

    kind: str
    id: str
    version: int
    fields: Fields
    salt: bytes
    by: str
    role: str
    at: datetime

    @property
    def state(self) -> str:
        """Where the row stands."""
        return str(self.fields.get(STATE, ""))

    @property
    def hash(self) -> bytes:
        """What the chain says of this version. Salted: what a row says cannot be guessed from it."""
        return hash_bytes("register", canonical({**self.identity, "fields": self.fields, "salt": self.salt.hex()}))

    @property
    def identity(self) -> dict[str, str | int]:
        """All but the contents."""
        return {
            "v": 1,
            "kind": self.kind,
            "id": self.id,
            "version": self.version,
            "by": self.by,
            "role": self.role,
            "at": write_time(self.at),
        }


Snapshot: TypeAlias = Mapping[str, Mapping[str, Version]]
"""The newest version of every row, by kind and id."""


def snapshot(versions: Iterable[Version]) -> Snapshot:
    """The newest of each."""
    found: dict[str, dict[str, Version]] = {}
    for each in versions:
        rows = found.setdefault(each.kind, {})
        if each.id not in rows or rows[each.id].version < each.version:
            rows[each.id] = each
    return found


class Measured(msgspec.Struct, frozen=True):
    """How a check stands: what the check engine hands over, as plain data."""

    outcome: Literal["pass", "fail", "error", "not_applicable", "unmeasured"]
    fresh: bool = True
    refs: tuple[str, ...] = ()
    """Controls and requirements that it measures."""


States: TypeAlias = Mapping[str, Measured]
"""By check id."""


def marked(versions: Iterable[Version], strange: Collection[tuple[str, str]]) -> list[Version]:
    """The same, where rows of these kinds and ids stand nowhere: nobody is shown what they say as if it held."""
    return [_altered(each) if (each.kind, each.id) in strange else each for each in versions]


def _altered(row: Version) -> Version:
    return msgspec.structs.replace(row, fields={**row.fields, STATE: ALTERED})


def text_of(fields: Fields, name: str) -> str:
    """A field as text; empty where it is."""
    return str(fields.get(name, ""))


def list_of(fields: Fields, name: str) -> Sequence[str]:
    """A field that has many values."""
    value = fields.get(name, ())
    return () if isinstance(value, bool | int | str) else value
