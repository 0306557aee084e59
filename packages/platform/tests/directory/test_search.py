"""Searching over real HTTP: who is found, in which order, page by page, and what is proposed instead of nobody."""

import asyncio
from typing import Any

import pytest

from serment_kernel.migrate import migrations_of
from serment_platform.directory import apply_publication, check_publication, list_all, set_listed, show_endorsed
from serment_platform.directory.errors import PracticeNotEndorsed
from serment_platform.directory.specialties import related, specialties
from serment_platform.scheduling import IdentifierTaken, finding
from serment_platform.service import SEARCHES
from serment_protocol.encoding import canonical

from ..world import World
from .builders import ENDORSED, HAND, LYON, SAINT_ETIENNE, ident, practice, show

GENERAL, DENTIST = "SM54", "40"
TILLEUL = bytes.fromhex(ident(5, 1))


async def ask(world: World, **query: Any) -> dict[str, Any]:
    """A search."""
    answer = await world.http.post("/v1/search", json=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def families(world: World, **query: Any) -> list[str]:
    """Whom a search finds, in order."""
    return [row["family"] for row in (await ask(world, **query))["results"]]


class TestSearch:
    async def test_finds_the_soonest_first(self, world: World) -> None:
        # It is eleven on Réunion, and no longer early enough for this morning.
        assert await families(world) == ["Chêne-Vert", "Cerisier", "Érable", "Œillet", "Tilleul"]
        found = await ask(world)
        starts = [row["next"] for row in found["results"]]
        assert starts == sorted(starts)
        assert (found["total"], found["page"], found["pages"], found["also"]) == (5, 1, 1, [])

    async def test_says_when_somebody_may_be_sooner_who_was_not_looked_at(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert not (await ask(world))["refreshing"]
        monkeypatch.setattr(finding, "BATCH", 1)
        monkeypatch.setattr(finding, "MOST_LOOKED_AT", 2)
        found = await ask(world)
        assert (found["refreshing"], len(found["results"])) == (True, 3)
        form = {"specialty": "SM54", "place": "", "radius": "10"}
        page = await world.http.post("/recherche", data=form, follow_redirects=True)
        assert "Certains agendas sont encore relus" in page.text

    async def test_rows_say_what_a_patient_needs(self, world: World) -> None:
        row = (await ask(world, name="tilleul", place="69123"))["results"][0]
        assert len(row.pop("days")) == 7
        assert row == {
            "practitioner": ident(7, 1),
            "practice": ident(9, 1),
            "schedule": ident(5, 1),
            "class": "office-20",
            "prefix": "Dr",
            "given": "Hélène",
            "family": "Tilleul",
            "profession": "10",
            "specialty": "SM54",
            "specialty_labels": {"fr": "Médecin généraliste", "en": "General practitioner"},
            "practice_name": "Cabinet Tilleul (fictif)",
            "address": "1 rue du Moulin",
            "town": "Lyon",
            "postcode": "69003",
            "distance_km": row["distance_km"],
            "languages": ["fr", "en"],
            "sector": "1",
            "accepts_new": True,
            "access": [],
            "fictitious": True,
            "attended": True,
            "next": "2026-12-10T08:00:00Z",
            "time_zone": "Europe/Paris",
        }
        assert 0 <= row["distance_km"] < 5

    async def test_shows_a_week_from_the_day_asked_for(self, world: World) -> None:
        asked = {"name": "tilleul", "from": "2026-12-08"}
        row = (await world.http.post("/v1/search", json=asked)).json()["results"][0]
        assert [day["day"] for day in row["days"]] == [f"2026-12-{number:02d}" for number in range(8, 15)]
        assert [len(day["starts"]) for day in row["days"]] == [0, 0, 9, 0, 0, 0, 0]

    async def test_leaves_connections_to_those_who_book(self, world: World) -> None:
        busy = world.service.searching
        for _ in range(SEARCHES):
            await busy.acquire()
        waiting = asyncio.create_task(ask(world))
        times = await world.http.post("/v1/times", json={"schedules": []})
        assert (times.status_code < 500, waiting.done()) == (True, False)
        for _ in range(SEARCHES):
            busy.release()
        assert (await waiting)["total"] == 5

    async def test_a_booking_changes_the_order(self, world: World) -> None:
        assert await families(world, specialty=DENTIST) == ["Œillet"]
        draft = practice(6, "Noyer", opens="2026-12-04", profession="40", specialty="", prefix="")
        draft["schedules"][0]["exceptions"] = [{"day": "2026-12-04", "windows": [{"from": "08:40", "to": "09:00"}]}]
        await show(world, draft)
        assert await families(world, specialty=DENTIST) == ["Noyer", "Œillet"]
        booked = await world.book("2026-12-04T07:40:00Z", practice=ident(9, 6), schedule=ident(5, 6))
        assert booked.status_code == 201, booked.text
        assert await families(world, specialty=DENTIST) == ["Œillet", "Noyer"]
        assert (await ask(world, name="noyer"))["results"][0]["next"] == ""

    async def test_by_distance(self, world: World) -> None:
        around = {"place": "42218", "radius_km": 100, "sort": "distance"}
        assert await families(world, **around, specialty=GENERAL) == ["Chêne-Vert", "Tilleul", "Érable"]
        distances = [row["distance_km"] for row in (await ask(world, **around))["results"]]
        assert distances == sorted(distances)

    async def test_within_the_radius(self, world: World) -> None:
        assert await families(world, place="42218", radius_km=10) == ["Chêne-Vert"]
        assert await families(world, place="97411", radius_km=5) == ["Cerisier"]

    @pytest.mark.parametrize("name", ["erable", "ÉRABLE", "Éra", "cabinet erab", "helene era"])
    async def test_names_without_accents_and_from_their_beginning(self, world: World, name: str) -> None:
        assert await families(world, name=name) == ["Érable"]

    async def test_words_inside_words_are_not_found(self, world: World) -> None:
        for name, expected in (
            ("able", []),
            ("vert", ["Chêne-Vert"]),
            ("oeill", ["Œillet"]),
            ("%", None),
            ("'", None),
        ):
            found = await families(world, name=name)
            assert len(found) == 5 if expected is None else found == expected, name

    async def test_by_language_and_sector(self, world: World) -> None:
        assert await families(world, language="de") == ["Chêne-Vert"]
        assert await families(world, sector="2") == ["Chêne-Vert"]
        assert await families(world, language="de", sector="1") == []

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("tileul", ["Tilleul"]),
            ("tillleul", ["Tilleul"]),
            ("tillaul", ["Tilleul"]),
            ("itlleul", ["Tilleul"]),
            ("helnee erabel", ["Érable"]),
            ("hélène tilluel", ["Tilleul"]),
            ("tilauel", []),
            ("vret", ["Chêne-Vert"]),
        ],
    )
    async def test_names_with_a_slip(self, world: World, name: str, expected: list[str]) -> None:
        assert await families(world, name=name) == expected

    async def test_a_name_that_somebody_has_is_not_mistaken_for_another(self, world: World) -> None:
        await show(world, practice(6, "Tilleuls"))
        assert await families(world, name="tilleuls") == ["Tilleuls"]
        found = (await world.http.post("/v1/names", json={"query": "tilleul"})).json()["practitioners"]
        assert [one["family"] for one in found] == ["Tilleul", "Tilleuls"]

    async def test_by_channel_with_its_own_times(self, world: World) -> None:
        draft = practice(6, "Noyer", accepts_new=False)
        draft["classes"].append({"class": "video-40", "duration": 40, "channel": "video", "audience": "public"})
        draft["motives"].append({**draft["motives"][0], "motive": "video", "class": "video-40"})
        draft["schedules"][0]["classes"] = ["office-20", "video-40"]
        await show(world, draft)
        (row,) = (await ask(world, channel="video"))["results"]
        assert (row["family"], len(row["days"][1]["starts"])) == ("Noyer", 8)
        assert "Noyer" in await families(world, channel="office")
        assert await families(world, channel="home") == []

    async def test_by_the_kind_of_an_option_that_was_published_before(self, world: World) -> None:
        await world.sql("UPDATE directory.practitioner SET specialty = 'SM85', code = 'SM85' WHERE family = 'Tilleul'")
        await world.sql(
            "UPDATE scheduling.next_free SET kind = 'SM85' WHERE kind = 'SM54' AND schedule = %s", [TILLEUL]
        )
        assert await families(world, specialty="SM38") == []
        (script,) = [one.sql for one in migrations_of("serment_platform") if one.name == "0050_kinds"]
        await world.sql(script)
        assert await families(world, specialty="SM38") == ["Tilleul"]

    async def test_by_the_channel_of_another_calendar(self, world: World) -> None:
        draft = practice(6, "Noyer")
        draft["classes"].append({"class": "video-40", "duration": 40, "channel": "video", "audience": "public"})
        draft["motives"].append({**draft["motives"][0], "motive": "video", "class": "video-40"})
        at_home = {**draft["schedules"][0], "schedule": ident(5, 66), "classes": ["video-40"]}
        await show(world, draft | {"schedules": [at_home, *draft["schedules"]]})
        (by_video,) = (await ask(world, channel="video"))["results"]
        (first,) = (await ask(world, name="noyer"))["results"]
        assert (by_video["schedule"], by_video["class"]) == (ident(5, 66), "video-40")
        assert (first["schedule"], first["class"]) == (ident(5, 6), "office-20")
        assert all(any(day["starts"] for day in one["days"]) for one in (by_video, first))
        await show(world, draft | {"revision": 2, "schedules": draft["schedules"]})
        assert await families(world, channel="video") == []

    async def test_by_new_patients_and_access(self, world: World) -> None:
        draft = practice(6, "Noyer", accepts_new=False) | {"access": ["hearing", "wheelchair"]}
        await show(world, draft)
        assert "Noyer" not in await families(world, accepts_new=True)
        assert await families(world, access=["wheelchair"]) == ["Noyer"]
        assert await families(world, access=["wheelchair", "hearing"]) == ["Noyer"]
        assert await families(world, access=["wheelchair", "visual"]) == []
        assert (await ask(world, access=["hearing"]))["results"][0]["access"] == ["hearing", "wheelchair"]
        await show(world, practice(6, "Noyer") | {"revision": 2})
        assert await families(world, access=["wheelchair"]) == []

    async def test_an_old_code_finds_the_same_people(self, world: World) -> None:
        assert sorted(await families(world, specialty="SM26")) == sorted(await families(world, specialty=GENERAL))

    async def test_only_whom_the_operator_lists(self, world: World) -> None:
        db = world.service.db("directory")
        await set_listed(db, world.service.log, ident(9, 5), HAND, listed=False)
        assert await families(world, specialty=DENTIST) == []
        assert (await world.http.get(f"/v1/practitioners/{ident(7, 5)}")).status_code == 200
        assert await list_all(db, world.service.log, HAND) == (1, 0)
        assert await families(world, specialty=DENTIST) == ["Œillet"]

    async def test_only_whom_the_custodian_vouches_for(self, world: World) -> None:
        db = world.service.db("directory")
        await show_endorsed(db, ENDORSED[6:])
        assert await families(world) == []
        assert (await world.http.post("/v1/names", json={"query": "oeillet"})).json()["practitioners"] == []
        assert await list_all(db, world.service.log, HAND) == (0, 5)
        with pytest.raises(PracticeNotEndorsed):
            await set_listed(db, world.service.log, ident(9, 5), HAND, listed=True)
        await set_listed(db, world.service.log, ident(9, 5), HAND, listed=False)
        await show_endorsed(db, ENDORSED)
        assert len(await families(world)) == 4

    async def test_what_is_out_of_form(self, world: World) -> None:
        for query, code in (
            ({"place": "00000"}, "place_unknown"),
            ({"from": "tomorrow"}, "bad_request"),
            ({"page": 0}, "bad_request"),
            ({"radius_km": 10_000}, "bad_request"),
            ({"sort": "price"}, "bad_request"),
            ({"motive": "secret"}, "bad_request"),
        ):
            answer = await world.http.post("/v1/search", json=query)
            assert answer.json()["code"] == code

    async def test_a_day_beyond_every_calendar(self, world: World) -> None:
        found = await ask(world, **{"from": "2027-12-20"})
        assert {row["next"] for row in found["results"]} == {""}
        for far in ("2028-01-10", "9999-12-31"):
            answer = await world.http.post("/v1/search", json={"from": far})
            assert (answer.status_code, answer.json()["code"]) == (422, "day_too_far")


