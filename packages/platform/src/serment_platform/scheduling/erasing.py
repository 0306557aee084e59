"""The end of a visit that is no care: asked for by its practice's desk, done once, and provable (SPEC 17)."""

from datetime import datetime

from serment_kernel.database import Database, Tx
from serment_kernel.erasing import Eraser, Subject
from serment_platform.practice import Desk, Membership
from serment_platform.scheduling import store
from serment_platform.scheduling.errors import (
    AppointmentUnknown,
    BadStatement,
    CareKept,
    EpochRetired,
    StatementConflict,
    VisitStands,
)
from serment_protocol.encoding import from_b64, write_day
from serment_protocol.erasures import Done
from serment_protocol.signing import Signed
from serment_protocol.visit_erasures import VisitErasure, believe_visit_erasure, look_into

KIND = "scheduling.visit"


async def erase_visit(db: Database, eraser: Eraser, by: Membership, desk: Desk, signed: Signed, now: datetime) -> Done:
    """Destroy a visit that did not take place, with its letters; the same again repeats the answer."""
    wanted = look_into(signed)
    if wanted.practice != by.practice or wanted.day != write_day(now.date()):
        raise BadStatement
    nonce = from_b64(wanted.nonce)
    async with db.transaction() as tx:
        if (done := await eraser.known(tx, nonce)) is not None:
            return done
        erasure = believe_visit_erasure(signed, by.practice, wanted.appointment, lambda epoch: _desk_key(desk, epoch))
        if not await store.hold_for_erasure(tx, erasure):
            raise await _why_not_held(tx, erasure)
        await _require_ended(tx, erasure, now)
        await store.keep_erased(tx, erasure, signed, now.date())
        await store.notify(tx, by.practice)
        subject = Subject(KIND, bytes.fromhex(erasure.appointment), erasure.appointment)
        return await eraser.erase(tx, subject, nonce, now)


def _desk_key(desk: Desk, epoch: int) -> bytes:
    if epoch != desk.epoch:
        raise EpochRetired(desk.epoch)
    return desk.sign


async def _why_not_held(tx: Tx, erasure: VisitErasure) -> AppointmentUnknown | EpochRetired:
    if not await store.is_of_practice(tx, erasure.practice, erasure.appointment):
        return AppointmentUnknown()
    return EpochRetired(await store.current_epoch(tx, erasure.practice))


async def _require_ended(tx: Tx, erasure: VisitErasure, now: datetime) -> None:
    """Looked at while nobody else changes it, files it, or notes anything."""
    visit = await store.find_visit(tx, erasure.appointment)
    if visit is None:
        raise AppointmentUnknown
    if visit.last != erasure.last:
        raise StatementConflict
    if visit.state != "cancelled" and (visit.state != "noshow" or visit.start > now):
        raise VisitStands
    if await store.is_care(tx, erasure.appointment):
        raise CareKept


async def find_erasure(db: Database, appointment: str) -> tuple[str, Signed] | None:
    """Which practice erased this visit, and its word that it did."""
    async with db.transaction() as tx:
        return await store.find_erased(tx, appointment)
