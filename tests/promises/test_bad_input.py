"""Bad input gets a clear refusal: every request of the main job once more, with something wrong about it. The servers
answer each with a problem that has a code, and none with a failure of their own.
"""

import copy
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any, cast

import httpx
import pytest

from serment.clients import new_client
from serment.configuration import Settings
from serment.prove import canaries, journey
from serment.prove.journey import Traces
from serment_client import Exchange

ROUNDS = 12
FAILURE = 500
# A server that waits for its witness says so; it has not failed.
NOT_YET = {"log_not_witnessed"}
ID = re.compile(r"/[0-9a-f]{32,64}(?=/|$)")
ODD: list[Any] = [
    *(None, True, -1, 0, 2**53, 1e300, "", "x" * 4000, "\x00", "é\ud83d\ude00", "../.."),
    *([], {}, [[]], {"v": 1}),
]
NO_JSON = [
    *(b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a":1,"a":2}', b"[" * 5000),
    *(b'"\\ud800"', b"1e999", b"\x00" * 2000),
]
ODD_PATHS = ["/", "/%00", "/..%2f..", "/%ff", "/" + "f" * 3000, "/-1", "/{}", "/é"]
ODD_HEADERS = ["", "Bearer", "Bearer " + "A" * 5000, "v1 a b c", "v1 AAAA 1 AAAA", "v9", "Basic YTpi", "bearer ====="]
OF_THE_CONNECTION = {"content-length", "host", "connection", "transfer-encoding"}


@pytest.fixture(scope="module")
def exchanges(installation: Settings) -> list[Exchange]:
    """One request of each kind that the main job makes."""
    found = list[Exchange]()
    traces = Traces(new_client(installation, found.append), found)
    journey.perform(installation, canaries.draw(), traces, 0.0)
    traces.officer.close()
    return list({(each.method, ID.sub("/{}", each.url)): each for each in found}.values())


def refused_or_done(http: httpx.Client, exchange: Exchange, url: str, body: bytes) -> None:
    """Send it; whatever comes back is no failure, and a refusal is a problem with a code."""
    headers = {name: value for name, value in exchange.request_headers if name.lower() not in OF_THE_CONNECTION}
    answer = http.request(exchange.method, url, content=body, headers=headers)
    what = f"{exchange.method} {url[:200]} {body[:200]!r}: {answer.status_code} {answer.text[:200]}"
    if answer.is_success:
        return
    assert answer.headers["content-type"] == "application/problem+json", what
    problem = cast("dict[str, Any]", answer.json())
    assert answer.status_code < FAILURE or problem["code"] in NOT_YET, what
    assert re.fullmatch(r"[a-z0-9_]+", problem["code"]), what
    assert problem["title"], what


def places(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        inner = list(cast("dict[str, Any]", value).items())
    else:
        inner = list(enumerate(cast("list[Any]", value))) if isinstance(value, list) else []
    for key, each in inner:
        yield from places(each, (*place, key))
    yield place


def spoilt(document: Any, random: Random) -> Any:
    """The document with something odd at one place, or without it, or with more of it."""
    found = copy.deepcopy(document)
    if document == {}:
        return {"unknown": random.choice(ODD)}
    *before, last = random.choice([place for place in places(found) if place])
    inner: Any = found
    for key in before:
        inner = inner[key]
    way = random.random()
    if way < 0.1 and isinstance(last, str):
        del inner[last]
    elif way < 0.2 and isinstance(last, str):
        inner["unknown"] = random.choice(ODD)
    elif way < 0.6 and isinstance(inner[last], str):
        inner[last] = edited(str(inner[last]), random)
    else:
        inner[last] = random.choice(ODD)
    return found


def edited(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(["A", "0", "_", "=", " ", "é", "AAAA"]) + text[at + random.randrange(8) :]


def test_a_body_with_something_odd_in_it(exchanges: list[Exchange], http: httpx.Client) -> None:
    random = Random(20260105)
    with_body = [each for each in exchanges if each.request_body[:1] == b"{"]
    assert len(with_body) > 20
    for exchange in with_body:
        document = json.loads(exchange.request_body)
        for _ in range(ROUNDS):
            refused_or_done(http, exchange, exchange.url, json.dumps(spoilt(document, random)).encode())


def test_a_body_that_is_no_document(exchanges: list[Exchange], http: httpx.Client) -> None:
    for exchange in exchanges:
        for body in NO_JSON if exchange.method in {"POST", "PUT"} else ():
            refused_or_done(http, exchange, exchange.url, body)


def test_an_address_that_nobody_gave(exchanges: list[Exchange], http: httpx.Client) -> None:
    for exchange in exchanges:
        if found := ID.search(exchange.url):
            for odd in ODD_PATHS:
                url = exchange.url[: found.start()] + odd + exchange.url[found.end() :]
                refused_or_done(http, exchange, url, exchange.request_body)


def test_a_header_that_proves_nothing(exchanges: list[Exchange], http: httpx.Client) -> None:
    for exchange in exchanges:
        for name in ("Authorization", "Serment-Signature"):
            given = dict(exchange.request_headers)
            if name.lower() not in {each.lower() for each in given}:
                continue
            kept = {each: value for each, value in given.items() if each.lower() != name.lower()}
            for odd in ODD_HEADERS:
                changed = Exchange(exchange.method, exchange.url, (*kept.items(), (name, odd)), b"", 0, (), b"")
                refused_or_done(http, changed, exchange.url, exchange.request_body)
