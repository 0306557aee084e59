"""Rules of the machine, made from the list that the guard has: they hold for native code too.

nftables tells a connection that a service makes from an answer that it gives, and knows ports. systemd knows addresses
alone, both ways, so a service under its rules stands behind a proxy whose address is known. Neither lets a service ask
a resolver unless it is told to: a question about a name carries whatever the name says.
"""

import socket
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import NamedTuple

from serment_kernel.egress import literal
from serment_kernel.surroundings import Outward

# Not the whole of 127.0.0.0/8: the resolver of systemd answers at 127.0.0.53.
LOOPBACK = ("127.0.0.1/32", "::1/128")
DOMAIN = 53


class RulesRefused(Exception):
    """No rules can be made of this."""


class Service(NamedTuple):
    """What rules are made for."""

    name: str
    """Of the systemd unit, and of the table in nftables."""
    host: str
    port: int
    addresses: tuple[Outward, ...]


class Place(NamedTuple):
    """What the machine's keeper says beside."""

    user: str = ""
    """Whose processes the rules of nftables are about; without, those of the unit's user."""
    resolvers: tuple[str, ...] = ()
    """Resolvers that may be asked; without, names stand in /etc/hosts."""
    proxies: tuple[str, ...] = ()
    """Where requests come from; without, this machine, if the service listens there alone."""


class Endpoint(NamedTuple):
    """One address as a packet names it, and the settings that want it."""

    address: str
    port: int
    settings: tuple[str, ...]


def nftables(service: Service, place: Place) -> str:
    """A file for `nft -f`: what one user's processes may begin, and nothing else."""
    endpoints, user = endpoints_of(service.addresses), place.user or service.name
    asked = [Endpoint(each, DOMAIN, ("resolver",)) for each in place.resolvers]
    return "\n".join(
        (
            f"# What {service.name} may connect to, made from its configuration; `nft -f` puts it in force, whole.",
            *_hosts(service.addresses, place),
            f"table inet {table_of(service)}",
            f"delete table inet {table_of(service)}",
            f"table inet {table_of(service)} {{",
            *_set("tcp4", "ipv4_addr", [each for each in (*endpoints, *asked) if ":" not in each.address]),
            *_set("tcp6", "ipv6_addr", [each for each in (*endpoints, *asked) if ":" in each.address]),
            *_set("udp4", "ipv4_addr", [each for each in asked if ":" not in each.address]),
            *_set("udp6", "ipv6_addr", [each for each in asked if ":" in each.address]),
            "  counter refused {",
            "  }",
            "  chain output {",
            "    type filter hook output priority filter; policy accept;",
            f'    meta skuid "{user}" jump outward',
            "  }",
            "  chain outward {",
            "    # Answers to those who connected to it.",
            "    ct state established,related accept",
            "    ip daddr . tcp dport @tcp4 accept",
            "    ip6 daddr . tcp dport @tcp6 accept",
            "    ip daddr . udp dport @udp4 accept",
            "    ip6 daddr . udp dport @udp6 accept",
            "    counter name refused reject with icmpx admin-prohibited",
            "  }",
            "}",
            "",
        )
    )


def systemd(service: Service, place: Place) -> str:
    """A drop-in for the unit: the addresses it exchanges packets with, the port it takes, the families of sockets."""
    proxies, endpoints = _proxies(service, place), endpoints_of(service.addresses)
    return "\n".join(
        (
            f"# /etc/systemd/system/{service.name}.service.d/egress.conf, made from its configuration.",
            "# Addresses count both ways and for every port: `nft` knows better, so use both.",
            *_hosts(service.addresses, place),
            "[Service]",
            "IPAddressDeny=any",
            *_allowed(proxies, "requests come from here"),
            *(line for each in _merged(endpoints) for line in _allowed((each.address,), ", ".join(each.settings))),
            *_allowed(place.resolvers, "resolver"),
            "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
            "SocketBindDeny=any",
            f"SocketBindAllow=tcp:{service.port}",
            "",
        )
    )


FORMATS = {"nftables": nftables, "systemd": systemd}


def endpoints_of(addresses: Iterable[Outward]) -> list[Endpoint]:
    """Every address and port once, names resolved; a Unix socket is none."""
    found: dict[tuple[str, int], list[str]] = {}
    for each in addresses:
        for address in () if each.path else _resolved(each):
            settings = found.setdefault((address, each.port), [])
            if each.setting not in settings:
                settings.append(each.setting)
    return [Endpoint(*where, tuple(settings)) for where, settings in found.items()]


def table_of(service: Service) -> str:
    """A name of nftables."""
    return service.name.replace("-", "_")


def _resolved(outward: Outward) -> list[str]:
    known = literal(outward.host)
    if known is not None:
        return [known]
    try:
        found = socket.getaddrinfo(outward.host, outward.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise RulesRefused(
            f"{outward.setting}: {outward.host} cannot be resolved here, and rules are about addresses."
        ) from error
    return sorted({str(literal(str(each[4][0]))) for each in found})


def _hosts(addresses: Iterable[Outward], place: Place) -> list[str]:
    """The names that were resolved, so that their keeper sees what has to be made anew when one of them moves."""
    names = sorted({each.host for each in addresses if not each.path and literal(each.host) is None})
    if not names:
        return []
    where = "are asked of the resolver" if place.resolvers else "stand in /etc/hosts, for no resolver may be asked"
    return [f"# These names {where}; make this anew when one moves: {', '.join(names)}"]


def _set(name: str, kind: str, endpoints: Sequence[Endpoint]) -> list[str]:
    """A set of addresses with their ports, each with what it is for."""
    elements = [f"      {each.address} . {each.port},  # {', '.join(each.settings)}" for each in endpoints]
    listed = ["    elements = {", *elements, "    }"] if elements else []
    return [f"  set {name} {{", f"    type {kind} . inet_service", *listed, "  }"]


def _merged(endpoints: Sequence[Endpoint]) -> list[Endpoint]:
    """The same without ports."""
    found: dict[str, list[str]] = {}
    for each in endpoints:
        found.setdefault(each.address, []).extend(each.settings)
    return [Endpoint(address, 0, tuple(dict.fromkeys(settings))) for address, settings in found.items()]


def _allowed(addresses: Iterable[str], meaning: str) -> list[str]:
    return [line for each in addresses for line in (f"# {meaning}", f"IPAddressAllow={each}")]


def _proxies(service: Service, place: Place) -> tuple[str, ...]:
    if place.proxies:
        return place.proxies
    known = literal(service.host)
    if service.host == "localhost" or (known is not None and ip_address(known).is_loopback):
        return LOOPBACK
    raise RulesRefused(
        f"{service.name} listens on {service.host}, and rules of systemd cut off whoever is not named: say with "
        "--proxy where requests come from, or use --format nftables, which tells answers from calls."
    )
