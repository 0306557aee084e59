"""What this custodian stores about a person, as its rows are: for that person alone, once proved."""

from collections.abc import Mapping
from datetime import date

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.hardening import store as hardening
from serment_custodian.http import Signed, answer, key_of_length, no_content, read, route
from serment_custodian.people import rules
from serment_custodian.people import store as people
from serment_custodian.people.changes import Changes
from serment_custodian.people.endings import Endings, Wish
from serment_custodian.people.phones import Phones
from serment_custodian.people.types import DeviceKey, Standing, Texted
from serment_custodian.rooms import Rooms
from serment_custodian.service import Service
from serment_custodian.tickets import store as tickets
from serment_custodian.tokens import store as tokens
from serment_kernel.database import Database
from serment_kernel.holdings import Queries, held
from serment_protocol import structure
from serment_protocol.encoding import b64, from_b64, write_day
from serment_protocol.erasures import ERASURE, NONCE_BYTES, Done, PersonErasure, request_hash
from serment_protocol.errors import AnotherErasure
from serment_protocol.exports import HeldColumn, HeldRow
from serment_protocol.signing import verify_bytes


class HoldingsAnswer(msgspec.Struct, frozen=True):
    """Every row that names the person."""

    rows: list[HeldRow]


def of_rooms(rooms: Rooms) -> Mapping[Database, Queries]:
    """Where persons are named."""
    return {
        rooms.people: people.HELD,
        rooms.hardening: hardening.HELD,
        rooms.tokens: tokens.HELD,
        rooms.tickets: tickets.HELD,
    }


class Erasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The end of the person here; the nonce stays with whoever drew it, and repeats the answer.

    Signed by a remembered device that is vouched for, it need not wait.
    """

    nonce: str
    whose: str
    device: Signed | None = None


class Veto(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stood in the letter."""

    veto: str


class WaitsAnswer(msgspec.Struct, frozen=True):
    """On which day the person ends, unless it is stopped."""

    takes_effect: str


class TermsAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """After how many days the person would end, or whose signature needs no wait; and the end that waits."""

    days: int
    at_once: bool
    devices: tuple[str, ...]
    takes_effect: str = ""


def routes(service: Service, rooms: Rooms, changes: Changes, endings: Endings, phones: Phones) -> list[Route]:
    """What a person is told of themselves, and how they end it."""

    async def person(request: Request) -> Response:
        caller = await service.caller(request)
        await service.uses.count("address", "shown")
        standing, texted = await changes.standing(caller.person), await phones.standing(caller.person)
        rows = [row for db, queries in of_rooms(rooms).items() for row in await held(db, queries, caller.person)]
        return answer(HoldingsAnswer([readable(row, standing, texted) for row in rows]))

    async def erase(request: Request) -> Response:
        asked = await read(request, Erasure)
        nonce = key_of_length(asked.nonce, NONCE_BYTES)
        if (answered := await endings.answered(nonce)) is not None:
            return told(answered)
        caller, bearer = await service.caller(request), service.bearer(request)
        await service.uses.count("address", "shown")
        wish = Wish(nonce, asked.whose, signer(asked.device, service.config.public_url, nonce))
        return told(await endings.ask(caller, bearer, wish))

    async def terms(request: Request) -> Response:
        found = await endings.terms(await service.caller(request))
        day = write_day(found.takes_effect) if found.takes_effect else ""
        return answer(TermsAnswer(found.days, found.at_once, tuple(map(b64, found.vouched)), day))

    async def cancel(request: Request) -> Response:
        await endings.cancel((await service.caller(request)).person)
        return no_content()

    async def veto(request: Request) -> Response:
        service.limits.require_sign_in(service.network(request))
        await endings.veto(key_of_length((await read(request, Veto)).veto, 2 * rules.ANNOUNCED_BYTES))
        return no_content()

    return [
        route("GET", "/v1/person", person),
        route("GET", "/v1/person/erase", terms),
        route("POST", "/v1/person/erase", erase),
        route("POST", "/v1/person/erase/cancel", cancel),
        route("POST", "/v1/person/erase/veto", veto),
    ]


def told(answered: Done | date) -> Response:
    """The receipt, or the day that is waited for."""
    return answer(WaitsAnswer(write_day(answered)), 202) if isinstance(answered, date) else answer(answered)


def signer(given: Signed | None, origin: str, nonce: bytes) -> DeviceKey | None:
    """Which device asks for this very end here; whether it is remembered is seen in the rows."""
    if given is None:
        return None
    body, signature = given.raw()
    statement = structure.read(body, PersonErasure)
    device = from_b64(statement.device)
    verify_bytes(device, ERASURE, body, signature)
    if (statement.origin, statement.request) != (origin, request_hash(nonce)):
        raise AnotherErasure
    return DeviceKey(device)


def readable(row: HeldRow, standing: Standing, texted: Texted | None) -> HeldRow:
    """With addresses, and how the number ends, in the place of what stands for them: this service can read it."""
    awaited = standing.awaited.address if standing.awaited else ""
    opened = {
        ("people.person", "address_sealed"): HeldColumn("address", str(standing.address)),
        ("people.change", "address_sealed"): HeldColumn("address", awaited),
        ("people.phone", "number_sealed"): HeldColumn("number", f"…{texted.ends}" if texted else ""),
    }
    return HeldRow(row.table, tuple(opened.get((row.table, each.column), each) for each in row.columns))
