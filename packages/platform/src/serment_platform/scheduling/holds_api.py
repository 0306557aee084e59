"""Routes of held times, and of the lines of those who wait. None carries a patient's session."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from serment_kernel.errors import Refusal
from serment_platform.http import Web, answer, b64_field, created, no_content, path_id, read
from serment_platform.identity import check_token, last_day_of
from serment_platform.scheduling import holds, lines
from serment_platform.scheduling.api import ID_DIGITS, member_of, time_of
from serment_platform.scheduling.errors import EntryUnknown
from serment_platform.scheduling.holds_store import Held, Waiting
from serment_platform.scheduling.lines import Place
from serment_platform.scheduling.queueing import Line
from serment_platform.service import Service
from serment_protocol.appointments import entry_id
from serment_protocol.encoding import read_day, write_time
from serment_protocol.errors import BadSignature
from serment_protocol.nudges import check_ticket
from serment_protocol.reads import verify_read
from serment_protocol.structure import Day, Hex16, Slug

MOST_SCHEDULES = 8
PATH = "/v1/waiting"
Clock = Annotated[str, Meta(pattern=r"\A([01][0-9]|2[0-3]):[0-5][0-9]\Z|\A24:00\Z")]


class NewHold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"service_class": "class"}):
    """A time that staff hold."""

    schedule: Hex16
    service_class: Slug
    start: str


class NewHoldWithRight(NewHold, frozen=True, forbid_unknown_fields=True, rename={"service_class": "class"}):
    """A time that a right holds, without being spent; a place in the queue where one was given; and a credential, which
    is not spent either.
    """

    token: str
    place: str = ""
    credential: str = ""


class NewEntry(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"service_class": "class", "opens": "from", "closes": "to"},
):
    """What somebody waits for: kind of visit, calendars of one practice, days, hours on the wall there.

    With a credential, where the kind is not for everybody.
    """

    practice: Hex16
    schedules: Annotated[list[Hex16], Meta(min_length=1, max_length=MOST_SCHEDULES)]
    service_class: Slug
    first: Day
    last: Day
    opens: Clock
    closes: Clock
    ticket: str
    token: str
    credential: str = ""


class HoldAnswer(msgspec.Struct, frozen=True):
    """A held time."""

    hold: str
    expires: str


class OfferAnswer(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """What is held for somebody who waits."""

    hold: str
    schedule: str
    service_class: str
    start: str
    expires: str


class PlaceAnswer(msgspec.Struct, frozen=True, omit_defaults=True, rename={"service_class": "class"}):
    """How somebody stands in a line."""

    entry: str
    practice: str
    schedules: list[str]
    service_class: str
    first: date
    last: date
    ahead: int
    offer: OfferAnswer | None = None


@post("/v1/holds")
async def hold(request: Web, service: NamedDependency[Service], line: NamedDependency[Line | None]) -> Response[bytes]:
    """Hold a time for a right to book, in turn like whoever books."""
    asked = await read(request, NewHoldWithRight)
    now, token = service.now(), b64_field(asked.token)
    await check_token(service.issuers, token, "booking", now)
    if line is not None:
        line.admit([token], asked.place, now)
    held = await holds.hold(
        service.db("scheduling"),
        asked.schedule,
        asked.service_class,
        time_of(asked.start),
        token,
        now,
        b64_field(asked.credential),
    )
    return created(_held(held))


@post("/v1/practices/{practice:str}/holds")
async def hold_by_staff(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """Hold a time for whoever is on the telephone."""
    member = await member_of(request, service, practice)
    asked = await read(request, NewHold)
    held = await holds.hold_by_staff(
        service.db("scheduling"),
        member.practice,
        asked.schedule,
        asked.service_class,
        time_of(asked.start),
        service.now(),
    )
    return created(_held(held))


@delete("/v1/holds/{held:str}", status_code=204)
async def give_back(service: NamedDependency[Service], held: FromPath[str]) -> Response[None]:
    """Give a held time back; nobody but its holder knows the id."""
    await holds.give_back(service.db("scheduling"), path_id(held), service.now())
    return no_content()


@post(PATH)
async def join(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Join a line; the whole request is signed by the manage key."""
    manage = _signer(request, service, "POST", PATH, await request.body(), service.now())
    asked = await read(request, NewEntry)
    now, token, ticket = service.now(), b64_field(asked.token), b64_field(asked.ticket)
    check_ticket(ticket)
    await check_token(service.issuers, token, "booking", now)
    waiting = Waiting(
        entry=entry_id(manage),
        practice=asked.practice,
        schedules=sorted(set(asked.schedules)),
        service_class=asked.service_class,
        first=read_day(asked.first),
        last=read_day(asked.last),
        from_minute=_minute(asked.opens),
        until_minute=_minute(asked.closes),
        place=0,
    )
    ends = last_day_of(service.issuers, token, "booking", now)
    shown = lines.Shown(token, ends, b64_field(asked.credential))
    return created(_place(await lines.join(service.db("scheduling"), waiting, shown, ticket, now)))


@get("/v1/waiting/{entry:str}")
async def look(request: Web, service: NamedDependency[Service], entry: FromPath[str]) -> Response[bytes]:
    """Where one stands, and what is offered."""
    ident = _own(request, service, "GET", entry)
    return answer(_place(await lines.look(service.db("scheduling"), ident, service.now())))


@delete("/v1/waiting/{entry:str}", status_code=204)
async def leave(request: Web, service: NamedDependency[Service], entry: FromPath[str]) -> Response[None]:
    """Leave the line."""
    ident = _own(request, service, "DELETE", entry)
    await lines.leave(service.db("scheduling"), ident, service.now())
    return no_content()


def _own(request: Web, service: Service, method: str, entry: str) -> str:
    """The entry of whoever signed; to others it is unknown, existing or not."""
    try:
        ident = path_id(entry, ID_DIGITS)
        manage = _signer(request, service, method, str(request.scope["path"]), b"", service.now())
    except (BadSignature, Refusal) as error:
        raise EntryUnknown from error
    if entry_id(manage) != ident:
        raise EntryUnknown
    return ident


def _signer(request: Web, service: Service, method: str, path: str, body: bytes, now: datetime) -> bytes:
    header = request.headers.get("serment-signature", "")
    return verify_read(header, service.config.public_url, method, path, body, now)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _held(held: Held) -> HoldAnswer:
    return HoldAnswer(held.hold, write_time(held.expires))


def _place(place: Place) -> PlaceAnswer:
    waiting, offer = place.waiting, place.offer
    offered = offer and OfferAnswer(
        offer.hold, offer.schedule, offer.service_class, write_time(offer.start), write_time(offer.expires)
    )
    return PlaceAnswer(
        waiting.entry,
        waiting.practice,
        waiting.schedules,
        waiting.service_class,
        waiting.first,
        waiting.last,
        place.ahead,
        offered,
    )


handlers: list[Any] = [hold, hold_by_staff, give_back, join, look, leave]
"""The room's routes."""
