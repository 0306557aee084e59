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
WORDS = {
    "practice": ("Cabinet", "Practice"),
    "appointment": ("Numéro du rendez-vous", "Number of the visit"),
    "start": ("Début", "Start"),
    "duration": ("Durée en minutes", "Minutes"),
    "state": ("État", "State"),
    "changes": ("Ce qui s'est passé", "What happened"),
    "by": ("par", "by"),
    "filed": ("Ce que le cabinet a classé", "What the practice has filed"),
    "patient": ("Personne", "Person"),
    "given": ("Prénom", "Given name"),
    "family": ("Nom", "Family name"),
    "birth_date": ("Date de naissance", "Date of birth"),
    "phone": ("Téléphone", "Telephone"),
    "email": ("E-mail", "E-mail"),
    "motive": ("Motif", "Motive"),
    "note": ("Votre message", "Your message"),
    "staff_note": ("Note du secrétariat", "Note of the desk"),
    "language": ("Langue", "Language"),
    "replaces": ("Remplace le rendez-vous", "Replaces the visit"),
    "pseudonym": ("Pseudonyme pour ce cabinet", "Pseudonym for this practice"),
    "restricted": ("Usage limité depuis le", "Use restricted since"),
    "clinical_note": ("Note du soignant", "Note of the practitioner"),
    "booked": ("réservé", "booked"),
    "cancelled": ("annulé", "cancelled"),
    "arrived": ("arrivé", "arrived"),
    "fulfilled": ("honoré", "fulfilled"),
    "noshow": ("absent", "did not come"),
    "manage": ("vous", "you"),
    "desk": ("le secrétariat", "the desk"),
}
"""French, English."""
CODES = frozenset({"state", "by"})


def copy_of(visit: AgendaVisit, practice_name: str) -> list[Attached]:
    """Everything that is filed and noted of it, for programs, and the same for people."""
    held = held_of(visit, practice_name)
    french = visit.content is None or visit.content.language != "en"
    text = "".join(f"{line}\n" for line in _lines(held, 0 if french else 1))
    return [attach("rendez-vous.json", canonical(held)), attach("rendez-vous.txt", text.encode())]


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


def _lines(value: Json, language: int, name: str = "", depth: int = 0) -> Iterator[str]:
    """A line for each thing that is known, under the words that people use for it."""
    head = f"{'  ' * max(depth - 1, 0)}{_word(name, language)}"
    if isinstance(value, dict):
        if name:
            yield f"{head} :"
        for key, inner in value.items():
            yield from _lines(inner, language, key, depth + 1)
    elif isinstance(value, list):
        yield f"{head} :"
        for inner in value:
            yield "  - " + ", ".join(line.strip() for line in _lines(inner, language, "", depth + 1))
    elif value not in {"", None}:
        text = str(value)
        if name == "start":
            text = f"{text[:10]} {text[11:16]} UTC"
        yield f"{head} : {_word(text, language) if name in CODES else text}"


def _word(name: str, language: int) -> str:
    return WORDS[name][language] if name in WORDS else name
