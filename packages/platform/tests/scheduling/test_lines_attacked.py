"""Lines and holds against those who would block times for nothing, or stop whoever frees one."""

from collections import Counter
from datetime import timedelta
from typing import Any

import psycopg

from serment_platform.scheduling import lines

from ..world import NOW, Patient, World, all_at_once, employ, new_token
from .builders import PRACTICE, publication
from .test_agenda import absence_of
from .test_holds import code, hold
from .test_lines import START, Waiter, cancel, full, in_line, offers

ABSENCES = f"/v1/practices/{PRACTICE}/absences"
DAY: dict[str, Any] = {"start": "2026-12-03T00:00:00Z", "end": "2026-12-03T23:00:00Z"}


async def eight_places(world: World) -> None:
    """A vaccination centre."""
    draft = publication(revision=2)
    draft["schedules"][0] |= {"capacity": 8}
    await world.publish(draft)


async def holds_left(world: World) -> tuple[int, int]:
    """How many times are held, and how many of them are offers."""
    [(held, offered)] = await world.sql("SELECT count(*), count(entry) FROM scheduling.hold")
    return held, offered


async def test_an_absence_ends_what_is_held_and_stays_closed(world: World) -> None:
    session = await employ(world)
    held = (await hold(world, new_token())).json()
    answer = await world.http.post(ABSENCES, json=absence_of(**DAY), headers=session)
    assert (answer.status_code, await holds_left(world)) == (201, (0, 0))
    await world.http.delete(f"/v1/holds/{held['hold']}")
    assert await world.free("2026-12-03") == []
    assert (await world.book(START)).status_code == 409


async def test_a_hold_that_ends_later_opens_no_absence(world: World) -> None:
    """Somebody is ending the hold while the absence is taken, and comes after it."""
    session = await employ(world)
    held = (await hold(world, new_token())).json()
    async with await psycopg.AsyncConnection.connect(world.owner) as ending:
        await ending.execute("SELECT FROM scheduling.hold FOR UPDATE")
        answer = await world.http.post(ABSENCES, json=absence_of(**DAY), headers=session)
        assert (answer.status_code, await holds_left(world)) == (201, (1, 0))
    assert (await world.http.delete(f"/v1/holds/{held['hold']}")).status_code == 204
    assert (await world.free("2026-12-03"), await holds_left(world)) == ([], (0, 0))


async def test_an_offer_that_an_absence_ends_does_not_count(world: World) -> None:
    session = await employ(world)
    [(patient, last)] = await full(world, START)
    await in_line(world, 1)
    await cancel(world, patient, last)
    span: dict[str, Any] = {"start": START, "end": "2026-12-03T08:40:00Z"}
    assert (await world.http.post(ABSENCES, json=absence_of(**span), headers=session)).status_code == 201
    assert await world.sql(
        "SELECT offers, nudge_due FROM scheduling.held_token JOIN scheduling.waiting USING (token)"
    ) == [(0, False)]


async def test_many_give_back_in_several_places_and_nobody_fails(world: World) -> None:
    await eight_places(world)
    held = [
        (await hold(world, new_token(), f"2026-12-03T08:{minute:02}:00Z")).json()["hold"]
        for minute in (0, 20)
        for _ in range(8)
    ]
    await in_line(world, 10)
    answers = await all_at_once([lambda one=one: world.http.delete(f"/v1/holds/{one}") for one in held])
    assert Counter(answer.status_code for answer in answers) == {204: 16}
    await lines.upkeep(world.times, world.clock[0])
    assert await holds_left(world) == (10, 10)
    assert await world.sql("SELECT count(*) FROM scheduling.freed") == [(0,)]


