"""What the directory does: show what is published, list what is to be listed, search. A search is written nowhere."""

from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from serment_kernel.database import Database, Tx
from serment_kernel.merkle_log import MerkleLog
from serment_platform.directory import rules, store
from serment_platform.directory.called import Spelling, Typed, called
from serment_platform.directory.errors import (
    CursorUnreadable,
    DayTooFar,
    PlaceUnknown,
    PracticeNotEndorsed,
    PracticeUnknown,
    PractitionerUnknown,
)
from serment_platform.directory.folding import one_slip_apart, words
from serment_platform.directory.listing import OWN, entries
from serment_platform.directory.places import place_of
from serment_platform.directory.specialties import Specialty, canonical, find_specialties, related
from serment_platform.directory.types import (
    Named,
    Page,
    Profile,
    Proposal,
    Query,
    Result,
    Results,
)
from serment_platform.keys import Hand, append_staff_act
from serment_platform.practice import PracticeInUse
from serment_platform.scheduling import (
    Circle,
    IdentifierTaken,
    Place,
    Reached,
    Sought,
    count,
    read_cursor,
    read_publication,
    shown,
    soonest,
)

DAYS_SHOWN = 7
DAYS_ON_OWN_PAGE = 14
MOST_NAMES = 8
MOST_NAMED = 5000
MOST_WORDS = 2000
MOST_PROPOSED = 100
NO_FILTER: Mapping[str, Any] = {"language": "", "sector": "", "channel": "", "accepts_new": False, "access": ()}
ALL_FILTERS = "filters"
FURTHEST = timedelta(days=400)
"""No calendar is open to bookings further ahead."""
HOME_ZONE = ZoneInfo("Europe/Paris")
"""Whose day begins a search that names none."""


class Rooms(NamedTuple):
    """The databases a search reads, this room's and that of the times, and how many may search at once."""

    directory: Database
    scheduling: Database
    searching: Semaphore


async def check_publication(db: Database, practice: str, body: bytes) -> None:
    """Raise for a publication that could not be applied; to be asked before it is accepted."""
    people = [one.practitioner for one in read_publication(body).practitioners]
    async with db.transaction() as tx:
        if await store.foreign_practitioners(tx, practice, people):
            raise IdentifierTaken


async def apply_publication(db: Database, practice: str, body: bytes) -> None:
    """Show what is published; whether it is listed stays as it was. Applying the same again changes nothing."""
    publication = read_publication(body)
    listed = entries(publication)
    async with db.transaction() as tx:
        if not await store.save_practice(tx, publication):
            return
        await store.remove_others(tx, practice, [one.person.practitioner for one in listed])
        for entry in sorted(listed, key=lambda one: one.person.practitioner):
            if not await store.save_practitioner(tx, practice, entry):
                raise IdentifierTaken
        await store.save_words(tx, {word for entry in listed for word in entry.words if not word.startswith(OWN)})
        await store.offer_to_search(tx, practice)


async def applied(db: Database) -> dict[str, int]:
    """The revision that is shown, by practice."""
    async with db.transaction() as tx:
        return await store.revisions(tx)


async def show_endorsed(db: Database, practices: Collection[str]) -> None:
    """Show those that the custodian stands by, and no other."""
    async with db.transaction() as tx:
        await store.show_endorsed(tx, practices)


async def set_listed(db: Database, log: MerkleLog, practice: str, hand: Hand, *, listed: bool) -> None:
    """The operator's decision about one practice, which the log tells everybody; what nobody could book is not listed.

    Nothing is done, and nothing told, where it is so already.
    """
    async with db.transaction() as tx:
        before = await store.lock_standing(tx, practice)
        if before is None:
            raise PracticeUnknown
        if listed and not before.endorsed:
            raise PracticeNotEndorsed
        if before.listed != listed:
            await store.set_listed(tx, practice, listed=listed)
            await append_staff_act(tx, log, "list" if listed else "unlist", {"practice": practice}, hand)


async def list_all(db: Database, log: MerkleLog, hand: Hand) -> tuple[int, int]:
    """List everybody whom the custodian stands by; how many were not, each of them a leaf, and how many cannot be."""
    async with db.transaction() as tx:
        fresh = await store.list_all(tx)
        for practice in fresh:
            await append_staff_act(tx, log, "list", {"practice": practice}, hand)
        return len(fresh), await store.unendorsed(tx)


async def require_unlisted(db: Database, practice: str) -> None:
    """Raise `PracticeInUse` as long as a search finds the practice."""
    async with db.transaction() as tx:
        if await store.is_listed(tx, practice):
            raise PracticeInUse


async def forget_practice(db: Database, practice: str) -> None:
    """Remove a practice from the directory."""
    async with db.transaction() as tx:
        await store.delete_practice(tx, practice)


