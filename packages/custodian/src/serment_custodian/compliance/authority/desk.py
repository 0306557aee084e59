"""What the custodian brings to the procedure: its table, its evidence, and the passkeys of its officers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from serment_custodian.compliance.authority.table import procedure
from serment_custodian.compliance.authority.types import Official
from serment_custodian.officers import OfficerId, store
from serment_custodian.officers.errors import PasskeyRefused
from serment_custodian.officers.office import Office
from serment_custodian.officers.passkeys import check_assertion, open_key
from serment_custodian.officers.steps import verify_step
from serment_kernel.authority.rules import Procedure
from serment_kernel.authority.types import File
from serment_kernel.clock import Clock
from serment_kernel.database import Database, Tx
from serment_kernel.evidence import Chain
from serment_kernel.passkeys import SignedStep, StatementWrong, statement_of
from serment_protocol.encoding import read_time


class Given(msgspec.Struct, frozen=True):
    """A signature of an officer."""

    actor: Official
    time: datetime


@dataclass(frozen=True)
class OfficersDesk:
    """Where officers work on requests."""

    db: Database
    chain: Chain
    office: Office
    procedure: Procedure

    @property
    def now(self) -> Clock:
        """The time."""
        return self.office.now

    async def verified(self, signed: SignedStep, what: str) -> Official:
        """Which officer approves this thing, by a passkey that signs it just now."""
        officer = (await verify_step(self.office, signed, "approve", what)).officer
        async with self.office.db.transaction() as tx:
            if not await store.is_active(tx, officer):
                raise PasskeyRefused
        return official(officer)

    async def standing(self, tx: Tx, what: str, given: Iterable[SignedStep]) -> Sequence[Given]:
        """The signatures over this thing that hold now, of officers who still decide; they have a room of their own."""
        del tx
        found: dict[str, Given] = {}
        async with self.office.db.transaction() as theirs:
            for each in given:
                signature = await self._standing(theirs, what, each)
                if signature is not None:
                    found.setdefault(signature.actor.pseudonym, signature)
        return sorted(found.values(), key=lambda each: each.time)

    async def noted(self, tx: Tx, file: File, act: str) -> None:
        """Nothing else: whoever is to be told stands beside the step that builds an answer."""

    async def key_of(self, credential: bytes) -> tuple[str, bytes]:
        """Whose a passkey is, by pseudonym, and its public key."""
        async with self.office.db.transaction() as tx:
            row = await store.lock_passkey(tx, credential)
        if row is None:
            raise PasskeyRefused
        public = open_key(self.office.sealing, credential, row.key_locked)
        return public.officer.hex(), public.key

    async def _standing(self, tx: Tx, what: str, given: SignedStep) -> Given | None:
        credential = given.assertion.credential
        row = await store.lock_passkey(tx, credential)
        if row is None or not await store.is_active(tx, row.officer):
            return None
        try:
            public = open_key(self.office.sealing, credential, row.key_locked)
            said = statement_of(given.statement, "approve", what)
            # The count was compared when the signature came; its passkey may have been used since.
            check_assertion(self.office.party, said, given.assertion, public.key, 0)
        except (PasskeyRefused, StatementWrong):
            return None
        return Given(official(public.officer), read_time(said.time)) if public.decides else None


def official(officer: OfficerId) -> Official:
    """An officer, as far as anything that is written down may know."""
    return Official(officer.hex(), frozenset({"officer"}))


def desk_of(db: Database, chain: Chain, office: Office) -> OfficersDesk:
    """Where the officers of a custodian work on requests."""
    settings = office.settings
    return OfficersDesk(db, chain, office, procedure(settings.quorum, timedelta(seconds=settings.delay)))
