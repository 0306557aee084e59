"""The routes of the tokens room: blinded requests in, blind signatures out."""

from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.config import Budgets
from serment_custodian.http import Signed, answer, read, route
from serment_custodian.service import Service
from serment_custodian.tokens import actions
from serment_custodian.tokens.answered import Answered
from serment_custodian.tokens.rules import MOST_AT_ONCE
from serment_custodian.tokens.types import Purpose
from serment_kernel.database import Database
from serment_protocol.encoding import b64, from_b64
from serment_protocol.returns import believe_due
from serment_protocol.signing import Signed as SignedRecord


class TokenRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many blinded requests to one key."""

    purpose: Purpose
    key_id: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    blinded: Annotated[list[str], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]


class DueRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The platform's word that one right is due."""

    due: Signed


class Signature(msgspec.Struct, frozen=True):
    """One blind signature."""

    signature: str


class Signatures(msgspec.Struct, frozen=True):
    """The blind signatures, in the same order."""

    signatures: list[str]


def routes(service: Service, db: Database) -> list[Route]:
    """The room's routes."""
    answered = Answered()

    async def tokens(request: Request) -> Response:
        caller = await service.caller(request)
        asked = await read(request, TokenRequest)
        blinded = [from_b64(one) for one in asked.blinded]
        signatures = await actions.issue(
            db,
            service.sealing,
            caller.person,
            asked.purpose,
            bytes.fromhex(asked.key_id),
            blinded,
            budget_of(service.config.budgets, asked.purpose),
            service.now(),
        )
        await service.uses.count("token", asked.purpose, len(signatures))
        return answer(Signatures([b64(one) for one in signatures]))

    async def returned(request: Request) -> Response:
        """No session: whoever it is for, nobody here is to know which visit they gave up."""
        body, signature = (await read(request, DueRequest)).due.raw()
        due, now = believe_due(service.config.keys.relay(), SignedRecord(b64(body), b64(signature))), service.now()
        blind = answered.find(body, now.date())
        if blind is None:
            service.limits.require_return(service.network(request))
            blind = await actions.give_back(db, service.sealing, due, now)
            answered.keep(body, blind, now.date())
            await service.uses.count("token", "returned")
        return answer(Signature(b64(blind)))

    return [route("POST", "/v1/tokens", tokens), route("POST", "/v1/tokens/returned", returned)]


def budget_of(budgets: Budgets, purpose: Purpose) -> int:
    """How many tokens of this purpose a person may have in a week."""
    return budgets.opening_tokens_week if purpose == "opening" else budgets.booking_tokens_week
