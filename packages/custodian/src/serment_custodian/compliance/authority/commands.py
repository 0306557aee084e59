"""`serment-custodian authority`: whoever has the machine registers and carries out; deciding takes the passkeys."""

import argparse
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import get_args

from serment_custodian.compliance.authority import package
from serment_custodian.compliance.authority.desk import OfficersDesk
from serment_custodian.compliance.authority.naming import name_of
from serment_custodian.compliance.authority.package import Site
from serment_custodian.errors import CannotStart
from serment_custodian.people import Address
from serment_custodian.people.rules import normalise
from serment_kernel.authority import actions
from serment_kernel.authority.types import Received, RequestId
from serment_protocol.encoding import write_time
from serment_protocol.primitives import sha256

HEX16 = 32
CHANNELS = get_args(Received.__annotations__["channel"])
SiteOf = Callable[[Path], Site]


async def receive(desk: OfficersDesk, _site: SiteOf, options: argparse.Namespace) -> list[str]:
    """Register a request by the scan of its original, which stays where it is: its hash is kept, and nothing of it."""
    facts = Received(options.channel, sha256(_bytes(options.letter)).hex(), options.drill)
    return [(await actions.receive(desk, package.OPERATOR, facts)).hex()]


async def listed(desk: OfficersDesk, _site: SiteOf, _options: argparse.Namespace) -> list[str]:
    """Every request, where it stands, and what is due."""
    lines: list[str] = []
    found = await actions.everything(desk)
    for file in found.files:
        due = "".join(f"  {each.what} by {write_time(each.due)}" for each in desk.procedure.alarms(file))
        lines.append(f"{file.request}  {file.state:17}{'  drill' if file.received.drill else ''}{due}")
    return lines + [f"{each.request}  is not kept as the evidence has it" for each in found.altered]


async def name(desk: OfficersDesk, _site: SiteOf, options: argparse.Namespace) -> list[str]:
    """Print what stands in a file for each address of a letter, one a line; nobody is looked for."""
    return [name_of(desk.office.sealing, each) for each in _addresses(options.persons)]


async def build(desk: OfficersDesk, site: SiteOf, options: argparse.Namespace) -> list[str]:
    """Build the answer to a decision that officers have signed, into a new folder."""
    request, addresses = RequestId(bytes.fromhex(options.request)), _addresses(options.persons)
    made = await package.build(desk, site(options.out), request, addresses)
    return [f"{options.out} answers for {made.count} addresses; manifest {made.manifest}"]


COMMANDS: dict[str, Callable[[OfficersDesk, SiteOf, argparse.Namespace], Awaitable[list[str]]]] = {
    "receive": receive,
    "list": listed,
    "name": name,
    "build": build,
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """What each command takes."""
    commands = parser.add_subparsers(metavar="what", required=True, dest="what")
    for word, command in COMMANDS.items():
        sentence = " ".join((command.__doc__ or "").split())
        commands.add_parser(word, help=sentence, description=sentence)
    receiving, building = commands.choices["receive"], commands.choices["build"]
    receiving.add_argument("--channel", choices=CHANNELS, required=True, help="how it came")
    receiving.add_argument("--letter", type=Path, required=True, metavar="FILE", help="the scan, or a note of the call")
    receiving.add_argument("--drill", action="store_true", help="an exercise, which counts in no report")
    building.add_argument("--request", type=_request, required=True, metavar="ID", help="32 hex digits")
    building.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a folder that does not exist yet")
    for each in (building, commands.choices["name"]):
        each.add_argument("--persons", type=Path, required=True, metavar="FILE", help="its addresses, a line each")


def _addresses(path: Path) -> list[Address]:
    try:
        lines = _bytes(path).decode().splitlines()
    except UnicodeDecodeError as error:
        raise CannotStart(f"{path}: this is no text") from error
    return [normalise(line) for line in lines if line.strip()]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotStart(f"{path}: {error.strerror}") from error


def _request(text: str) -> str:
    if len(text) != HEX16 or not set(text) <= set("0123456789abcdef"):
        raise argparse.ArgumentTypeError("a request is named by 32 hex digits")
    return text
