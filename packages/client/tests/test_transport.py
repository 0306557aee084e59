"""What comes back from a server, and what is kept of it."""

import json
from collections.abc import Iterator

import msgspec
import pytest

from serment_client.errors import AnswerUnreadable, Offline, Refused
from serment_client.transport import Exchange, Transport

from .server import Server


class Answer(msgspec.Struct):
    a: int


@pytest.fixture
def transport() -> Iterator[Transport]:
    made = Transport()
    yield made
    made.close()


def test_an_answer_is_read(server: Server, transport: Transport) -> None:
    server.answers["/x"] = [(200, b'{"a":1,"later":2}')]
    assert transport.ask(Answer, "POST", server.url + "/x", {"q": "é"}) == Answer(1)
    assert server.asked == [("POST", "/x", '{"q":"é"}'.encode())]


def test_a_problem_becomes_a_refusal(server: Server, transport: Transport) -> None:
    problem = {"code": "time_taken", "detail": "Taken.", "next": ["2026-02-03T09:00:00Z"], "epoch": 2}
    server.answers["/x"] = [(409, json.dumps(problem).encode())]
    with pytest.raises(Refused) as caught:
        transport.send("POST", server.url + "/x", {})
    refusal = caught.value
    assert (refusal.status, refusal.code, refusal.epoch) == (409, "time_taken", 2)
    assert (str(refusal), refusal.next) == ("Taken.", ("2026-02-03T09:00:00Z",))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"detail":"x"}'])
def test_another_answer_in_its_place_is_told_as_such(server: Server, transport: Transport, body: bytes) -> None:
    server.answers["/x"] = [(502, body)]
    with pytest.raises(Refused) as caught:
        transport.send("GET", server.url + "/x")
    assert caught.value.code == "unexpected"


def test_an_unreadable_answer_is_not_taken_for_one(server: Server, transport: Transport) -> None:
    server.answers["/x"] = [(200, b'{"a":"1"}')]
    with pytest.raises(AnswerUnreadable):
        transport.ask(Answer, "GET", server.url + "/x")


def test_a_lost_answer_is_asked_for_again(server: Server, transport: Transport) -> None:
    server.answers["/x"] = [(0, b""), (200, b'{"a":1}')]
    assert transport.ask(Answer, "GET", server.url + "/x") == Answer(1)
    assert len(server.asked) == 2


def test_a_refusal_is_not(server: Server, transport: Transport) -> None:
    server.answers["/x"] = [(500, b"")]
    with pytest.raises(Refused):
        transport.send("GET", server.url + "/x")
    assert len(server.asked) == 1


def test_nor_what_must_not_be_sent_twice(server: Server, transport: Transport) -> None:
    server.answers["/x"] = [(0, b"")]
    with pytest.raises(Offline):
        transport.send("POST", server.url + "/x", {}, again=False)
    assert len(server.asked) == 1


def test_nobody_there(transport: Transport) -> None:
    with pytest.raises(Offline):
        transport.send("GET", "http://127.0.0.1:1/x")


def test_every_exchange_is_shown_with_its_bodies(server: Server) -> None:
    seen: list[Exchange] = []
    transport = Transport(seen.append)
    server.answers["/x"] = [(409, b'{"code":"c"}')]
    with pytest.raises(Refused):
        transport.send("POST", server.url + "/x", {"q": 1}, session="bearer")
    transport.close()
    (exchange,) = seen
    assert (exchange.request_body, exchange.status, exchange.response_body) == (b'{"q":1}', 409, b'{"code":"c"}')
    assert ("authorization", "Bearer bearer") in exchange.request_headers


def test_whoever_is_in_a_queue_comes_again_with_the_place_when_told(server: Server, transport: Transport) -> None:
    told = [
        {"code": "in_queue", "place": place, "retry_after": after, "ahead": 9} for place, after in (("A", 7), ("B", 0))
    ]
    server.answers["/x"] = [*((503, json.dumps(each).encode()) for each in told), (201, b"{}")]
    waited: list[float] = []
    transport.send_in_turn(server.url + "/x", {"q": 1}, waited.append)
    assert waited == [7, 1]
    assert [json.loads(body) for _, _, body in server.asked] == [
        {"q": 1},
        {"q": 1, "place": "A"},
        {"q": 1, "place": "B"},
    ]


def test_another_refusal_is_not_waited_out(server: Server, transport: Transport) -> None:
    server.answers["/x"] = [(503, json.dumps({"code": "unexpected", "retry_after": 9}).encode())]
    with pytest.raises(Refused):
        transport.send_in_turn(server.url + "/x", {}, lambda _: pytest.fail("waited"))