class TestPages:
    async def test_hold_everybody_once(self, world: World) -> None:
        for number in range(10, 28):
            await show(world, practice(number, f"Charme {number}", opens="2026-12-05"))
        pages = [await ask(world, name="charme", page=page) for page in (1, 2, 3)]
        assert [len(page["results"]) for page in pages] == [10, 8, 0]
        assert {(page["total"], page["pages"]) for page in pages} == {(18, 2)}
        people = [row["practitioner"] for page in pages for row in page["results"]]
        assert people == sorted(people)
        assert len(set(people)) == 18
        second = await ask(world, name="charme", page=2, after=pages[0]["after"])
        assert second == pages[1]
        assert second["after"] == ""

    async def test_go_on_where_the_last_one_ended(self, world: World) -> None:
        """Whoever is booked meanwhile moves; nobody else is seen twice or missed."""
        for number in range(10, 28):
            await show(world, practice(number, f"Charme {number}", opens="2026-12-05"))
        first = await ask(world, name="charme")
        booked = first["results"][3]
        times = {"practice": booked["practice"], "schedule": booked["schedule"]}
        assert (await world.book(booked["next"], **times)).status_code == 201
        second = await ask(world, name="charme", after=first["after"], page=2)
        seen = [row["practitioner"] for row in first["results"] + second["results"]]
        assert [one for one in seen if one != booked["practitioner"]] == [ident(7, n) for n in range(10, 28) if n != 13]
        assert seen.count(booked["practitioner"]) == 2

    async def test_a_place_that_is_none(self, world: World) -> None:
        answer = await world.http.post("/v1/search", json={"after": "t1-2-3"})
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor_unreadable")


