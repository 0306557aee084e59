"""SQL of visits: appointments, their statements, filings and absences. One function, one statement."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Literal, cast

import msgspec
from psycopg import sql
from psycopg.rows import TupleRow, class_row

from serment_kernel.database import Tx
from serment_platform.scheduling.types import (
    Absence,
    AgendaEntry,
    Booking,
    Change,
    DueTicket,
    Filing,
    Overbooking,
    SignedStatement,
    Span,
    StandingVisit,
    Visit,
)
from serment_protocol.credentials import credential_key_id
from serment_protocol.encoding import b64
from serment_protocol.primitives import hash_bytes
from serment_protocol.signing import Signed
from serment_protocol.visit_erasures import VisitErasure

Outcome = Literal["booked", "changed", "replayed"]
_DONE = frozenset({"booked", "replayed"})
FilingTable = Literal["filing", "note"]
"""Filings are the desk's; notes are clinical, in a chain of their own."""


async def book(tx: Tx, booking: Booking, last: bytes, now: datetime, hold: str = "") -> Outcome:
    """Spend the token, take the time and write the appointment with its first statement, or none of it; what the hold
    keeps is free for it alone.
    """
    cursor = await tx.execute(
        """
        SELECT scheduling.book(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            bytes.fromhex(booking.appointment),
            bytes.fromhex(booking.practice),
            bytes.fromhex(booking.schedule),
            booking.start,
            booking.minutes,
            booking.service_class,
            booking.epoch,
            booking.manage,
            booking.envelope,
            booking.self_copy,
            booking.ticket,
            booking.body,
            booking.signature,
            last,
            booking.token or None,
            booking.request or None,
            now,
            bool(booking.overbooked_by),
            *shown(booking.credential),
            bytes.fromhex(hold) if hold else None,
            hash_bytes("spent", booking.token) if booking.token else None,
        ],
    )
    return _outcome(await cursor.fetchone())


def shown(credential: bytes) -> tuple[bytes | None, bytes | None]:
    """By what a credential is known once it is spent, and its key; nothing where none is shown."""
    if not credential:
        return None, None
    return hash_bytes("credential-spent", credential), credential_key_id(credential)


async def book_each(tx: Tx, bookings: Sequence[tuple[Booking, bytes, datetime]]) -> list[str | None]:
    """The same for several, each for itself: in their order, none, or the SQLSTATE of what refused one."""
    rows = [
        (
            bytes.fromhex(booking.appointment),
            bytes.fromhex(booking.practice),
            bytes.fromhex(booking.schedule),
            booking.start,
            booking.minutes,
            booking.service_class,
            booking.epoch,
            booking.manage,
            booking.envelope,
            booking.self_copy,
            booking.ticket,
            booking.body,
            booking.signature,
            last,
            booking.token,
            booking.request,
            now,
        )
        for booking, last, now in bookings
    ]
    cursor = await tx.execute(
        """
        SELECT place, outcome
          FROM scheduling.book_each(%b, %b, %b, %b, %b::integer[], %s::text[], %b::integer[], %b, %b, %b, %b, %b, %b,
                                    %b, %b, %b, %b)
        """,
        [list(column) for column in zip(*rows, strict=True)],
    )
    outcomes: dict[int, str] = dict(await cursor.fetchall())
    return [None if outcomes[place] in _DONE else outcomes[place] for place in range(1, len(rows) + 1)]


async def change(tx: Tx, change: Change, last: bytes, now: datetime) -> Outcome:
    """Append a statement and move, free or mark accordingly, or none of it."""
    cursor = await tx.execute(
        "SELECT scheduling.change(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            bytes.fromhex(change.appointment),
            change.sequence,
            bytes.fromhex(change.previous),
            change.state,
            bytes.fromhex(change.schedule),
            change.start,
            change.epoch,
            change.body,
            change.signature,
            last,
            now,
            bool(change.overbooked_by),
        ],
    )
    return _outcome(await cursor.fetchone())


async def note_overbooking(tx: Tx, appointment: str, sequence: int, member: str, now: datetime) -> None:
    """Note who put a visit on top of others, and by which statement; the same again is one."""
    await tx.execute(
        "INSERT INTO scheduling.overbooking (appointment, sequence, member, day) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        [bytes.fromhex(appointment), sequence, bytes.fromhex(member), now.astimezone(UTC).date()],
    )


async def leave_room(tx: Tx, appointment: str, closing: Span) -> None:
    """Give a visit another room for one that is about to close, if it is there then; nothing else of it changes."""
    await tx.execute(
        "SELECT scheduling.leave_room(%s, %s, %s, %s)",
        [bytes.fromhex(appointment), bytes.fromhex(closing.schedule), closing.start, closing.until],
    )


async def owe_right(tx: Tx, appointment: str, now: datetime, *, by_desk: bool) -> None:
    """A right was spent on what was just cancelled, and comes back: before the notice, or, by the desk, the visit."""
    await tx.execute(
        """
        UPDATE scheduling.appointment AS a SET right_back = ''
          FROM scheduling.schedule AS s
         WHERE a.appointment = %(appointment)s AND a.right_spent AND a.right_back IS NULL AND a.state = 'cancelled'
           AND s.schedule = a.schedule AND a.start > %(now)s
           AND (%(by_desk)s
                OR a.start >= %(now)s + interval '1 minute' * coalesce(
                    (SELECT c.notice_minutes FROM scheduling.service_class AS c
                      WHERE c.schedule = a.schedule AND c.class = a.class), s.notice_minutes))
        """,
        {"appointment": bytes.fromhex(appointment), "now": now, "by_desk": by_desk},
    )


async def give_right_back(tx: Tx, appointment: str, manage: bytes, asked: bytes, now: datetime) -> bool:
    """Whether a right is due for a visit that was still to come, or was given back for the very same."""
    cursor = await tx.execute(
        """
        UPDATE scheduling.appointment SET right_back = %(asked)s
         WHERE appointment = %(appointment)s AND manage = %(manage)s AND start > %(now)s
           AND right_back IN (''::bytea, %(asked)s)
        """,
        {"appointment": bytes.fromhex(appointment), "manage": manage, "asked": asked, "now": now},
    )
    return cursor.rowcount == 1


async def carry_right(tx: Tx, before: str, after: str, *, paid: bool) -> None:
    """A visit that goes on under another key has the right of the one before, beside its own."""
    await tx.execute(
        """
        UPDATE scheduling.appointment
           SET right_spent = %s OR (SELECT right_spent FROM scheduling.appointment WHERE appointment = %s)
         WHERE appointment = %s
        """,
        [paid, bytes.fromhex(before), bytes.fromhex(after)],
    )


async def hand_over(tx: Tx, ending: Change, booking: Booking, copy: bytes | None, now: datetime) -> Outcome:
    """End one appointment and write another in its place, or neither; `copy` overwrites what the old one told."""
    cursor = await tx.execute(
        "SELECT scheduling.hand_over(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            bytes.fromhex(ending.appointment),
            ending.sequence,
            bytes.fromhex(ending.previous),
            ending.body,
            ending.signature,
            hash_bytes("statement", ending.body),
            copy,
            bytes.fromhex(booking.appointment),
            booking.epoch,
            booking.manage,
            booking.envelope,
            booking.self_copy,
            booking.ticket,
            booking.body,
            booking.signature,
            hash_bytes("statement", booking.body),
            booking.token or None,
            booking.request or None,
            now,
        ],
    )
    return _outcome(await cursor.fetchone())


def _outcome(row: TupleRow | None) -> Outcome:
    return cast("Outcome", row[0] if row else "replayed")


async def find_visit(tx: Tx, appointment: str) -> Visit | None:
    """An appointment by its id."""
    cursor = tx.cursor(row_factory=class_row(Visit))
    await cursor.execute(
        """
        SELECT encode(appointment, 'hex') AS appointment, encode(practice, 'hex') AS practice,
               encode(schedule, 'hex') AS schedule, start, minutes, class AS service_class, epoch, state, sequence,
               encode(last, 'hex') AS last, manage, self_copy, before, after
          FROM scheduling.appointment WHERE appointment = %s
        """,
        [bytes.fromhex(appointment)],
    )
    return await cursor.fetchone()


async def chain(tx: Tx, appointment: str) -> list[SignedStatement]:
    """All statements of an appointment, in order."""
    cursor = tx.cursor(row_factory=class_row(SignedStatement))
    await cursor.execute(
        "SELECT body, signature FROM scheduling.statement WHERE appointment = %s ORDER BY sequence",
        [bytes.fromhex(appointment)],
    )
    return await cursor.fetchall()


async def statement_at(tx: Tx, appointment: str, sequence: int) -> bytes | None:
    """The body of one statement."""
    cursor = await tx.execute(
        "SELECT body FROM scheduling.statement WHERE appointment = %s AND sequence = %s",
        [bytes.fromhex(appointment), sequence],
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def visits_between(tx: Tx, practice: str, first: date, last: date, state: str = "") -> list[AgendaEntry]:
    """A practice's appointments of those local days, cancelled ones too; or those of one state."""
    cursor = tx.cursor(row_factory=class_row(AgendaEntry))
    await cursor.execute(
        """
        SELECT encode(a.appointment, 'hex') AS appointment, a.manage, a.envelope, a.overbooked,
               a.credentials IS NOT NULL AS answered,
               ARRAY(SELECT encode(u.resource, 'hex') FROM scheduling.resource_use AS u
                      WHERE u.appointment = a.appointment ORDER BY u.need) AS resources
          FROM scheduling.appointment AS a JOIN scheduling.schedule AS s USING (schedule)
         WHERE a.practice = %(practice)s
           AND a.start BETWEEN %(first)s::date - interval '1 day' AND %(last)s::date + interval '2 days'
           AND (a.start AT TIME ZONE s.time_zone)::date BETWEEN %(first)s AND %(last)s
           AND %(state)s IN ('', a.state)
         ORDER BY a.start, a.appointment
        """,
        {"practice": bytes.fromhex(practice), "first": first, "last": last, "state": state},
    )
    return await cursor.fetchall()


class _Link(msgspec.Struct, frozen=True):
    appointment: str
    body: bytes
    signature: bytes


async def chains(tx: Tx, appointments: Sequence[str]) -> dict[str, list[SignedStatement]]:
    """The statements of several appointments."""
    cursor = tx.cursor(row_factory=class_row(_Link))
    await cursor.execute(
        """
        SELECT encode(appointment, 'hex') AS appointment, body, signature
          FROM scheduling.statement WHERE appointment = ANY (%s)
         ORDER BY appointment, sequence
        """,
        [[bytes.fromhex(one) for one in appointments]],
    )
    found: dict[str, list[SignedStatement]] = {one: [] for one in appointments}
    for link in await cursor.fetchall():
        found[link.appointment].append(SignedStatement(link.body, link.signature))
    return found


class _OnTop(Overbooking, frozen=True, kw_only=True):
    appointment: str


async def overbookings(tx: Tx, appointments: Sequence[str]) -> dict[str, list[Overbooking]]:
    """Who put which of these visits on top of others, in order; most never were."""
    cursor = tx.cursor(row_factory=class_row(_OnTop))
    await cursor.execute(
        """
        SELECT encode(appointment, 'hex') AS appointment, sequence, encode(member, 'hex') AS member, day
          FROM scheduling.overbooking WHERE appointment = ANY (%s) ORDER BY appointment, sequence
        """,
        [[bytes.fromhex(one) for one in appointments]],
    )
    found: dict[str, list[Overbooking]] = {}
    for one in await cursor.fetchall():
        found.setdefault(one.appointment, []).append(one)
    return found


async def filings(tx: Tx, table: FilingTable, appointments: Sequence[str]) -> dict[str, Filing]:
    """What was filed, or noted closed to the desk, of several appointments."""
    cursor = tx.cursor(row_factory=class_row(Filing))
    query = sql.SQL(
        """
        SELECT encode(appointment, 'hex') AS appointment, revision, encode(previous, 'hex') AS previous, epoch, blob,
               encode(member, 'hex') AS member, signature
          FROM {} WHERE appointment = ANY (%s)
        """
    )
    await cursor.execute(query.format(_named(table)), [[bytes.fromhex(one) for one in appointments]])
    return {one.appointment: one for one in await cursor.fetchall()}


async def save_filing(tx: Tx, table: FilingTable, practice: str, filing: Filing, digest: bytes) -> bool:
    """Write the next revision; false unless it follows the stored one and is sealed for the practice's epoch.

    The schedule is held meanwhile, so that no rotation passes in between.
    """
    query = sql.SQL(
        """
        WITH held AS (
            SELECT a.appointment, a.practice
              FROM scheduling.appointment AS a JOIN scheduling.schedule AS s USING (schedule)
             WHERE a.appointment = %(appointment)s AND a.practice = %(practice)s AND s.epoch = %(epoch)s
               FOR SHARE OF s)
        INSERT INTO {table} AS f (appointment, practice, epoch, revision, previous, hash, blob, member, signature)
        SELECT appointment, practice, %(epoch)s, %(revision)s, %(previous)s, %(hash)s, %(blob)s, %(member)s,
               %(signature)s
          FROM held
         WHERE %(revision)s = 1 OR EXISTS (SELECT FROM {table} WHERE appointment = %(appointment)s)
        ON CONFLICT (appointment) DO UPDATE
           SET epoch = excluded.epoch, revision = excluded.revision, previous = excluded.previous,
               hash = excluded.hash, blob = excluded.blob, member = excluded.member, signature = excluded.signature
         WHERE f.revision + 1 = excluded.revision AND f.hash = excluded.previous
            OR f.revision = excluded.revision AND f.hash = excluded.hash
        """
    )
    cursor = await tx.execute(query.format(table=_named(table)), _revision(practice, filing, digest))
    return cursor.rowcount == 1


def _named(table: FilingTable) -> sql.Identifier:
    return sql.Identifier("scheduling", table)


def _revision(practice: str, filing: Filing, digest: bytes) -> dict[str, object]:
    return {
        "appointment": bytes.fromhex(filing.appointment),
        "practice": bytes.fromhex(practice),
        "epoch": filing.epoch,
        "revision": filing.revision,
        "previous": bytes.fromhex(filing.previous),
        "hash": digest,
        "blob": filing.blob,
        "member": bytes.fromhex(filing.member),
        "signature": filing.signature,
    }


async def hold_for_epoch(tx: Tx, schedule: str, practice: str, epoch: int) -> bool:
    """Keep rotation out until we commit; false if the schedule is not this practice's or has another epoch."""
    cursor = await tx.execute(
        "SELECT FROM scheduling.schedule WHERE schedule = %s AND practice = %s AND epoch = %s FOR SHARE",
        [bytes.fromhex(schedule), bytes.fromhex(practice), epoch],
    )
    return cursor.rowcount == 1


async def hold_schedule(tx: Tx, schedule: str) -> None:
    """Keep publications and rotation out until we commit."""
    await tx.execute("SELECT FROM scheduling.schedule WHERE schedule = %s FOR SHARE", [bytes.fromhex(schedule)])


async def lock_days(tx: Tx, schedules: Sequence[str], first: date, last: date) -> None:
    """Keep others from taking a time on these days until we commit."""
    await tx.execute(
        """
        SELECT FROM scheduling.occupancy
         WHERE schedule = ANY (%s) AND day BETWEEN %s AND %s ORDER BY schedule, day, lane FOR UPDATE
        """,
        [[bytes.fromhex(schedule) for schedule in schedules], first, last],
    )


async def visits_in(tx: Tx, schedule: str, start: datetime, until: datetime) -> list[Visit]:
    """Who is expected then, in order."""
    cursor = tx.cursor(row_factory=class_row(Visit))
    await cursor.execute(
        """
        SELECT encode(appointment, 'hex') AS appointment, encode(practice, 'hex') AS practice,
               encode(schedule, 'hex') AS schedule, start, minutes, class AS service_class, epoch, state, sequence,
               encode(last, 'hex') AS last, manage, self_copy, before, after
          FROM scheduling.appointment
         WHERE (schedule = %(schedule)s
                OR appointment IN (SELECT appointment FROM scheduling.resource_use WHERE resource = %(schedule)s))
           AND state <> 'cancelled'
           AND start > %(start)s - interval '1 day' AND start < %(until)s + interval '1 day'
           AND start - before * interval '1 minute' < %(until)s
           AND start + (minutes + after) * interval '1 minute' > %(start)s
         ORDER BY start, appointment
        """,
        {"schedule": bytes.fromhex(schedule), "start": start, "until": until},
    )
    return await cursor.fetchall()


async def insert_absence(tx: Tx, practice: str, absence: Absence) -> None:
    """Write an absence; the same one twice is one."""
    await tx.execute(
        """
        INSERT INTO scheduling.absence (absence, practice, schedule, start, until, epoch, sealed)
        VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (absence) DO NOTHING
        """,
        [
            bytes.fromhex(absence.absence),
            bytes.fromhex(practice),
            bytes.fromhex(absence.schedule),
            absence.start,
            absence.until,
            absence.epoch,
            absence.sealed,
        ],
    )


async def find_absence(tx: Tx, practice: str, absence: str) -> Absence | None:
    """An absence of this practice by its id."""
    cursor = tx.cursor(row_factory=class_row(Absence))
    await cursor.execute(
        """
        SELECT encode(absence, 'hex') AS absence, encode(schedule, 'hex') AS schedule, start, until, epoch, sealed
          FROM scheduling.absence WHERE absence = %s AND practice = %s
        """,
        [bytes.fromhex(absence), bytes.fromhex(practice)],
    )
    return await cursor.fetchone()


async def delete_absence(tx: Tx, absence: str) -> None:
    """Remove an absence."""
    await tx.execute("DELETE FROM scheduling.absence WHERE absence = %s", [bytes.fromhex(absence)])


async def recount_busy(tx: Tx, schedule: str, first: date, last: date) -> None:
    """Make the busy bits of these locked days what visits and absences say."""
    await tx.execute(
        """
        UPDATE scheduling.occupancy SET busy = scheduling.busy_on(schedule, lane, begins, positions)
         WHERE schedule = %s AND day BETWEEN %s AND %s
        """,
        [bytes.fromhex(schedule), first, last],
    )


async def absences_between(tx: Tx, practice: str, first: date, last: date) -> list[Absence]:
    """A practice's absences that touch those days."""
    cursor = tx.cursor(row_factory=class_row(Absence))
    await cursor.execute(
        """
        SELECT encode(a.absence, 'hex') AS absence, encode(a.schedule, 'hex') AS schedule, a.start, a.until, a.epoch,
               a.sealed
          FROM scheduling.absence AS a JOIN scheduling.schedule AS s USING (schedule)
         WHERE a.practice = %(practice)s
           AND (a.until AT TIME ZONE s.time_zone)::date >= %(first)s
           AND (a.start AT TIME ZONE s.time_zone)::date <= %(last)s
         ORDER BY a.start, a.absence
        """,
        {"practice": bytes.fromhex(practice), "first": first, "last": last},
    )
    return await cursor.fetchall()


async def current_epoch(tx: Tx, practice: str) -> int:
    """The epoch whose keys the practice uses; 0 before anything was published."""
    cursor = await tx.execute("SELECT epoch FROM scheduling.practice WHERE practice = %s", [bytes.fromhex(practice)])
    row = await cursor.fetchone()
    return row[0] if row else 0


async def is_of_practice(tx: Tx, practice: str, appointment: str) -> bool:
    """Whether the appointment is one of this practice."""
    cursor = await tx.execute(
        "SELECT FROM scheduling.appointment WHERE appointment = %s AND practice = %s",
        [bytes.fromhex(appointment), bytes.fromhex(practice)],
    )
    return cursor.rowcount == 1


async def find_standing(tx: Tx, practice: str, appointment: str) -> StandingVisit | None:
    """When a visit of this practice begins that was not given up, and whether a right was spent for it."""
    cursor = tx.cursor(row_factory=class_row(StandingVisit))
    await cursor.execute(
        """
        SELECT start, right_spent FROM scheduling.appointment
         WHERE appointment = %s AND practice = %s AND state <> 'cancelled'
        """,
        [bytes.fromhex(appointment), bytes.fromhex(practice)],
    )
    return await cursor.fetchone()


async def has_visits_after(tx: Tx, practice: str, now: datetime) -> bool:
    """Whether anybody is still expected."""
    cursor = await tx.execute(
        """
        SELECT FROM scheduling.appointment
         WHERE practice = %s AND state <> 'cancelled' AND start + minutes * interval '1 minute' > %s LIMIT 1
        """,
        [bytes.fromhex(practice), now],
    )
    return cursor.rowcount == 1


async def delete_practice(tx: Tx, practice: str) -> None:
    """Remove a practice's calendars and everything in them."""
    ident = [bytes.fromhex(practice)]
    for table in ("absence", "hold", "waiting", "credential_key", "spent_credential"):
        await tx.execute(
            sql.SQL("DELETE FROM {} WHERE practice = %s").format(sql.Identifier("scheduling", table)), ident
        )
    await tx.execute("DELETE FROM scheduling.appointment WHERE practice = %s", ident)
    await tx.execute("DELETE FROM scheduling.schedule WHERE practice = %s", ident)


async def confirmations_due(tx: Tx, limit: int) -> list[DueTicket]:
    """Tickets of visits that were booked, or moved by the practice, since the last batch."""
    cursor = tx.cursor(row_factory=class_row(DueTicket))
    await cursor.execute(
        """
        SELECT encode(appointment, 'hex') AS appointment, sequence, ticket FROM scheduling.appointment
         WHERE confirm_due AND ticket IS NOT NULL
         ORDER BY appointment LIMIT %s
        """,
        [limit],
    )
    return await cursor.fetchall()


async def confirmed(tx: Tx, tickets: Sequence[DueTicket]) -> None:
    """Their nudge is on its way; one that changed meanwhile may be due again."""
    await tx.execute(
        """
        UPDATE scheduling.appointment AS a SET confirm_due = false
          FROM unnest(%s::bytea[], %s::integer[]) AS sent (appointment, sequence)
         WHERE a.appointment = sent.appointment AND a.sequence = sent.sequence
        """,
        [[bytes.fromhex(one.appointment) for one in tickets], [one.sequence for one in tickets]],
    )


async def reminders_due(tx: Tx, now: datetime, hour: int, limit: int) -> list[DueTicket]:
    """Tickets of tomorrow's visits, once it is that hour where the visit is."""
    cursor = tx.cursor(row_factory=class_row(DueTicket))
    await cursor.execute(
        """
        SELECT encode(a.appointment, 'hex') AS appointment, a.sequence, a.ticket
          FROM scheduling.appointment AS a JOIN scheduling.schedule AS s USING (schedule)
         WHERE a.remind_on <= (%(now)s AT TIME ZONE s.time_zone - %(hour)s * interval '1 hour')::date
           AND a.remind_on IS NOT NULL AND a.ticket IS NOT NULL AND a.state = 'booked' AND a.start > %(now)s
         ORDER BY a.appointment LIMIT %(limit)s
        """,
        {"now": now, "hour": hour, "limit": limit},
    )
    return await cursor.fetchall()


async def reminded(tx: Tx, tickets: Sequence[DueTicket], now: datetime, hour: int) -> None:
    """Their reminder is on its way; one that was moved meanwhile keeps its new day."""
    await tx.execute(
        """
        UPDATE scheduling.appointment AS a SET remind_on = NULL
          FROM scheduling.schedule AS s
         WHERE a.schedule = s.schedule AND a.appointment = ANY (%s)
           AND a.remind_on <= (%s AT TIME ZONE s.time_zone - %s * interval '1 hour')::date
        """,
        [[bytes.fromhex(one.appointment) for one in tickets], now, hour],
    )


async def hold_for_erasure(tx: Tx, erasure: VisitErasure) -> bool:
    """Keep everybody from a visit until we commit; false if the practice has other keys now."""
    cursor = await tx.execute(
        """
        SELECT FROM scheduling.appointment AS a JOIN scheduling.schedule AS s USING (schedule)
         WHERE a.appointment = %s AND a.practice = %s AND s.epoch = %s
           FOR UPDATE OF a FOR SHARE OF s
        """,
        [bytes.fromhex(erasure.appointment), bytes.fromhex(erasure.practice), erasure.epoch],
    )
    return cursor.rowcount == 1


async def is_care(tx: Tx, appointment: str) -> bool:
    """Whether a visit is part of a care record."""
    cursor = await tx.execute(
        "SELECT FROM scheduling.appointment WHERE appointment = %s AND scheduling.is_care(appointment, state)",
        [bytes.fromhex(appointment)],
    )
    return cursor.rowcount == 1


async def keep_erased(tx: Tx, erasure: VisitErasure, signed: Signed, day: date) -> None:
    """Keep the desk's word, for whoever held the visit."""
    await tx.execute(
        "INSERT INTO scheduling.erased (appointment, practice, body, signature, day) VALUES (%s, %s, %s, %s, %s)",
        [
            bytes.fromhex(erasure.appointment),
            bytes.fromhex(erasure.practice),
            signed.body_bytes,
            signed.signature_bytes,
            day,
        ],
    )


async def find_erased(tx: Tx, appointment: str) -> tuple[str, Signed] | None:
    """Which practice erased a visit, and its word."""
    cursor = await tx.execute(
        "SELECT encode(practice, 'hex'), body, signature FROM scheduling.erased WHERE appointment = %s",
        [bytes.fromhex(appointment)],
    )
    row = await cursor.fetchone()
    return (row[0], Signed(b64(row[1]), b64(row[2]))) if row else None


async def forget_tickets(tx: Tx, now: datetime) -> None:
    """Once a visit is past, nobody is to be nudged for it."""
    await tx.execute(
        """
        UPDATE scheduling.appointment SET ticket = NULL, confirm_due = false, remind_on = NULL
         WHERE ticket IS NOT NULL AND start < %s
        """,
        [now],
    )


async def rewrite(tx: Tx, table: str) -> None:
    """Put the rows of a table of persons in the order of their random ids."""
    await tx.execute("SELECT scheduling.rewrite(%s)", [table])


async def notify(tx: Tx, practice: str) -> None:
    """Tell whoever watches the practice's agenda that something changed, once we commit."""
    await tx.execute("SELECT pg_notify('practice_changed', %s)", [practice])
