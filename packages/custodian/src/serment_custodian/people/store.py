"""SQL of the people room: one function, one statement."""

from datetime import date, datetime

from psycopg.rows import class_row

from serment_custodian.people.types import Code, DeviceKey, Language, PersonId, SessionKind
from serment_kernel.database import Tx
from serment_kernel.holdings import Queries

HELD: Queries = {
    "people.person": "SELECT person, address_hash, address_sealed, language FROM people.person WHERE person = %(key)s",
    "people.device": """
        SELECT encode(device, 'hex') AS device, person, used, vouched
          FROM people.device WHERE person = %(key)s ORDER BY device.device
    """,
    "people.change": """
        SELECT change, person, device, address_hash, address_sealed, takes_effect, letters
          FROM people.change WHERE person = %(key)s
    """,
    "people.phone": """
        SELECT phone, person, number_sealed, agreed, instead, stop_hash FROM people.phone WHERE person = %(key)s
    """,
    "people.phone_code": """
        SELECT person, number_sealed, agreed, nonce, tries_left, expires
          FROM people.phone_code WHERE person = %(key)s
    """,
    "people.ending": """
        SELECT ending, person, device, request, wish_sealed, takes_effect, letters
          FROM people.ending WHERE person = %(key)s
    """,
}
"""What is stored of a person; a session names nobody, and a code an address's hash alone."""


async def running_code(tx: Tx, handle_hash: bytes, address_hashes: list[bytes], now: datetime) -> Code | None:
    """The code that is on its way to this address for whoever has this handle, locked until we commit."""
    cursor = tx.cursor(row_factory=class_row(Code))
    await cursor.execute(
        """
        SELECT address_hash, nonce, tries_left, language, expires
          FROM people.code
         WHERE handle_hash = %s AND address_hash = ANY(%s) AND expires > %s
           FOR UPDATE
        """,
        [handle_hash, address_hashes, now],
    )
    return await cursor.fetchone()


async def save_code(tx: Tx, handle_hash: bytes, code: Code) -> None:
    """Let this be the code of the handle."""
    await tx.execute(
        """
        INSERT INTO people.code (handle_hash, address_hash, nonce, tries_left, language, expires)
        VALUES (%s, %s, %s, %s, %s, %s)
            ON CONFLICT (handle_hash) DO UPDATE
           SET language = excluded.language
        """,
        [handle_hash, code.address_hash, code.nonce, code.tries_left, code.language, code.expires],
    )


async def use_try(tx: Tx, handle_hash: bytes, address_hashes: list[bytes], now: datetime) -> Code | None:
    """Take one try of the handle's code, if it has any left."""
    cursor = tx.cursor(row_factory=class_row(Code))
    await cursor.execute(
        """
        UPDATE people.code
           SET tries_left = tries_left - 1
         WHERE handle_hash = %s AND address_hash = ANY(%s) AND expires > %s AND tries_left > 0
        RETURNING address_hash, nonce, tries_left, language, expires
        """,
        [handle_hash, address_hashes, now],
    )
    return await cursor.fetchone()


async def delete_code(tx: Tx, handle_hash: bytes) -> bool:
    """Consume a code; false if another request has just done so."""
    cursor = await tx.execute("DELETE FROM people.code WHERE handle_hash = %s", [handle_hash])
    return cursor.rowcount == 1


async def is_awaited(tx: Tx, address_hashes: list[bytes]) -> bool:
    """Whether a change of address waits for this one."""
    cursor = await tx.execute("SELECT FROM people.change WHERE address_hash = ANY(%s)", [address_hashes])
    return cursor.rowcount > 0


async def add_person(tx: Tx, person: PersonId, address_hash: bytes, address_locked: bytes, language: Language) -> bool:
    """Create the person of this address; false if there is one."""
    cursor = await tx.execute(
        """
        INSERT INTO people.person (person, address_hash, address_sealed, language)
        VALUES (%s, %s, %s, %s)
            ON CONFLICT (address_hash) DO NOTHING
        """,
        [person, address_hash, address_locked, language],
    )
    return cursor.rowcount == 1


async def greet_again(tx: Tx, address_hashes: list[bytes], language: Language) -> PersonId | None:
    """The person of this address, who from now on is written to in this language."""
    cursor = await tx.execute(
        "UPDATE people.person SET language = %s WHERE address_hash = ANY(%s) RETURNING person",
        [language, address_hashes],
    )
    row = await cursor.fetchone()
    return PersonId(bytes(row[0])) if row else None


async def person_at(tx: Tx, address_hashes: list[bytes]) -> PersonId | None:
    """The person of this address; nothing of them changes."""
    cursor = await tx.execute("SELECT person FROM people.person WHERE address_hash = ANY(%s)", [address_hashes])
    row = await cursor.fetchone()
    return PersonId(bytes(row[0])) if row else None


async def addresses_of(tx: Tx, persons: list[PersonId]) -> list[tuple[PersonId, bytes, Language]]:
    """The sealed address and the language of each of these persons."""
    cursor = await tx.execute(
        "SELECT person, address_sealed, language FROM people.person WHERE person = ANY(%s)", [persons]
    )
    return [(PersonId(bytes(row[0])), bytes(row[1]), row[2]) for row in await cursor.fetchall()]


