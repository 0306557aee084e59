"""How long each class of data is kept, by what right, and what is late: the types, the counting, and the last runs.

Each hand has a list of its own, in which every column of its database is exactly once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, LiteralString, NamedTuple

import msgspec
from psycopg import sql

from serment_kernel.clock import Clock
from serment_kernel.database import Database, Tx
from serment_kernel.periodic import Job

# A clock that says so is rather wrong than right: an installation that slept so long waits for its operator's word.
LEAP = timedelta(days=45)
# Every job returns within a day, and a row whose day is over may wait for the end of it.
LATE = timedelta(days=2)

Basis = Literal["service", "consent", "care", "accounts_of_practices", "security", "proof", "openness", "operation"]
BASES: Mapping[Basis, str] = {
    "service": "GDPR 6(1)(b): the appointment, or the account, that the person asked for",
    "consent": "GDPR 6(1)(a): the person agreed, and takes it back in one act",
    "care": "GDPR 6(1)(c) and 9(2)(h); Code de la santé publique L1110-4 and, as the period's measure, R1112-7",
    "accounts_of_practices": "GDPR 6(1)(b) and 6(1)(f): the contract with the practice, and the work of its staff",
    "security": "GDPR 6(1)(f) and 32: nobody guesses, floods, or uses what has run out",
    "proof": "GDPR 5(2) and 6(1)(f): who decided what, for whoever checks it",
    "openness": "GDPR 6(1)(f): a log that everybody can check; salted commitments stand in the place of persons",
    "operation": "no personal data",
}

About = Literal["patient", "practice", "staff", "nobody"]
"""Of whom the rows tell, first of all."""

Ending = Literal["delete", "blank", "restrict_then_delete", "with_its_owner", "public_record"]
"""What happens at the end: the row goes; its columns are emptied; only the practice's own keys open it until the row
goes; it goes with the account or practice that it is of; or it has no end."""


class Period(NamedTuple):
    """How long; without a unit, as long as what it is of."""

    number: int = 0
    unit: Literal["", "minutes", "hours", "days", "weeks", "months", "years"] = ""

    def __str__(self) -> str:
        unit = self.unit.removesuffix("s") if self.number == 1 else self.unit
        return f"{self.number} {unit}" if unit else "no period of its own"


class DataClass(NamedTuple):
    """Columns that are kept for one purpose and end in one way."""

    name: str
    covers: tuple[str, ...]
    """Tables as `room.table`; or `room.table.column`, which then belongs to no class that has the table."""
    about: About
    purpose: str
    basis: Basis
    period: Period
    starts: str
    """The event from which the period runs; of what has none, how it ends."""
    ending: Ending
    job: str = ""
    """The periodic job that ends it; empty where an act of somebody does."""
    due: LiteralString = ""
    """Counts the rows whose period was over at `%(before)s`."""

    @property
    def room(self) -> str:
        """Whose role counts."""
        return self.covers[0].partition(".")[0]


class Standing(msgspec.Struct, frozen=True):
    """Where one class stands. Counts and a day; nothing of anybody."""

    name: str
    basis: Basis
    period: str
    ending: Ending
    job: str
    due: int
    """Rows whose period is over; the next run takes them."""
    late: int
    """Those of them that a run should have taken already."""
    last_run: str
    """The day; empty where the job has not run here, or there is none."""


Parameters = Mapping[str, object]


async def standings(
    databases: Mapping[str, Database],
    classes: Iterable[DataClass],
    now: datetime,
    *,
    ran: Mapping[str, date],
    chosen: Parameters,
) -> list[Standing]:
    """Count what is due, by the role of each room; `chosen` are the periods that the operator chose."""
    found: list[Standing] = []
    for each in classes:
        due = await _count(databases, each, {**chosen, "before": now})
        late = await _count(databases, each, {**chosen, "before": now - LATE})
        day = ran[each.job].isoformat() if each.job in ran else ""
        found.append(Standing(each.name, each.basis, str(each.period), each.ending, each.job, due, late, day))
    return found


def lines(found: Sequence[Standing]) -> list[str]:
    """The same for whoever reads it: a head, and a line each."""
    rows = [("class", "period", "due", "late", "last run", "job")]
    rows += [(each.name, each.period, str(each.due), str(each.late), each.last_run, each.job) for each in found]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


class ClockLeapt(Exception):
    """More days have gone by since this was last done than a running service lets go by; or it is in the past."""


def unless_leapt(db: Database, schema: str, job: Job, now: Clock) -> Job:
    """The same job, which does nothing and raises `ClockLeapt` where the clock is far from the day of its last run.

    What a wrong clock deletes, no later clock brings back. The first run has nothing to compare with.
    """

    async def work() -> None:
        last = (await last_runs(db, schema)).get(job.name)
        if last is not None and abs(now().date() - last) > LEAP:
            raise ClockLeapt
        await job.work()

    return Job(job.name, job.seconds, work)


async def believe_day(db: Database, schema: str, job: str, day: date) -> None:
    """Take an operator's word that this is the day, so that the job goes on."""
    async with db.transaction() as tx:
        query = sql.SQL("UPDATE {} SET day = %s WHERE job = %s").format(_performed(schema))
        await tx.execute(query, [day, job])


def noted(db: Database, schema: str, job: Job, now: Clock) -> Job:
    """The same job, which notes the day once it is done."""

    async def work() -> None:
        await job.work()
        async with db.transaction() as tx:
            await _note(tx, schema, job.name, now().date())

    return Job(job.name, job.seconds, work)


async def last_runs(db: Database, schema: str) -> dict[str, date]:
    """The day on which each job was last done."""
    async with db.transaction() as tx:
        cursor = await tx.execute(sql.SQL("SELECT job, day FROM {}").format(_performed(schema)))
        return {str(job): day for job, day in await cursor.fetchall()}


async def _note(tx: Tx, schema: str, job: str, day: date) -> None:
    query = sql.SQL(
        """
        INSERT INTO {} AS p (job, day) VALUES (%s, %s)
            ON CONFLICT (job) DO UPDATE SET day = excluded.day WHERE p.day < excluded.day
        """
    )
    await tx.execute(query.format(_performed(schema)), [job, day])


def _performed(schema: str) -> sql.Identifier:
    return sql.Identifier(schema, "performed")


async def _count(databases: Mapping[str, Database], each: DataClass, parameters: Parameters) -> int:
    if not each.due:
        return 0
    async with databases[each.room].transaction() as tx:
        cursor = await tx.execute(each.due, parameters)
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


def classes_of(column: tuple[str, str], classes: Iterable[DataClass]) -> list[str]:
    """The classes of a column, given as `room.table` and its name: exactly one, or the list is wrong."""
    table, name = column
    by_column = [each.name for each in classes if f"{table}.{name}" in each.covers]
    return by_column or [each.name for each in classes if table in each.covers]
