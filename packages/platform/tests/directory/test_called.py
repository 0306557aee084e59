"""Who is proposed as somebody types, compared with looking at everybody."""

from itertools import product
from random import Random
from typing import Any, NamedTuple

import pytest

from serment_platform.directory import set_listed, store
from serment_platform.directory.called import Spelling
from serment_platform.directory.folding import fold, near, one_slip_apart, words
from serment_platform.directory.listing import OWN

from ..world import World
from .builders import HAND, ident, practice, show

GIVEN = ("Marie", "Jean", "Jean-Pierre", "Élodie", "Noël", "Maë")
FAMILY = ("Martin", "Marin", "Martinez", "Le Marié", "Jeanne", "Noëlle", "Petit")
PRACTICES = ("Maison du Marché", "Bureau Martin", "Centre Petit-Jean")


class Somebody(NamedTuple):
    """As a row of the directory."""

    practitioner: str
    own: list[str]
    all: list[str]
    folded: str


def everybody() -> list[tuple[Somebody, str, str, int]]:
    """Every name, and some of them twice; with the place of the practice."""
    draw = Random(3)
    pairs = [*product(GIVEN, FAMILY), *(draw.choice(list(product(GIVEN, FAMILY))) for _ in range(20))]
    people: list[tuple[Somebody, str, str, int]] = []
    for number, (given, family) in enumerate(pairs):
        place = draw.randrange(len(PRACTICES))
        own, name = f"{given} {family}", f"{given} {family} {PRACTICES[place]}"
        somebody = Somebody(ident(7, 1000 + number), words(own), words(name), fold(name))
        people.append((somebody, given, family, place))
    return people


async def settle(world: World) -> list[Somebody]:
    """Write them as publications do, without their calendars."""
    people = everybody()
    for place, name in enumerate(PRACTICES):
        nobody: dict[str, Any] = {"name": name, "practitioners": [], "schedules": []}
        await show(world, practice(50 + place, name) | nobody)
    for somebody, given, family, place in people:
        marked = sorted({*somebody.all, *(OWN + word for word in somebody.own)})
        await world.sql(
            """
            INSERT INTO directory.practitioner (practitioner, practice, place, prefix, given, family, profession,
                specialty, code, languages, sector, accepts_new, about, class, motives, folded, words)
            VALUES (%s, %s, 0, '', %s, %s, '10', 'SM54', 'SM54', '{}', '1', true, '', '', '[]', %s, %s)
            """,
            [
                bytes.fromhex(somebody.practitioner),
                bytes.fromhex(ident(9, 50 + place)),
                *(given, family, somebody.folded, marked),
            ],
        )
    async with world.service.db("directory").transaction() as tx:
        await store.save_words(tx, {word for somebody, *_ in people for word in somebody.all})
        for place in range(len(PRACTICES)):
            await store.offer_to_search(tx, ident(9, 50 + place))
    return [somebody for somebody, *_ in people]


def fits(typed: str, word: str, way: str) -> bool:
    """Whether a word of a name will do for what was typed."""
    if way == "whole":
        return word == typed
    close = bool(set(near(word)) & set(near(typed))) and one_slip_apart(word, typed)
    return word.startswith(typed) or (way == "slips" and close)


def expected(people: list[Somebody], query: str) -> list[list[str]]:
    """In steps, whoever has not stood in one before; each in the order of its first word that fits and of the name."""
    asked, before = words(query), set[str]()
    steps: list[list[str]] = []
    for way, own in (("whole", True), ("begins", True), ("begins", False), ("slips", True)):
        found: list[tuple[str, str, str]] = []
        for one in people:
            mine = one.own if own else one.all
            fitting = [[word for word in mine if fits(typed, word, way)] for typed in asked]
            if all(fitting) and one.practitioner not in before:
                found.append((min(fitting[0]), one.folded, one.practitioner))
        steps.append([practitioner for *_, practitioner in sorted(found)])
        before |= set(steps[-1])
    return steps


QUERIES = (
    *("m", "ma", "mar", "mari", "marie", "marin", "martin", "jean", "jea", "noel", "no", "el", "pet", "l", "le"),
    *("mais", "bur", "petit", "marti n", "mratin", "jaen", "elodei", "noele", "martine", "mraie", "xyz", "petti"),
    *("jean mar", "marie martin", "martin jean", "j m", "ma ma", "pierre le", "mae jeanne", "bur mar", "noel bur"),
    *("jaen mratin", "jean pierre marin", "le marie jean", "elodie petti", "martin bur elodie", "marie xyz", "du du"),
)


@pytest.fixture
async def people(world: World) -> list[Somebody]:
    """Those who are to be found."""
    return await settle(world)


async def proposed(world: World, query: str) -> list[str]:
    """Who is, by id."""
    answer = (await world.http.post("/v1/names", json={"query": query})).json()
    return [one["practitioner"] for one in answer["practitioners"]]


async def test_those_are_proposed_whom_looking_at_everybody_would_find(world: World, people: list[Somebody]) -> None:
    for query in QUERIES:
        found = await proposed(world, query)
        steps = [step for step in expected(people, query) if step]
        assert len(found) == min(8, sum(map(len, steps))), query
        assert len(set(found)) == len(found), query
        for step in steps:
            here, found = found[: len(step)], found[len(step) :]
            assert set(here) <= set(step), query
            if len(words(query)) == 1:
                assert here == step[: len(here)], query


async def test_whoever_is_not_listed_is_not_proposed(world: World, people: list[Somebody]) -> None:
    db, log = world.service.db("directory"), world.service.log
    assert await proposed(world, "maison")
    for place in range(len(PRACTICES)):
        await set_listed(db, log, ident(9, 50 + place), HAND, listed=False)
    assert await proposed(world, "maison") == []
    assert await world.sql("SELECT count(*) FROM directory.known_by AS k WHERE strpos(k.folded, 'maison') > 0") == [
        (0,)
    ]
    await set_listed(db, log, ident(9, 50), HAND, listed=True)
    assert len(await proposed(world, "maison")) == 8
    await world.sql("DELETE FROM directory.practitioner WHERE practitioner <> %s", [bytes.fromhex(ident(7, 1))])
    assert await world.sql("SELECT DISTINCT encode(practitioner, 'hex') FROM directory.known_by") == [(ident(7, 1),)]
    assert people


async def test_names_without_end_are_cut(world: World) -> None:
    await show(world, practice(60, "Baobab " * 200 + "z" * 80))
    assert await proposed(world, "baobab") == [ident(7, 60)]
    assert await proposed(world, "z" * 70) == []


def test_what_begins_so_is_a_stretch_of_all_words() -> None:
    beginning, whole = Spelling("mar"), Spelling("mar", whole=True)
    among = ["ma", "maq", "mar", "mar0", "mara", "marz", "mar\N{GREEK SMALL LETTER OMEGA}", "mas"]
    assert [word for word in among if "mar" <= word < beginning.until] == among[2:7]
    assert [word for word in among if "mar" <= word < whole.until] == ["mar"]
