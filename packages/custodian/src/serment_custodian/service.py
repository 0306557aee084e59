"""What every route needs: configuration, sealing key, budgets, post, time, who is calling, and what is counted."""

from dataclasses import dataclass, field

from starlette.requests import Request

from serment_custodian.config import Config
from serment_custodian.ledger import Uses
from serment_custodian.limits import Limits
from serment_custodian.people import Caller, SessionRefused
from serment_custodian.people.actions import authenticate
from serment_custodian.post import Post
from serment_custodian.sealing_key import SealingKey
from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_kernel.evidence import Chain
from serment_kernel.meter import Meter
from serment_protocol.encoding import from_b64
from serment_protocol.errors import ProtocolRefusal


@dataclass(frozen=True)
class Service:
    """Handed to the routes of every room."""

    config: Config
    sealing: SealingKey
    limits: Limits
    post: Post
    now: Clock
    people: Database
    uses: Uses
    evidence: Chain
    meter: Meter = field(default_factory=Meter)

    def network(self, request: Request) -> bytes:
        """What stands for the caller's network address; the edge has hashed it."""
        return bytes(request.state.network)

    async def caller(self, request: Request) -> Caller:
        """The person of the session that the request bears."""
        return await authenticate(self.people, self.bearer(request), self.now())

    def bearer(self, request: Request) -> bytes:
        """What names the session of a request."""
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        try:
            bearer = from_b64(text)
        except ProtocolRefusal as error:
            raise SessionRefused from error
        if scheme.lower() != "bearer" or not bearer:
            raise SessionRefused
        return bearer
