"""Credentials of a practice: which keys it gives them by, whether one is good, and the answers that lie with visits.

Nobody is known here. A credential says that its practice gave it to somebody, and it serves once (SPEC 24).
"""

from collections.abc import Sequence

import msgspec

from serment_kernel.database import Database, Tx
from serment_platform.scheduling import calendars
from serment_platform.scheduling.errors import AppointmentUnknown, ScheduleUnknown
from serment_platform.scheduling.published import PublishedCredentialKey
from serment_platform.scheduling.received import CREDENTIALS_SIZES, check_size
from serment_platform.scheduling.types import Booking
from serment_protocol.credentials import check_credential, credential_key_id
from serment_protocol.encoding import from_b64
from serment_protocol.errors import CredentialRefused
from serment_protocol.tokens import token_key_id


async def believe(db: Database, booking: Booking) -> Booking:
    """The booking, and whom its credential makes of who comes; whether it was spent is decided with the time."""
    if not booking.credential:
        return booking
    async with db.transaction() as tx:
        known_as = await _audience_of(tx, booking.practice, booking.credential)
    return msgspec.structs.replace(booking, known_as=known_as)


async def audience_at(db: Database, schedule: str, credential: bytes) -> str:
    """Whom a credential makes of whoever wants a time of that calendar; nobody in particular without one."""
    if not credential:
        return ""
    async with db.transaction() as tx:
        found = await calendars.find_schedule(tx, schedule)
        if found is None:
            raise ScheduleUnknown
        return await _audience_of(tx, found.practice, credential)


async def require_good(db: Database, practice: str, credential: bytes) -> None:
    """Raise `CredentialRefused` for one that this practice did not give, or gave under another key than that of now."""
    if credential:
        async with db.transaction() as tx:
            await _audience_of(tx, practice, credential)


async def _audience_of(tx: Tx, practice: str, credential: bytes) -> str:
    found = await _key_of(tx, practice, credential_key_id(credential))
    if found is None:
        raise CredentialRefused
    audience, modulus = found
    check_credential(credential, practice, audience, modulus)
    return audience


async def give(db: Database, practice: str, appointment: str, sealed: bytes) -> None:
    """Leave the desk's answer with a visit of this practice; the same again is one."""
    check_size(sealed, CREDENTIALS_SIZES)
    async with db.transaction() as tx:
        if not await _keep_answer(tx, practice, appointment, sealed):
            raise AppointmentUnknown


async def replace_keys(tx: Tx, practice: str, keys: Sequence[PublishedCredentialKey]) -> None:
    """Those that are published, and no others; what was spent or waits under another is worth nothing any more."""
    ident, moduli = bytes.fromhex(practice), [from_b64(each.modulus) for each in keys]
    ids = [token_key_id(modulus) for modulus in moduli]
    await tx.execute("DELETE FROM scheduling.credential_key WHERE practice = %s", [ident])
    await tx.execute("DELETE FROM scheduling.spent_credential WHERE practice = %s AND key <> ALL (%s)", [ident, ids])
    await tx.execute(
        "DELETE FROM scheduling.waiting WHERE practice = %s AND key IS NOT NULL AND key <> ALL (%s)", [ident, ids]
    )
    await tx.execute(
        """
        INSERT INTO scheduling.credential_key (practice, audience, key, modulus)
        SELECT %s, * FROM unnest(%s::text[], %s::bytea[], %s::bytea[])
        """,
        [ident, [each.audience for each in keys], ids, moduli],
    )


async def answer_of(tx: Tx, appointment: str) -> bytes:
    """What the desk left with a visit; empty before it did."""
    cursor = await tx.execute(
        "SELECT credentials FROM scheduling.appointment WHERE appointment = %s", [bytes.fromhex(appointment)]
    )
    row = await cursor.fetchone()
    return row[0] if row is not None and row[0] is not None else b""


async def _key_of(tx: Tx, practice: str, key: bytes) -> tuple[str, bytes] | None:
    cursor = await tx.execute(
        "SELECT audience, modulus FROM scheduling.credential_key WHERE practice = %s AND key = %s",
        [bytes.fromhex(practice), key],
    )
    return await cursor.fetchone()


async def _keep_answer(tx: Tx, practice: str, appointment: str, sealed: bytes) -> bool:
    cursor = await tx.execute(
        "UPDATE scheduling.appointment SET credentials = %s WHERE appointment = %s AND practice = %s",
        [sealed, bytes.fromhex(appointment), bytes.fromhex(practice)],
    )
    return cursor.rowcount == 1
