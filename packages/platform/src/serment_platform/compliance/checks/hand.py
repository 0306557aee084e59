"""The platform, as its checks see it: what there is to measure, which columns are sealed, what must stay apart."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import LiteralString

from serment_kernel.checks.hand import Column, Grid, Hand, KeyAge, Lasting, Sealed
from serment_kernel.database import Database
from serment_kernel.evidence import store as evidence
from serment_platform.compliance import staff
from serment_platform.compliance.registers import Fault
from serment_platform.identity.rules import GRID, SESSION_TIME
from serment_protocol.encoding import read_day
from serment_protocol.evidence import EvidenceKey
from serment_protocol.structure import read

VERSION = b"\x01"
SEALED = tuple(
    Sealed(Column(room, table, name), key, version)
    for room, table, name, key, version in (
        ("identity", "way", "sealed_root", "locator", VERSION),
        ("identity", "session", "locator_locked", "session_hash", VERSION),
        ("identity", "rendezvous", "offer", "rendezvous", VERSION),
        ("identity", "rendezvous", "reveal", "rendezvous", VERSION),
        ("vault", "vault", "blob", "account", VERSION),
        ("practice", "member", "root_sealed", "member", VERSION),
        ("practice", "wrap", "sealed", "member", VERSION),
        ("practice", "epoch", "members_locked", "practice", VERSION),
        ("practice", "epoch", "previous_locked", "practice", VERSION),
        ("practice", "epoch", "clinical_previous", "practice", VERSION),
        ("practice", "sharing", "wrap", "practice", VERSION),
        ("practice", "sharing", "colleague_sealed", "practice", VERSION),
        ("practice", "sharing", "custodian_sealed", "practice", VERSION),
        ("practice", "referral", "sealed", "referral", VERSION),
        ("practice", "project", "sealed", "practice", VERSION),
        ("scheduling", "appointment", "envelope", "appointment", VERSION),
        # Random bytes, once a claim code for it was used up.
        ("scheduling", "appointment", "self_copy", "appointment", b""),
        ("scheduling", "appointment", "credentials", "appointment", VERSION),
        # The custodian's clients take the version away.
        ("scheduling", "appointment", "ticket", "appointment", b""),
        ("scheduling", "mailbox", "ticket", "appointment", b""),
        ("scheduling", "filing", "blob", "appointment", VERSION),
        ("scheduling", "note", "blob", "appointment", VERSION),
        ("scheduling", "letter", "sealed", "appointment", VERSION),
        ("scheduling", "letter", "copy", "appointment", VERSION),
        ("scheduling", "turn", "sealed", "meeting", VERSION),
        ("scheduling", "absence", "sealed", "absence", VERSION),
        ("compliance", "staff", "grant_locked", "staff", VERSION),
        ("compliance", "passkey", "key_locked", "credential", VERSION),
        ("compliance", "invitation", "grant_locked", "invitation_hash", VERSION),
        ("compliance", "session", "staff_locked", "session_hash", VERSION),
    )
)
GRIDS = (
    Grid(Column("identity", "session", "expires"), int(GRID.total_seconds())),
    Grid(Column("scheduling", "appointment", "start"), 300),
)
OF_BOOKINGS = tuple(Column("scheduling", "appointment", name) for name in ("appointment", "manage", "ticket"))
# Whoever has an account, against whatever was booked: nothing of the one stands in the other.
APART = tuple(
    (Column("identity", table, name), OF_BOOKINGS)
    for table, name in (("account", "account"), ("way", "locator"), ("way", "sign"), ("spent_token", "token_hash"))
)
SESSIONS = (
    Lasting(Column("identity", "session", "expires"), SESSION_TIME + GRID),
    Lasting(Column("compliance", "session", "expires"), staff.SESSION_TIME),
)
OVERDUE: LiteralString = "INSERT INTO identity.session VALUES (sha256('drill'), '', '2000-01-01 00:00:00Z')"
UNKEYED: LiteralString = r"""
INSERT INTO compliance.staff (staff, name, state, since, grant_locked)
VALUES (substr(sha256('drill'), 1, 16), 'Exercice', 'active', current_date, '\x01')
"""
# A key of the evidence signs for a year, and for the month in which its successor is made.
EVIDENCE_KEY_DAYS = 396
# Issued for one week, taken for five.
ISSUER_KEY_WEEKS = 7


@dataclass(frozen=True, kw_only=True)
class PlatformHand(Hand):
    """With what only the platform has."""

    proofs: Path
    """Where `serment prove` notes how it ended."""
    edited: Callable[[Database], Awaitable[Sequence[Fault]]]
    """Rows of registers that the chain does not bear out."""


async def keys_of(databases: Mapping[str, Database]) -> Sequence[KeyAge]:
    """Keys at work: what signs the evidence, and what rights to book are taken by."""
    async with databases["compliance"].transaction() as tx:
        signers = await evidence.signers(tx)
    async with databases["identity"].transaction() as tx:
        cursor = await tx.execute("SELECT redeem_until FROM identity.issuer_key")
        until: list[date] = [row[0].date() for row in await cursor.fetchall()]
    signing = [KeyAge("evidence", read_day(read(signers[-1].record.body_bytes, EvidenceKey).day), EVIDENCE_KEY_DAYS)]
    window = timedelta(weeks=ISSUER_KEY_WEEKS)
    return [*(signing if signers else []), *(KeyAge("issuer", each - window, window.days) for each in until)]