async def add_session(tx: Tx, session_hash: bytes, locked: bytes, kind: SessionKind, expires: datetime) -> None:
    """Keep the hash of a bearer, and whose session it is under a key that only the bearer gives."""
    await tx.execute(
        "INSERT INTO people.session (session_hash, person_locked, kind, expires) VALUES (%s, %s, %s, %s)",
        [session_hash, locked, kind, expires],
    )


async def live_session(tx: Tx, session_hash: bytes, now: datetime) -> tuple[bytes, SessionKind] | None:
    """Whose session it is, locked, and the kind of one that has not ended."""
    cursor = await tx.execute(
        "SELECT person_locked, kind FROM people.session WHERE session_hash = %s AND expires > %s",
        [session_hash, now],
    )
    row = await cursor.fetchone()
    return (bytes(row[0]), row[1]) if row else None


async def delete_session(tx: Tx, session_hash: bytes) -> None:
    """End a session."""
    await tx.execute("DELETE FROM people.session WHERE session_hash = %s", [session_hash])


async def is_person(tx: Tx, person: PersonId) -> bool:
    """Whether there is this person."""
    cursor = await tx.execute("SELECT FROM people.person WHERE person = %s", [person])
    return cursor.rowcount == 1


async def add_challenge(tx: Tx, challenge_hash: bytes, expires: datetime) -> None:
    """Remember a challenge until it is answered or too old."""
    await tx.execute(
        "INSERT INTO people.challenge (challenge_hash, expires) VALUES (%s, %s)", [challenge_hash, expires]
    )


async def use_challenge(tx: Tx, challenge_hash: bytes, now: datetime) -> bool:
    """Consume a challenge; false if it is unknown, used or too old."""
    cursor = await tx.execute(
        "DELETE FROM people.challenge WHERE challenge_hash = %s AND expires > %s", [challenge_hash, now]
    )
    return cursor.rowcount == 1


async def knows_device(tx: Tx, device: DeviceKey, person: PersonId) -> bool:
    """Whether this person is still remembered by this key."""
    cursor = await tx.execute("SELECT FROM people.device WHERE device = %s AND person = %s", [device, person])
    return cursor.rowcount == 1


async def is_remembered(tx: Tx, device: DeviceKey) -> bool:
    """Whether anybody is remembered by this key."""
    cursor = await tx.execute("SELECT FROM people.device WHERE device = %s", [device])
    return cursor.rowcount == 1


async def remove_device(tx: Tx, device: DeviceKey, person: PersonId) -> bool:
    """Forget a key of this person; whether it was one."""
    cursor = await tx.execute("DELETE FROM people.device WHERE device = %s AND person = %s", [device, person])
    return cursor.rowcount == 1


async def devices_of(tx: Tx, person: PersonId) -> int:
    """How many browsers are remembered for this person."""
    cursor = await tx.execute("SELECT count(*) FROM people.device WHERE person = %s", [person])
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def add_device(tx: Tx, device: DeviceKey, person: PersonId, day: date, *, vouched: bool) -> None:
    """Remember a browser; a device key once given belongs to its first person, and is vouched for then or never."""
    await tx.execute(
        """
        INSERT INTO people.device (device, person, used, vouched)
        VALUES (%s, %s, %s, %s)
            ON CONFLICT (device) DO NOTHING
        """,
        [device, person, day, vouched],
    )


async def is_vouched(tx: Tx, device: DeviceKey | None, person: PersonId) -> bool:
    """Whether this person is remembered by this key, and it is vouched for."""
    cursor = await tx.execute(
        "SELECT FROM people.device WHERE device = %s AND person = %s AND vouched", [device, person]
    )
    return cursor.rowcount == 1


async def vouched_devices(tx: Tx, person: PersonId) -> list[DeviceKey]:
    """The keys of this person that are vouched for."""
    cursor = await tx.execute(
        "SELECT device FROM people.device WHERE person = %s AND vouched ORDER BY people.device.device", [person]
    )
    return [DeviceKey(bytes(row[0])) for row in await cursor.fetchall()]


async def use_device(tx: Tx, device: DeviceKey, day: date) -> PersonId | None:
    """Whose browser this is; notes the day."""
    cursor = await tx.execute("UPDATE people.device SET used = %s WHERE device = %s RETURNING person", [day, device])
    row = await cursor.fetchone()
    return PersonId(bytes(row[0])) if row else None


async def purge(tx: Tx, now: datetime, unused_since: date) -> None:
    """Delete what has run out."""
    await tx.execute("DELETE FROM people.code WHERE expires <= %s", [now])
    await tx.execute("DELETE FROM people.phone_code WHERE expires <= %s", [now])
    await tx.execute("DELETE FROM people.session WHERE expires <= %s", [now])
    await tx.execute("DELETE FROM people.challenge WHERE expires <= %s", [now])
    await tx.execute("DELETE FROM people.device WHERE used < %s", [unused_since])


async def rewrite(tx: Tx) -> None:
    """Write the tables anew in the order of their random keys."""
    await tx.execute("SELECT people.rewrite()")
