"""Values of fields: what is one, how it is typed at a terminal, and how people read it. Pure."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import cast, get_args

from serment_platform.compliance.registers.errors import FieldRefused, InTheFuture
from serment_platform.compliance.registers.offices import office_name
from serment_platform.compliance.registers.types import Field, Language, Role, Value, heard, in_language
from serment_protocol.encoding import LARGEST, read_day, read_time
from serment_protocol.errors import BadStructure

LONGEST = {"text": 300, "long_text": 20_000}
MOST = 200
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
# A role, or a pseudonym that has digits in it: no name has.
PSEUDONYM = re.compile(r"(?=[^0-9]*[0-9])[a-z0-9-]{3,40}")
YES, NO = {"fr": "oui", "en": "yes"}, {"fr": "non", "en": "no"}


def checked(field: Field, value: object, now: datetime) -> Value:
    """A value of this field; anything else is refused."""
    if field.many:
        if not isinstance(value, list | tuple):
            raise FieldRefused(field=field.id)
        items = [str(_one(field, each, now)) for each in cast("Iterable[object]", value)]
        if len(items) > MOST or len(set(items)) < len(items):
            raise FieldRefused(field=field.id)
        return items
    return _one(field, value, now)


def typed(field: Field, text: str) -> Value:
    """What somebody wrote behind `name=`; the form is checked with the rest."""
    if field.many:
        return [part.strip() for part in text.split(",") if part.strip()]
    match field.type:
        case "flag":
            return _read_flag(field, text)
        case "number":
            return _read_number(field, text)
        case _:
            return text


def shown(field: Field, value: Value | None, language: Language) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if field.many and not isinstance(value, bool | int | str):
        return ", ".join(shown_one(field, each, language) for each in value)
    return shown_one(field, value, language)


def shown_one(field: Field, value: Value, language: Language) -> str:
    """One value as people read it."""
    match field.type:
        case "flag":
            return (YES if value else NO)[language]
        case "number" if isinstance(value, int):
            return write_number(value, field.decimals)
        case "choice":
            return next((in_language(each.name, language) for each in field.choices if each.id == value), str(value))
        case "person":
            return office_name(str(value), language)
        case _:
            return heard(str(value), language)


def written(text: str) -> str:
    """A text as a field of one line takes it, whatever somebody put into the database."""
    return "".join(each if each.isprintable() else "?" for each in text.strip())[: LONGEST["text"]].strip() or "?"


def write_number(value: int, decimals: int) -> str:
    """An integer with its point."""
    if not decimals:
        return str(value)
    digits = f"{abs(value):0{decimals + 1}d}"
    return f"{'-' * (value < 0)}{digits[:-decimals]}.{digits[-decimals:]}"


def _one(field: Field, value: object, now: datetime) -> bool | int | str:
    match field.type:
        case "flag":
            good = isinstance(value, bool)
        case "number":
            good = isinstance(value, int) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST
        case _:
            good = isinstance(value, str) and _is_text(field, value)
    if not good:
        raise FieldRefused(field=field.id)
    if field.past and _moment(field, str(value)) > now:
        raise InTheFuture(field=field.id)
    return cast("bool | int | str", value)


def _is_text(field: Field, value: str) -> bool:
    match field.type:
        case "day" | "moment":
            return _is_time(field, value)
        case "choice":
            return value in {each.id for each in field.choices}
        case "person":
            return value in get_args(Role) or PSEUDONYM.fullmatch(value) is not None
        case "reference":
            return ID.fullmatch(value) is not None
        case _:
            return _is_written(field, value)


def _is_written(field: Field, value: str) -> bool:
    kept = {"\n", "\t"} if field.type == "long_text" else set[str]()
    clean = all(each.isprintable() or each in kept for each in value)
    return clean and value == value.strip() and 0 < len(value) <= LONGEST[field.type]


def _is_time(field: Field, value: str) -> bool:
    try:
        _moment(field, value)
    except BadStructure:
        return False
    return True


def _moment(field: Field, value: str) -> datetime:
    return read_time(value if field.type == "moment" else f"{read_day(value)}T00:00:00Z")


def _read_flag(field: Field, text: str) -> bool:
    if text in {"oui", "yes", "true"}:
        return True
    if text in {"non", "no", "false"}:
        return False
    raise FieldRefused(field=field.id)


def _read_number(field: Field, text: str) -> int:
    found = re.fullmatch(r"(-?)(\d{1,12})(?:[.,](\d+))?", text, re.ASCII)
    if not found or len(found[3] or "") > field.decimals:
        raise FieldRefused(field=field.id)
    return int(f"{found[1]}{found[2]}{(found[3] or '').ljust(field.decimals, '0')}")
