"""A patient and a desk meet: turns once, five minutes, nothing left behind, and nobody named."""

import secrets
from datetime import timedelta

import httpx

from serment_platform.scheduling import turns
from serment_protocol.appointments import PatientName
from serment_protocol.counter import Voice, hello_of, lock_hello, meeting_id, open_hello
from serment_protocol.encoding import b64, from_b64

from ..world import World

SMALL, LARGE = bytes(2077), bytes(65565)
ZOE = PatientName("Zoé", "Exemple")


class Shown:
    """A code on the patient's screen."""

    def __init__(self, world: World) -> None:
        self.world = world
        hello = hello_of(Voice(secrets.token_bytes(32), secrets.token_bytes(32)), ZOE)
        self.code = hello.code
        self.path = f"/v1/meetings/{meeting_id(self.code)}"
        self.hello = lock_hello(hello)

    async def open(self) -> httpx.Response:
        """Show it."""
        body = {"meeting": meeting_id(self.code), "hello": b64(self.hello)}
        return await self.world.http.post("/v1/meetings", json=body)

    async def say(self, place: int, turn: bytes) -> httpx.Response:
        """Take a turn."""
        return await self.world.http.put(f"{self.path}/turns/{place}", json={"turn": b64(turn)})

    async def hear(self, place: int) -> httpx.Response:
        """What lies there."""
        return await self.world.http.get(f"{self.path}/turns/{place}")


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code."""
    return answer.status_code, answer.json()["code"]


async def rows(world: World) -> int:
    """How much lies at the counter."""
    return (await world.sql("SELECT count(*)::int FROM scheduling.turn"))[0][0]


class TestMeeting:
    async def test_carries_turns_and_leaves_nothing(self, world: World) -> None:
        shown = Shown(world)
        assert (await shown.open()).json() == {"expires": "2026-12-01T07:05:30Z"}
        found = from_b64((await shown.hear(0)).json()["turn"])
        assert open_hello(shown.code, found).patient == ZOE
        assert (await shown.hear(1)).json() == {"turn": ""}
        for place, turn in ((1, SMALL), (2, LARGE), (13, LARGE)):
            assert (await shown.say(place, turn)).status_code == 204
            assert (await shown.hear(place)).json() == {"turn": b64(turn)}
        assert await rows(world) == 4
        for _ in range(2):
            assert (await world.http.delete(shown.path)).status_code == 204
        assert refused(await shown.hear(1)) == (404, "meeting_unknown")
        assert await rows(world) == 0

    async def test_keeps_what_was_said_first(self, world: World) -> None:
        shown = Shown(world)
        for _ in range(2):
            assert (await shown.open()).status_code == 201
            assert (await shown.say(1, SMALL)).status_code == 204
        assert refused(await shown.say(1, SMALL[:-1] + b"\1")) == (409, "meeting_taken")
        shown.hello = SMALL
        assert refused(await shown.open()) == (409, "meeting_taken")
        assert (await shown.hear(1)).json() == {"turn": b64(SMALL)}

    async def test_lasts_five_minutes(self, world: World) -> None:
        """Whoever comes later with the code, even the right one, finds nothing."""
        shown = Shown(world)
        await shown.open()
        await shown.say(1, SMALL)
        world.clock[0] += timedelta(minutes=5)
        for answer in (await shown.hear(0), await shown.hear(1), await shown.say(2, SMALL)):
            assert refused(answer) == (404, "meeting_unknown")
        async with world.times.transaction() as tx:
            await turns.purge(tx, world.clock[0])
        assert await rows(world) == 0

    async def test_takes_nothing_else(self, world: World) -> None:
        shown = Shown(world)
        assert refused(await shown.say(1, SMALL)) == (404, "meeting_unknown")
        assert refused(await shown.hear(0)) == (404, "meeting_unknown")
        await shown.open()
        assert refused(await shown.say(1, SMALL[1:])) == (422, "turn_size")
        for place in (-1, 0, 14, 99999):
            assert refused(await shown.say(place, SMALL)) == (404, "not_found")
        assert refused(await world.http.get("/v1/meetings/nowhere/turns/0")) == (404, "not_found")
        shown.hello = SMALL[1:]
        assert refused(await shown.open()) == (422, "turn_size")
        assert await rows(world) == 1


async def test_a_network_shows_so_many_codes_an_hour(world: World) -> None:
    answers = [await Shown(world).open() for _ in range(world.service.config.budgets.meetings_per_network_hour + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {201}
    assert refused(answers[-1]) == (429, "too_many_requests")
