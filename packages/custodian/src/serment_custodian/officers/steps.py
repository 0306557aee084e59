"""Steps: a nonce that is handed out once, the statement that names it, and the passkey that signed it."""

from serment_custodian.officers import store
from serment_custodian.officers.errors import ChallengeRefused, PasskeyRefused
from serment_custodian.officers.office import Office
from serment_custodian.officers.passkeys import PublicKey, check_assertion, open_key
from serment_kernel.database import Tx
from serment_kernel.passkeys import CHALLENGE_TIME, NOTHING, Assertion, Nonce, SignedStep, draw_nonce, nonce_hash
from serment_protocol.acts import OfficerStatement, OfficerStep
from serment_protocol.structure import read


async def new_nonce(office: Office) -> Nonce:
    """A nonce, good once and for a few minutes."""
    now = office.now()
    nonce = draw_nonce(now)
    async with office.db.transaction() as tx:
        await store.add_nonce(tx, nonce_hash(nonce.nonce, nonce.time), now + CHALLENGE_TIME)
    return nonce


async def use_statement(office: Office, statement: bytes, step: OfficerStep, what: str) -> OfficerStatement:
    """Read a statement about this step and this thing; its nonce is used up, whatever comes of it."""
    said = read(statement, OfficerStatement)
    async with office.db.transaction() as tx:
        fresh = await store.use_nonce(tx, nonce_hash(said.nonce, said.time), office.now())
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
