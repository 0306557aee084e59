"""Periodic work about requests of authorities: time refuses, and does nothing else."""

from serment_kernel.periodic import Job
from serment_platform.compliance.authority import actions
from serment_platform.compliance.staff import Console


def expiring(console: Console, seconds: float) -> Job:
    """Lets decisions that nobody signed in time become refusals."""

    async def expire() -> None:
        await actions.tick(console)

    return Job("authority", seconds, expire)
