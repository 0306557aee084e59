"""`serment-platform staff`: whoever has the machine invites, and can take away; approving takes a second person."""

import argparse
import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import get_args

from serment_kernel.clock import utc_now
from serment_kernel.database import Database, opened
from serment_kernel.evidence import Chain
from serment_kernel.keyfiles import read_key_file
from serment_kernel.merkle_log import MerkleLog
from serment_platform import arguments, config
from serment_platform.compliance.staff import enrolment, rules, store
from serment_platform.compliance.staff.console import Console, console_key, party_of
from serment_platform.compliance.staff.types import Grant, Role, Scope
from serment_platform.config import Config
from serment_protocol.encoding import b64

LONGEST_NAME = 60


async def invite(console: Console, options: argparse.Namespace) -> list[str]:
    """Print a link by which somebody makes a passkey here, once, within three days."""
    scope = Scope(options.from_day, options.to_day)
    grant = Grant(frozenset(options.role), scope, options.until_day)
    secret = b64(await enrolment.invite(console, options.name, grant))
    then = "A second person, who approves already, has to confirm them; the first two are founders."
    told = f"For {options.name} alone: {', '.join(sorted(grant.roles))}."
    return [enrolment.link(console, secret), f"{told} {then}" if rules.is_approving(grant) else told]


async def listed(console: Console, _options: argparse.Namespace) -> list[str]:
    """Who works at the console, may come to, did, or is invited."""
    async with console.db.transaction() as tx:
        found, invited = await store.everybody(tx), await store.invitations(tx, console.now())
    lines = [f"{each.staff.hex()}  {each.state:9}  since {each.since}  {each.name}" for each in found]
    return lines + [f"{'':32}  invited    until {each.expires:%Y-%m-%d}  {each.name}" for each in invited]


async def end(console: Console, options: argparse.Namespace) -> list[str]:
    """Take everything away from somebody, at once."""
    await enrolment.leave(console, await enrolment.named(console, options.name), "operator")
    return []


COMMANDS: dict[str, Callable[[Console, argparse.Namespace], Awaitable[list[str]]]] = {
    "invite": invite,
    "list": listed,
    "end": end,
}


def run(options: argparse.Namespace) -> None:
    """Invite staff of the console, list them, or let one of them go."""
    for line in asyncio.run(_run(config.load(options.config), options)):
        print(line)


def add_options(parser: argparse.ArgumentParser) -> None:
    """What each command takes."""
    commands = parser.add_subparsers(metavar="what", required=True, dest="what")
    for name, command in COMMANDS.items():
        sentence = " ".join((command.__doc__ or "").split())
        added = commands.add_parser(name, help=sentence, description=sentence)
        arguments.take_config_here(added)
        if name != "list":
            added.add_argument("--name", type=_name, required=True, help="as colleagues know them")
    inviting = commands.choices["invite"]
    inviting.add_argument("--role", choices=get_args(Role), action="append", required=True, help="once for each")
    days = {
        "until": "the last day; an auditor needs one",
        "from": "an auditor sees the evidence of this day and later",
        "to": "and of this day and earlier",
    }
    for name, meaning in days.items():
        inviting.add_argument(f"--{name}", dest=f"{name}_day", type=_day, metavar="YYYY-MM-DD", help=meaning)


@asynccontextmanager
async def console_at(loaded: Config) -> AsyncGenerator[Console]:
    """The console, as a command works with it."""
    db, keys = (Database(loaded.databases.of(room), size=1) for room in ("compliance", "keys"))
    log = MerkleLog(keys, "keys", loaded.log.origin, read_key_file(Path(loaded.log.key_file)))
    chain = Chain.of(log, read_key_file(Path(loaded.evidence.key_file)))
    async with opened(db):
        yield Console(db, chain, party_of(loaded), console_key(log), utc_now)


async def _run(loaded: Config, options: argparse.Namespace) -> list[str]:
    async with console_at(loaded) as console:
        return await COMMANDS[options.what](console, options)


def _name(text: str) -> str:
    if not 0 < len(text.strip()) <= LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"a name has 1 to {LONGEST_NAME} characters")
    return text.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-26") from None
