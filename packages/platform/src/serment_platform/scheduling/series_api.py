"""Routes of several visits at once, by a patient with a right for each, or by staff."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from serment_platform.http import Web, b64_field, created, read
from serment_platform.identity import TokenSpent, check_token
from serment_platform.scheduling import credentials, series
from serment_platform.scheduling.actions import Done
from serment_platform.scheduling.api import DoneAnswer, NewAppointment, NewVisit, member_of
from serment_platform.scheduling.errors import BadStatement, SeriesRefused
from serment_platform.scheduling.queueing import Line
from serment_platform.scheduling.received import believe_booking
from serment_platform.service import Service

MOST_VISITS = 10
"""What fits into a request with room to spare."""


class NewSeries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Visits that are of use together, and the place in the queue that their rights were given."""

    visits: Annotated[list[NewAppointment], Meta(min_length=2, max_length=MOST_VISITS)]
    place: str = ""


class NewSeriesByStaff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same, for somebody who telephoned."""

    visits: Annotated[list[NewVisit], Meta(min_length=2, max_length=MOST_VISITS)]


class SeriesAnswer(msgspec.Struct, frozen=True):
    """The visits, in the order asked."""

    appointments: list[DoneAnswer]


@post("/v1/series")
async def book(request: Web, service: NamedDependency[Service], line: NamedDependency[Line | None]) -> Response[bytes]:
    """Book several visits, or none; they queue together, and take a turn each."""
    asked = await read(request, NewSeries)
    now = service.now()
    tokens = [b64_field(visit.token) for visit in asked.visits]
    for token in tokens:
        await check_token(service.issuers, token, "booking", now)
    if twice := _shown_again(tokens):
        raise SeriesRefused([(number, TokenSpent()) for number in twice])
    if line is not None:
        line.admit(tokens, asked.place, now)
    bookings = [await credentials.believe(service.db("scheduling"), visit.believed()) for visit in asked.visits]
    return created(_answer(await series.book(service.db("scheduling"), bookings, now)))


@post("/v1/practices/{practice:str}/series")
async def book_by_staff(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """Book several visits for somebody who telephoned, or none."""
    member = await member_of(request, service, practice)
    bookings = [believe_booking(visit.parts()) for visit in (await read(request, NewSeriesByStaff)).visits]
    if any(booking.practice != member.practice for booking in bookings):
        raise BadStatement("practice")
    return created(_answer(await series.book(service.db("scheduling"), bookings, service.now())))


def _shown_again(tokens: Sequence[bytes]) -> list[int]:
    """Which visits come with the right of one before them; told before anybody waits behind them for it."""
    return [number for number, token in enumerate(tokens) if token in tokens[:number]]


def _answer(done: list[Done]) -> SeriesAnswer:
    return SeriesAnswer([DoneAnswer(one.appointment, one.sequence) for one in done])


handlers: list[Any] = [book, book_by_staff]
"""The routes of this module."""
