"""Steps of staff: a nonce that is handed out once, the statement that names it, and the passkey that signed it."""

from serment_kernel.passkeys import (
    CHALLENGE_TIME,
    NOTHING,
    Nonce,
    PasskeyWrong,
    SignedStep,
    StatementWrong,
    check_assertion,
    draw_nonce,
    nonce_hash,
    statement_of,
)
from serment_platform.compliance.staff import store
from serment_platform.compliance.staff.console import Console, open_passkey
from serment_platform.compliance.staff.errors import StaffPasskeyRefused, StaffStepRefused
from serment_platform.compliance.staff.told import acting
from serment_platform.compliance.staff.types import Actor
from serment_protocol.acts import OfficerStatement, OfficerStep


async def new_nonce(console: Console) -> Nonce:
    """A nonce, good once and for a few minutes."""
    now = console.now()
    nonce = draw_nonce(now)
    async with console.db.transaction() as tx:
        await store.add_nonce(tx, nonce_hash(nonce.nonce, nonce.time), now + CHALLENGE_TIME)
    return nonce


async def use_statement(console: Console, statement: bytes, step: OfficerStep, what: str) -> OfficerStatement:
    """Read a statement about this step and this thing; its nonce is used up."""
    try:
        said = statement_of(statement, step, what)
    except StatementWrong as error:
        raise StaffStepRefused from error
    async with console.db.transaction() as tx:
        fresh = await store.use_nonce(tx, nonce_hash(said.nonce, said.time), console.now())
    if not fresh:
        raise StaffStepRefused
    return said


async def verified(console: Console, signed: SignedStep, step: OfficerStep, what: str = NOTHING) -> Actor:
    """Whose passkey took this step just now; an unknown one and a bad signature are refused alike."""
    said = await use_statement(console, signed.statement, step, what)
    given = signed.assertion
    async with console.db.transaction() as tx:
        row = await store.lock_passkey(tx, given.credential)
        member = await store.active(tx, row.staff) if row else None
        if row is None or member is None:
            raise StaffPasskeyRefused
        actor = await acting(console, tx, member, row)
        key = open_passkey(console, row.staff, row.key_locked)
        try:
            count = check_assertion(console.party, said, given, key, row.sign_count)
        except PasskeyWrong as error:
            raise StaffPasskeyRefused from error
        await store.note_passkey(tx, given.credential, count, console.now().date())
    return actor
