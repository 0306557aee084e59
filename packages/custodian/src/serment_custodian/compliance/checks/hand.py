"""The custodian, as its checks see it: what there is to measure, which columns are locked, what must stay apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from serment_custodian.config import Budgets
from serment_custodian.officers import Decisions
from serment_custodian.people.rules import GRID, SESSION_TIME
from serment_custodian.sealing_key import FORM, SealingKey
from serment_custodian.shelves import SHELVES
from serment_kernel.checks.hand import Column, Grid, Hand, KeyAge, Lasting, Sealed
from serment_kernel.database import Database
from serment_kernel.evidence import store as evidence
from serment_protocol.encoding import read_day
from serment_protocol.evidence import EvidenceKey
from serment_protocol.structure import read

VERSION = b"\x01"
SEALED = (
    *(Sealed(Column(each.room, each.table, each.column), each.row, FORM) for each in SHELVES),
    # What runs out by itself; the first three under the sealing key, the others under keys that are not here.
    Sealed(Column("people", "change", "address_sealed"), "change", FORM),
    Sealed(Column("people", "ending", "wish_sealed"), "ending", FORM),
    Sealed(Column("people", "phone_code", "number_sealed"), "person", FORM),
    Sealed(Column("people", "session", "person_locked"), "session_hash", VERSION),
    Sealed(Column("officers", "session", "officer_locked"), "session_hash", VERSION),
    Sealed(Column("shares", "request", "released"), "request", VERSION),
)
GRIDS = (Grid(Column("people", "session", "expires"), int(GRID.total_seconds())),)
USED = (Column("tickets", "used", "ticket_hash"),)
# Whose ticket it was, or whose browser asked, nobody finds by a value that both rows have.
APART = ((Column("people", "person", "person"), USED), (Column("people", "device", "device"), USED))
SESSIONS = (
    Lasting(Column("people", "session", "expires"), SESSION_TIME + GRID),
    Lasting(Column("officers", "session", "expires"), SESSION_TIME + GRID),
)
OVERDUE: LiteralString = "INSERT INTO people.challenge VALUES (sha256('drill'), '2000-01-01 00:00:00Z')"
ISSUING: LiteralString = "SELECT issue_from FROM tokens.issuer_key WHERE issue_from <= now() AND now() < issue_until"
# Keys that last: a year, and the month in which a successor is made.
LASTING_DAYS = 396
ISSUER_DAYS = 8


@dataclass(frozen=True, kw_only=True)
class CustodianHand(Hand):
    """With what only the custodian has."""

    decisions: Decisions
    sealing: SealingKey
    budgets: Budgets


async def keys_of(databases: Mapping[str, Database]) -> Sequence[KeyAge]:
    """Keys at work: of each kind the newest, and of rights to book those that sign now."""
    async with databases["compliance"].transaction() as tx:
        signers = await evidence.signers(tx)
    async with databases["tickets"].transaction() as tx:
        cursor = await tx.execute(
            """
            SELECT (SELECT max(since) FROM tickets.ticket_key), (SELECT max(since) FROM tickets.contact_key)
            """
        )
        tickets, contacts = (await cursor.fetchone()) or (None, None)
    async with databases["shares"].transaction() as tx:
        row = await (await tx.execute("SELECT max(since) FROM shares.share_key")).fetchone()
    async with databases["tokens"].transaction() as tx:
        cursor = await tx.execute(ISSUING)
        issuing: list[date] = [each[0].date() for each in await cursor.fetchall()]
    signing = [read_day(read(each.record.body_bytes, EvidenceKey).day) for each in signers[-1:]]
    lasting = {"tickets": tickets, "contacts": contacts, "shares": row[0] if row else None}
    return [
        *(KeyAge("evidence", each, LASTING_DAYS) for each in signing),
        *(KeyAge(name, since, LASTING_DAYS) for name, since in lasting.items() if since),
        *(KeyAge("issuer", each, ISSUER_DAYS) for each in issuing),
    ]
