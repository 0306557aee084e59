"""Lines for those whom a practice knows: its word is shown by whoever joins, and spent by the visit alone."""

from typing import Any

import httpx

from serment_platform.scheduling import lines
from serment_protocol.encoding import b64

from ..world import Patient, World
from .builders import PRACTICE
from .test_credentials import booking, code, published, word
from .test_lines import Waiter, offers

START = "2026-12-03T08:20:00Z"


async def one_time(world: World) -> Patient:
    """Known patients may come at one time of a day, and somebody has it: no other is free."""
    made = published()
    windows = [window | {"from": "09:20", "to": "09:40"} for window in made["schedules"][0]["windows"]]
    made["schedules"][0]["windows"] = windows
    await world.publish(made)
    patient = Patient()
    assert (await world.book(START, patient)).status_code == 201
    return patient


async def join(world: World, waiter: Waiter, credential: bytes | None) -> httpx.Response:
    """Wait for a time for known patients."""
    shown: dict[str, Any] = {"credential": b64(credential)} if credential else {}
    return await waiter.join(world, name="known-20", last=START[:10], **shown)


async def cancel(world: World, patient: Patient) -> None:
    """Free the time."""
    cancelled = patient.next((await world.chain(patient))[-1], "cancelled")
    assert (await world.change(patient.keys.appointment, cancelled)).status_code == 200


async def take(world: World, waiter: Waiter, credential: bytes) -> httpx.Response:
    """Book what is offered, as any visit of that class."""
    offer = (await waiter.look(world))["offer"]
    body = booking(offer["start"], credential, token=waiter.token) | {"hold": offer["hold"]}
    return await world.http.post("/v1/appointments", json=body)


async def test_who_shows_a_word_is_offered_the_time_and_spends_it_with_the_visit(world: World) -> None:
    patient, waiter = await one_time(world), Waiter()
    assert code(await join(world, waiter, word())) == (201, None)
    assert await world.sql("SELECT count(*) FROM scheduling.spent_credential") == [(0,)]
    await cancel(world, patient)
    assert await offers(world, [waiter]) == [START]
    assert code(await world.http.post("/v1/appointments", json=booking(START, word(2)))) == (409, "time_taken")
    assert code(await take(world, waiter, word())) == (201, None)
    assert await world.sql("SELECT count(*) FROM scheduling.spent_credential") == [(1,)]


async def test_nobody_keeps_these_times_from_others_without_a_word(world: World) -> None:
    await one_time(world)
    assert code(await join(world, Waiter(), None)) == (422, "class_unknown")
    assert code(await join(world, Waiter(), bytes(354))) == (422, "credential_refused")
    assert code(await world.http.post("/v1/appointments", json=booking("2026-12-04T08:20:00Z", word()))) == (201, None)
    assert code(await join(world, Waiter(), word())) == (409, "credential_spent")
    assert await world.sql("SELECT count(*) FROM scheduling.waiting") == [(0,)]


async def test_who_spent_their_word_elsewhere_waits_no_more(world: World) -> None:
    patient, waiter, behind = await one_time(world), Waiter(), Waiter()
    await join(world, waiter, word())
    await join(world, behind, word(2))
    assert code(await world.http.post("/v1/appointments", json=booking("2026-12-04T08:20:00Z", word()))) == (201, None)
    await cancel(world, patient)
    await lines.upkeep(world.times, world.clock[0])
    assert await offers(world, [behind]) == [START]
    assert (await waiter.look(world))["code"] == "entry_unknown"


async def test_another_key_ends_the_wait(world: World) -> None:
    await one_time(world)
    waiter, public = Waiter(), Waiter()
    await join(world, waiter, word())
    await public.join(world)
    await world.publish(published(3, 2))
    assert (await waiter.look(world))["code"] == "entry_unknown"
    assert (await public.look(world))["practice"] == PRACTICE
    assert code(await join(world, Waiter(), word())) == (422, "credential_refused")
