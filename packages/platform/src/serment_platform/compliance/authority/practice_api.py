"""What officers of a practice read of requests of authorities about it."""

from datetime import date

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from serment_platform.compliance.authority import notices_store
from serment_platform.compliance.authority.notices import Told
from serment_platform.http import Web, answer, path_id
from serment_platform.practice import require_member, require_officer
from serment_platform.service import Service


class Notices(msgspec.Struct, frozen=True):
    """All of them, newest first."""

    notices: list[dict[str, object]]


def routes() -> list[HTTPRouteHandler]:
    """The practice's routes of the room."""
    return [notices]


@get("/v1/practices/{practice:str}/authority-requests")
async def notices(request: Web, practice: FromPath[str], service: NamedDependency[Service]) -> Response[bytes]:
    """What authorities asked about a practice, and what they were given."""
    caller, ident = await service.caller(request), path_id(practice)
    require_officer(await require_member(service.db("practice"), ident, caller.account))
    async with service.db("compliance").transaction() as tx:
        found = await notices_store.notices_of(tx, ident)
    return answer(Notices([_shown(day, body) for day, body in found]))


def _shown(day: date, body: bytes) -> dict[str, object]:
    return {"day": day.isoformat(), **msgspec.to_builtins(msgspec.json.decode(body, type=Told))}
