"""A practice's word, spent with right and time at once: one for many who show it together, and none after its key."""

from functools import cache
from typing import Any

import httpx

from serment_protocol.credentials import (
    CredentialKey,
    Primes,
    ask_of,
    finish_credentials,
    issue,
    new_credential_key,
    open_credential_key,
    request_credentials,
)
from serment_protocol.encoding import b64, from_b64
from serment_protocol.statements import Contents, sign_booking

from ..world import ENVELOPE, SELF_COPY, TICKET, Patient, World, all_at_once, new_token, wire
from .builders import PRACTICE, SCHEDULE, publication

FILING = bytes(range(32))
STARTS = [f"2026-12-02T08:{minute:02}:00Z" for minute in (0, 20, 40)] + ["2026-12-02T09:00:00Z"]


@cache
def key(number: int) -> CredentialKey:
    """A key of the practice."""
    return new_credential_key(PRACTICE, number, "known", FILING)


@cache
def primes() -> Primes:
    """The private half of the first."""
    return open_credential_key(key(1), PRACTICE, 1, FILING)


def word(seed: int = 1) -> bytes:
    """What the practice gave somebody."""
    requests = request_credentials(bytes([seed]) * 32, PRACTICE, key(1), 1)
    answer = issue(ask_of(requests, key(1)), key(1), primes())
    return finish_credentials(answer, bytes([seed]) * 32, PRACTICE, key(1))[0]


def published(revision: int = 2, number: int = 1) -> dict[str, Any]:
    """A practice that sees known patients."""
    drawn = publication(revision=revision)
    drawn["classes"].append({"class": "known-20", "duration": 20, "channel": "office", "audience": "known"})
    drawn["schedules"][0]["classes"].append("known-20")
    made = key(number)
    return drawn | {"credentials": [{"audience": "known", "modulus": made.modulus, "locked": made.locked}]}


def booking(start: str, credential: bytes | None, name: str = "known-20", token: bytes | None = None) -> dict[str, Any]:
    """The body of a booking that shows a word."""
    patient, token = Patient(), token or new_token()
    contents = Contents(patient.keys.sign_public, ENVELOPE, SELF_COPY, TICKET, token, credential).digest()
    statement = patient.statement(start, contents=contents, service_class=name)
    body = patient.booking(start, token) | {"statement": wire(sign_booking(statement, patient.keys.sign_seed))}
    return body if credential is None else body | {"credential": b64(credential)}


def code(answer: httpx.Response) -> tuple[int, Any]:
    """Status and code."""
    return answer.status_code, answer.json().get("code")


async def test_many_who_show_the_same_word_are_one_visit(world: World) -> None:
    await world.publish(published())
    bodies = [booking(start, word()) for start in STARTS]
    answers = await all_at_once([lambda body=body: world.http.post("/v1/appointments", json=body) for body in bodies])
    assert sorted(map(code, answers)) == [(201, None), *[(409, "credential_spent")] * 3]
    assert (await world.counts())["tokens"] == 1
    told = bodies[[answer.status_code for answer in answers].index(201)]
    assert (await world.http.post("/v1/appointments", json=told)).status_code == 201
    assert await world.sql("SELECT count(*) FROM scheduling.spent_credential") == [(1,)]


async def test_what_is_refused_spends_neither_word_nor_right(world: World) -> None:
    await world.publish(published())
    assert code(await world.http.post("/v1/appointments", json=booking(STARTS[0], None))) == (422, "class_unknown")
    closed = await world.http.post("/v1/appointments", json=booking("2026-12-02T20:00:00Z", word()))
    assert code(closed) == (422, "outside_opening_hours")
    assert (await world.counts())["tokens"] == 0
    assert await world.sql("SELECT count(*) FROM scheduling.spent_credential") == [(0,)]
    assert (await world.http.post("/v1/appointments", json=booking(STARTS[0], word()))).status_code == 201


async def test_a_word_that_is_not_the_one_of_the_statement_is_refused(world: World) -> None:
    await world.publish(published())
    body = booking(STARTS[0], word()) | {"credential": b64(word(2))}
    assert code(await world.http.post("/v1/appointments", json=body)) == (422, "bad_statement")


