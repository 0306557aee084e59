"""Routes of visits that get another key: at the counter, or by a code on paper. Meetings carry no session."""

from typing import Any

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from serment_platform.http import NotFound, Signed, Web, answer, b64_field, created, no_content, path_id, read
from serment_platform.identity import check_token
from serment_platform.practice import desk_key
from serment_platform.scheduling import handover, meetings
from serment_platform.scheduling.api import DoneAnswer, NewAppointment, NewVisit, appointment_of, member_of
from serment_platform.scheduling.errors import BadStatement
from serment_platform.scheduling.handover import Wanted
from serment_platform.scheduling.received import believe_booking
from serment_platform.service import Service
from serment_protocol.counter import FIRST_ANSWER, MOST_VISITS, PROPOSAL
from serment_protocol.encoding import b64, write_time
from serment_protocol.structure import Hex16

HOUR = 3600


class NewMeeting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place for a patient and a desk to meet, and the first turn."""

    meeting: Hex16
    hello: str


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said in one place; empty while nobody has spoken."""

    turn: str


class ExpiresAnswer(msgspec.Struct, frozen=True):
    """Until when."""

    expires: str


class NewHandover(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By the desk: `erase` where the practice's own code opened the old self-copy."""

    last: Signed
    booking: NewVisit
    erase: bool


class NewClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By whoever holds the old key."""

    last: Signed
    booking: NewAppointment


@post("/v1/meetings")
async def open_meeting(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Show a code at the counter."""
    asked = await read(request, NewMeeting)
    budget = service.config.budgets.meetings_per_network_hour
    service.limiter.require("meetings", service.network(request), budget, HOUR)
    hello = b64_field(asked.hello)
    expires = await meetings.open_meeting(service.db("scheduling"), asked.meeting, hello, service.now())
    return created(ExpiresAnswer(write_time(expires)))


@get("/v1/meetings/{meeting:str}/turns/{place:int}")
async def read_turn(service: NamedDependency[Service], meeting: FromPath[str], place: FromPath[int]) -> Response[bytes]:
    """What was said."""
    ident = path_id(meeting)
    return answer(Turn(b64(await meetings.read_turn(service.db("scheduling"), ident, place, service.now()))))


@put("/v1/meetings/{meeting:str}/turns/{place:int}")
async def take_turn(
    request: Web, service: NamedDependency[Service], meeting: FromPath[str], place: FromPath[int]
) -> Response[None]:
    """Say something."""
    if not PROPOSAL <= place < FIRST_ANSWER + MOST_VISITS:
        raise NotFound
    sealed = b64_field((await read(request, Turn)).turn)
    await meetings.take_turn(service.db("scheduling"), path_id(meeting), place, sealed, service.now())
    return no_content()


@delete("/v1/meetings/{meeting:str}", status_code=204)
async def end_meeting(service: NamedDependency[Service], meeting: FromPath[str]) -> None:
    """End it."""
    await meetings.end_meeting(service.db("scheduling"), path_id(meeting))


@post("/v1/practices/{practice:str}/handovers")
async def hand_over(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """Give a visit to another key, where the old one is lost."""
    member = await member_of(request, service, practice)
    asked = await read(request, NewHandover)
    booking = believe_booking(asked.booking.parts())
    if booking.practice != member.practice:
        raise BadStatement("practice")
    desk = await desk_key(service.db("practice"), member.practice)
    wanted = Wanted(asked.last, booking, asked.erase)
    await handover.hand_over(service.db("scheduling"), member.practice, desk, wanted, service.now())
    return created(DoneAnswer(booking.appointment, 0))


@post("/v1/appointments/{appointment:str}/handover")
async def claim(request: Web, service: NamedDependency[Service], appointment: FromPath[str]) -> Response[bytes]:
    """Give one's visit another key, as after a code on paper; spends a right to book."""
    asked = await read(request, NewClaim)
    ident, now = appointment_of(appointment), service.now()
    booking = believe_booking(asked.booking.parts(b64_field(asked.booking.token)))
    await check_token(service.issuers, booking.token, "booking", now)
    await handover.claim(service.db("scheduling"), ident, Wanted(asked.last, booking, erase=True), now)
    return created(DoneAnswer(booking.appointment, 0))


handlers: list[Any] = [open_meeting, read_turn, take_turn, end_meeting, hand_over, claim]
"""The counter's routes."""
