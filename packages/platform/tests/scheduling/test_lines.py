"""Lines: who is offered what became free, for how long, and who comes next."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from serment_platform.scheduling import lines, offering
from serment_protocol.appointments import entry_id
from serment_protocol.encoding import b64
from serment_protocol.reads import sign_read

from ..world import NOW, ORIGIN, TICKET, Patient, World, all_at_once, employ, new_token
from .builders import PRACTICE, SCHEDULE, publication
from .test_agenda import absence_of

START, LATER = "2026-12-03T08:20:00Z", "2026-12-03T10:00:00Z"


class Waiter(Patient):
    """Somebody who waits."""

    @property
    def entry(self) -> str:
        """Their place."""
        return entry_id(self.keys.sign_public)

    async def join(
        self,
        world: World,
        token: bytes | None = None,
        opens: str = "00:00",
        closes: str = "24:00",
        name: str = "office-20",
        **changes: Any,
    ) -> httpx.Response:
        """Stand in line."""
        self.token = token or new_token()
        wish: dict[str, Any] = {
            "practice": PRACTICE,
            "schedules": [SCHEDULE],
            "class": name,
            "first": "2026-12-03",
            "last": "2026-12-04",
            "from": opens,
            "to": closes,
            "ticket": b64(TICKET),
            "token": b64(self.token),
        }
        return await self.send(world, "POST", "/v1/waiting", json.dumps(wish | changes).encode())

    async def look(self, world: World) -> dict[str, Any]:
        """How they stand."""
        return (await self.send(world, "GET", f"/v1/waiting/{self.entry}")).json()

    async def leave(self, world: World) -> httpx.Response:
        """Go away."""
        return await self.send(world, "DELETE", f"/v1/waiting/{self.entry}")

    async def take(self, world: World, offer: dict[str, str]) -> httpx.Response:
        """Book what is offered."""
        body = Patient().booking(offer["start"], self.token) | {"hold": offer["hold"]}
        return await world.http.post("/v1/appointments", json=body)

    async def send(self, world: World, method: str, path: str, body: bytes = b"") -> httpx.Response:
        """A request signed by the manage key."""
        headers = {"serment-signature": sign_read(self.keys, ORIGIN, method, path, body, world.clock[0])}
        return await world.http.request(method, path, content=body, headers=headers)


async def full(world: World, *starts: str) -> list[tuple[Patient, Any]]:
    """Patients at these times, and nothing else free on those days."""
    found: list[tuple[Patient, Any]] = []
    for start in starts:
        patient = Patient()
        assert (await world.book(start, patient)).status_code == 201
        found.append((patient, (await world.chain(patient))[-1]))
    for day in {start[:10] for start in starts}:
        for start in await world.free(day):
            await world.book(start)
    return found


async def in_line(world: World, count: int, **changes: Any) -> list[Waiter]:
    """So many, in this order."""
    waiters = [Waiter() for _ in range(count)]
    for number, waiter in enumerate(waiters):
        answer = await waiter.join(world, **changes)
        assert (answer.status_code, answer.json().get("ahead")) == (201, number), answer.text
    return waiters


async def cancel(world: World, patient: Patient, last: Any) -> None:
    """Free a time."""
    assert (await world.change(patient.keys.appointment, patient.next(last, "cancelled"))).status_code == 200


async def offers(world: World, waiters: list[Waiter]) -> list[str]:
    """What each is offered now; nothing is an empty text."""
    return [(await waiter.look(world)).get("offer", {}).get("start", "") for waiter in waiters]


async def test_a_cancelled_time_goes_to_the_first_then_to_the_next(world: World) -> None:
    [(patient, last)] = await full(world, START)
    waiters = await in_line(world, 3)
    await cancel(world, patient, last)
    assert (await world.book(START)).json()["code"] == "time_taken"
    assert await offers(world, waiters) == [START, "", ""]
    assert await world.sql("SELECT count(*) FROM scheduling.waiting WHERE nudge_due") == [(1,)]
    first = (await waiters[0].look(world))["offer"]
    world.clock[0] = NOW.replace(second=0) + offering.OFFER
    await lines.upkeep(world.times, world.clock[0])
    assert await offers(world, waiters) == ["", START, ""]
    assert (await waiters[0].take(world, first)).json()["code"] == "time_taken"
    assert (await waiters[1].take(world, (await waiters[1].look(world))["offer"])).status_code == 201
    assert (await waiters[1].look(world))["code"] == "entry_unknown"
    assert [(await waiters[number].look(world))["ahead"] for number in (0, 2)] == [0, 1]


async def test_times_freed_at_once_go_to_those_who_came_first_and_to_no_rival(world: World) -> None:
    starts = [f"2026-12-{day:02d}T08:20:00Z" for day in (3, 4)] + ["2026-12-03T09:20:00Z"]
    there = await full(world, *starts)
    waiters = await in_line(world, 4)
    cancelling = [
        lambda p=patient, last=last: world.change(p.keys.appointment, p.next(last, "cancelled"))
        for patient, last in there
    ]
    rivals = [lambda s=start: world.book(s) for start in starts]
    answers = await all_at_once([*cancelling, *rivals])
    assert [answer.status_code for answer in answers] == [200] * 3 + [409] * 3
    offered = await offers(world, waiters)
    assert (sorted(offered[:3]), offered[3]) == (sorted(starts), "")


async def test_who_leaves_gives_the_offer_on_and_three_missed_ones_end_the_wait(world: World) -> None:
    [(patient, last)] = await full(world, START)
    [only, next_one] = await in_line(world, 2)
    await cancel(world, patient, last)
    assert (await only.leave(world)).status_code == 204
    assert await offers(world, [next_one]) == [START]
    assert (await only.leave(world)).status_code == 204
    await world.sql("UPDATE scheduling.waiting SET missed = 2")
    world.clock[0] = NOW + offering.OFFER
    await lines.upkeep(world.times, world.clock[0])
    assert (await next_one.look(world))["code"] == "entry_unknown"
    assert (await world.book(START)).status_code == 201


async def test_whatever_frees_time_offers_it(world: World) -> None:
    """A move, an absence that ends, hours that are opened."""
    session = await employ(world)
    [(patient, last)] = await full(world, START)
    [moved, absent, opened] = await in_line(world, 3)
    await world.change(patient.keys.appointment, patient.next(last, "booked", start="2026-12-10T08:20:00Z"))
    assert await offers(world, [moved, absent, opened]) == [START, "", ""]
    absence = absence_of(start="2026-12-04T00:00:00Z", end="2026-12-04T09:00:00Z")
    at = f"/v1/practices/{PRACTICE}/absences"
    assert (await world.http.post(at, json=absence, headers=session)).status_code == 201
    await world.http.delete(f"{at}/{absence['absence']}", headers=session)
    assert (await offers(world, [absent]))[0].startswith("2026-12-04T08:00")
    [schedule] = publication()["schedules"]
    windows = [window | {"to": "13:00"} for window in schedule["windows"]]
    await world.publish(publication(revision=2, schedules=[schedule | {"windows": windows}]))
    assert all(await offers(world, [moved, absent, opened]))
    assert len(set(await offers(world, [moved, absent, opened]))) == 3


async def test_a_time_that_suits_nobody_is_free(world: World) -> None:
    [(patient, last)] = await full(world, START)
    hours = await in_line(world, 1, opens="10:00", closes="12:00")
    days = Waiter()
    assert (await days.join(world, first="2026-12-04", last="2026-12-20")).status_code == 201
    await cancel(world, patient, last)
    assert await offers(world, [*hours, days]) == ["", ""]
    assert (await world.book(START)).status_code == 201


async def test_a_right_waits_once_and_what_is_spent_waits_no_more(world: World) -> None:
    [(patient, last)] = await full(world, START)
    [waiter, behind] = await in_line(world, 2)
    assert (await Waiter().join(world, waiter.token)).json()["code"] == "token_bound"
    again = Waiter(keys=waiter.keys)
    assert (await again.join(world, waiter.token)).json()["entry"] == waiter.entry
    await world.http.post("/v1/appointments", json=Patient().booking("2026-12-09T08:20:00Z", waiter.token))
    await cancel(world, patient, last)
    assert await offers(world, [behind]) == [START]
    assert (await waiter.look(world))["code"] == "entry_unknown"
    spent = await Waiter().join(world, waiter.token)
    assert spent.json()["code"] == "token_spent"


async def test_refuses_what_makes_no_sense(world: World) -> None:
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"name": "staff-30"}, "class_unknown"),
        ({"schedules": ["6" * 32]}, "class_unknown"),
        ({"last": "2026-12-02"}, "bad_window"),
        ({"last": "2027-12-02"}, "bad_window"),
        ({"opens": "12:00", "closes": "12:00"}, "bad_window"),
        ({"opens": "25:00"}, "bad_request"),
        ({"ticket": "AAAA"}, "ticket_size"),
    )
    for change, code in wrong:
        assert (await Waiter().join(world, **change)).json()["code"] == code, change
    waiter, stranger = Waiter(), Waiter()
    await waiter.join(world)
    forged = await stranger.send(world, "DELETE", f"/v1/waiting/{waiter.entry}")
    assert forged.json()["code"] == "entry_unknown"
    assert (await waiter.look(world))["ahead"] == 0


@pytest.mark.parametrize(
    ("now", "ends"),
    [("12:00", "12:30"), ("07:10", "08:30"), ("20:59", "21:29"), ("22:00", "08:30"), ("08:00", "08:30")],
)
def test_an_offer_made_at_night_lasts_until_the_morning(now: str, ends: str) -> None:
    hour, minute = map(int, now.split(":"))
    local = datetime(2026, 12, 1, hour - 1, minute, 20, tzinfo=UTC)
    end = offering.offer_ends("Europe/Paris", local) + timedelta(hours=1)
    assert f"{end:%H:%M}" == ends
    assert end > local
