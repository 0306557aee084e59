"""Steps: a nonce that is handed out once, the statement that names it, and the passkey that signed it."""

import secrets
from datetime import timedelta
from typing import NamedTuple

import msgspec

from serment_custodian.officers import store
from serment_custodian.officers.errors import ChallengeRefused, PasskeyRefused
from serment_custodian.officers.office import Office
from serment_custodian.officers.passkeys import Assertion, PublicKey, check_assertion, open_key
from serment_kernel.database import Tx
from serment_protocol.acts import OfficerStatement, OfficerStep
from serment_protocol.encoding import canonical, write_time
from serment_protocol.primitives import hash_bytes
from serment_protocol.structure import read

NONCE_BYTES = 32
# The nonce is asked for when the button is pressed; finding a key and touching it takes a moment.
CHALLENGE_TIME = timedelta(minutes=5)
NOTHING = "0" * 64
"""What a step names that is about nothing in particular."""


class Nonce(msgspec.Struct, frozen=True):
    """What a statement must name."""

    nonce: str
    time: str


class SignedStep(NamedTuple):
    """A statement and the assertion over its hash."""

    statement: bytes
    assertion: Assertion


async def new_nonce(office: Office) -> Nonce:
    """A nonce, good once and for a few minutes."""
    now = office.now()
    nonce = Nonce(secrets.token_bytes(NONCE_BYTES).hex(), write_time(now))
    async with office.db.transaction() as tx:
        await store.add_nonce(tx, _hash(nonce.nonce, nonce.time), now + CHALLENGE_TIME)
    return nonce


async def use_statement(office: Office, statement: bytes, step: OfficerStep, what: str) -> OfficerStatement:
    """Read a statement about this step and this thing; its nonce is used up, whatever comes of it."""
    said = read(statement, OfficerStatement)
    async with office.db.transaction() as tx:
        fresh = await store.use_nonce(tx, _hash(said.nonce, said.time), office.now())
    if not fresh or (said.step, said.what) != (step, what):
        raise ChallengeRefused
    return said


async def verify_step(office: Office, signed: SignedStep, step: OfficerStep, what: str = NOTHING) -> PublicKey:
    """Whose passkey took this step just now; an unknown one and a bad signature are refused alike."""
    said = await use_statement(office, signed.statement, step, what)
    async with office.db.transaction() as tx:
        return await _verify(tx, office, said, signed.assertion)


async def _verify(tx: Tx, office: Office, said: OfficerStatement, given: Assertion) -> PublicKey:
    row = await store.lock_passkey(tx, given.credential)
    if row is None:
        raise PasskeyRefused
    public = open_key(office.sealing, given.credential, row.key_locked)
    count = check_assertion(office.party, said, given, public.key, row.sign_count)
    if not public.decides:
        raise PasskeyRefused
    await store.note_passkey(tx, given.credential, count, office.now().date())
    return public


def _hash(nonce: str, time: str) -> bytes:
    return hash_bytes("officer-nonce", canonical({"nonce": nonce, "time": time}))
