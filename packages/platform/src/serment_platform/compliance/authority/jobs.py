"""Periodic work about requests of authorities: time refuses and counts, and does nothing else."""

from serment_kernel.authority import actions
from serment_kernel.authority.report import Sign, publish
from serment_kernel.periodic import Job
from serment_platform.compliance.authority.desk import StaffDesk


def upkeep(desk: StaffDesk, sign: Sign, seconds: float) -> Job:
    """Lets decisions that nobody signed in time become refusals, and publishes what is due."""

    async def work() -> None:
        await actions.tick(desk)
        await publish(desk, sign)

    return Job("authority", seconds, work)
