"""Whether this service listens where it was told and nowhere else, and its database on no public network."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import NotMeasured, Result, Title, check, none_of

TABLES = (Path("/proc/self/net/tcp"), Path("/proc/self/net/tcp6"))
DESCRIPTORS = Path("/proc/self/fd")
LISTENING = "0A"
ANYWHERE = {"*", "0.0.0.0", "::"}  # noqa: S104 -- looked for, not bound


@check(
    "C43",
    Title("N’écoute qu’à son adresse ; la base n’est sur aucun réseau public", "Listens at its address alone"),
    period=timedelta(minutes=30),
    fresh=timedelta(minutes=90),
    refs=("A.8.20", "A.8.22"),
    severity="high",
)
async def ports(hand: Hand) -> Result:
    """Sockets of this process by what the kernel of the machine says, and where PostgreSQL listens."""
    if not hand.is_serving:
        raise NotMeasured
    listening = _listening()
    faults = [f"port {port}" for port in listening if port != hand.bind[1]]
    faults += [] if hand.bind[1] in listening else ["does not listen"]
    async with hand.any_database.transaction() as tx:
        row = await (await tx.execute("SHOW listen_addresses")).fetchone()
    faults += [f"database on {each}" for each in str(row[0] if row else "").split(",") if _is_public(each.strip())]
    return none_of("/proc/self/net/tcp; SHOW listen_addresses", len(listening), "beyond_the_list", *faults)


def _listening() -> list[int]:
    """The ports of this process."""
    own = {_target(each) for each in DESCRIPTORS.iterdir()}
    rows = [line.split() for table in TABLES if table.exists() for line in table.read_text("ascii").splitlines()[1:]]
    return [int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == LISTENING and f"socket:[{row[9]}]" in own]


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        # It was closed meanwhile.
        return ""


def _is_public(address: str) -> bool:
    if address in ANYWHERE:
        return True
    try:
        return ip_address(address).is_global
    except ValueError:
        # A name, such as localhost; what it stands for is the machine's affair.
        return False


@ports.broken_by
@asynccontextmanager
async def _where_another_port_was_agreed(hand: Hand) -> AsyncGenerator[Hand]:
    yield replace(hand, bind=(hand.bind[0], 1), is_serving=True)
