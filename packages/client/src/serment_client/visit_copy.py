"""A copy of what a practice holds about a visit, for the person whom it is about. Pure.

It has what the member who makes it can open, and says so. No key is in it: neither the claim code nor the reply key.
"""

from collections.abc import Iterator, Sequence

import msgspec

from serment_client.agenda import AgendaVisit
from serment_protocol.encoding import Json, canonical, from_b64
from serment_protocol.letters import Attached, attach

MOST_BYTES = 16_000
"""Of the files of one letter: in base64, with a long text beside them, they fit its largest size."""
KEYS = frozenset({"v", "type", "claim", "reply"})


def copy_of(visit: AgendaVisit, practice_name: str) -> list[Attached]:
    """Everything that is filed and noted of it, for programs, and the same for people."""
    held = held_of(visit, practice_name)
    return [attach("rendez-vous.json", canonical(held)), attach("rendez-vous.txt", "\n".join(_lines(held)).encode())]


def held_of(visit: AgendaVisit, practice_name: str) -> dict[str, Json]:
    """What is held of it, by name."""
    last, content = visit.last, visit.content
    filed: dict[str, Json] = msgspec.to_builtins(content) if content else {}
    held: dict[str, Json] = {
        "practice": practice_name,
        "appointment": visit.appointment,
        "start": last.start,
        "duration": last.duration,
        "state": last.state,
        "changes": [{"state": each.state, "start": each.start, "by": each.by} for each in visit.statements],
        "filed": {name: value for name, value in filed.items() if name not in KEYS},
    }
    if visit.clinical_note is not None:
        held["clinical_note"] = visit.clinical_note
    return held


def in_letters(files: Sequence[Attached]) -> Iterator[list[Attached]]:
    """The files, cut and laid together so that each list fits one letter; at least one list."""
    letter: list[Attached] = []
    room = MOST_BYTES
    for file in (part for whole in files for part in _cut(whole)):
        size = len(from_b64(file.content))
        if size > room:
            yield letter
            letter, room = [], MOST_BYTES
        letter.append(file)
        room -= size
    yield letter


def _cut(file: Attached) -> Iterator[Attached]:
    content = from_b64(file.content)
    if len(content) <= MOST_BYTES:
        yield file
        return
    parts = range(0, len(content), MOST_BYTES)
    for number, start in enumerate(parts, 1):
        yield attach(f"{file.name}.{number}-{len(parts)}", content[start : start + MOST_BYTES])


def _lines(value: Json, name: str = "", depth: int = 0) -> Iterator[str]:
    indent = "  " * max(depth - 1, 0)
    if isinstance(value, dict):
        if name:
            yield f"{indent}{name}:"
        for key, inner in value.items():
            yield from _lines(inner, key, depth + 1)
    elif isinstance(value, list):
        yield f"{indent}{name}:"
        for inner in value:
            yield f"{indent}  - " + ", ".join(line.strip() for line in _lines(inner, "", depth + 1))
    else:
        yield f"{indent}{name}: {value}"
