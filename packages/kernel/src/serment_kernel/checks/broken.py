"""Sabotage that leaves nothing: what is broken in the database lies in a transaction that is rolled back."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import LiteralString, TypeVar

from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import NotMeasured
from serment_kernel.database import Database, Tx

B = TypeVar("B", bound=Hand)


class Borrowed(Database):
    """Somebody else's transaction; what is done in it is a part of theirs, and ends with theirs."""

    def __init__(self, tx: Tx) -> None:
        self.dsn = ""
        self._tx = tx

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Tx]:
        """A savepoint."""
        async with self._tx.transaction():
            yield self._tx

    @asynccontextmanager
    async def looking(self, *, planned_once: bool = False) -> AsyncGenerator[Tx]:
        """The same: what is broken there is seen there alone."""
        del planned_once
        async with self.transaction() as tx:
            yield tx


@asynccontextmanager
async def broken_in_the_database(hand: B, *statements: LiteralString) -> AsyncGenerator[B]:
    """The hand as it would be after these statements of its tables' owner, which nobody else ever sees."""
    if hand.owner is None:
        raise NotMeasured
    async with hand.owner.transaction() as tx:
        try:
            for statement in statements:
                await tx.execute(statement)
            borrowed = Borrowed(tx)
            yield replace(hand, databases=dict.fromkeys(hand.databases, borrowed))
        finally:
            await tx.rollback()
