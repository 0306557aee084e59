"""What every room is handed: the configuration, the time, the budgets, the databases, the log and the issuers."""

from asyncio import Semaphore
from collections.abc import Mapping
from dataclasses import dataclass, field

from serment_kernel.clock import Clock
from serment_kernel.daily_keys import DailyKeys
from serment_kernel.database import Database
from serment_kernel.erasing import Eraser
from serment_kernel.evidence import Chain
from serment_kernel.limits import Limiter
from serment_kernel.merkle_log import MerkleLog
from serment_kernel.meter import Meter
from serment_kernel.witness import Witness
from serment_platform.config import Config
from serment_platform.http import Web, authorization
from serment_platform.identity import Caller, Issuers, authenticate, require_staff

SEARCHES = 3
"""At once and in a process: fewer than it has connections, so that nobody's booking waits for those who look."""


@dataclass(frozen=True)
class Service:
    """A running platform. Handlers take it as `service: NamedDependency[Service]`."""

    config: Config
    now: Clock
    limiter: Limiter
    databases: Mapping[str, Database]
    """By room; each connects as the room's own role."""
    log: MerkleLog
    witness: Witness
    issuers: Issuers
    eraser: Eraser
    evidence: Chain
    meter: Meter = field(default_factory=Meter)
    search_keys: DailyKeys = field(default_factory=DailyKeys)
    searching: Semaphore = field(default_factory=lambda: Semaphore(SEARCHES))

    def db(self, room: str) -> Database:
        """The room's database."""
        return self.databases[room]

    def network(self, request: Web) -> bytes:
        """A keyed hash of where the request came from, for budgets; the address itself ended at the edge."""
        return bytes(request.scope["state"]["network"])

    async def caller(self, request: Web) -> Caller:
        """The account whose session the request carries."""
        return await authenticate(self.db("identity"), authorization(request), self.now())

    async def staff(self, request: Web) -> Caller:
        """The same, and it must be a staff account."""
        caller = await self.caller(request)
        require_staff(caller)
        return caller