class TestProposals:
    async def test_a_wider_circle(self, world: World) -> None:
        found = await ask(world, place="69123", radius_km=5, name="chene")
        assert (found["total"], found["also"]) == (0, [{"what": "radius", "value": 100, "total": 1}])
        assert (await ask(world, place="69123", radius_km=100, name="chene"))["total"] == 1

    async def test_one_filter_less(self, world: World) -> None:
        """With the number that it really finds; all of them where one is not enough."""
        wanted = {"name": "tilleul", "language": "fr", "channel": "video"}
        found = await ask(world, **wanted)
        assert (found["total"], found["also"]) == (0, [{"what": "without", "value": "channel", "total": 1}])
        assert (await ask(world, **wanted | {"channel": ""}))["total"] == 1
        both = await ask(world, **wanted, sector="hors")
        assert both["also"] == [{"what": "without", "value": "filters", "total": 1}]

    async def test_a_related_specialty(self, world: World) -> None:
        asking = next(one.code for one in specialties() if GENERAL in related(one.code))
        found = await ask(world, specialty=asking)
        assert {"what": "specialty", "value": GENERAL, "total": 4} in found["also"]

    async def test_an_earlier_day(self, world: World) -> None:
        found = await ask(world, **{"name": "tilleul", "from": "2026-12-20"})
        assert found["total"] == 1
        assert found["also"] == [{"what": "date", "value": "2026-12-10", "total": 1}]

    async def test_none_where_there_is_nothing(self, world: World) -> None:
        assert (await ask(world, name="personne"))["also"] == []


