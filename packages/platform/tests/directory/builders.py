"""Practices with good defaults for the tests of the directory: who, where, from when on."""

from datetime import date
from typing import Any

from serment_platform.directory import apply_publication, set_listed, show_endorsed
from serment_platform.keys import Hand
from serment_protocol.encoding import canonical

from ..scheduling.builders import publication
from ..world import World

LYON, VILLEURBANNE, SAINT_ETIENNE, SAINT_DENIS = (
    ("69123", "Lyon", "69003", 45_757_800, 4_832_000),
    ("69266", "Villeurbanne", "69100", 45_766_700, 4_880_000),
    ("42218", "Saint-Étienne", "42000", 45_439_700, 4_387_200),
    ("97411", "Saint-Denis", "97400", -20_882_300, 55_450_400),
)
HAND = Hand("Ada", "checked", date(2026, 12, 1))
Town = tuple[str, str, str, int, int]


def ident(kind: int, number: int) -> str:
    """An id of a practice, a practitioner or a calendar."""
    return f"{kind:x}" * 28 + f"{number:04x}"


def practice(number: int, family: str, town: Town = LYON, **person: Any) -> dict[str, Any]:
    """A practice of one, open every morning; `opens` is the day of its first opening."""
    opens = person.pop("opens", "")
    draft = publication(practice=ident(9, number), name=f"Cabinet {family} (fictif)")
    code, name, postcode, latitude, longitude = town
    draft["address"] = {
        "line": "1 rue du Moulin",
        "postcode": postcode,
        "town": name,
        "town_code": code,
        "latitude_e6": latitude,
        "longitude_e6": longitude,
    }
    draft["practitioners"][0] |= {"practitioner": ident(7, number), "family": family} | person
    draft["schedules"][0] |= {"schedule": ident(5, number), "practitioner": ident(7, number)}
    if town is SAINT_DENIS:
        draft["time_zone"] = "Indian/Reunion"
    if opens:
        windows = [{"from": "09:00", "to": "12:00"}]
        draft["schedules"][0] |= {"windows": [], "exceptions": [{"day": opens, "windows": windows}]}
    return draft


def everybody() -> list[dict[str, Any]]:
    """A few practitioners around Lyon, one further away, one overseas."""
    return [
        practice(1, "Tilleul", opens="2026-12-10"),
        practice(2, "Érable", VILLEURBANNE, opens="2026-12-03"),
        practice(3, "Chêne-Vert", SAINT_ETIENNE, languages=["fr", "de"], sector="2"),
        practice(4, "Cerisier", SAINT_DENIS),
        practice(5, "Œillet", LYON, profession="40", specialty="", prefix="", opens="2026-12-04"),
    ]


ENDORSED = [ident(9, number) for number in range(100)]


async def show(world: World, draft: dict[str, Any], *, listed: bool = True) -> None:
    """Apply a publication in both rooms, and list the practice."""
    await world.publish(draft)
    await apply_publication(world.service.db("directory"), draft["practice"], canonical(draft))
    db, log = world.service.db("directory"), world.service.log
    await show_endorsed(db, ENDORSED)
    await set_listed(db, log, draft["practice"], HAND, listed=listed)