async def search(rooms: Rooms, query: Query, first: date | None, now: datetime) -> Results:
    """One page of those who match, in a total order, with their free times; where nobody does, what else to ask."""
    start = _start(first, now)
    async with rooms.searching:
        return await _search(rooms, query, start, now)


def _start(first: date | None, now: datetime) -> date:
    begin = today(now)
    if first and first > begin + FURTHEST:
        raise DayTooFar
    return max(first, begin) if first else begin


async def _search(rooms: Rooms, query: Query, start: date, now: datetime) -> Results:
    origin, begin = origin_of(query.place), today(now)
    sought = _sought(query, origin, await _named(rooms.directory, query.name), start if start > begin else None)
    after = _after(query.after)
    before = 0 if after else (query.page - 1) * rules.PAGE
    answer = await soonest(rooms.scheduling, sought, after, before + rules.PAGE, now, _last_shown(start))
    reached = answer.reached[before:]
    also = await _proposals(rooms, query, sought) if not answer.total else []
    if answer.total and sought.first and not any(one.next for one in answer.reached):
        also = await _earlier(rooms, sought, start, now)
    rows = await _rows(rooms, reached, origin, start, now)
    following = reached[-1].place.cursor() if reached and answer.more else ""
    # More may match than are counted.
    pages = max(rules.pages(answer.total), query.page + 1 if following else 1)
    return Results(answer.total, query.page, pages, rows, also, following, refreshing=answer.refreshing)


def _last_shown(start: date) -> date:
    return start + timedelta(days=DAYS_SHOWN - 1)


def today(now: datetime) -> date:
    """The day that a search begins at."""
    return now.astimezone(HOME_ZONE).date()


def origin_of(place: str) -> rules.Point | None:
    """Where to look around; raises `PlaceUnknown`."""
    if not place:
        return None
    known = place_of(place)
    if known is None:
        raise PlaceUnknown
    return known.latitude, known.longitude


def canonical_code(specialty: str) -> str:
    """The code that the directory finds people by; nothing for any."""
    return canonical("", specialty) if specialty else ""


def _sought(query: Query, origin: rules.Point | None, people: tuple[str, ...] | None, first: date | None) -> Sought:
    return Sought(
        kind=canonical_code(query.specialty),
        traits=_traits(query),
        circle=Circle(*origin, query.radius_km) if origin else None,
        people=people,
        sort=query.sort if origin else "soonest",
        zone=HOME_ZONE.key,
        first=first,
    )


def _traits(query: Query) -> tuple[str, ...]:
    """As `directory.offer_to_search` writes them; whoever asks for a channel is shown the times of its class."""
    wanted = {"language": query.language, "sector": query.sector}
    return (
        f"channel:{query.channel}" if query.channel else "first",
        *(f"{what}:{value}" for what, value in wanted.items() if value),
        *(f"access:{each}" for each in query.access),
        *(["new"] if query.accepts_new else []),
    )


def _after(cursor: str) -> Place | None:
    place = read_cursor(cursor)
    if cursor and place is None:
        raise CursorUnreadable
    return place


async def _named(db: Database, name: str) -> tuple[str, ...] | None:
    """Whoever is called so, or, where nobody is, nearly so; none where no name was asked for."""
    asked = words(name)
    if not asked:
        return None
    async with db.looking() as tx:
        for way in (_begun, _mistyped):
            lists = [await way(tx, word, MOST_WORDS) for word in asked]
            found = await store.called_by_words(tx, lists, MOST_NAMED) if all(lists) else []
            if found:
                return tuple(found)
    return ()


async def _begun(tx: Tx, word: str, limit: int) -> list[str]:
    return await store.words_beginning(tx, word, limit)


async def _mistyped(tx: Tx, word: str, limit: int) -> list[str]:
    """Words that begin so, or that one slip tells apart."""
    return [*await _one_slip_from(tx, word), *await store.words_beginning(tx, word, limit)]


async def _one_slip_from(tx: Tx, word: str) -> list[str]:
    return [each for each in await store.words_near(tx, word) if one_slip_apart(each, word)]


async def _rows(
    rooms: Rooms, reached: Sequence[Reached], origin: rules.Point | None, start: date, now: datetime
) -> list[Result]:
    if not reached:
        return []
    async with rooms.directory.looking() as tx:
        profiles = await store.profiles(tx, [one.place.practitioner for one in reached])
    return [
        Result(
            replace(profiles[one.place.practitioner], schedule=one.schedule, service_class=one.service_class),
            rules.kilometres(one.place.metres, origin),
            one.next,
            one.first.starts(start, _last_shown(start), now),
        )
        for one in reached
        if one.place.practitioner in profiles
    ]