async def test_many_cancel_in_several_places_and_nobody_fails(world: World) -> None:
    await eight_places(world)
    made: list[tuple[Patient, Any]] = []
    for minute in (0, 20):
        for _ in range(8):
            patient = Patient()
            await world.book(f"2026-12-03T08:{minute:02}:00Z", patient)
            made.append((patient, (await world.chain(patient))[-1]))
    await in_line(world, 10)
    cancelling = [
        lambda p=patient, last=last: world.change(p.keys.appointment, p.next(last, "cancelled"))
        for patient, last in made
    ]
    answers = await all_at_once([*cancelling, lambda: world.book("2026-12-03T10:00:00Z")])
    assert Counter(answer.status_code for answer in answers) == {200: 16, 201: 1}


async def test_one_time_given_back_is_one_offer_however_many_wait(world: World) -> None:
    waiters = await in_line(world, 6)
    held = (await hold(world, new_token(), START)).json()
    await world.http.delete(f"/v1/holds/{held['hold']}")
    assert await offers(world, waiters) == [START, "", "", "", "", ""]
    assert await holds_left(world) == (1, 1)


async def test_two_rights_cannot_hand_a_time_to_and_fro_for_ever(world: World) -> None:
    rights = [new_token(), new_token()]
    holding, other = await in_line(world, 1), [Waiter()]
    await holding[0].leave(world)
    holding, other = [Waiter()], [Waiter()]
    await holding[0].join(world, rights[0])
    await other[0].join(world, rights[1])
    held = (await hold(world, new_token(), START)).json()
    await world.http.delete(f"/v1/holds/{held['hold']}")
    refused: list[Any] = []
    for _ in range(6):
        world.clock[0] += timedelta(minutes=1)
        await holding[0].leave(world)
        again = Waiter()
        refused.append((await again.join(world, rights[0])).json().get("code"))
        rights.reverse()
        holding, other = other, [again]
    assert refused == [None, None, None, None, "token_bound", "token_bound"]
    assert await holds_left(world) == (0, 0)
    assert (await world.book(START)).status_code == 201


async def test_who_books_elsewhere_fills_no_line_and_keeps_no_offer(world: World) -> None:
    [(patient, last)] = await full(world, START)
    [waiter, behind] = await in_line(world, 2)
    await cancel(world, patient, last)
    assert await offers(world, [waiter]) == [START]
    body = Patient().booking("2026-12-09T08:20:00Z", waiter.token)
    assert (await world.http.post("/v1/appointments", json=body)).status_code == 201
    assert await world.sql("SELECT count(*) FROM scheduling.waiting") == [(1,)]
    await lines.upkeep(world.times, world.clock[0])
    assert await offers(world, [behind]) == [START]


async def test_nobody_waits_longer_than_their_right_lives(world: World) -> None:
    answer = await Waiter().join(world, last="2027-03-20")
    assert answer.json()["last"] == (NOW + timedelta(days=28)).date().isoformat()


async def test_a_time_that_was_freed_is_nobody_s_until_the_line_was_asked(world: World) -> None:
    """Also where whoever freed it was ended between the two: upkeep asks."""
    [(patient, last)] = await full(world, START)
    [waiter] = await in_line(world, 1)
    await cancel(world, patient, last)
    await world.sql("DELETE FROM scheduling.hold")
    await world.sql("UPDATE scheduling.occupancy SET busy = scheduling.busy_on(schedule, lane, begins, positions)")
    assert code(await world.book(START)) == (409, "time_taken")
    assert code(await hold(world, new_token(), START)) == (409, "time_taken")
    await lines.upkeep(world.times, world.clock[0])
    assert await offers(world, [waiter]) == [START]


async def test_what_cannot_be_offered_is_free_after_upkeep(world: World) -> None:
    [(patient, last)] = await full(world, START)
    await in_line(world, 1)
    await world.sql("ALTER FUNCTION scheduling.offer RENAME TO broken")
    await cancel(world, patient, last)
    assert code(await world.book(START)) == (409, "time_taken")
    await lines.upkeep(world.times, world.clock[0])
    assert (await world.book(START)).status_code == 201
