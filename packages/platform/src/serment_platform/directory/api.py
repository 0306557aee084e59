"""Routes of the directory: all public, none with a session, none with a search word in its address."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta
from msgspec.structs import astuple

from serment_platform.directory import actions
from serment_platform.directory.actions import Rooms
from serment_platform.directory.errors import PractitionerUnknown
from serment_platform.directory.places import Place, find_places
from serment_platform.directory.rules import NOWHERE
from serment_platform.directory.specialties import Labels, Specialty, specialties
from serment_platform.directory.types import Named, Profile, Proposal, Query, Result
from serment_platform.http import BadRequest, NotFound, Web, answer, decode, encoded, path_id, read
from serment_platform.scheduling import Starts
from serment_platform.service import Service
from serment_protocol.encoding import read_day, write_time
from serment_protocol.errors import ProtocolRefusal


class Typed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody is typing."""

    query: Annotated[str, Meta(max_length=100)]


class DayRow(msgspec.Struct, frozen=True):
    """Free starts of a day."""

    day: date
    starts: msgspec.Raw


class ProfileRow(Profile, frozen=True, rename={"service_class": "class"}, kw_only=True):
    """A practitioner without free times."""

    distance_km: float = NOWHERE
    next: str = ""


class Row(ProfileRow, frozen=True, rename={"service_class": "class"}, kw_only=True):
    """A practitioner found."""

    days: list[DayRow]


class SearchAnswer(msgspec.Struct, frozen=True):
    """One page of a search."""

    total: int
    page: int
    pages: int
    results: list[Row]
    also: list[Proposal]
    after: str
    refreshing: bool


class PlacesAnswer(msgspec.Struct, frozen=True):
    """Towns called so."""

    places: list[Place]


class SpecialtyName(msgspec.Struct, frozen=True):
    """A specialty called so."""

    code: str
    labels: Labels


class NamesAnswer(msgspec.Struct, frozen=True):
    """Who and what is called so."""

    practitioners: list[Named]
    specialties: list[SpecialtyName]


class SpecialtyRow(msgspec.Struct, frozen=True):
    """A kind of practitioner."""

    code: str
    profession: str
    labels: Labels


class SpecialtiesAnswer(msgspec.Struct, frozen=True):
    """Every kind of practitioner."""

    specialties: list[SpecialtyRow]


@post("/v1/search", status_code=200)
async def search(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Who matches, soonest or nearest first."""
    return encoded(await answer_search(service, await request.body()))


async def answer_search(service: Service, body: bytes) -> bytes:
    """From the body of a request to that of the answer."""
    query = decode(body, Query)
    found = await actions.search(rooms_of(service), query, _day(query.from_), service.now())
    rows = [_row(one) for one in found.rows]
    return msgspec.json.encode(
        SearchAnswer(found.total, found.page, found.pages, rows, found.also, found.after, found.refreshing)
    )


@post("/v1/places", status_code=200)
async def places(request: Web) -> Response[bytes]:
    """Towns by what is being typed."""
    return answer(PlacesAnswer(find_places((await read(request, Typed)).query)))


@post("/v1/names", status_code=200)
async def names(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Practitioners and specialties by what is being typed."""
    return encoded(await answer_names(service, await request.body()))


async def answer_names(service: Service, body: bytes) -> bytes:
    """From the body of a request to that of the answer."""
    people, kinds = await actions.names(service.db("directory"), decode(body, Typed).query)
    return msgspec.json.encode(NamesAnswer(people, [SpecialtyName(one.code, one.labels) for one in kinds]))


@get("/v1/specialties")
async def list_specialties() -> Response[bytes]:
    """Every kind of practitioner."""
    return answer(SpecialtiesAnswer([_specialty_row(one) for one in specialties()]))


@get("/v1/practitioners/{practitioner:str}")
async def practitioner_profile(service: NamedDependency[Service], practitioner: FromPath[str]) -> Response[bytes]:
    """What is public of a practitioner."""
    found, _ = await actions.own_page(rooms_of(service), practitioner_id(practitioner), service.now())
    return answer(ProfileRow(*astuple(found.profile), **_also(found)))


def rooms_of(service: Service) -> Rooms:
    """The databases that a search reads."""
    return Rooms(service.db("directory"), service.db("scheduling"), service.searching)


def practitioner_id(text: str) -> str:
    """The id in a path; raises `PractitionerUnknown` for what is none."""
    try:
        return path_id(text)
    except NotFound as error:
        raise PractitionerUnknown from error


def _day(text: str) -> date | None:
    try:
        return read_day(text) if text else None
    except ProtocolRefusal as error:
        raise BadRequest from error


def _row(found: Result) -> Row:
    return Row(*astuple(found.profile), **_also(found), days=[_day_row(one) for one in found.days])


def _also(found: Result) -> dict[str, Any]:
    return {"distance_km": round(found.distance_km, 1), "next": write_time(found.next) if found.next else ""}


def _day_row(day: Starts) -> DayRow:
    return DayRow(day.day, day.written())


def _specialty_row(one: Specialty) -> SpecialtyRow:
    return SpecialtyRow(one.code, one.profession, one.labels)


handlers: list[Any] = [search, places, names, list_specialties, practitioner_profile]
"""The room's routes that answer in JSON."""
