"""The fictitious practices: 300 practitioners in 40 towns unless fewer are wanted, the same every time.

Everything here is public and drawn from one fixed seed; keys and ciphertexts are made
fresh by whoever enrols these practices.
"""

import csv
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from random import Random
from typing import NamedTuple, cast

from serment.demo.catalogue import FAMILY, GIVEN, HOURS, LANGUAGES, STREETS, TRADES, Motive, Trade

PRACTITIONERS = 300
ATTENDED = 3
HORIZON_DAYS = 60
SEED = "serment-demo-1"


class Town(NamedTuple):
    """A real French town: INSEE code, one postcode, a point, and how many practitioners it draws."""

    insee: str
    name: str
    postcode: str
    latitude: float
    longitude: float
    weight: int


def towns() -> list[Town]:
    """The forty towns of the demonstration."""
    text = files("serment.demo").joinpath("towns.csv").read_text(encoding="utf-8")
    return [
        Town(
            row["insee"],
            row["name"],
            row["postcode"],
            float(row["latitude"]),
            float(row["longitude"]),
            int(row["weight"]),
        )
        for row in csv.DictReader(text.splitlines())
    ]


def practices(practitioners: int = PRACTITIONERS) -> list[dict[str, object]]:
    """Drafts of publications (SPEC 6) without practice, epoch, revision and previous, of so many practitioners in all.

    The first three are the attended ones: they get sign-ins and a filled week.
    """
    random = Random(SEED)
    drafts = list(_attended(random))
    count = sum(len(_people(draft)) for draft in drafts)
    places = towns()
    weights = [town.weight for town in places]
    while count < practitioners:
        size = min(random.choices((1, 2, 3), (6, 3, 2))[0], practitioners - count)
        town = random.choices(places, weights)[0]
        drafts.append(_practice(random, len(drafts), town, _trades(random, size), attended=False))
        count += size
    return drafts


def attended() -> list[tuple[str, str]]:
    """The names and towns of those that somebody reads and answers."""
    found = _attended(Random(SEED))
    return [(str(each["name"]), str(cast("dict[str, object]", each["address"])["town"])) for each in found]


def _people(draft: dict[str, object]) -> list[object]:
    people = draft["practitioners"]
    return cast("list[object]", people)


def _attended(random: Random) -> Iterator[dict[str, object]]:
    by_name = {town.name: town for town in towns()}
    general, dentist, physio = TRADES[0], TRADES[1], TRADES[2]
    yield _practice(random, 0, by_name["Lyon"], [general, general], attended=True)
    yield _practice(random, 1, by_name["Nantes"], [dentist], attended=True)
    yield _practice(random, 2, by_name["Paris"], [physio, physio, TRADES[13]], attended=True)


def _trades(random: Random, size: int) -> list[Trade]:
    """Colleagues under one roof: mostly the same trade."""
    weights = [trade.weight for trade in TRADES]
    first = random.choices(TRADES, weights)[0]
    others = [first if random.random() < 0.7 else random.choices(TRADES, weights)[0] for _ in range(size - 1)]
    return [first, *others]


def _practice(random: Random, number: int, town: Town, trades: list[Trade], *, attended: bool) -> dict[str, object]:
    people = [_practitioner(random, number, index, trade) for index, trade in enumerate(trades)]
    kind, fictitious = ("Cabinet", "fictif") if len(people) == 1 else ("Maison de santé", "fictive")
    family = random.choice(FAMILY)
    return {
        "name": f"{kind} {family} ({fictitious})",
        "fictitious": True,
        "attended": attended,
        "address": _address(random, town),
        "time_zone": "Indian/Reunion" if town.insee.startswith("974") else "Europe/Paris",
        "phone": f"01 99 00 {number // 100:02d} {number % 100:02d}",
        "practitioners": people,
        "classes": _classes(trades),
        "motives": _motives(people, trades),
        "schedules": [
            _schedule(random, number, index, trade, str(people[index]["practitioner"]))
            for index, trade in enumerate(trades)
        ],
    }


def _address(random: Random, town: Town) -> dict[str, object]:
    return {
        "line": f"{random.randint(1, 90)} {random.choice(STREETS)}",
        "postcode": town.postcode,
        "town": town.name,
        "town_code": town.insee,
        "latitude_e6": round((town.latitude + random.uniform(-0.02, 0.02)) * 1_000_000),
        "longitude_e6": round((town.longitude + random.uniform(-0.025, 0.025)) * 1_000_000),
    }


def _identifier(*parts: object) -> str:
    text = "/".join(str(part) for part in ("serment-demo", *parts))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _practitioner(random: Random, number: int, index: int, trade: Trade) -> dict[str, object]:
    spoken = ["fr", *random.sample(LANGUAGES, random.choices((0, 1, 2), (5, 4, 1))[0])]
    return {
        "practitioner": _identifier("practitioner", number, index),
        "prefix": trade.prefix,
        "given": random.choice(GIVEN),
        "family": random.choice(FAMILY),
        "profession": trade.profession,
        "specialty": trade.specialty,
        "languages": spoken,
        "sector": random.choice(trade.sectors),
        "accepts_new": random.random() < 0.85,
        "about": "Personne fictive, créée pour la démonstration.",
    }


def _class(minutes: int, channel: str) -> str:
    return f"{channel}-{minutes}"


def _classes(trades: list[Trade]) -> list[dict[str, object]]:
    kinds = sorted({(m.minutes, m.channel) for trade in trades for m in trade.motives})
    return [
        {
            "class": _class(minutes, channel),
            "duration": minutes,
            "channel": channel,
            "audience": "public",
        }
        for minutes, channel in kinds
    ]


def _motives(people: list[dict[str, object]], trades: list[Trade]) -> list[dict[str, object]]:
    motives: list[dict[str, object]] = []
    for trade in dict.fromkeys(trades):
        who = [p["practitioner"] for p, t in zip(people, trades, strict=True) if t is trade]
        everyone = len(who) == len(people)
        motives += [_motive(trade, item, [] if everyone else who) for item in trade.motives]
    return motives


def _motive(trade: Trade, item: Motive, who: list[object]) -> dict[str, object]:
    return {
        "motive": f"{trade.specialty.lower() or 'p' + trade.profession}-{item.motive}",
        "labels": {"fr": item.fr, "en": item.en},
        "class": _class(item.minutes, item.channel),
        "practitioners": who,
        "instructions": {
            "fr": "Apportez votre carte Vitale et vos derniers résultats.",
            "en": "Bring your health card and your latest results.",
        },
    }


def _window(weekday: int, start: str, end: str) -> dict[str, object]:
    return {"weekday": weekday, "from": start, "to": end}


def _schedule(random: Random, number: int, index: int, trade: Trade, practitioner: str) -> dict[str, object]:
    hours = random.choice(HOURS[trade.pattern])
    off = random.choice((3, 3, 5, 0))
    windows: list[dict[str, object]] = []
    for weekday in range(1, 6):
        if weekday != off:
            windows += [_window(weekday, a, b) for a, b in hours]
    if random.random() < 0.25:
        windows.append(_window(6, "09:00", "12:00"))
    return {
        "schedule": _identifier("schedule", number, index),
        "practitioner": practitioner,
        "step": 15 if min(m.minutes for m in trade.motives) >= 30 else 5,
        "classes": sorted({_class(m.minutes, m.channel) for m in trade.motives}),
        "notice_minutes": random.choice((30, 60, 120)),
        "horizon_days": HORIZON_DAYS,
        "windows": windows,
        "exceptions": [],
    }
