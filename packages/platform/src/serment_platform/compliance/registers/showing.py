"""How rows are shown: to programs as plain data, to people as lines. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from serment_platform.compliance.registers.due import Due
from serment_platform.compliance.registers.exporting import title_of, written_by
from serment_platform.compliance.registers.fields import shown
from serment_platform.compliance.registers.types import (
    ALTERED_STATE,
    Field,
    Kind,
    Language,
    State,
    Version,
    in_language,
)
from serment_protocol.encoding import write_time

COLONS: Mapping[Language, str] = {"fr": " : ", "en": ": "}


def plain(row: Version) -> dict[str, object]:
    """A version as data."""
    return {
        "kind": row.kind,
        "id": row.id,
        "version": row.version,
        "state": row.state,
        "fields": dict(row.fields),
        "by": row.by,
        "role": row.role,
        "at": write_time(row.at),
        "hash": row.hash.hex(),
    }


def described(kind: Kind) -> dict[str, object]:
    """A register as data: its fields, and where its rows may go or be found."""
    return {
        "id": kind.id,
        "name": kind.name,
        "origin": kind.origin,
        "editors": kind.editors,
        "title": kind.title,
        "titles": kind.titles,
        "fields": kind.fields,
        "states": (*kind.states, ALTERED_STATE),
    }


def table(kind: Kind, rows: Sequence[Version], language: Language) -> list[str]:
    """Rows in a list, a line each."""
    told = [(row.id, in_language(kind.state(row.state).name, language), title_of(kind, row, language)) for row in rows]
    name, stands = (max((len(each[place]) for each in told), default=0) for place in range(2))
    return [f"{each[0]:{name}}  {each[1]:{stands}}  {each[2]}".rstrip() for each in told]


def column(field: Field, language: Language) -> str:
    """A field: its name, what it holds, and what is asked of it."""
    what = f"{field.type} of {field.of}" if field.of else field.type
    told = [f"{what}, several" if field.many else what]
    told += [word for said, word in ((field.required, "required"), (field.once, "once"), (field.past, "past")) if said]
    values = f": {' '.join(each.id for each in field.choices)}" if field.choices else ""
    return f"{field.id:20} {in_language(field.name, language):32} {', '.join(told)}{values}"


def place(state: State, language: Language) -> str:
    """A state, and where it leads."""
    two = " (a second person)" if state.two else ""
    needs = f", needs {' '.join(state.needs)}" if state.needs else ""
    return f"--state {state.id:12} {in_language(state.name, language):32} to: {' '.join(state.next) or '-'}{needs}{two}"


def sheet(kind: Kind, row: Version, language: Language) -> str:
    """A row in full."""
    lines = [f"{row.id}, version {row.version}, {in_language(kind.state(row.state).name, language)}"]
    if row.id in kind.titles:
        lines.append(in_language(kind.titles[row.id], language))
    filled = (field for field in kind.fields if field.id in row.fields)
    colon = COLONS[language]
    lines += [
        f"  {in_language(each.name, language)}{colon}{shown(each, row.fields[each.id], language)}" for each in filled
    ]
    return "\n".join([*lines, f"  {written_by(row, language)}, {write_time(row.at)}"])


def clock(due: Due, language: Language) -> str:
    """A line of the calendar."""
    alarm = f" {due.alarm}" if due.alarm else ""
    return f"{write_time(due.at)} {due.standing:9}{alarm} {due.kind} {due.row}: {in_language(due.name, language)}"


def clocks(found: Iterable[Due]) -> list[dict[str, object]]:
    """The calendar as data."""
    return [
        {
            "kind": each.kind,
            "row": each.row,
            "deadline": each.deadline,
            "fr": each.name.fr,
            "en": each.name.en,
            "at": write_time(each.at),
            "standing": each.standing,
            "alarm": each.alarm,
        }
        for each in found
    ]
