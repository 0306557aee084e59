"""What the platform brings to the procedure: its table, its evidence, and the passkeys of its staff."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from serment_kernel.authority.rules import Procedure
from serment_kernel.authority.types import File
from serment_kernel.clock import Clock
from serment_kernel.database import Database, Tx
from serment_kernel.evidence import Chain
from serment_kernel.passkeys import SignedStep
from serment_platform.compliance.authority import notices_store
from serment_platform.compliance.authority.notices import notice_of
from serment_platform.compliance.authority.table import PROCEDURE
from serment_platform.compliance.staff import Actor, Console, Signature, standing, verified

NOTICE_BYTES = 16


@dataclass(frozen=True)
class StaffDesk:
    """Where staff of the console works on requests."""

    console: Console
    procedure: Procedure = PROCEDURE

    @property
    def db(self) -> Database:
        """The room's database."""
        return self.console.db

    @property
    def chain(self) -> Chain:
        """The evidence."""
        return self.console.chain

    @property
    def now(self) -> Clock:
        """The time."""
        return self.console.now

    async def noted(self, tx: Tx, file: File, act: str) -> None:
        """Leave the practice a notice of what it may be told."""
        if told := notice_of(file, act):
            practice, body = told
            day = self.now().date()
            await notices_store.add_notice(
                tx, secrets.token_bytes(NOTICE_BYTES), practice, day, msgspec.json.encode(body)
            )

    async def verified(self, signed: SignedStep, what: str) -> Actor:
        """Who approves this thing, by a passkey that signs it just now."""
        return await verified(self.console, signed, "approve", what)

    async def standing(self, tx: Tx, what: str, given: Iterable[SignedStep]) -> Sequence[Signature]:
        """The signatures over this thing that hold now."""
        return await standing(tx, self.console, "approve", what, given)
