"""`serment-platform requests`: who waits for an answer; and what reached the operator by letter or e-mail."""

import argparse
import asyncio
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_args

import msgspec

from serment_kernel import asked
from serment_kernel.clock import utc_now
from serment_kernel.database import Database, opened
from serment_platform import config
from serment_platform.config import Config
from serment_platform.overdue import NOTED_IN, lines, overdue
from serment_platform.request_letters import letter

T = TypeVar("T")
NEEDED = ("keys", "scheduling")


class Commands(Protocol):
    """What argparse gives to add commands to."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse's own name
        """Add a command."""
        ...


def add_commands(commands: Commands) -> None:
    """The queue, and what is done with one request of it."""
    queue = commands.add_parser("requests", help="print how many requests wait at each practice and here, and how late")
    queue.add_argument("--json", action="store_true", help="for programs")
    noting = commands.add_parser("request-note", help="note a request that came by letter or the like; no name")
    noting.add_argument("--kind", choices=get_args(asked.Kind), required=True, help="what is asked")
    noting.add_argument("--by", choices=get_args(asked.Channel), required=True, help="how it came")
    noting.add_argument("--day", type=_day, required=True, metavar="YYYY-MM-DD", help="on which day it came")
    extending = commands.add_parser("request-extend", help="take two months more; the person must have been told why")
    extending.add_argument("request", help="its number")
    extending.add_argument("--reason", choices=get_args(asked.Reason), required=True, help="why")
    closing = commands.add_parser("request-close", help="note that a request was answered today")
    closing.add_argument("request", help="its number")
    closing.add_argument("--outcome", choices=get_args(asked.Outcome), required=True, help="what came of it")
    writing = commands.add_parser("request-letter", help="print a letter that says what the operator cannot do")
    writing.add_argument("--kind", choices=get_args(asked.Kind), required=True, help="what is asked")
    writing.add_argument("--language", choices=("fr", "en"), default="fr", help="of the letter")
    runs = ((queue, _show), (noting, _note), (extending, _extend), (closing, _close), (writing, _write))
    for parser, run in runs:
        parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="configuration (TOML)")
        parser.set_defaults(run=run)


def _show(options: argparse.Namespace) -> None:
    async def work(databases: dict[str, Database]) -> None:
        found = await overdue(databases, utc_now().date())
        print(msgspec.json.encode(found).decode() if options.json else "\n".join(lines(found)))

    _run(options, work)


def _note(options: argparse.Namespace) -> None:
    async def work(databases: dict[str, Database]) -> None:
        print(await asked.note(databases[NOTED_IN], NOTED_IN, options.kind, options.by, options.day))

    _run(options, work)


def _extend(options: argparse.Namespace) -> None:
    async def work(databases: dict[str, Database]) -> None:
        today = utc_now().date()
        print(await asked.extend(databases[NOTED_IN], NOTED_IN, options.request, options.reason, today))

    _run(options, work)


def _close(options: argparse.Namespace) -> None:
    async def work(databases: dict[str, Database]) -> None:
        await asked.close(databases[NOTED_IN], NOTED_IN, options.request, options.outcome, utc_now().date())

    _run(options, work)


def _write(options: argparse.Namespace) -> None:
    print(letter(options.kind, options.language), end="")


def _run(options: argparse.Namespace, work: Callable[[dict[str, Database]], Coroutine[Any, Any, T]]) -> T:
    return asyncio.run(_with_databases(config.load(options.config), work))


async def _with_databases(loaded: Config, work: Callable[[dict[str, Database]], Coroutine[Any, Any, T]]) -> T:
    databases = {room: Database(loaded.databases.of(room), size=1) for room in NEEDED}
    async with opened(*databases.values()):
        return await work(databases)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-26") from None
    if day > utc_now().date():
        raise argparse.ArgumentTypeError(f"{text} is still to come")
    return day
