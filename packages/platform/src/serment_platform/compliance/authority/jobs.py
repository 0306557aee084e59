"""Periodic work about requests of authorities: time refuses and counts, and does nothing else."""

from datetime import timedelta

from serment_kernel.authority import actions
from serment_kernel.authority.report import Sign, publish
from serment_kernel.periodic import Job
from serment_platform.compliance.authority import notices_store
from serment_platform.compliance.authority.desk import StaffDesk

NOTICES_KEPT = timedelta(days=1096)


def upkeep(desk: StaffDesk, sign: Sign, seconds: float) -> Job:
    """Lets decisions that nobody signed in time become refusals, and publishes what is due."""

    async def work() -> None:
        await actions.tick(desk)
        async with desk.db.transaction() as tx:
            await notices_store.forget_notices(tx, desk.now().date() - NOTICES_KEPT)
        await publish(desk, sign)

    return Job("authority", seconds, work)
