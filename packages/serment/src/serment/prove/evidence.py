"""Searches everything that each party wrote or saw, and says how much that was."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg

from serment.hands import Hand
from serment.prove.canaries import Canaries, Pattern
from serment.prove.scan import NOTHING, Hit, Scan, scan_bodies, scan_database, scan_folders
from serment_client import Exchange

# What its own rooms need to write to people; in the tables it is locked all the same.
CUSTODIAN_MAY_HOLD = frozenset({"email", "phone"})
SEARCHES = frozenset({"/v1/search", "/v1/names", "/v1/places"})


class Evidence(NamedTuple):
    """What was searched and found, by party."""

    platform: Scan
    exchanges: Scan
    custodian: Scan
    foreign: Scan
    logs: Scan


def search(
    platform: Hand,
    custodian: Hand,
    publisher: Path,
    canaries: Canaries,
    exchanges: Iterable[Exchange],
    foreign: Pattern,
) -> Evidence:
    """Tables, cluster files with their WAL, logs and other files, and what went over the wire."""
    pattern = Pattern(canaries.values())
    return Evidence(
        platform=database_of(platform, pattern).plus(scan_folders([platform.cluster.folder], pattern)),
        exchanges=scan_exchanges(exchanges, pattern),
        custodian=_without(
            database_of(custodian, pattern).plus(scan_folders([custodian.cluster.folder], pattern)), CUSTODIAN_MAY_HOLD
        ),
        foreign=database_of(custodian, foreign).plus(scan_folders([custodian.folder], foreign)),
        logs=scan_folders([*_beside_cluster(platform), *_beside_cluster(custodian), publisher], pattern),
    )


def database_of(hand: Hand, pattern: Pattern) -> Scan:
    """Every row; a checkpoint before, so that the files hold what the tables hold."""
    with psycopg.connect(hand.cluster.superuser_dsn(hand.database), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        return scan_database(connection, pattern)


def scan_exchanges(exchanges: Iterable[Exchange], pattern: Pattern) -> Scan:
    """Requests and answers whole, except that the body of a search may hold the term that is searched for."""
    total = NOTHING
    for exchange in exchanges:
        path = exchange.url.split("/", 3)[-1]
        allowed = frozenset({"search"}) if f"/{path}" in SEARCHES else frozenset[str]()
        body = scan_bodies([(f"{exchange.method} /{path}", exchange.request_body)], pattern)
        rest = scan_bodies(_around(exchange, path), pattern)
        total = total.plus(_without(body, allowed)).plus(rest)
    return total


def _around(exchange: Exchange, path: str) -> Iterator[tuple[str, bytes]]:
    asked = "\n".join([exchange.url, *(f"{name}: {value}" for name, value in exchange.request_headers)])
    told = "\n".join(f"{name}: {value}" for name, value in exchange.response_headers)
    yield f"address and headers of {exchange.method} /{path}", asked.encode()
    yield f"headers of the answer to {exchange.method} /{path}", told.encode()
    yield f"answer to {exchange.method} /{path}", exchange.response_body


def _beside_cluster(hand: Hand) -> list[Path]:
    return [path for path in sorted(hand.folder.iterdir()) if path != hand.cluster.folder]


def _without(scan: Scan, allowed: frozenset[str]) -> Scan:
    return scan._replace(hits=tuple(hit for hit in scan.hits if hit.canary not in allowed))


def places(hits: Iterable[Hit]) -> list[str]:
    """What was found where, never the value."""
    return sorted({f"{hit.canary} in {hit.place}" for hit in hits})
