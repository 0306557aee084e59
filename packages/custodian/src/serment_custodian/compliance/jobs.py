"""What the room does by itself: the root of each day of evidence."""

from serment_custodian.ledger import Ledger
from serment_custodian.rooms import Rooms
from serment_custodian.service import Service
from serment_kernel.evidence.roots import publish_days
from serment_kernel.evidence.stamping import stamp_days
from serment_kernel.periodic import Job


def jobs(service: Service, rooms: Rooms, ledger: Ledger) -> list[Job]:
    """The periodic work of the room."""

    async def publish() -> None:
        await publish_days(rooms.compliance, service.evidence, ledger.log, service.now())
        if service.config.evidence.time_stamps:
            await stamp_days(rooms.compliance, service.config.evidence.time_stamps)

    return [Job("evidence", service.config.intervals.upkeep, publish)]
