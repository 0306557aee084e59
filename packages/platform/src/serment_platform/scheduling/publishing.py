"""What a practice publishes becomes calendars here, and stays so as time passes. One transaction for each practice.

Applying is idempotent: a crash between the practice's commit and this one is mended by applying again.
"""

from datetime import date, datetime, timedelta

from serment_kernel.database import Database, Tx
from serment_platform.practice import PracticeInUse
from serment_platform.scheduling import availability, calendars, credentials, lines, places, store
from serment_platform.scheduling.errors import IdentifierTaken
from serment_platform.scheduling.opening import opening_of, opening_of_room
from serment_platform.scheduling.published import Publication, PublishedResource, PublishedSchedule
from serment_platform.scheduling.sense import read_publication
from serment_platform.scheduling.types import Applied, OpeningRules, Schedule

# Days are written a little beyond the horizon, so that a night without upkeep closes nothing.
MARGIN = timedelta(days=7)
KEPT = timedelta(days=2)
"""How long the bits of a day gone by stay, for staff who write down who came."""


async def check_publication(db: Database, practice: str, body: bytes) -> None:
    """Raise for a publication that could not be applied; to be asked before it is accepted."""
    publication = read_publication(body)
    async with db.transaction() as tx:
        idents = [each.schedule for each in publication.schedules] + [each.resource for each in publication.resources]
        for ident in idents:
            found = await calendars.find_schedule(tx, ident)
            if found and found.practice != practice:
                raise IdentifierTaken


async def apply_publication(db: Database, practice: str, body: bytes, epoch: int, now: datetime) -> None:
    """Offer what is published, under the keys of this epoch; what was booked before stays, inside hours or outside."""
    publication = read_publication(body)
    async with db.transaction() as tx:
        newest = await calendars.publication_seen(tx, practice, epoch, publication.revision)
        await calendars.note_epoch(tx, practice, epoch)
        await calendars.lock_schedules(tx, practice)
        await calendars.raise_epoch(tx, practice, epoch)
        if newest:
            await _offer(tx, practice, publication, now)
        await store.notify(tx, practice)
    await lines.offer_freed(db, practice, now)


async def raise_epoch(db: Database, practice: str, epoch: int) -> None:
    """From here on only envelopes sealed for this epoch are taken."""
    async with db.transaction() as tx:
        await calendars.note_epoch(tx, practice, epoch)
        await calendars.lock_schedules(tx, practice)
        await calendars.raise_epoch(tx, practice, epoch)
        await store.notify(tx, practice)


async def applied(db: Database) -> dict[str, Applied]:
    """What this room knows of each practice, to find those it has yet to hear of."""
    async with db.transaction() as tx:
        return await calendars.applied(tx)


async def _offer(tx: Tx, practice: str, publication: Publication, now: datetime) -> None:
    kept = [each.schedule for each in publication.schedules] + [each.resource for each in publication.resources]
    await calendars.withdraw_schedules(tx, practice, kept)
    await credentials.replace_keys(tx, practice, publication.credentials)
    for room in sorted(publication.resources, key=lambda one: one.resource):
        await _save_room(tx, practice, publication, room, now)
    for each in sorted(publication.schedules, key=lambda one: one.schedule):
        await _save(tx, practice, publication, each, now)


async def _save(tx: Tx, practice: str, publication: Publication, each: PublishedSchedule, now: datetime) -> None:
    zone, opening = publication.time_zone, opening_of(publication, each)
    schedule = Schedule(
        schedule=each.schedule,
        practice=practice,
        epoch=publication.epoch,
        time_zone=zone,
        step=each.step,
        notice_minutes=each.notice_minutes,
        horizon_days=each.horizon_days,
        offered=True,
        capacity=each.capacity,
        quotas=bool(each.quotas),
    )
    if not await calendars.save_schedule(tx, schedule, each.practitioner, opening.rules):
        raise IdentifierTaken
    await calendars.replace_classes(tx, each.schedule, opening.classes)
    classes = [one.published for one in opening.classes]
    needs = [(one.name, number, room) for one in classes for number, rooms in enumerate(one.needs) for room in rooms]
    await places.save_needs(tx, each.schedule, needs)
    await places.replace_quotas(tx, each.schedule, each.quotas)
    await _save_days(tx, schedule, opening.rules, opening.horizon_days, now)


