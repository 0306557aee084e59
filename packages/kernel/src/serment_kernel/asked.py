"""Requests of persons that reach a hand by letter, e-mail or telephone: noted by kind and day, never by name.

Who wrote, and what, stays in the letter. Here is only what a clock needs, and what came of it. Each hand has a table
`asked` in one of its schemas.
"""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec
from psycopg import sql
from psycopg.rows import class_row

from serment_kernel.database import Database
from serment_kernel.errors import Refusal
from serment_protocol import clocks

Kind = Literal["access", "portability", "rectification", "erasure", "restriction", "objection"]
Channel = Literal["letter", "email", "telephone", "visit"]
Reason = Literal["complex", "many"]
"""Why more time is taken: the two that article 12(3) of the GDPR knows."""
Outcome = Literal["done", "partly", "refused", "passed_on"]

SOON_DAYS = 7
ID_BYTES = 4
KEPT_MONTHS = 36
"""After its answer, for whoever checks how requests are answered."""


class AskedUnknown(Refusal):
    """There is no such request, or it is closed."""

    code = "asked_unknown"
    status = 404


class AskedTooLate(Refusal):
    """More time can be taken once, and told within the first month."""

    code = "asked_too_late"
    status = 422


class Asked(msgspec.Struct, frozen=True):
    """A request, by its days; `reason`, `closed` and `outcome` are empty until there is one."""

    request: str
    kind: Kind
    channel: Channel
    day: date
    due: date
    reason: str
    closed: date | None
    outcome: str


class Waiting(msgspec.Struct, frozen=True):
    """How many wait, how many of them within a week of their last day or past it, and how many were answered late."""

    waiting: int = 0
    soon: int = 0
    late: int = 0
    answered: int = 0
    answered_late: int = 0


async def note(db: Database, schema: str, kind: Kind, channel: Channel, day: date) -> str:
    """Begin its clock, which runs from the day on which it came; its number."""
    request, due = secrets.token_bytes(ID_BYTES), clocks.due("one_month", day)
    query = sql.SQL("INSERT INTO {} (request, kind, channel, day, due) VALUES (%s, %s, %s, %s, %s)")
    async with db.transaction() as tx:
        await tx.execute(query.format(_table(schema)), [request, kind, channel, day, due])
    return request.hex()


async def extend(db: Database, schema: str, request: str, reason: Reason, today: date) -> date:
    """Take two months more, for a reason that the person has been told by now; the new last day."""
    found = await _open(db, schema, request)
    later = clocks.due("one_month", found.day, extended=True)
    if later is None or found.reason or not clocks.may_extend("one_month", found.day, today):
        raise AskedTooLate
    query = sql.SQL("UPDATE {} SET due = %s, reason = %s WHERE request = %s AND closed IS NULL")
    async with db.transaction() as tx:
        await tx.execute(query.format(_table(schema)), [later, reason, bytes.fromhex(request)])
    return later


async def close(db: Database, schema: str, request: str, outcome: Outcome, today: date) -> None:
    """It was answered today."""
    query = sql.SQL("UPDATE {} SET closed = %s, outcome = %s WHERE request = %s AND closed IS NULL")
    async with db.transaction() as tx:
        cursor = await tx.execute(query.format(_table(schema)), [today, outcome, _bytes_of(request)])
    if cursor.rowcount != 1:
        raise AskedUnknown


async def listed(db: Database, schema: str) -> list[Asked]:
    """Every request that is still noted: what waits first, by its last day."""
    query = sql.SQL(
        """
        SELECT encode(request, 'hex') AS request, kind, channel, day, due, reason, closed, outcome
          FROM {} ORDER BY closed IS NOT NULL, due, request
        """
    )
    async with db.transaction() as tx:
        cursor = tx.cursor(row_factory=class_row(Asked))
        await cursor.execute(query.format(_table(schema)))
        return await cursor.fetchall()


async def forget(db: Database, schema: str, today: date) -> None:
    """Delete what was answered long ago."""
    query = sql.SQL("DELETE FROM {} WHERE closed < %s")
    async with db.transaction() as tx:
        await tx.execute(query.format(_table(schema)), [clocks.months_later(today, -KEPT_MONTHS)])


def count(asked: Sequence[Asked], today: date) -> Waiting:
    """How a queue stands today."""
    waiting = [one for one in asked if one.closed is None]
    answered = [one for one in asked if one.closed is not None]
    late = [one for one in waiting if one.due < today]
    soon = [one for one in waiting if 0 <= (one.due - today).days <= SOON_DAYS]
    too_late = [one for one in answered if one.closed and one.closed > one.due]
    return Waiting(len(waiting), len(soon), len(late), len(answered), len(too_late))


async def _open(db: Database, schema: str, request: str) -> Asked:
    found = next((one for one in await listed(db, schema) if one.request == request and one.closed is None), None)
    if found is None:
        raise AskedUnknown
    return found


def _bytes_of(request: str) -> bytes:
    try:
        return bytes.fromhex(request)
    except ValueError as error:
        raise AskedUnknown from error


def _table(schema: str) -> sql.Identifier:
    return sql.Identifier(schema, "asked")
