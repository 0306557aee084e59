"""One transaction that takes a time; tried again where only the moment was wrong, looked into where it took nothing.

The statement that was refused says only that it was, and the reason is read afterwards, when it no longer holds
anybody up.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import psycopg
from psycopg.errors import DeadlockDetected

from serment_kernel.database import Database, Tx
from serment_kernel.errors import Refusal
from serment_platform.identity import TOKEN_SPENT_STATE
from serment_platform.scheduling.errors import TimeTaken

REFUSED, OUT_OF_DATE, BOUND, FULL, SHOWN = "SR001", "SR002", "SR004", "SR005", "SR006"
OVERLAP, KNOWN, DEADLOCK = "23P01", "23505", "40P01"
TAKEN = frozenset({REFUSED, OVERLAP})
REASONS = frozenset({REFUSED, OUT_OF_DATE, BOUND, SHOWN, TOKEN_SPENT_STATE, OVERLAP, KNOWN})
# A deadlock takes PostgreSQL a second to find, and whoever lost has lost nothing but that second.
ATTEMPTS = 3

Result = TypeVar("Result")
Work = Callable[[Tx], Awaitable[None]]
Attempt = Callable[[], Awaitable[str | None]]
"""None, or why PostgreSQL refused."""
SecondLook = Callable[[Tx, str], Awaitable[Refusal | None]]
Look = Callable[[str], Awaitable[Refusal | None]]
Clear = Callable[[], Awaitable[bool]]
"""Takes out of the way what has run out; whether there was anything."""


async def persist(db: Database, work: Work, second_look: SecondLook, clear: Clear | None = None) -> Refusal | None:
    """Do the work. Where it took nothing and the second look finds nothing in its way any more, do it again."""

    async def look(state: str) -> Refusal | None:
        if clear is not None and state in TAKEN and await clear():
            return None
        return await retried(db, lambda tx: second_look(tx, state))

    return await insist(lambda: attempt(db, work), look)


async def retried(db: Database, work: Callable[[Tx], Awaitable[Result]]) -> Result:
    """Do the work in one transaction; again where it met another crosswise."""
    for _ in range(ATTEMPTS - 1):
        try:
            async with db.transaction() as tx:
                return await work(tx)
        except DeadlockDetected:
            continue
    async with db.transaction() as tx:
        return await work(tx)


async def insist(once: Attempt, look: Look) -> Refusal | None:
    """The same, however work and look are done."""
    for _ in range(ATTEMPTS):
        state = await once()
        if state is None:
            return None
        refusal = await look(state)
        if refusal is not None:
            return refusal
    return TimeTaken()


async def attempt(db: Database, work: Work) -> str | None:
    """Why PostgreSQL refused, as one of the states above; none if it did not."""
    for number in range(1, ATTEMPTS + 1):
        try:
            async with db.transaction() as tx:
                await work(tx)
        except psycopg.Error as error:
            if error.sqlstate == DEADLOCK and number < ATTEMPTS:
                continue
            if error.sqlstate not in REASONS:
                raise
            return error.sqlstate
        return None
    raise AssertionError
