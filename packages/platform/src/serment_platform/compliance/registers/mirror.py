"""The register of processors, as its file says, in rows: so that its changes have a history, too. Pure."""

from serment_kernel.processors import Abroad, Processor, Register, Words
from serment_platform.compliance.registers.types import STATE, Fields, Value, both

NONE = both("aucun", "none")


def mirrored(register: Register) -> dict[str, Fields]:
    """What each entry says, by its id."""
    return {name: _fields(each) for name, each in register.items()}


def _fields(each: Processor) -> Fields:
    found: dict[str, Value] = {
        STATE: "current",
        "role": each.role,
        "purpose": _said(each.purpose),
        "since": each.since.isoformat(),
        "hds": each.hds,
        "secnumcloud": each.secnumcloud,
    }
    texts = {
        "name": _plain(each.name),
        "country": each.country,
        "parent_country": each.parent_country,
        "receives": "\n".join(map(_said, each.receives)),
        "transfers": _said(each.transfers),
        "access": _abroad(each.access),
        "exposure": _abroad(each.exposure),
    }
    activities: dict[str, Value] = {"activities": [str(one) for one in each.activities]} if each.activities else {}
    return {**found, **{name: text for name, text in texts.items() if text}, **activities}


def _abroad(answer: Abroad | None) -> str:
    if answer is None:
        return ""
    if not answer.countries:
        return NONE
    named, why = ", ".join(answer.countries), answer.why
    return both(f"{named} : {_plain(why.fr)}", f"{named}: {_plain(why.en)}") if why else named


def _said(words: Words | None) -> str:
    return both(_plain(words.fr), _plain(words.en)) if words else ""


def _plain(text: str) -> str:
    return " ".join(text.split())
