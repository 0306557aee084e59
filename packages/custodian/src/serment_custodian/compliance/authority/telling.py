"""Telling whoever was asked about: at once, or on the day on which a court's ban ends. Nobody has to remember it."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple

from serment_custodian.compliance.authority import store
from serment_custodian.compliance.authority.desk import OfficersDesk
from serment_custodian.compliance.authority.types import Concerned
from serment_custodian.ledger import Uses
from serment_custodian.letters import ASKED_ABOUT_TEXT, asked_about_letter
from serment_custodian.people import PersonId, Recipient
from serment_custodian.post import Post
from serment_custodian.sealing_key import SealingKey
from serment_custodian.shelves import TOLD
from serment_kernel.authority import actions
from serment_kernel.authority import store as requests
from serment_kernel.authority.types import File, RequestId, Told, day_of
from serment_kernel.errors import Refusal
from serment_protocol.encoding import canonical
from serment_protocol.primitives import sha256

# What was said stands behind the step; to whom, nowhere.
PROOF = sha256(canonical(ASKED_ABOUT_TEXT)).hex()
Recipients = Callable[[list[PersonId]], Awaitable[Mapping[PersonId, Recipient]]]
logger = logging.getLogger(__name__)


class Telling(NamedTuple):
    """What telling takes."""

    sealing: SealingKey
    uses: Uses
    post: Post
    recipients: Recipients


async def tell_due(desk: OfficersDesk, telling: Telling) -> int:
    """Write to whoever may be told by now; how many requests were told of in full."""
    async with desk.db.transaction() as tx:
        waiting = await requests.in_state(tx, "DISCLOSED", "NOTICE_DEFERRED")
    return sum([await _tell_alone(desk, telling, request) for request in waiting])


async def _tell_alone(desk: OfficersDesk, telling: Telling, request: RequestId) -> bool:
    """One that cannot be read keeps none of the others from being told."""
    try:
        return await _tell(desk, telling, request)
    except Refusal as error:
        logger.error("nobody is told of a request of an authority: %s", error.code)  # noqa: TRY400 -- a refusal says all
        return False


async def _tell(desk: OfficersDesk, telling: Telling, request: RequestId) -> bool:
    async with desk.db.transaction() as tx:
        file = (await actions.load(desk, tx, request)).file
        concerned = await store.concerned(tx, request) if _is_free(desk, file) else []
    if not _is_free(desk, file) or not await _write_to(desk, telling, file, concerned):
        return False
    await actions.by_time(desk, request, "tell_persons", Told(PROOF))
    return True


def _is_free(desk: OfficersDesk, file: File) -> bool:
    """Whether no ban stands today."""
    until = day_of(file.deferred.until) if file.deferred and file.state == "NOTICE_DEFERRED" else None
    return until is None or until <= desk.now().date()


async def _write_to(desk: OfficersDesk, telling: Telling, file: File, concerned: Sequence[Concerned]) -> bool:
    """Whether every letter has left; one whose letter did not is written to again in the next round."""
    persons = {
        each.concerned: PersonId(telling.sealing.unlock(TOLD, each.concerned, each.person_locked)) for each in concerned
    }
    if persons:
        await telling.uses.count("address", "authority", len(persons))
    # Whoever has erased their account meanwhile is nobody any more.
    found = await telling.recipients(list(persons.values()))
    done = [await _write(desk, telling, file, row, found.get(person)) for row, person in persons.items()]
    return all(done)


async def _write(desk: OfficersDesk, telling: Telling, file: File, row: bytes, to: Recipient | None) -> bool:
    if to is not None and not await telling.post.deliver(
        asked_about_letter(telling.post.sender, to.address, to.language, file.request)
    ):
        return False
    async with desk.db.transaction() as tx:
        await store.forget_concerned(tx, row)
    return True
