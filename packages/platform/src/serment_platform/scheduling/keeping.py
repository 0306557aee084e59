"""What becomes of visits that are long past (decision 0027).

After the practice's period a visit goes, and with it envelope, self-copy and statements. Where it is part of a care
record its envelope and self-copy are emptied instead: what the practice filed of it stays, under the practice's own
keys alone, until the period of care records is over too.
"""

from datetime import datetime
from typing import LiteralString

from serment_kernel.database import Database, Tx
from serment_platform.config import Retention

BATCH = 200


async def forget_past(db: Database, rule: Retention, now: datetime) -> None:
    """End what is over, a batch at a time; a visit that somebody is at waits for the next run."""
    for end in (_forget_visits, _empty_envelopes, _forget_care, _forget_letters, _forget_absences, _forget_erased):
        ended = BATCH
        while ended == BATCH:
            async with db.transaction() as tx:
                ended = await end(tx, rule, now)


async def choose_months(db: Database, practice: str, months: int) -> bool:
    """For how long this practice keeps past visits; false if no such practice has published."""
    async with db.transaction() as tx:
        cursor = await tx.execute(
            """
            INSERT INTO scheduling.kept (practice, months)
            SELECT practice, %(months)s FROM scheduling.practice WHERE practice = %(practice)s
                ON CONFLICT (practice) DO UPDATE SET months = excluded.months, next_months = NULL, next_on = NULL
            """,
            {"practice": bytes.fromhex(practice), "months": months},
        )
    return cursor.rowcount == 1


# Each locks its rows first, which keeps anybody from filing them, and then looks at them again: somebody may have filed
# one between the look and the lock.


async def _forget_visits(tx: Tx, rule: Retention, now: datetime) -> int:
    held = await _hold(
        tx,
        """
        SELECT appointment FROM scheduling.appointment
         WHERE appointment IN (SELECT scheduling.past_visits(%(now)s, %(months)s) LIMIT %(most)s)
           FOR UPDATE SKIP LOCKED
        """,
        rule,
        now,
    )
    cursor = await tx.execute(
        """
        DELETE FROM scheduling.appointment
         WHERE appointment = ANY (%s) AND NOT scheduling.is_care(appointment, state)
        """,
        [held],
    )
    return cursor.rowcount


async def _empty_envelopes(tx: Tx, rule: Retention, now: datetime) -> int:
    held = await _hold(
        tx,
        """
        SELECT appointment FROM scheduling.appointment
         WHERE appointment IN (SELECT scheduling.past_envelopes(%(now)s, %(months)s) LIMIT %(most)s)
           FOR UPDATE SKIP LOCKED
        """,
        rule,
        now,
    )
    query = "UPDATE scheduling.appointment SET envelope = '', self_copy = '' WHERE appointment = ANY (%s)"
    cursor = await tx.execute(query, [held])
    return cursor.rowcount


async def _forget_care(tx: Tx, rule: Retention, now: datetime) -> int:
    held = await _hold(
        tx,
        """
        SELECT appointment FROM scheduling.appointment
         WHERE appointment IN (SELECT scheduling.past_care(%(now)s, %(years)s) LIMIT %(most)s)
           FOR UPDATE SKIP LOCKED
        """,
        rule,
        now,
    )
    cursor = await tx.execute("DELETE FROM scheduling.appointment WHERE appointment = ANY (%s)", [held])
    return cursor.rowcount


async def _forget_letters(tx: Tx, rule: Retention, now: datetime) -> int:
    cursor = await tx.execute(
        """
        DELETE FROM scheduling.letter
         WHERE appointment IN (SELECT scheduling.past_letters(%(now)s, %(months)s) LIMIT %(most)s)
        """,
        {"now": now, "months": rule.appointment_months, "most": BATCH},
    )
    return cursor.rowcount


async def _forget_absences(tx: Tx, rule: Retention, now: datetime) -> int:
    cursor = await tx.execute(
        """
        DELETE FROM scheduling.absence
         WHERE absence IN (SELECT scheduling.past_absences(%(now)s, %(months)s) LIMIT %(most)s)
        """,
        {"now": now, "months": rule.appointment_months, "most": BATCH},
    )
    return cursor.rowcount


async def _forget_erased(tx: Tx, _rule: Retention, now: datetime) -> int:
    cursor = await tx.execute(
        """
        DELETE FROM scheduling.erased
         WHERE appointment IN (SELECT appointment FROM scheduling.erased
                                WHERE day < (%(now)s - interval '12 months')::date LIMIT %(most)s)
        """,
        {"now": now, "most": BATCH},
    )
    return cursor.rowcount


async def _hold(tx: Tx, query: LiteralString, rule: Retention, now: datetime) -> list[bytes]:
    parameters = {"now": now, "months": rule.appointment_months, "years": rule.care_years, "most": BATCH}
    cursor = await tx.execute(query, parameters)
    return [bytes(row[0]) for row in await cursor.fetchall()]
