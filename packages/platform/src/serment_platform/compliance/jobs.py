"""What the room does by itself: the root of each day of evidence, and what has run out at the console."""

from serment_kernel.evidence.roots import publish_days
from serment_kernel.evidence.stamping import stamp_days
from serment_kernel.periodic import Job
from serment_platform.compliance.authority import jobs as authority_jobs
from serment_platform.compliance.authority.desk import StaffDesk
from serment_platform.compliance.staff import console_of
from serment_platform.compliance.staff import jobs as staff_jobs
from serment_platform.service import Service


def jobs(service: Service) -> list[Job]:
    """The periodic work of the room."""

    async def publish() -> None:
        await publish_days(service.db("compliance"), service.evidence, service.log, service.now())
        if service.config.evidence.time_stamps:
            await stamp_days(service.db("compliance"), service.config.evidence.time_stamps)

    console = console_of(service)
    return [
        Job("evidence", service.config.intervals.upkeep, publish),
        staff_jobs.purging(console, service.config.intervals.upkeep),
        authority_jobs.upkeep(StaffDesk(console), service.log.sign, service.config.intervals.upkeep),
    ]
