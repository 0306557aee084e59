"""SQL of the mailbox: letters, and the days of what they ask. One function, one statement."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.scheduling.types import DueTicket, KeptLetter, Place, QueuedVisit
from serment_protocol.letters import Cover, Posted


class Count(msgspec.Struct, frozen=True):
    """How much lies in a mailbox of one hand's letters."""

    following: int
    """The number of its next letter."""
    waiting: int


async def hold(tx: Tx, cover: Cover) -> bool:
    """Keep other letters and rotation out until we commit; false if the practice has other keys now."""
    cursor = await tx.execute(
        """
        SELECT FROM scheduling.appointment AS a JOIN scheduling.schedule AS s USING (schedule)
         WHERE a.appointment = %s AND a.practice = %s AND s.epoch = %s
           FOR NO KEY UPDATE OF a FOR SHARE OF s
        """,
        [bytes.fromhex(cover.appointment), bytes.fromhex(cover.practice), cover.epoch],
    )
    return cursor.rowcount == 1


async def count(tx: Tx, cover: Cover) -> Count:
    """The letters of the hand that wrote this one."""
    cursor = tx.cursor(row_factory=class_row(Count))
    await cursor.execute(
        """
        SELECT coalesce(max(number) + 1, 0) AS following,
               count(*) FILTER (WHERE due IS NOT NULL AND settled IS NULL) AS waiting
          FROM scheduling.letter WHERE appointment = %s AND by_desk = %s
        """,
        _hand(cover),
    )
    return await cursor.fetchone() or Count(0, 0)