async def _save_room(tx: Tx, practice: str, publication: Publication, room: PublishedResource, now: datetime) -> None:
    """A room is written as far ahead as anybody may book; in it nobody books for itself, so it has no class."""
    horizon = max((opening_of(publication, each).horizon_days for each in publication.schedules), default=1)
    schedule = Schedule(
        schedule=room.resource,
        practice=practice,
        epoch=publication.epoch,
        time_zone=publication.time_zone,
        step=availability.MINUTES,
        notice_minutes=0,
        horizon_days=horizon,
        offered=True,
        actor=room.kind,
        capacity=room.capacity,
    )
    opening = opening_of_room(publication, room)
    if not await calendars.save_schedule(tx, schedule, room.resource, opening):
        raise IdentifierTaken
    # It may have been somebody's calendar before, with classes and quotas.
    await calendars.replace_classes(tx, room.resource, [])
    await places.replace_quotas(tx, room.resource, [])
    await _save_days(tx, schedule, opening, horizon, now)


async def _save_days(tx: Tx, schedule: Schedule, opening: OpeningRules, horizon: int, now: datetime) -> None:
    today = availability.local_day(schedule.time_zone, now)
    written = await calendars.last_day(tx, schedule.schedule) or today
    first, until = today - KEPT, max(today + timedelta(days=horizon) + MARGIN, written)
    await calendars.drop_lanes(tx, schedule.schedule)
    await calendars.save_days(tx, schedule.schedule, availability.days_of(opening, first, until))
    await calendars.save_layers(tx, schedule.schedule, availability.layers_of(opening, first, until))


async def extend(db: Database, now: datetime) -> None:
    """Write the days that have come into the horizon, and forget those gone by."""
    async with db.transaction() as tx:
        schedules = await calendars.schedules_to_extend(tx, now, MARGIN)
    for schedule in schedules:
        async with db.transaction() as tx:
            await _extend(tx, schedule, now)
    async with db.transaction() as tx:
        await calendars.forget_days_before(tx, now.date() - KEPT - timedelta(days=1))
        await places.forget_counts_before(tx, now.date() - timedelta(weeks=2))


async def _extend(tx: Tx, schedule: str, now: datetime) -> None:
    row = await calendars.lock_schedule(tx, schedule)
    if row is None:
        return
    today = availability.local_day(row.time_zone, now)
    until = today + timedelta(days=row.horizon_days) + MARGIN
    last = await calendars.last_day(tx, schedule)
    first = max(today, last + timedelta(days=1)) if last else today
    if first <= until:
        await write_days(tx, schedule, row.opening_rules(), first, until)


async def write_days(tx: Tx, schedule: str, opening: OpeningRules, first: date, until: date) -> None:
    """Write days that are not there yet, and their layers."""
    await calendars.add_days(tx, schedule, availability.days_of(opening, first, until))
    await calendars.add_layers(tx, schedule, availability.layers_of(opening, first, until))


async def require_idle(db: Database, practice: str, now: datetime) -> None:
    """Raise `PracticeInUse` as long as somebody is expected."""
    async with db.transaction() as tx:
        if await store.has_visits_after(tx, practice, now):
            raise PracticeInUse


async def forget_practice(db: Database, practice: str, now: datetime) -> None:
    """Remove a practice's calendars and visits; raise `PracticeInUse` where somebody is expected after all."""
    async with db.transaction() as tx:
        await calendars.forget_practice(tx, practice)
        await calendars.lock_schedules(tx, practice)
        if await store.has_visits_after(tx, practice, now):
            raise PracticeInUse
        await store.delete_practice(tx, practice)
        await store.notify(tx, practice)
