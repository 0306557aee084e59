"""The linkage attacker: holds logical dumps of both databases and tries to pair people.

The attacker knows which rows speak of accounts, their ways in, persons, their devices and appointments (ids are in the
rows), but not which belongs to whom across the two servers and the bookings. What the leaves of the logs say is read
too. Each strategy proposes one partner for each thing; a hit is a right one. Guessing at random is right about once,
whatever the number of people.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from typing import NamedTuple, cast

import psycopg
from psycopg import sql

from serment.prove.scan import tables
from serment_protocol.encoding import from_b64
from serment_protocol.errors import ProtocolRefusal

# What stands in one row by design: a way in names its account, a device its person. A passkey's row is that of any way.
TOGETHER = (frozenset({"account", "way", "kit"}), frozenset({"person", "device"}))
RARE = 2
"""A value that more rows than this have in common pairs nobody."""
TELLING = 6
"""Shorter values (flags, small numbers) meet by accident."""

Row = tuple[str, ...]


class Table(NamedTuple):
    """One table of a dump, in the order of the dump."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Truth(NamedTuple):
    """What only the patients know: the ids of one patient in each world, as the dumps write them."""

    ids: Mapping[str, str]


class Attack(NamedTuple):
    """The best that any strategy reached."""

    hits: int
    chance: float
    bound: int
    strategy: str
    strategies: int

    @property
    def beaten(self) -> bool:
        """Whether the attacker did better than luck explains."""
        return self.hits > self.bound


def dump(connection: psycopg.Connection) -> list[Table]:
    """A logical dump: every table, rows in the order the table gives them."""
    result: list[Table] = []
    for schema, table in tables(connection):
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, table)))
            columns = tuple(column.name for column in cursor.description or ())
            rows = tuple(_cells(row) for row in cursor.fetchall())
        result.append(Table(f"{schema}.{table}", columns, rows))
    return result


def _cells(row: Sequence[object]) -> Row:
    """The cells as text, and behind them what the leaf of a log holds."""
    read = (inner for cell in row if isinstance(cell, bytes) and cell[:1] == b"{" for inner in _inside(_parsed(cell)))
    return (*(cell.hex() if isinstance(cell, bytes) else str(cell) for cell in row), *read)


def _inside(value: object) -> Iterator[str]:
    """Every text of a document, as it stands and as the bytes it stands for."""
    if isinstance(value, str):
        yield value
        with suppress(ProtocolRefusal):
            data = from_b64(value)
            yield data.hex()
            yield from _inside(_parsed(data))
    elif isinstance(value, dict):
        for inner in cast("dict[str, object]", value).values():
            yield from _inside(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _inside(inner)


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError:
        return None


def attack(dumps: Iterable[Table], people: Sequence[Truth]) -> Attack:
    """Try every strategy for every pair of worlds (account, person, appointment, …) that no server knows together."""
    everything = list(dumps)
    views = {world: _views(everything, people, world) for world in people[0].ids}
    results: list[tuple[int, str]] = []
    for left, right in combinations(sorted(views), 2):
        if any({left, right} <= known for known in TOGETHER):
            continue
        pairs = {truth.ids[left]: truth.ids[right] for truth in people}
        for name, guesses in _strategies(views[left], views[right]):
            hits = sum(1 for a, b in guesses if pairs.get(a) == b)
            results.append((hits, f"{left}~{right}: {name}"))
    best, name = max(results, default=(0, "none"))
    return Attack(best, 1.0, bound(len(results)), name, len(results))


def bound(strategies: int, risk: float = 1e-6) -> int:
    """The most hits that luck explains: a random pairing has Poisson(1) hits, tried `strategies` times."""
    tail, k, term = 1.0, 0, math.exp(-1)
    while tail * max(strategies, 1) > risk:
        tail -= term
        k += 1
        term /= k
    return k


class _View(NamedTuple):
    """How one world shows in one table: for each id its rows, in order."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, Row], ...]


def _views(everything: list[Table], people: Sequence[Truth], world: str) -> list[_View]:
    ids = {truth.ids[world] for truth in people}
    views: list[_View] = []
    for table in everything:
        rows = tuple((found, row) for row in table.rows for found in ids.intersection(row))
        if rows:
            views.append(_View(table.name, table.columns, rows))
    return views


def _strategies(left: list[_View], right: list[_View]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield "shared value", list(_shared(left, right))
    for a in left:
        for b in right:
            for first, one in _orders(a):
                for second, two in _orders(b):
                    yield f"{first} ~ {second}", list(zip(one, two, strict=False))
                    yield f"{first} ~ reversed {second}", list(zip(one, reversed(two), strict=False))


def _orders(view: _View) -> Iterator[tuple[str, list[str]]]:
    """The ids as this table lists them, and as each of its columns sorts them."""
    yield f"{view.table} in row order", _distinct(name for name, _ in view.rows)
    for index, column in enumerate(view.columns):
        if len({row[index] for _, row in view.rows}) > 1:
            by_value = sorted(view.rows, key=lambda item: _sortable(item[1][index]))
            yield f"{view.table} by {column}", _distinct(name for name, _ in by_value)


def _sortable(cell: str) -> tuple[float, str]:
    try:
        return float(cell), ""
    except ValueError:
        return math.inf, cell


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _shared(left: list[_View], right: list[_View]) -> Iterator[tuple[str, str]]:
    """Ids whose rows have a rare value in common, the ids themselves included."""
    ours, theirs = _values(left), _values(right)
    spread = Counter(value for values in ours.values() for value in values)
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for name, values in theirs.items():
        for value in values:
            owners[value].append(name)
    for name, values in ours.items():
        votes = Counter(
            other for value in values if spread[value] <= RARE and len(owners[value]) <= RARE for other in owners[value]
        )
        if votes:
            yield name, votes.most_common(1)[0][0]


def _values(views: list[_View]) -> dict[str, set[str]]:
    values: defaultdict[str, set[str]] = defaultdict(set)
    for view in views:
        for name, row in view.rows:
            values[name].update(cell for cell in row if len(cell) >= TELLING)
    return values
