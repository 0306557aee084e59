"""What every part of the client shares: the installation, the transport, the memory, the logs, the clock."""

from dataclasses import dataclass, field

from serment_client.installation import Installation
from serment_client.log import Clock, Log, system_clock
from serment_client.seen import Seen
from serment_client.state import State
from serment_client.transport import Transport
from serment_protocol.encoding import write_day, write_time
from serment_protocol.hardening import PRODUCTION_COST, Hardening


@dataclass
class Context:
    """The surroundings of one person's client."""

    installation: Installation
    transport: Transport
    state: State
    cost: Hardening = PRODUCTION_COST
    clock: Clock = system_clock
    platform_log: Log = field(init=False)
    custodian_log: Log = field(init=False)
    seen: Seen = field(init=False)

    def __post_init__(self) -> None:
        self.platform_log = Log(self.installation.platform, self.transport, self.state, self.clock)
        self.custodian_log = Log(self.installation.custodian, self.transport, self.state, self.clock)
        self.seen = Seen(self.state, self.clock)

    def platform_url(self, path: str) -> str:
        """An address of the platform."""
        return f"{self.installation.platform.url}/v1{path}"

    def custodian_url(self, path: str) -> str:
        """An address of the custodian."""
        return f"{self.installation.custodian.url}/v1{path}"

    def today(self) -> str:
        """The day in UTC."""
        return write_day(self.clock().date())

    def now(self) -> str:
        """The time, written."""
        return write_time(self.clock())
