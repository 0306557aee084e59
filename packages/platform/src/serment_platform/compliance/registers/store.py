"""SQL of the registers: one function, one statement. The schema's functions are the only way to write."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import msgspec

from serment_kernel.database import Tx
from serment_platform.compliance.registers.types import Fields, Value, Version
from serment_protocol.encoding import canonical

# "registers" in ASCII: writers take turns, so that ids have no gap.
TURN = 0x7265676973746572


async def take_turn(tx: Tx) -> None:
    """Let nobody else write until we commit."""
    await tx.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


async def add_version(tx: Tx, version: Version) -> bool:
    """Write a version; false where there is one of this number."""
    cursor = await tx.execute(
        "SELECT compliance.add_register_row(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            version.kind,
            version.id,
            version.version,
            canonical(version.fields),
            version.salt,
            version.hash,
            version.by,
            version.role,
            version.at,
        ],
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def history(tx: Tx, kind: str, name: str) -> list[Version]:
    """All versions of a row, the first one first."""
    cursor = await tx.cursor(binary=True).execute(
        """
        SELECT kind, id, version, fields, salt, by, role, at FROM compliance.register_row
         WHERE kind = %s AND id = %s ORDER BY version
        """,
        [kind, name],
    )
    return [version_of(row) for row in await cursor.fetchall()]


async def newest(tx: Tx, kind: str) -> list[Version]:
    """The newest version of every row of a register."""
    cursor = await tx.cursor(binary=True).execute(
        """
        SELECT DISTINCT ON (id) kind, id, version, fields, salt, by, role, at FROM compliance.register_row
         WHERE kind = %s ORDER BY id, version DESC
        """,
        [kind],
    )
    return [version_of(row) for row in await cursor.fetchall()]


async def everything(tx: Tx, kind: str = "") -> list[Version]:
    """Every version of every row, or of one register, in the order in which they were written."""
    cursor = await tx.cursor(binary=True).execute(
        """
        SELECT kind, id, version, fields, salt, by, role, at FROM compliance.register_row
         WHERE %s = '' OR kind = %s
         ORDER BY at, kind, id, version
        """,
        [kind, kind],
    )
    return [version_of(row) for row in await cursor.fetchall()]


async def rows_of(tx: Tx, kind: str) -> int:
    """How many rows a register has, with those that are over."""
    cursor = await tx.execute("SELECT count(*) FROM compliance.register_row WHERE kind = %s AND version = 1", [kind])
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def stored_hashes(tx: Tx, kind: str = "") -> dict[tuple[str, str, int], bytes]:
    """What the table says of its own rows, or of those of one register."""
    cursor = await tx.execute(
        "SELECT kind, id, version, hash FROM compliance.register_row WHERE %s = '' OR kind = %s", [kind, kind]
    )
    return {(kind, name, int(version)): bytes(made) for kind, name, version, made in await cursor.fetchall()}


async def columns(tx: Tx) -> list[tuple[str, str]]:
    """Every column of every table of this database, as the catalogue of the server has them."""
    cursor = await tx.execute(
        """
        SELECT n.nspname || '.' || c.relname, a.attname
          FROM pg_catalog.pg_attribute AS a
          JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
         WHERE a.attnum > 0 AND NOT a.attisdropped
           AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg!_%' ESCAPE '!'
         ORDER BY 1, a.attnum
        """
    )
    return [(str(table), str(column)) for table, column in await cursor.fetchall()]


async def pseudonym_of(tx: Tx, name: str) -> str | None:
    """Under which pseudonym somebody at the command line writes."""
    cursor = await tx.execute("SELECT pseudonym FROM compliance.register_hand WHERE name = %s", [name])
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def add_hand(tx: Tx, pseudonym: str, name: str) -> None:
    """Note who writes under a pseudonym."""
    await tx.execute("SELECT compliance.add_register_hand(%s, %s)", [pseudonym, name])


async def hands(tx: Tx) -> dict[str, str]:
    """Names by pseudonym."""
    cursor = await tx.execute("SELECT pseudonym, name FROM compliance.register_hand")
    return {str(pseudonym): str(name) for pseudonym, name in await cursor.fetchall()}


def version_of(row: Sequence[Any]) -> Version:
    """A version of its row. What somebody wrote past us may be anything: it is shown, and found by its hash."""
    kind, name, version, fields, salt, by, role, at = row
    moment = at.astimezone(UTC)
    return Version(str(kind), str(name), int(version), _fields(bytes(fields)), bytes(salt), str(by), str(role), moment)


def _fields(written: bytes) -> Fields:
    try:
        return msgspec.json.decode(written, type=dict[str, bool | int | str | list[str]])
    except msgspec.MsgspecError:
        return dict[str, Value]()
