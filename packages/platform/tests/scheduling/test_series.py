"""A series is had whole or not at all: who is refused is told which of its visits failed, and has lost nothing."""

from typing import Any

from ..world import Patient, World, all_at_once, employ, new_token
from .builders import PRACTICE

STARTS = ["2026-12-02T08:20:00Z", "2026-12-09T08:20:00Z", "2026-12-16T08:20:00Z"]
WHOLE = {"appointments": 3, "statements": 3, "tokens": 3, "busy": 12}
NOTHING = {"appointments": 0, "statements": 0, "tokens": 0, "busy": 0}


def series(starts: list[str] = STARTS, **changes: Any) -> dict[str, Any]:
    """A visit at each of these times, each of a key of its own."""
    return {"visits": [Patient().booking(start, new_token(), **changes) for start in starts]}


class TestBook:
    async def test_takes_all_and_twice_the_same_is_one(self, world: World) -> None:
        body = series()
        answers = [await world.http.post("/v1/series", json=body) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
        assert answers[0].text == answers[1].text
        assert len(answers[0].json()["appointments"]) == 3
        assert await world.counts() == WHOLE

    async def test_takes_none_where_one_is_taken_and_says_which(self, world: World) -> None:
        await world.book(STARTS[1])
        before = await world.counts()
        answer = await world.http.post("/v1/series", json=series())
        assert (answer.status_code, answer.json()["code"]) == (409, "series_refused")
        [failed] = answer.json()["failed"]
        assert (failed["number"], failed["code"], len(failed["next"])) == (1, "time_taken", 3)
        assert await world.counts() == before
        again = await world.http.post("/v1/series", json=series([STARTS[0], failed["next"][0], STARTS[2]]))
        assert again.status_code == 201

    async def test_names_every_visit_that_failed_and_why(self, world: World) -> None:
        await world.book(STARTS[0])
        answer = await world.http.post("/v1/series", json=series([STARTS[0], STARTS[1], "2026-12-09T12:00:00Z"]))
        failed = [(one["number"], one["code"]) for one in answer.json()["failed"]]
        assert failed == [(0, "time_taken"), (2, "outside_opening_hours")]

    async def test_its_visits_do_not_take_each_others_time(self, world: World) -> None:
        answer = await world.http.post("/v1/series", json=series([STARTS[0], STARTS[0]]))
        [failed] = answer.json()["failed"]
        assert failed["code"] == "time_taken"
        assert await world.counts() == NOTHING

    async def test_a_right_serves_one_visit(self, world: World) -> None:
        token = new_token()
        visits = [Patient().booking(start, token) for start in STARTS]
        answer = await world.http.post("/v1/series", json={"visits": visits})
        assert {one["code"] for one in answer.json()["failed"]} == {"token_spent"}
        assert await world.counts() == NOTHING

    async def test_of_rivals_one_has_all(self, world: World) -> None:
        orders = [STARTS, STARTS[::-1]] * 3
        bodies = [series(order) for order in orders]
        answers = await all_at_once([lambda body=body: world.http.post("/v1/series", json=body) for body in bodies])
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
        assert await world.counts() == WHOLE


class TestByStaff:
    async def test_takes_all_without_rights(self, world: World) -> None:
        session = await employ(world)
        visits = [Patient().booking(start, None) for start in STARTS]
        answer = await world.http.post(f"/v1/practices/{PRACTICE}/series", json={"visits": visits}, headers=session)
        assert answer.status_code == 201, answer.text
        assert await world.counts() == WHOLE | {"tokens": 0}

    async def test_takes_nothing_further_back_than_a_visit_by_itself(self, world: World) -> None:
        session = await employ(world)
        back = ["2026-11-29T08:20:00Z", "2026-12-02T08:20:00Z"]
        visits = [Patient().booking(start, None) for start in back]
        answer = await world.http.post(f"/v1/practices/{PRACTICE}/series", json={"visits": visits}, headers=session)
        assert [(one["number"], one["code"]) for one in answer.json()["failed"]] == [(0, "too_late")]
        assert await world.counts() == NOTHING

    async def test_strangers_do_not(self, world: World) -> None:
        visits = [Patient().booking(start, None) for start in STARTS]
        answer = await world.http.post(f"/v1/practices/{PRACTICE}/series", json={"visits": visits})
        assert answer.json()["code"] == "session_refused"
