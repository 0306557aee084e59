"""What the custodian vouches for, as its log says it: followed here, and handed on with its proofs (SPEC 6, 9).

Whoever wants to know whether a practice is endorsed asks the platform, which serves that practice anyway. The custodian
sees one reader of its whole log, and nobody's interest in a practice.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from datetime import date

from serment_kernel.database import Database, Tx
from serment_kernel.failures import where
from serment_kernel.followed_log import FollowedLog
from serment_kernel.merkle_log import LogNotWitnessed
from serment_platform.config import Custodian
from serment_platform.keys import store
from serment_platform.keys.types import Replaced, Standing
from serment_protocol.encoding import from_b64, read_day
from serment_protocol.endorsements import Withdrawal, read_endorsement
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.replacements import Replacement, first_root, follow, read_replacement, replacement_hash
from serment_protocol.signing import Signed, peek, verify
from serment_protocol.structure import read
from serment_protocol.transparency import Bundle, Entry

logger = logging.getLogger(__name__)

# A practice without the custodian's word is asked for again and again while its founder waits.
PAUSE_SECONDS = 1.0
RETRY_SECONDS = 2.0
RETRY_AFTER = 5


class Endorsements:
    """The custodian's log as far as it was followed, and its word for each practice."""

    def __init__(self, db: Database, custodian: Custodian) -> None:
        self._db = db
        self._key = custodian.verifier()
        self._log = FollowedLog(db, "keys", custodian.url, custodian.log_origin, self._key)
        self._taking = asyncio.Lock()
        self._woken = asyncio.Event()
        self._begun_at = -PAUSE_SECONDS

    async def bundle(self, practice: str, root: bytes, today: date) -> Bundle | None:
        """The custodian's newest word for this root of a practice, with its proof; none without one that counts."""
        found = await self._standing(practice, root)
        if _runs_out(found, today) or found.followed < found.witnessed:
            await self._look_again()
            found = await self._standing(practice, root)
        if found.followed < found.witnessed:
            raise LogNotWitnessed(retry_after=RETRY_AFTER)
        return await self._bundle(found, today)

    async def known_bundle(self, practice: str, root: bytes, today: date) -> Bundle | None:
        """The same, as far as it is known here; nobody waits."""
        return await self._bundle(await self._standing(practice, root), today)

    async def replaced(self, practice: str) -> list[Replaced]:
        """Every replacement of a practice's root, as far as the log was followed."""
        async with self._db.transaction() as tx:
            return await store.replacements(tx, practice)

    async def replaced_by_now(self, practice: str) -> list[Replaced]:
        """The same after another look at the log."""
        await self._look_again()
        return await self.replaced(practice)

    async def replacement_bundles(self, replaced: Sequence[Replaced]) -> list[Bundle]:
        """Replacements with their proofs."""
        return [await self._log.bundle(each.leaf) for each in replaced]

    async def consistency(self, old: int, new: int) -> list[bytes]:
        """That the custodian's log only grew, as far as it was followed."""
        return await self._log.consistency(old, new)

    async def endorsed(self, today: date) -> set[str]:
        """Every practice that the custodian stands by."""
        return await endorsed(self._db, today)

    def wake(self) -> None:
        """The log has grown: follow it now."""
        self._woken.set()

    async def follow(self, seconds: float) -> None:
        """Follow for ever: every so often, when woken, and soon again after a failure."""
        while True:
            async with self._taking:
                taken = await self._take_calmly()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), seconds if taken else min(RETRY_SECONDS, seconds))
            self._woken.clear()

    async def _standing(self, practice: str, root: bytes) -> Standing:
        async with self._db.transaction() as tx:
            return await store.standing(tx, practice, root, self._log.origin)

    async def _bundle(self, found: Standing, today: date) -> Bundle | None:
        return None if found.leaf is None or _runs_out(found, today) else await self._log.bundle(found.leaf)

    async def _look_again(self) -> None:
        """Take what is new, once for all who wait, and not more often than a log should be asked."""
        asked = time.monotonic()
        async with self._taking:
            if self._begun_at < asked:
                await asyncio.sleep(self._begun_at + PAUSE_SECONDS - asked)
                await self._take_calmly()

    async def _take_calmly(self) -> bool:
        self._begun_at = time.monotonic()
        try:
            await self._log.catch_up(self._take)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next round may succeed
            logger.warning("the custodian's log was not followed (%s at %s)", type(error).__name__, where(error))
            return False
        return True

    async def _take(self, tx: Tx, index: int, entry: bytes) -> None:
        try:
            await self._note(tx, index, read(entry, Entry))
        except ProtocolRefusal as refusal:
            # Of a kind that is not known here yet, or a slip of the custodian's; clients would refuse it as well.
            logger.info("leaf %d of the custodian's log was left aside (%s)", index, refusal.code)

    async def _note(self, tx: Tx, index: int, entry: Entry) -> None:
        signed = Signed(entry.body, entry.signature)
        match entry.kind:
            case "practice_endorsement":
                record = read_endorsement(signed, self._key.public)
                await store.endorse(tx, record.practice, from_b64(record.root), index, read_day(record.until))
            case "endorsement_withdrawn":
                taken_back = verify(self._key.public, "endorsement-withdrawn", signed, Withdrawal)
                await store.withdraw(tx, taken_back.practice)
            case "root_replacement":
                await self._note_replacement(tx, index, signed)
            case _:
                return

    async def _note_replacement(self, tx: Tx, index: int, signed: Signed) -> None:
        """Note a replacement that comes next; any other is of no use to clients, who check the whole row."""
        record = read_replacement(signed, self._key.public)
        before = await store.replacements(tx, record.practice)
        roots = first_root(record.practice, from_b64(peek(before[0].signed, Replacement).old if before else record.old))
        for each in before:
            roots = follow(roots, each.signed, peek(each.signed, Replacement))
        if replacement_hash(signed) != roots.replacement:
            follow(roots, signed, record)
            new = Replaced(record.number, from_b64(record.new), index, signed.body_bytes, signed.signature_bytes)
            await store.add_replacement(tx, record.practice, new)


async def endorsed(db: Database, today: date) -> set[str]:
    """Every practice that the custodian stands by, as far as its log was followed."""
    async with db.transaction() as tx:
        return await store.endorsed(tx, today)


def _runs_out(standing: Standing, today: date) -> bool:
    return standing.until is None or standing.until < today
