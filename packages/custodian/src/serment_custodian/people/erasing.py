"""The end of a person here: asked for by whoever reads their mailbox now, and done once."""

from datetime import datetime

from serment_custodian.people import store
from serment_custodian.people.errors import CodeSessionNeeded
from serment_custodian.people.types import Address, Caller
from serment_kernel.database import Database
from serment_kernel.erasing import Eraser, Subject
from serment_protocol.erasures import Done
from serment_protocol.primitives import hash_bytes

KIND = "people.person"


async def erased(db: Database, eraser: Eraser, nonce: bytes) -> Done | None:
    """What the same request was answered; whoever has its nonce needs no session, for there is nobody left."""
    async with db.transaction() as tx:
        return await eraser.known(tx, nonce)


async def erase_person(
    db: Database, eraser: Eraser, caller: Caller, bearer: bytes, address: Address, nonce: bytes, now: datetime
) -> Done:
    """Destroy the person with address, devices, passphrase key and counts, and end this session.

    Other sessions name nobody. They open nothing without their person, and run out by themselves.
    """
    if caller.kind != "code":
        raise CodeSessionNeeded
    async with db.transaction() as tx:
        await store.delete_session(tx, hash_bytes("session", bearer))
        return await eraser.erase(tx, Subject(KIND, caller.person, address), nonce, now)
