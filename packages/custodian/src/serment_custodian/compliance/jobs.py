"""What the room does by itself: the root of each day of evidence, and what is due to requests of authorities."""

from serment_custodian.compliance.authority import jobs as authority_jobs
from serment_custodian.compliance.authority.desk import OfficersDesk, desk_of
from serment_custodian.compliance.authority.telling import Telling
from serment_custodian.ledger import Ledger
from serment_custodian.officers import Decisions
from serment_custodian.people import PersonId, Recipient
from serment_custodian.people.actions import recipients
from serment_custodian.rooms import Rooms
from serment_custodian.service import Service
from serment_kernel.evidence.roots import publish_days
from serment_kernel.evidence.stamping import stamp_days
from serment_kernel.periodic import Job


def jobs(service: Service, rooms: Rooms, ledger: Ledger, decisions: Decisions) -> list[Job]:
    """The periodic work of the room."""

    async def publish() -> None:
        await publish_days(rooms.compliance, service.evidence, ledger.log, service.now())
        if service.config.evidence.time_stamps:
            await stamp_days(rooms.compliance, service.config.evidence.time_stamps)

    async def found(persons: list[PersonId]) -> dict[PersonId, Recipient]:
        return await recipients(rooms.people, service.sealing, persons)

    every, telling = service.config.intervals.upkeep, Telling(service.sealing, service.uses, service.post, found)
    desk: OfficersDesk = desk_of(rooms.compliance, service.evidence, decisions.office)
    return [Job("evidence", every, publish), authority_jobs.upkeep(desk, telling, ledger.sign, every)]
