"""The routes of the endorsements room: a practice's officer shows its root and asks the custodian to stand by it; the
platform relays what a practice's root signed last.

Nobody is told here whether a practice is endorsed: that is asked of the platform, so that no reader is known to us.
"""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.endorsements import actions, rules
from serment_custodian.endorsements.kinds import ASKED, ENDORSE, subject_of
from serment_custodian.endorsements.types import Root, State
from serment_custodian.http import Signed, answer, no_content, read, route
from serment_custodian.ledger import Ledger
from serment_custodian.officers import Decisions
from serment_custodian.service import Service
from serment_kernel.database import Database
from serment_protocol.closings import verify_relayed
from serment_protocol.encoding import b64, from_b64
from serment_protocol.signing import Signed as SignedRecord


class EndorsementRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The root record of a practice, signed by the root."""

    root: Signed


class ClosingRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A practice's last word, signed by its root, and the signature of the platform that relays it."""

    closing: Signed
    relay: str


class EndorsementAnswer(msgspec.Struct, frozen=True):
    """Whether the custodian stands by it now, or its officers are to decide."""

    state: State


def routes(service: Service, db: Database, ledger: Ledger, decisions: Decisions) -> list[Route]:
    """The room's routes."""

    async def ask(root: Root) -> State:
        """Asking again changes nothing: a decision about the same root that is under way is not opened twice."""
        await actions.require_root(db, ledger, root)
        if await actions.is_endorsed(db, root):
            return "endorsed"
        if service.config.endorsement == "officers":
            await decisions.ask(ENDORSE, ASKED, subject_of(root))
            return "waiting"
        await actions.endorse(db, ledger, root, "demo", service.now())
        return "endorsed"

    async def endorsements(request: Request) -> Response:
        caller = await service.caller(request)
        service.limits.require_endorsement(caller.person)
        body, signature = (await read(request, EndorsementRequest)).root.raw()
        root = rules.read_root(SignedRecord(b64(body), b64(signature)))
        return answer(EndorsementAnswer(await ask(root)), 202)

    async def closings(request: Request) -> Response:
        """Two keys: who has left may know the root, but is relayed by no platform, which has the other key alone."""
        given = await read(request, ClosingRequest)
        body, signature = given.closing.raw()
        signed = SignedRecord(b64(body), b64(signature))
        verify_relayed(service.config.keys.relay(), signed, from_b64(given.relay))
        await actions.close(db, ledger, signed, service.now())
        return no_content()

    return [route("POST", "/v1/endorsements", endorsements), route("POST", "/v1/closings", closings)]
