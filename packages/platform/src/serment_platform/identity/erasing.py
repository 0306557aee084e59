"""The end of an account: asked for by a way in of its own, and done once."""

from datetime import datetime

from serment_kernel.database import Database
from serment_kernel.erasing import Eraser, Subject
from serment_platform.identity import rules, store
from serment_platform.identity.errors import AccountAtWork, BadStatement
from serment_platform.identity.sessions import forget_session, way_of_session
from serment_protocol.encoding import read_time
from serment_protocol.erasures import ERASURE, AccountErasure, Done, request_hash
from serment_protocol.errors import SignatureExpired
from serment_protocol.signing import Signed, verify

KIND = "identity.account"


async def erase_account(
    db: Database, eraser: Eraser, authorization: str | None, statement: Signed, nonce: bytes, now: datetime
) -> Done:
    """Destroy the account with its ways, its vault and this session; the same again repeats the answer.

    Other sessions name no account. They open nothing without their way, and run out within a day.
    """
    async with db.transaction() as tx:
        if (done := await eraser.known(tx, nonce)) is not None:
            return done
        by = await way_of_session(tx, authorization, now)
        asked = verify(by.sign, ERASURE, statement, AccountErasure)
        if (asked.account, asked.request) != (by.account, request_hash(nonce)):
            raise BadStatement
        if abs(now - read_time(asked.time)) > rules.REMOVAL_SKEW:
            raise SignatureExpired
        await store.hold_account(tx, by.account)
        if await store.is_at_work(tx, by.account):
            raise AccountAtWork
        await forget_session(tx, authorization)
        return await eraser.erase(tx, Subject(KIND, bytes.fromhex(by.account), by.account), nonce, now)