async def _proposals(rooms: Rooms, query: Query, sought: Sought) -> list[Proposal]:
    proposals: list[Proposal] = []
    for radius in rules.wider(query.radius_km) if sought.circle else ():
        wider = replace(sought, circle=sought.circle and sought.circle._replace(radius_km=radius))
        total = await count(rooms.scheduling, wider)
        if total:
            proposals.append(Proposal("radius", radius, total))
            break
    proposals += await _fewer_filters(rooms, query, sought)
    for code in related(query.specialty):
        total = await count(rooms.scheduling, replace(sought, kind=code))
        if total:
            proposals.append(Proposal("specialty", code, total))
    return proposals


async def _fewer_filters(rooms: Rooms, query: Query, sought: Sought) -> list[Proposal]:
    """What one filter less would find; where that is nobody, what none of them would."""
    ways = [(name, {name: NO_FILTER[name]}) for name in NO_FILTER if getattr(query, name) != NO_FILTER[name]]
    proposals = [await _without(rooms, query, sought, *way) for way in ways]
    if len(ways) > 1 and not any(one.total for one in proposals):
        proposals = [await _without(rooms, query, sought, ALL_FILTERS, NO_FILTER)]
    return [one for one in proposals if one.total]


async def _without(rooms: Rooms, query: Query, sought: Sought, name: str, changes: Mapping[str, Any]) -> Proposal:
    traits = _traits(replace(query, **changes))
    return Proposal("without", name, await count(rooms.scheduling, replace(sought, traits=traits)))


async def _earlier(rooms: Rooms, sought: Sought, first: date, now: datetime) -> list[Proposal]:
    """Nobody is free from that day on: how many are before it."""
    answer = await soonest(rooms.scheduling, replace(sought, first=None, sort="soonest"), None, MOST_PROPOSED, now)
    free = [one.next for one in answer.reached if one.next]
    earliest = min((moment.date() for moment in free), default=first)
    return [Proposal("date", earliest.isoformat(), len(free))] if earliest < first else []


async def profile(db: Database, practitioner: str) -> Profile:
    """What is public of a practitioner, listed or not."""
    async with db.transaction() as tx:
        found = await store.profiles(tx, [practitioner])
    if practitioner not in found:
        raise PractitionerUnknown
    return found[practitioner]


async def own_page(rooms: Rooms, practitioner: str, now: datetime) -> tuple[Result, Page]:
    """Everything that a practitioner's own page shows."""
    known = await profile(rooms.directory, practitioner)
    async with rooms.directory.transaction() as tx:
        page = await store.page_of(tx, practitioner)
    if page is None:
        raise PractitionerUnknown
    pairs = [(known.schedule, known.service_class)] if known.schedule else []
    found = await shown(rooms.scheduling, pairs, today(now), DAYS_ON_OWN_PAGE, now)
    days = [day for one in found for day in one.days]
    return Result(known, rules.NOWHERE, found[0].next if found else None, days), page


async def names(db: Database, query: str) -> tuple[list[Named], list[Specialty]]:
    """Who and what is called so: in full, from the beginning, by the practice's name, and at last with a slip."""
    asked = list(dict.fromkeys(words(query)))  # The same word twice asks no more, and costs as much again.
    if not asked:
        return [], []
    people: dict[str, Named] = {}
    async with db.looking(planned_once=True) as tx:
        for spell, own in _ways(asked):
            if len(people) >= MOST_NAMES:
                break
            # Where some are known already, half of twice as many are new.
            most = 2 * MOST_NAMES if people else MOST_NAMES
            found = await called(tx, [await spell(tx, word) for word in asked], most, own=own)
            people |= {one.practitioner: one for one in found if one.practitioner not in people}
    return list(people.values())[:MOST_NAMES], find_specialties(query)


Spell = Callable[[Tx, str], Awaitable[Typed]]
"""How a word that was typed may be spelled in a name."""


def _ways(asked: Sequence[str]) -> Sequence[tuple[Spell, bool]]:
    """How to spell each word, and whether all are to be of the own name; a lone whole word stands first anyway."""
    ways: list[tuple[Spell, bool]] = [(_as_beginning, True), (_as_beginning, False), (_as_slips, True)]
    return [(_as_whole, True), *ways] if len(asked) > 1 else ways


async def _as_whole(_: Tx, word: str) -> Typed:
    return [Spelling(word, whole=True)]


async def _as_beginning(_: Tx, word: str) -> Typed:
    return [Spelling(word)]


async def _as_slips(tx: Tx, word: str) -> Typed:
    return [Spelling(word), *(Spelling(each, whole=True) for each in await _one_slip_from(tx, word))]
