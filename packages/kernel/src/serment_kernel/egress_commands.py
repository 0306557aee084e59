"""What every hand's command line tells of its surroundings: who is behind each address, and rules for the machine."""

import argparse
from ipaddress import ip_address

import msgspec

from serment_kernel.egress_rules import FORMATS, Place, Service
from serment_kernel.processors import Processor
from serment_kernel.surroundings import Surroundings


def add_telling(parser: argparse.ArgumentParser) -> None:
    """The options of `processors`."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_rules(parser: argparse.ArgumentParser) -> None:
    """The options of `egress`."""
    parser.add_argument("--format", choices=sorted(FORMATS), required=True, help="whose rules")
    meaning = "whose processes nftables is to watch (default: the user named like the service)"
    parser.add_argument("--user", default="", metavar="NAME", help=meaning)
    meaning = "a resolver that may be asked (may be repeated); without any, names stand in /etc/hosts"
    parser.add_argument("--resolver", type=_address, action="append", default=[], metavar="ADDRESS", help=meaning)
    meaning = "where requests come from, for systemd (may be repeated); without any, this machine"
    parser.add_argument("--proxy", type=_address, action="append", default=[], metavar="ADDRESS", help=meaning)


def rules(service: Service, options: argparse.Namespace) -> str:
    """The rules that were asked for."""
    place = Place(options.user, tuple(options.resolver), tuple(options.proxy))
    return FORMATS[options.format](service, place)


def tell(found: Surroundings, *, as_json: bool) -> str:
    """Every entry of the register with the addresses that belong to it."""
    if as_json:
        return msgspec.json.format(msgspec.json.encode(_plain(found))).decode()
    return "\n\n".join(_told(name, each, found) for name, each in found.register.items())


def _plain(found: Surroundings) -> dict[str, object]:
    addresses = [
        {"setting": each.setting, "processor": each.processor, "address": each.told} for each in found.addresses
    ]
    return {"processors": found.register, "addresses": addresses}


def _told(name: str, processor: Processor, found: Surroundings) -> str:
    hds = "certified HDS" if processor.hds else "not certified HDS"
    country = processor.country or "country not told"
    who = processor.name or "nobody has said who"
    lines = [f"[{name}] {who} ({processor.role}, {country}, {hds}, since {processor.since})"]
    lines += [f"  purpose: {processor.purpose.en}"]
    lines += [f"  receives: {each.en}" for each in processor.receives] or ["  receives: nothing about anybody"]
    lines += [f"  transfers: {processor.transfers.en}"] if processor.transfers else []
    lines += [f"  {each.setting}: {each.told}" for each in found.addresses if each.processor == name]
    return "\n".join(lines)


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not an IP address") from error