class TestNamesAndPlaces:
    async def test_places(self, world: World) -> None:
        found = (await world.http.post("/v1/places", json={"query": "saint-et"})).json()["places"]
        assert found[0]["name"] == "Saint-Étienne"
        assert set(found[0]) == {"code", "name", "postcodes", "department", "latitude", "longitude"}
        assert len((await world.http.post("/v1/places", json={"query": "s"})).json()["places"]) == 8

    async def test_names(self, world: World) -> None:
        found = (await world.http.post("/v1/names", json={"query": "œil"})).json()
        assert [person["family"] for person in found["practitioners"]] == ["Œillet"]
        assert set(found["practitioners"][0]) == {"practitioner", "given", "family", "specialty", "town"}
        found = (await world.http.post("/v1/names", json={"query": "dentist"})).json()
        assert found["specialties"][0]["code"] == DENTIST
        assert (await world.http.post("/v1/names", json={"query": ""})).json() == {
            "practitioners": [],
            "specialties": [],
        }

    async def test_specialties(self, world: World) -> None:
        found = (await world.http.get("/v1/specialties")).json()["specialties"]
        assert found[0] == {
            "code": GENERAL,
            "profession": "10",
            "labels": {"fr": "Médecin généraliste", "en": "General practitioner"},
        }

    async def test_a_practitioner(self, world: World) -> None:
        found = (await world.http.get(f"/v1/practitioners/{ident(7, 3)}")).json()
        assert (found["family"], found["distance_km"], "days" in found) == ("Chêne-Vert", -1, False)
        for unknown in ("7" * 32, "nobody"):
            answer = await world.http.get(f"/v1/practitioners/{unknown}")
            assert (answer.status_code, answer.json()["code"]) == (404, "practitioner_unknown")


class TestApply:
    async def test_an_older_publication_changes_nothing(self, world: World) -> None:
        await show(world, practice(1, "Tilleul", SAINT_ETIENNE) | {"revision": 3})
        await apply_publication(world.service.db("directory"), ident(9, 1), canonical(practice(1, "Tilleul", LYON)))
        assert (await ask(world, name="tilleul"))["results"][0]["town"] == "Saint-Étienne"

    async def test_who_left_is_not_found_any_more(self, world: World) -> None:
        draft: dict[str, Any] = {**practice(1, "Tilleul"), "revision": 2, "practitioners": [], "schedules": []}
        await show(world, draft)
        assert await families(world, name="tilleul") == []

    async def test_another_practice_cannot_take_a_person_over(self, world: World) -> None:
        db, theirs = world.service.db("directory"), practice(1, "Tilleul")
        body = canonical(theirs | {"practice": ident(9, 77)})
        with pytest.raises(IdentifierTaken):
            await check_publication(db, ident(9, 77), body)
        with pytest.raises(IdentifierTaken):
            await apply_publication(db, ident(9, 77), body)
