"""What an operator does about requests that reach a hand by letter or the like: note, extend, close, and write back."""

import argparse
import asyncio
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, get_args

from serment_kernel import asked
from serment_kernel.asked import Asked, Kind, Waiting
from serment_kernel.clock import utc_now
from serment_kernel.database import Database, opened

Language = Literal["fr", "en"]
Write = Callable[[Kind, Language], str]
"""The ready letter of a hand."""


class Place(NamedTuple):
    """Where a hand keeps its table `asked`."""

    dsn: str
    schema: str


PlaceOf = Callable[[Path], Place]
"""Read from the hand's configuration."""


class Commands(Protocol):
    """What argparse gives to add commands to."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse's own name
        """Add a command."""
        ...


def add_commands(commands: Commands, place_of: PlaceOf, letter: Write) -> None:
    """What is done with one request, by its number; the list of all is the hand's own."""
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
    for parser, work in ((noting, _note), (extending, _extend), (closing, _close)):
        parser.set_defaults(run=_runner(work, place_of))
    writing = commands.add_parser("request-letter", help="print a letter that says what this hand cannot do")
    writing.add_argument("--kind", choices=get_args(asked.Kind), required=True, help="what is asked")
    writing.add_argument("--language", choices=get_args(Language), default="fr", help="of the letter")
    writing.set_defaults(run=_writer(letter))
    for parser in (noting, extending, closing, writing):
        parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="configuration (TOML)")


def table(found: dict[str, Waiting]) -> list[str]:
    """How queues stand, a line each under a head."""
    rows = [("where", "waiting", "soon", "late", "answered", "of these late")]
    rows += [_row(name, waiting) for name, waiting in found.items()]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def line(one: Asked) -> str:
    """One request."""
    ended = f"{one.outcome} on {one.closed}" if one.closed else f"until {one.due}"
    more = f" (extended: {one.reason})" if one.reason else ""
    return f"{one.request}  {one.day}  {one.kind} by {one.channel}, {ended}{more}"


def _row(name: str, found: Waiting) -> tuple[str, ...]:
    counts = (found.waiting, found.soon, found.late, found.answered, found.answered_late)
    return (name, *map(str, counts))


Work = Callable[[Database, str, argparse.Namespace], Coroutine[Any, Any, str]]


async def _note(db: Database, schema: str, options: argparse.Namespace) -> str:
    return await asked.note(db, schema, options.kind, options.by, options.day)


async def _extend(db: Database, schema: str, options: argparse.Namespace) -> str:
    return str(await asked.extend(db, schema, options.request, options.reason, utc_now().date()))


async def _close(db: Database, schema: str, options: argparse.Namespace) -> str:
    await asked.close(db, schema, options.request, options.outcome, utc_now().date())
    return options.request


def _runner(work: Work, place_of: PlaceOf) -> Callable[[argparse.Namespace], None]:
    def run(options: argparse.Namespace) -> None:
        print(asyncio.run(_at(place_of(options.config), work, options)))

    return run


def _writer(letter: Write) -> Callable[[argparse.Namespace], None]:
    def run(options: argparse.Namespace) -> None:
        print(letter(options.kind, options.language), end="")

    return run


async def _at(place: Place, work: Work, options: argparse.Namespace) -> str:
    db = Database(place.dsn, size=1)
    async with opened(db):
        return await work(db, place.schema, options)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-26") from None
    if day > utc_now().date():
        raise argparse.ArgumentTypeError(f"{text} is still to come")
    return day
