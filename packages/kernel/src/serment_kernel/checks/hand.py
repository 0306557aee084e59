"""What the checks of any hand ask: its databases, its log, its own answers, its folders, and the time."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import LiteralString, NamedTuple

from psycopg import sql

from serment_kernel.backups.settings import Site
from serment_kernel.checks.draw import NOT_DRAWN, Draw
from serment_kernel.checks.state import State
from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_kernel.meter import Meter
from serment_kernel.retention import DataClass, Standing
from serment_protocol.notes import LogKey


class Answer(NamedTuple):
    """What the service answers to whoever comes in by its front door."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Door(NamedTuple):
    """An address of the service."""

    method: str
    path: str


Ask = Callable[[str, str], Awaitable[Answer]]
"""One request without credentials, by method and path."""


class Column(NamedTuple):
    """A column of a room's schema."""

    room: str
    table: str
    name: str
    schema: str = ""
    """Where it is not that of the room."""

    @property
    def told(self) -> str:
        """As it is written."""
        return f"{self.schema or self.room}.{self.table}.{self.name}"

    @property
    def place(self) -> sql.Identifier:
        """Its table."""
        return sql.Identifier(self.schema or self.room, self.table)


class Sealed(NamedTuple):
    """A column that must hold ciphertext."""

    column: Column
    key: str
    """The column of bytes that a sample is drawn by."""
    version: bytes
    """With which every value begins."""


class Grid(NamedTuple):
    """A column of times, and how coarse they are."""

    column: Column
    seconds: int


class Lasting(NamedTuple):
    """A column of when something ends, and how long it may last."""

    column: Column
    longest: timedelta


class KeyAge(NamedTuple):
    """A key that is at work, by a name of ours, and for how many days it may be."""

    name: str
    since: date
    days: int


class Chained(NamedTuple):
    """What reading the evidence chain once more came to."""

    events: int
    fault: str
    """The class of what is wrong; empty for a chain that is whole."""


@dataclass(frozen=True)
class Files:
    """What the service writes, and what an operator puts beside it; empty where there is none."""

    folder: Path
    """Where the service writes."""
    log: Path | None = None
    advisories: Path | None = None
    """Known weaknesses of packages, in the form of OSV."""
    lock: Path | None = None
    """What is to be installed, with its digests."""


@dataclass(frozen=True)
class Deciders:
    """Whoever decides for a hand."""

    active: int
    without: Sequence[str]
    """Pseudonyms of those who have no passkey."""


@dataclass(frozen=True)
class Hand:
    """One hand, as its checks see it."""

    name: str
    now: Clock
    databases: Mapping[str, Database]
    """By room; each connects as the room's own role."""
    classes: Sequence[DataClass]
    standings: Callable[[Mapping[str, Database], datetime], Awaitable[Sequence[Standing]]]
    """How each class of data stands at a moment, by what these databases tell."""
    overdue: LiteralString
    """Writes a row that should have gone years ago: for drills alone."""
    deciders: Callable[[Mapping[str, Database]], Awaitable[Deciders]]
    """By what these databases tell."""
    unkeyed: LiteralString
    """Writes somebody who decides and has no passkey: for drills alone."""
    log_schema: str
    witnesses: Sequence[LogKey]
    public_url: str
    bind: tuple[str, int]
    ask: Ask
    routes: Sequence[Door]
    doors: Mapping[Door, str]
    """To whom each address opens, as it was decided."""
    refusals: Mapping[Door, frozenset[str]]
    """By which codes an address refuses a stranger, where it does not ask who they are."""
    places: Mapping[str, str]
    """What stands in an address so that something is there: by the name of the place."""
    sealed: Sequence[Sealed]
    grids: Sequence[Grid]
    apart: Sequence[tuple[Column, Sequence[Column]]]
    """Ids of one world, and the columns of another in which none of them may stand."""
    sessions: Sequence[Lasting]
    keys: Callable[[], Awaitable[Sequence[KeyAge]]]
    others: Sequence[str]
    """Addresses of other hands, whose clocks are compared."""
    settings: Mapping[str, object]
    """The effective configuration, without a secret in it."""
    files: Files
    package: str
    """The distribution that is installed."""
    demonstration: bool
    is_serving: bool
    """Whether this is the process that serves, and not a command beside it."""
    site: Site | None
    """Its backups, where they are this hand's business."""
    meter: Meter
    states: Callable[[], Awaitable[Sequence[State]]]
    approved: Callable[[], Awaitable[str]]
    """The digest of the settings that somebody approved; empty for none."""
    chain: Callable[[Database], Awaitable[Chained]]
    """Reads the chain once more, as the room `compliance`."""
    draw: Draw = NOT_DRAWN
    owner: Database | None = None
    """Who owns the tables: in drills alone."""
    stranger: tuple[str, int] = ("192.0.2.1", 9)
    """An address that is nobody's (RFC 5737), which no service may reach."""

    @property
    def any_database(self) -> Database:
        """One of them, for what every role may ask."""
        return next(iter(self.databases.values()))

    @property
    def https(self) -> bool:
        """Whether people reach it by TLS."""
        return self.public_url.startswith("https://")
