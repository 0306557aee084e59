"""The end of a person here: asked for by whoever reads their mailbox now, and done once."""

from dataclasses import dataclass
from datetime import datetime

from serment_custodian.people import store
from serment_custodian.people.errors import AnotherPerson, CodeSessionNeeded
from serment_custodian.people.types import Address, Caller
from serment_kernel.database import Database
from serment_kernel.erasing import Eraser, Subject
from serment_protocol.erasures import Done, whose
from serment_protocol.primitives import hash_bytes

KIND = "people.person"


@dataclass(frozen=True)
class Wish:
    """To erase whom `whose` stands for under the nonce: who is signed in may be somebody else than who began."""

    nonce: bytes
    whose: str


async def erased(db: Database, eraser: Eraser, nonce: bytes) -> Done | None:
    """What the same request was answered; whoever has its nonce needs no session, for there is nobody left."""
    async with db.transaction() as tx:
        return await eraser.known(tx, nonce)


async def erase_person(
    db: Database, eraser: Eraser, caller: Caller, bearer: bytes, address: Address, wish: Wish, now: datetime
) -> Done:
    """Destroy the person with address, devices, passphrase key and counts, and end this session.

    Other sessions name nobody. They open nothing without their person, and run out by themselves.
    """
    if caller.kind != "code":
        raise CodeSessionNeeded
    if wish.whose != whose(wish.nonce, address):
        raise AnotherPerson
    async with db.transaction() as tx:
        await store.delete_session(tx, hash_bytes("session", bearer))
        return await eraser.erase(tx, Subject(KIND, caller.person, address), wish.nonce, now)
