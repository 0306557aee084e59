"""`serment-platform requests`: who waits for an answer; and what reached the operator by letter or e-mail."""

import argparse
import asyncio
from pathlib import Path

import msgspec

from serment_kernel import asked_commands
from serment_kernel.asked_commands import Commands, Place
from serment_kernel.clock import utc_now
from serment_kernel.database import Database, opened
from serment_platform import config
from serment_platform.config import Config
from serment_platform.overdue import NOTED_IN, Overdue, lines, overdue
from serment_platform.request_letters import letter

NEEDED = (NOTED_IN, "scheduling")


def add_commands(commands: Commands) -> None:
    """The queues, and what is done with one request of the operator's own."""
    queue = commands.add_parser("requests", help="print how many requests wait at each practice and here, and how late")
    queue.add_argument("--json", action="store_true", help="for programs")
    queue.add_argument("--config", type=Path, required=True, metavar="FILE", help="configuration (TOML)")
    queue.set_defaults(run=_show)
    asked_commands.add_commands(commands, _place, letter)


def _place(file: Path) -> Place:
    return Place(config.load(file).databases.of(NOTED_IN), NOTED_IN)


def _show(options: argparse.Namespace) -> None:
    found = asyncio.run(_overdue(config.load(options.config)))
    print(msgspec.json.encode(found).decode() if options.json else "\n".join(lines(found)))


async def _overdue(loaded: Config) -> Overdue:
    databases = {room: Database(loaded.databases.of(room), size=1) for room in NEEDED}
    async with opened(*databases.values()):
        return await overdue(databases, utc_now().date())
