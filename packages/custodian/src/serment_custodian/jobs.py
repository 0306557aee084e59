"""What returns every so often: batches of nudges, issuer keys, endorsements, forgetting, and the nightly rewrite."""

import asyncio
from datetime import datetime

from serment_custodian.compliance import jobs as compliance_jobs
from serment_custodian.endorsements import actions as endorsements
from serment_custodian.endorsements import replacements
from serment_custodian.hardening import actions as hardening
from serment_custodian.hardening import store as hardening_store
from serment_custodian.ledger import Ledger, tell_days
from serment_custodian.officers import Decisions, enrolment
from serment_custodian.people import actions as people
from serment_custodian.people import store as people_store
from serment_custodian.people.changes import Changes
from serment_custodian.people.endings import Endings
from serment_custodian.people.phones import forget_unfounded
from serment_custodian.retention import CLASSES, NOTED_IN
from serment_custodian.rooms import Rooms
from serment_custodian.service import Service
from serment_custodian.shares import actions as shares
from serment_custodian.tickets import actions as tickets
from serment_custodian.tickets import store as tickets_store
from serment_custodian.tickets.nudges import Nudges
from serment_custodian.tokens import actions as tokens
from serment_custodian.tokens import store as tokens_store
from serment_kernel import asked
from serment_kernel.erasing import settle_journal
from serment_kernel.periodic import Job
from serment_kernel.retention import noted

Announced = tuple[Changes, Endings]


def jobs(
    service: Service,
    rooms: Rooms,
    ledger: Ledger,
    nudges: Nudges,
    announced: Announced,
    decisions: Decisions,
) -> list[Job]:
    """The periodic work of a running custodian."""
    intervals = service.config.intervals

    async def rotate() -> None:
        await tokens.rotate_issuers(rooms.tokens, service.sealing, ledger, service.now())
        # A new key is shown only once it is cosigned; asking now spares the first who wants it the wait.
        await ledger.log.renew()

    async def endorse_anew() -> None:
        await endorsements.renew(rooms.endorsements, ledger, service.now())

    async def forget() -> None:
        await purge(rooms, service.now())
        config = service.config
        await forget_unfounded(rooms.people, offered=config.sms is not None)
        await settle_journal(config.erasures(), {people.WITHDRAWN}, config.backup_days, service.now())

    async def write_anew() -> None:
        await rewrite(rooms)

    # Both open addresses: while all is stopped, whoever they belong to goes on waiting.
    async def send() -> None:
        if not (await decisions.office.switch.state()).stopped:
            await nudges.send_batch()

    async def settle() -> None:
        if not (await decisions.office.switch.state()).stopped:
            await settle_all(announced)

    async def tell() -> None:
        await tell_days(rooms.ledger, ledger, service.now())

    every = [
        Job("nudges", intervals.nudges, send),
        Job("addresses", intervals.upkeep, settle),
        Job("decisions", intervals.decisions, decisions.carry_out_ripe),
        Job("days", intervals.upkeep, tell),
        Job("issuer keys", intervals.upkeep, rotate),
        Job("endorsements", intervals.upkeep, endorse_anew),
        Job("purge", intervals.upkeep, forget),
        Job("rewrite", intervals.rewrite, write_anew),
        *compliance_jobs.jobs(service, rooms, ledger, decisions),
    ]
    ending = {each.job for each in CLASSES}
    return [noted(rooms.ledger, NOTED_IN, job, service.now) if job.name in ending else job for job in every]


async def settle_all(announced: Announced) -> None:
    """Write the letters that are due, and carry out what nobody stopped. A round that left something is not done."""
    if failed := sum([await waiting.settle() for waiting in announced]):
        raise LookupError(f"{failed} announcements wait")


async def purge(rooms: Rooms, now: datetime) -> None:
    """Delete in every room what has run out."""
    await asyncio.gather(
        people.purge(rooms.people, now),
        hardening.purge(rooms.hardening, now),
        tokens.purge(rooms.tokens, now),
        tickets.purge(rooms.tickets, now),
        shares.purge(rooms.shares, now),
        replacements.purge(rooms.endorsements, now),
        enrolment.purge(rooms.officers, now),
        asked.forget(rooms.ledger, NOTED_IN, now.date()),
    )


async def rewrite(rooms: Rooms) -> None:
    """Write the tables of persons anew, so that a dump does not show in which order their rows came."""
    async with rooms.people.transaction() as tx:
        await people_store.rewrite(tx)
    async with rooms.hardening.transaction() as tx:
        await hardening_store.rewrite(tx)
    async with rooms.tokens.transaction() as tx:
        await tokens_store.rewrite(tx)
    async with rooms.tickets.transaction() as tx:
        await tickets_store.rewrite(tx)
