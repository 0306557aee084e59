"""What is due, as a file that calendars take (RFC 5545). Pure; it says of each date what the console says, no more."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from serment_platform.compliance.registers.due import Due
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.types import Language, in_language

LONGEST_LINE = 75
NAMES = {"fr": "Échéances de sécurité", "en": "Security calendar"}
OVER = frozenset({"done", "done_late"})


def calendar_file(found: Iterable[Due], origin: str, language: Language, now: datetime) -> str:
    """Every date that is still to come or late."""
    dates = [each for each in found if each.standing not in OVER]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Serment//registers//FR",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(NAMES[language])}",
        *(line for each in dates for line in _event(each, origin, language, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """A text value."""
    kept = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return kept.replace("\r", "").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line of no more octets than a reader has to take; what follows begins with a space."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part


def _event(due: Due, origin: str, language: Language, now: datetime) -> list[str]:
    register = REGISTERS[due.kind]
    what = f"{in_language(due.name, language)} ({in_language(register.name, language)}, {due.row})"
    # The same date keeps its name in every file, so that a calendar moves it instead of adding another.
    name = f"{due.kind}-{due.row}-{due.deadline}@{origin.replace('/', '-')}"
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(name)}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(due.at)}",
        f"SUMMARY:{escaped(what)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
