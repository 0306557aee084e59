"""Whether people come in by TLS, and every address opens to whom it was decided and to no stranger."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from serment_kernel.checks.hand import Answer, Door, Hand
from serment_kernel.checks.measures.headers import PLACE
from serment_kernel.checks.refusals import is_closed
from serment_kernel.checks.types import Result, Title, check, judged, none_of

HERE = {"localhost", "127.0.0.1", "::1"}
EVERYBODY = "everybody"
UNKNOWN = 404
HEALTH = "/health"


@check(
    "C05",
    Title("On n’entre que par TLS, sans cookie", "People come in by TLS, and without a cookie"),
    period=timedelta(hours=1),
    fresh=timedelta(hours=3),
    refs=("A.5.14", "A.8.21"),
    severity="high",
)
async def transport(hand: Hand) -> Result:
    """The origin that clients sign, and what the service says to browsers; on loopback nothing is on a wire."""
    answer = await hand.ask("GET", HEALTH)
    secure = {"https": hand.https, "strict": "strict-transport-security" in answer.headers}
    found = {**secure, "cookies": int("set-cookie" in answer.headers)}
    result = judged("public origin", 1, {"https": True, "strict": True, "cookies": 0}, found)
    on_loopback = urlsplit(hand.public_url).hostname in HERE and not hand.https
    return Result("not_applicable", 1, result.query, {}, {"loopback": True}) if on_loopback else result


@check(
    "C07",
    Title("Chaque adresse a sa porte, et n’ouvre pas aux inconnus", "Every address has its door, closed to strangers"),
    period=timedelta(hours=2),
    fresh=timedelta(hours=5),
    refs=("A.5.15", "A.8.3"),
    severity="high",
)
async def doors(hand: Hand) -> Result:
    """Every address that is served against the list; by its method, where the list says closed, how it refuses."""
    faults = [f"{door.method} {door.path} has no door" for door in hand.routes if door not in hand.doors]
    for door in hand.routes:
        if hand.doors.get(door, EVERYBODY) != EVERYBODY:
            answer = await hand.ask(door.method, _filled(door.path, hand.places))
            is_shut = is_closed(answer, hand.refusals.get(door, frozenset()))
            faults += [] if is_shut else [f"{door.method} {door.path} is open"]
    return none_of("routes of the service", len(hand.routes), "undeclared_or_open", *faults)


def _filled(path: str, places: Mapping[str, str]) -> str:
    """An address under which something is there, wherever the names of what is there are known to all."""
    return PLACE.sub(lambda found: places.get(found[0][1:-1].partition(":")[0], "0" * 32), path)


@transport.broken_by
@asynccontextmanager
async def _by_plain_http(hand: Hand) -> AsyncGenerator[Hand]:
    yield replace(hand, public_url="http://serment.example")


@doors.broken_by
@asynccontextmanager
async def _with_an_address_that_asks_nobody_who_they_are(hand: Hand) -> AsyncGenerator[Hand]:
    """It answers that there is no such register to whoever asks, instead of asking who that is."""

    async def ask(method: str, path: str) -> Answer:
        unknown = Answer(UNKNOWN, {}, b'{"code":"register_unknown"}')
        return unknown if path == "/v1/drill" else await hand.ask(method, path)

    drill = Door("GET", "/v1/drill")
    yield replace(hand, ask=ask, routes=[*hand.routes, drill], doors={**hand.doors, drill: "a drill"})
