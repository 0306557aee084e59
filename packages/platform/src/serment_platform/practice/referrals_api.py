"""Routes of letters from practice to practice, and of a practice's research."""

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from serment_platform.http import Web, answer, b64_field, created, no_content, path_id, read
from serment_platform.practice import referrals
from serment_platform.practice.callers import member_of, officer_of
from serment_platform.practice.referrals import FIRST, PAGE, Project, Referral
from serment_platform.service import Service
from serment_protocol.encoding import b64, write_day
from serment_protocol.structure import Hex16, Number

DAY = 86400


class ReferralBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /v1/practices/{p}/referrals`: from this practice to another."""

    to: Hex16
    referral: Hex16
    epoch: Number
    sealed: str
    withdrawal: bool = False
    """Said only where the inbox is full: there is room left for withdrawals."""


class ProjectBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /v1/practices/{p}/project`."""

    epoch: Number
    sealed: str


@post("/v1/practices/{practice:str}/referrals")
async def send(practice: FromPath[str], request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Send a letter to another practice; who sends is counted, and not kept."""
    membership = await member_of(request, service, practice)
    body = await read(request, ReferralBody)
    sender, budgets = bytes.fromhex(membership.practice), service.config.budgets
    service.limiter.require("referrals", sender, budgets.referrals_per_practice_day, DAY)
    service.limiter.require("referrals-to", sender + bytes.fromhex(body.to), budgets.referrals_to_practice_day, DAY)
    new = Referral(body.referral, body.to, body.epoch, b64_field(body.sealed), service.now().date())
    await referrals.send(service.db("practice"), new, withdrawal=body.withdrawal)
    return created({})


@get("/v1/practices/{practice:str}/referrals")
async def received(practice: FromPath[str], request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """A page of what lies at this practice."""
    membership = await member_of(request, service, practice)
    found = await referrals.page(service.db("practice"), membership, path_id(request.query_params.get("after", FIRST)))
    shown = found[:PAGE]
    following = shown[-1].referral if len(found) > PAGE else ""
    return answer({"referrals": [_row(each) for each in shown], "next": following})


@delete("/v1/practices/{practice:str}/referrals/{referral:str}", status_code=204)
async def drop(
    practice: FromPath[str], referral: FromPath[str], request: Web, service: NamedDependency[Service]
) -> None:
    """Drop one that lies at this practice."""
    membership = await member_of(request, service, practice)
    await referrals.drop(service.db("practice"), membership, path_id(referral))


@get("/v1/practices/{practice:str}/project")
async def project(practice: FromPath[str], request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """What research this practice does; nothing where it does none."""
    membership = await member_of(request, service, practice)
    found = await referrals.find_project(service.db("practice"), membership)
    return answer({} if found is None else {"epoch": found.epoch, "sealed": b64(found.sealed)})


@put("/v1/practices/{practice:str}/project")
async def set_project(practice: FromPath[str], request: Web, service: NamedDependency[Service]) -> Response[None]:
    """Say what research this practice does."""
    membership = await officer_of(request, service, practice)
    body = await read(request, ProjectBody)
    new = Project(body.epoch, b64_field(body.sealed))
    await referrals.set_project(service.db("practice"), membership, new)
    return no_content()


@delete("/v1/practices/{practice:str}/project", status_code=204)
async def end_project(practice: FromPath[str], request: Web, service: NamedDependency[Service]) -> None:
    """Say that it does none."""
    membership = await officer_of(request, service, practice)
    await referrals.end_project(service.db("practice"), membership)


handlers = [send, received, drop, project, set_project, end_project]


def _row(each: Referral) -> dict[str, object]:
    return {"referral": each.referral, "epoch": each.epoch, "sealed": b64(each.sealed), "day": write_day(each.day)}
