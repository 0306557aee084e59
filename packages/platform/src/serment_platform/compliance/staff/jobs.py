"""Periodic work of the console's staff."""

from serment_kernel.periodic import Job
from serment_platform.compliance.staff import enrolment
from serment_platform.compliance.staff.console import Console

PURGE = "console purge"


def purging(console: Console, seconds: float) -> Job:
    """Forgets what has run out."""

    async def purge() -> None:
        await enrolment.purge(console)

    return Job(PURGE, seconds, purge)
