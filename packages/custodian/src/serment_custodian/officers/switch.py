"""The switch that stops every use of keys: one officer stops, a quorum lets go on. Deciding and reading go on."""

import msgspec

from serment_custodian.officers import store
from serment_custodian.officers.errors import CustodianStopped
from serment_custodian.officers.office import Office
from serment_custodian.officers.types import Switch


async def state_of(office: Office) -> Switch | None:
    """Whether the service is stopped; none if it never was."""
    async with office.db.transaction() as tx:
        return await store.read_switch(tx)


async def is_stopped(office: Office) -> bool:
    """Whether every use of keys is refused now."""
    found = await state_of(office)
    return found is not None and found.stopped


async def require_running(office: Office) -> None:
    """Raise while the service is stopped."""
    if await is_stopped(office):
        raise CustodianStopped


async def set_to(office: Office, *, stopped: bool) -> None:
    """Stop, or go on; twice is as once."""
    async with office.db.transaction() as tx:
        await store.set_switch(tx, stopped=stopped, day=office.now().date())


class Shown(msgspec.Struct, frozen=True):
    """What everybody may know of it."""

    stopped: bool
    since: str
    """A day; empty if it was never stopped."""


async def shown(office: Office) -> Shown:
    """The state as everybody is told it."""
    found = await state_of(office)
    return Shown(found.stopped, found.since.isoformat()) if found else Shown(stopped=False, since="")
