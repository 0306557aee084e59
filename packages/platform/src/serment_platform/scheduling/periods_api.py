"""Routes of a practice's period for past visits: every member sees it, officers choose."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from serment_platform.http import BadRequest, Web, answer, read
from serment_platform.practice import require_officer
from serment_platform.scheduling import periods
from serment_platform.scheduling.api import member_of
from serment_platform.service import Service

Months = Annotated[int, Meta(ge=periods.LEAST, le=periods.MOST)]


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For how many months."""

    months: Months


class NextPeriod(msgspec.Struct, frozen=True, rename={"begins": "from"}):
    """What counts from that day on."""

    months: int
    begins: str


class PeriodAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """For how long past visits are kept here."""

    months: int
    default: int
    least: int
    most: int
    next: NextPeriod | None = None


class GoingAnswer(msgspec.Struct, frozen=True):
    """How many visits go on that day, and of how many the care record alone stays."""

    day: str
    gone: int
    emptied: int


@get("/v1/practices/{practice:str}/period")
async def period(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """The period that counts, and the one that will."""
    member = await member_of(request, service, practice)
    default = service.config.retention.appointment_months
    kept = await periods.read(service.db("scheduling"), member.practice, default, service.now().date())
    return answer(_period(kept, default))


@get("/v1/practices/{practice:str}/period/{months:str}")
async def preview(
    request: Web, service: NamedDependency[Service], practice: FromPath[str], months: FromPath[str]
) -> Response[bytes]:
    """What a period would end, before it is chosen."""
    member = await member_of(request, service, practice)
    if not months.isdecimal() or not periods.LEAST <= int(months) <= periods.MOST:
        raise BadRequest
    day = (service.now() + periods.TAKEN_BACK_WITHIN).date()
    found = await periods.going(service.db("scheduling"), member.practice, int(months), day)
    return answer(GoingAnswer(day.isoformat(), found.gone, found.emptied))


@put("/v1/practices/{practice:str}/period")
async def choose(request: Web, service: NamedDependency[Service], practice: FromPath[str]) -> Response[bytes]:
    """Choose a period; a shorter one waits."""
    member = await member_of(request, service, practice)
    require_officer(member)
    months = (await read(request, Chosen)).months
    default, now = service.config.retention.appointment_months, service.now()
    kept = await periods.choose(service.db("scheduling"), member.practice, months, default, now)
    return answer(_period(kept, default))


def _period(kept: periods.Kept, default: int) -> PeriodAnswer:
    following = None
    if kept.next_months is not None and kept.next_on is not None:
        following = NextPeriod(kept.next_months, kept.next_on.isoformat())
    return PeriodAnswer(kept.months or default, default, periods.LEAST, periods.MOST, following)


handlers: list[Any] = [period, preview, choose]
"""The room's routes."""
