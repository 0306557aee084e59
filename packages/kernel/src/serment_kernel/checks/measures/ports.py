"""Whether this service listens where it was told and nowhere else, and its database on no public network."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from socket import AI_PASSIVE, SOCK_STREAM
from typing import NamedTuple

from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import NotMeasured, Result, Title, check, none_of

TABLES = (Path("/proc/self/net/tcp"), Path("/proc/self/net/tcp6"))
DESCRIPTORS = Path("/proc/self/fd")
LISTENING = "0A"
ANYWHERE = {"*", "0.0.0.0", "::"}  # noqa: S104 -- looked for, not bound


class Socket(NamedTuple):
    """Where something listens."""

    address: IPv4Address | IPv6Address
    port: int


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
    listening, agreed = _listening(), await _agreed(hand.bind)
    faults = [f"port {each.port}" for each in listening if each.port != hand.bind[1]]
    faults += [f"port {each.port} at another address" for each in listening if _is_elsewhere(each, agreed)]
    faults += [] if agreed.intersection(listening) else ["does not listen"]
    async with hand.any_database.transaction() as tx:
        row = await (await tx.execute("SHOW listen_addresses")).fetchone()
    faults += [f"database on {each}" for each in str(row[0] if row else "").split(",") if _is_public(each.strip())]
    return none_of("/proc/self/net/tcp; SHOW listen_addresses", len(listening), "beyond_the_list", *faults)


async def _agreed(bind: tuple[str, int]) -> set[Socket]:
    """Where it was told to listen; a name, such as localhost, by what it stands for."""
    host, port = bind
    try:
        return {Socket(_plain(ip_address(host)), port)}
    except ValueError:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM, flags=AI_PASSIVE)
    return {Socket(_plain(ip_address(each[4][0])), port) for each in found}


def _is_elsewhere(found: Socket, agreed: set[Socket]) -> bool:
    return any(each.port == found.port for each in agreed) and found not in agreed


def _listening() -> list[Socket]:
    """Where this process listens."""
    own = {_target(each) for each in DESCRIPTORS.iterdir()}
    rows = [line.split() for table in TABLES if table.exists() for line in table.read_text("ascii").splitlines()[1:]]
    return [_socket(row[1]) for row in rows if row[3] == LISTENING and f"socket:[{row[9]}]" in own]


def _socket(told: str) -> Socket:
    """An address in words of the machine's own order, and a port."""
    words, _, port = told.partition(":")
    parts = [words[start : start + 8] for start in range(0, len(words), 8)]
    packed = b"".join(int(each, 16).to_bytes(4, sys.byteorder) for each in parts)
    return Socket(_plain(ip_address(packed)), int(port, 16))


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The older form of an address that has one."""
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


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