async def body_at(tx: Tx, cover: Cover) -> bytes | None:
    """The cover that stands at this one's place."""
    cursor = await tx.execute(
        "SELECT body FROM scheduling.letter WHERE appointment = %s AND by_desk = %s AND number = %s",
        [*_hand(cover), cover.number],
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def insert(tx: Tx, cover: Cover, posted: Posted, due: date | None) -> None:
    """Write a letter."""
    await tx.execute(
        """
        INSERT INTO scheduling.letter (appointment, by_desk, number, practice, body, signature, sealed, copy, day, due)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            *_hand(cover),
            cover.number,
            bytes.fromhex(cover.practice),
            posted.letter.body_bytes,
            posted.letter.signature_bytes,
            posted.sealed,
            posted.copy,
            cover.day,
            due,
        ],
    )


async def find_request(tx: Tx, appointment: str, number: int) -> KeptLetter | None:
    """A letter of the patient's whose clock runs, or ran."""
    cursor = tx.cursor(row_factory=class_row(KeptLetter))
    await cursor.execute(
        """
        SELECT encode(appointment, 'hex') AS appointment, by_desk, number, body, signature, sealed, copy, day, due,
               extended, settled
          FROM scheduling.letter
         WHERE appointment = %s AND NOT by_desk AND number = %s AND due IS NOT NULL
        """,
        [bytes.fromhex(appointment), number],
    )
    return await cursor.fetchone()


async def settle(tx: Tx, appointment: str, number: int, day: date) -> None:
    """Its clock has stopped."""
    await tx.execute(
        "UPDATE scheduling.letter SET settled = %s WHERE appointment = %s AND NOT by_desk AND number = %s",
        [day, bytes.fromhex(appointment), number],
    )


async def extend(tx: Tx, appointment: str, number: int, due: date | None) -> None:
    """Its clock runs longer."""
    await tx.execute(
        """
        UPDATE scheduling.letter SET due = %s, extended = true
         WHERE appointment = %s AND NOT by_desk AND number = %s
        """,
        [due, bytes.fromhex(appointment), number],
    )


async def letters(tx: Tx, appointments: Sequence[str]) -> dict[str, list[KeptLetter]]:
    """All letters of these mailboxes, each hand's in order."""
    cursor = tx.cursor(row_factory=class_row(KeptLetter))
    await cursor.execute(
        """
        SELECT encode(appointment, 'hex') AS appointment, by_desk, number, body, signature, sealed, copy, day, due,
               extended, settled
          FROM scheduling.letter WHERE appointment = ANY (%s)
         ORDER BY appointment, by_desk, number
        """,
        [[bytes.fromhex(one) for one in appointments]],
    )
    return _by_mailbox(appointments, await cursor.fetchall())


async def newest_letters(tx: Tx, appointments: Sequence[str], most: int) -> dict[str, list[KeptLetter]]:
    """The same, but to its desk so many bytes of each alone: what waits, then the newest; of the rest covers."""
    cursor = tx.cursor(row_factory=class_row(KeptLetter))
    await cursor.execute(
        """
        SELECT encode(appointment, 'hex') AS appointment, by_desk, number, body, signature,
               CASE WHEN told THEN sealed ELSE '' END AS sealed, CASE WHEN told THEN copy ELSE '' END AS copy,
               day, due, extended, settled
          FROM (SELECT *, %(most)s >= sum(octet_length(CASE WHEN by_desk THEN copy ELSE sealed END)) OVER (
                              PARTITION BY appointment
                              ORDER BY due IS NOT NULL AND settled IS NULL DESC, day DESC, number DESC, by_desk
                              ROWS UNBOUNDED PRECEDING) AS told
                  FROM scheduling.letter WHERE appointment = ANY (%(appointments)s)) AS l
         ORDER BY appointment, by_desk, number
        """,
        {"most": most, "appointments": [bytes.fromhex(one) for one in appointments]},
    )
    return _by_mailbox(appointments, await cursor.fetchall())


async def mailboxes(tx: Tx, practice: str, after: Place, most: int) -> list[QueuedVisit]:
    """The appointments of a practice about which somebody wrote: what is due first, then the newest letter."""
    cursor = tx.cursor(row_factory=class_row(QueuedVisit))
    await cursor.execute(
        """
        SELECT encode(a.appointment, 'hex') AS appointment, a.manage, a.envelope, l.due, l.newest
          FROM scheduling.appointment AS a
          JOIN (SELECT appointment, max(day) AS newest,
                       coalesce(min(due) FILTER (WHERE settled IS NULL), %(never)s) AS due
                  FROM scheduling.letter WHERE practice = %(practice)s GROUP BY appointment) AS l USING (appointment)
         WHERE (l.due, %(newest)s::date - l.newest, a.appointment) > (%(due)s::date, 0, %(appointment)s)
         ORDER BY l.due, l.newest DESC, a.appointment
         LIMIT %(most)s
        """,
        {
            "practice": bytes.fromhex(practice),
            "never": date.max,
            "due": after.due,
            "newest": after.newest,
            "appointment": bytes.fromhex(after.appointment),
            "most": most,
        },
    )
    return await cursor.fetchall()


async def mailbox(tx: Tx, practice: str, appointment: str) -> QueuedVisit | None:
    """One of them."""
    cursor = tx.cursor(row_factory=class_row(QueuedVisit))
    await cursor.execute(
        """
        SELECT encode(a.appointment, 'hex') AS appointment, a.manage, a.envelope, max(l.day) AS newest,
               coalesce(min(l.due) FILTER (WHERE l.settled IS NULL), %s) AS due
          FROM scheduling.appointment AS a JOIN scheduling.letter AS l USING (appointment)
         WHERE a.practice = %s AND a.appointment = %s
         GROUP BY a.appointment
        """,
        [date.max, bytes.fromhex(practice), bytes.fromhex(appointment)],
    )
    return await cursor.fetchone()


def _by_mailbox(appointments: Sequence[str], letters: Iterable[KeptLetter]) -> dict[str, list[KeptLetter]]:
    found: dict[str, list[KeptLetter]] = {one: [] for one in appointments}
    for letter in letters:
        found[letter.appointment].append(letter)
    return found


def _hand(cover: Cover) -> list[bytes | bool]:
    return [bytes.fromhex(cover.appointment), cover.desk_epoch is not None]


async def keep_ticket(tx: Tx, appointment: str, ticket: bytes) -> None:
    """By which whoever asks is nudged; the newest counts."""
    await tx.execute(
        """
        INSERT INTO scheduling.mailbox (appointment, ticket) VALUES (%s, %s)
        ON CONFLICT (appointment) DO UPDATE SET ticket = excluded.ticket
        """,
        [bytes.fromhex(appointment), ticket],
    )


async def nudge_holder(tx: Tx, cover: Cover) -> None:
    """The desk has written: a nudge is due, where a ticket is left, be it the visit's own."""
    await tx.execute(
        """
        INSERT INTO scheduling.mailbox (appointment, ticket, newest, nudge_due)
        SELECT a.appointment, coalesce(m.ticket, a.ticket), %s, true
          FROM scheduling.appointment AS a LEFT JOIN scheduling.mailbox AS m USING (appointment)
         WHERE a.appointment = %s AND coalesce(m.ticket, a.ticket) IS NOT NULL
        ON CONFLICT (appointment) DO UPDATE SET newest = excluded.newest, nudge_due = true
        """,
        [cover.number, bytes.fromhex(cover.appointment)],
    )


async def spare_nudge(tx: Tx, appointment: str) -> None:
    """The holder has looked: nobody is told what they know."""
    await tx.execute(
        "UPDATE scheduling.mailbox SET nudge_due = false WHERE appointment = %s AND nudge_due",
        [bytes.fromhex(appointment)],
    )


async def nudges_due(tx: Tx, limit: int) -> list[DueTicket]:
    """Tickets of mailboxes in which the desk has written since the last batch, unless their visit's own is due."""
    cursor = tx.cursor(row_factory=class_row(DueTicket))
    await cursor.execute(
        """
        SELECT encode(m.appointment, 'hex') AS appointment, m.newest AS sequence, m.ticket, true AS of_letter
          FROM scheduling.mailbox AS m JOIN scheduling.appointment AS a USING (appointment)
         WHERE m.nudge_due AND NOT (a.confirm_due AND a.ticket IS NOT NULL)
         ORDER BY m.appointment LIMIT %s
        """,
        [limit],
    )
    return await cursor.fetchall()


async def nudged(tx: Tx, tickets: Sequence[DueTicket]) -> None:
    """Their nudge is on its way, be it that of their visit; a letter that came meanwhile asks for another."""
    await tx.execute(
        """
        UPDATE scheduling.mailbox AS m SET nudge_due = false
          FROM unnest(%s::bytea[], %s::integer[], %s::boolean[]) AS sent (appointment, newest, of_letter)
         WHERE m.appointment = sent.appointment AND (NOT sent.of_letter OR m.newest = sent.newest)
        """,
        [
            [bytes.fromhex(one.appointment) for one in tickets],
            [one.sequence for one in tickets],
            [one.of_letter for one in tickets],
        ],
    )


async def forget_tickets(tx: Tx, now: datetime) -> None:
    """Where no nudge is due, and nobody waits for an answer, a ticket serves nothing."""
    await tx.execute(
        "DELETE FROM scheduling.mailbox WHERE NOT nudge_due AND NOT scheduling.awaits(appointment, %s)", [now]
    )
