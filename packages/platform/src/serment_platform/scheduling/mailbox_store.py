"""SQL of the mailbox: letters, and the days of what they ask. One function, one statement."""

from collections.abc import Sequence
from datetime import date

import msgspec
from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_platform.scheduling.types import AgendaEntry, KeptLetter
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
    found: dict[str, list[KeptLetter]] = {one: [] for one in appointments}
    for letter in await cursor.fetchall():
        found[letter.appointment].append(letter)
    return found


async def mailboxes(tx: Tx, practice: str, most: int) -> list[AgendaEntry]:
    """The appointments of a practice about which somebody wrote: what is due first, then the newest letter."""
    cursor = tx.cursor(row_factory=class_row(AgendaEntry))
    await cursor.execute(
        """
        SELECT encode(a.appointment, 'hex') AS appointment, a.manage, a.envelope
          FROM scheduling.appointment AS a
          JOIN (SELECT appointment, max(day) AS newest, min(due) FILTER (WHERE settled IS NULL) AS due
                  FROM scheduling.letter WHERE practice = %(practice)s GROUP BY appointment) AS l USING (appointment)
         ORDER BY l.due NULLS LAST, l.newest DESC, a.appointment
         LIMIT %(most)s
        """,
        {"practice": bytes.fromhex(practice), "most": most},
    )
    return await cursor.fetchall()


def _hand(cover: Cover) -> list[bytes | bool]:
    return [bytes.fromhex(cover.appointment), cover.desk_epoch is not None]
