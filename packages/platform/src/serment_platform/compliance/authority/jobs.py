"""Periodic work about requests of authorities: time refuses and counts, and does nothing else."""

from serment_kernel.periodic import Job
from serment_platform.compliance.authority import actions
from serment_platform.compliance.authority.report import Sign, publish
from serment_platform.compliance.staff import Console


def upkeep(console: Console, sign: Sign, seconds: float) -> Job:
    """Lets decisions that nobody signed in time become refusals, and publishes what is due."""

    async def work() -> None:
        await actions.tick(console)
        await publish(console, sign)

    return Job("authority", seconds, work)
