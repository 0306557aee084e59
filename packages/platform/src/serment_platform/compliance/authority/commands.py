"""`serment-platform authority`: whoever opens the post registers; whoever has the machine carries out, no more."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import get_args

from serment_kernel.authority import actions
from serment_kernel.authority.types import Received, RequestId
from serment_kernel.database import Database
from serment_kernel.keyfiles import read_key_file
from serment_kernel.merkle_log import MerkleLog
from serment_platform import arguments, config
from serment_platform.compliance.authority import package
from serment_platform.compliance.authority.desk import StaffDesk
from serment_platform.compliance.staff.commands import console_at
from serment_platform.config import Config
from serment_platform.errors import CannotStart
from serment_protocol.encoding import write_time
from serment_protocol.primitives import sha256

CHANNELS = get_args(Received.__annotations__["channel"])
HEX16 = 32


async def receive(desk: StaffDesk, _loaded: Config, options: argparse.Namespace) -> list[str]:
    """Register a request by the scan of its original, which stays where it is: its hash is kept, and nothing of it."""
    facts = Received(options.channel, sha256(_bytes(options.letter)).hex(), options.drill)
    return [(await actions.receive(desk, package.OPERATOR, facts)).hex()]


async def listed(desk: StaffDesk, _loaded: Config, _options: argparse.Namespace) -> list[str]:
    """Every request, where it stands, and what is due."""
    lines: list[str] = []
    found = await actions.everything(desk)
    for file in found.files:
        due = "".join(f"  {each.what} by {write_time(each.due)}" for each in desk.procedure.alarms(file))
        lines.append(f"{file.request}  {file.state:17}{'  drill' if file.received.drill else ''}{due}")
    return lines + [f"{each.request}  is not kept as the evidence has it" for each in found.altered]


async def build(desk: StaffDesk, loaded: Config, options: argparse.Namespace) -> list[str]:
    """Build the package of a decision that two persons have signed, into a new folder."""
    keys = Database(loaded.databases.of("keys"), size=1)
    log = MerkleLog(keys, "keys", loaded.log.origin, read_key_file(Path(loaded.log.key_file)))
    stamps = loaded.evidence.time_stamps
    site = package.Site(loaded.databases.of(config.DISCLOSURE), log, options.out, stamps)
    made = await package.build(desk, site, RequestId(bytes.fromhex(options.request)))
    return [f"{options.out} holds {made.count} records of ciphertext; manifest {made.manifest}"]


COMMANDS: dict[str, Callable[[StaffDesk, Config, argparse.Namespace], Awaitable[list[str]]]] = {
    "receive": receive,
    "list": listed,
    "build": build,
}


def run(options: argparse.Namespace) -> None:
    """Register a request of an authority, list them, or build the package of a signed decision."""
    for line in asyncio.run(_run(config.load(options.config), options)):
        print(line)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What each command takes."""
    commands = parser.add_subparsers(metavar="what", required=True, dest="what")
    for name, command in COMMANDS.items():
        sentence = " ".join((command.__doc__ or "").split())
        arguments.take_config_here(commands.add_parser(name, help=sentence, description=sentence))
    receiving, building = commands.choices["receive"], commands.choices["build"]
    receiving.add_argument("--channel", choices=CHANNELS, required=True, help="how it came")
    receiving.add_argument("--letter", type=Path, required=True, metavar="FILE", help="the scan, or a note of the call")
    receiving.add_argument("--drill", action="store_true", help="an exercise, which counts in no report")
    building.add_argument("--request", type=_request, required=True, metavar="ID", help="32 hex digits")
    building.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a folder that does not exist yet")


async def _run(loaded: Config, options: argparse.Namespace) -> list[str]:
    async with console_at(loaded) as console:
        return await COMMANDS[options.what](StaffDesk(console), loaded, options)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotStart(f"{path}: {error.strerror}") from error


def _request(text: str) -> str:
    if len(text) != HEX16 or not set(text) <= set("0123456789abcdef"):
        raise argparse.ArgumentTypeError("a request is named by 32 hex digits")
    return text