async def test_a_visit_for_everybody_costs_none(world: World) -> None:
    await world.publish(published())
    body = booking(STARTS[0], word(), "office-20")
    assert (await world.http.post("/v1/appointments", json=body)).status_code == 201
    assert await world.sql("SELECT count(*) FROM scheduling.spent_credential") == [(0,)]


async def test_another_key_ends_them_and_what_was_noted_of_them(world: World) -> None:
    await world.publish(published())
    assert (await world.http.post("/v1/appointments", json=booking(STARTS[0], word()))).status_code == 201
    await world.publish(published(3, 2))
    assert code(await world.http.post("/v1/appointments", json=booking(STARTS[1], word(2)))) == (
        422,
        "credential_refused",
    )
    assert await world.sql("SELECT count(*) FROM scheduling.spent_credential") == [(0,)]


async def test_times_are_told_to_whoever_says_for_whom(world: World) -> None:
    await world.publish(published())
    assert await world.free("2026-12-02", name="known-20") == []
    schedule = published()["schedules"][0]["schedule"]
    asked = {"requests": [{"schedule": schedule, "class": "known-20"}], "from": "2026-12-02", "days": 1}
    found = (await world.http.post("/v1/times", json=asked | {"audience": "known"})).json()["times"]
    assert STARTS[0] in found[0]["days"][0]["starts"]
    assert (await world.http.post("/v1/times", json=asked | {"audience": "colleagues"})).json()["times"] == []


async def hold(world: World, start: str, token: bytes, credential: bytes | None) -> httpx.Response:
    """Keep a time for known patients."""
    body = {"schedule": SCHEDULE, "class": "known-20", "start": start, "token": b64(token)}
    shown = {"credential": b64(credential)} if credential else {}
    return await world.http.post("/v1/holds", json=body | shown)


async def test_a_time_is_held_for_whoever_shows_a_word_and_it_is_spent_with_the_visit(world: World) -> None:
    await world.publish(published())
    assert code(await hold(world, STARTS[0], new_token(), None)) == (422, "class_unknown")
    assert code(await hold(world, STARTS[0], new_token(), bytes(354))) == (422, "credential_refused")
    body = booking(STARTS[0], word())
    held = await hold(world, STARTS[0], from_b64(body["token"]), word())
    assert code(held) == (201, None)
    assert await world.sql("SELECT count(*) FROM scheduling.spent_credential") == [(0,)]
    assert code(await world.http.post("/v1/appointments", json=booking(STARTS[0], word(2)))) == (409, "time_taken")
    confirmed = await world.http.post("/v1/appointments", json=body | {"hold": held.json()["hold"]})
    assert code(confirmed) == (201, None)
    assert await world.sql("SELECT count(*) FROM scheduling.spent_credential") == [(1,)]
    assert code(await hold(world, STARTS[1], new_token(), word())) == (409, "credential_spent")
    assert code(await hold(world, STARTS[1], new_token(), word(2))) == (201, None)


async def test_a_series_takes_a_word_for_each_visit_and_a_refusal_spends_none(world: World) -> None:
    await world.publish(published())
    twice = {"visits": [booking(start, word()) for start in STARTS[:2]]}
    refused = await world.http.post("/v1/series", json=twice)
    assert [(one["number"], one["code"]) for one in refused.json()["failed"]] == [(1, "credential_spent")]
    without = {"visits": [booking(STARTS[0], word()), booking(STARTS[1], None)]}
    refused = await world.http.post("/v1/series", json=without)
    assert [(one["number"], one["code"]) for one in refused.json()["failed"]] == [(1, "class_unknown")]
    assert await world.sql("SELECT count(*) FROM scheduling.spent_credential") == [(0,)]
    one_each = {"visits": [booking(start, word(number)) for number, start in enumerate(STARTS[:2], 1)]}
    assert code(await world.http.post("/v1/series", json=one_each)) == (201, None)
    assert await world.sql("SELECT count(*) FROM scheduling.spent_credential") == [(2,)]
