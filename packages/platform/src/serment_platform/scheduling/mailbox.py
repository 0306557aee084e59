"""The mailbox of an appointment: letters put in by either hand, and read by both. One transaction each.

What a letter says is sealed. Of a request the platform keeps the day, the day by which it must be answered, and the
day on which it was: the least by which anybody can see who is late.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from msgspec import UNSET

from serment_kernel.database import Database, Tx
from serment_platform.practice import Membership
from serment_platform.scheduling import mailbox_store, store
from serment_platform.scheduling.actions import DeskOf
from serment_platform.scheduling.errors import (
    AppointmentUnknown,
    EpochRetired,
    LetterConflict,
    MailboxFull,
    NotExtendable,
    RequestAnswered,
)
from serment_platform.scheduling.received import LETTER_COPY_SIZES, LETTER_SIZES, check_size
from serment_platform.scheduling.types import FIRST, Filing, KeptLetter, Place, QueuedVisit, SignedStatement, Visit
from serment_protocol import clocks
from serment_protocol.attestations import Attestation, attest
from serment_protocol.errors import BadLetter
from serment_protocol.letters import Answers, Cover, Posted, asked_on, believe, look_into
from serment_protocol.nudges import check_ticket

MOST_ASKED = 20
"""Letters of one patient in one mailbox; whoever has more to say telephones."""
MOST_OPEN = 6
"""Requests that wait at the same time."""
MOST_ANSWERED = 200
MOST_MAILBOXES = 50
"""On one page of a practice's queue."""
MOST_TOLD = 48 * 1024
"""Bytes of sealed letters that one mailbox brings to such a page; whoever opens it alone gets all of them."""
DAY = timedelta(days=1)
CLOCKS_APART = timedelta(minutes=5)


class Mailboxes(NamedTuple):
    """A page of the mailboxes of a practice in which something lies, what waits first."""

    visits: list[QueuedVisit]
    chains: dict[str, list[SignedStatement]]
    filings: dict[str, Filing]
    notes: dict[str, Filing]
    letters: dict[str, list[KeptLetter]]
    following: Place | None
    """Where the next page begins after, unless this is the last."""
    epoch: int
    attestation: Attestation | None = None
    """Beside one that was asked for by itself, where its visit stands."""


async def post(db: Database, appointment: str, posted: Posted, ticket: bytes, desk_of: DeskOf, now: datetime) -> int:
    """Put a letter in, signed by the hand that it names; the same letter twice is one. Its number.

    Who asks may leave a ticket, to be nudged when the desk has written.
    """
    check_size(posted.sealed, LETTER_SIZES)
    check_size(posted.copy, LETTER_COPY_SIZES)
    visit = await _visit(db, appointment)
    cover = look_into(posted.letter)
    desk = await desk_of(visit.practice) if cover.desk_epoch is not None else None

    def desk_key(epoch: int) -> bytes:
        if desk is None or epoch != desk.epoch:
            raise EpochRetired(desk.epoch if desk else 0)
        return desk.sign

    if await _is_written(db, cover, posted):
        return cover.number
    believe(posted, visit.practice, appointment, visit.manage, desk_key)
    if not _is_of_today(cover, now):
        raise BadLetter("day")
    if ticket:
        _check_ticket(cover, ticket)
    async with db.transaction() as tx:
        await _put(tx, cover, posted, ticket, now.date())
    return cover.number


def _check_ticket(cover: Cover, ticket: bytes) -> None:
    if cover.desk_epoch is not None:
        raise BadLetter("ticket")
    check_ticket(ticket)


def _is_of_today(cover: Cover, now: datetime) -> bool:
    """A patient's day may be off by one; a desk's is what it was on time by, so nothing but its clock may be wrong."""
    apart = DAY if cover.desk_epoch is None else CLOCKS_APART
    return (now - apart).date() <= asked_on(cover) <= (now + apart).date()


async def _visit(db: Database, appointment: str) -> Visit:
    async with db.transaction() as tx:
        visit = await store.find_visit(tx, appointment)
    if visit is None:
        raise AppointmentUnknown
    return visit


async def _is_written(db: Database, cover: Cover, posted: Posted) -> bool:
    async with db.transaction() as tx:
        return await mailbox_store.body_at(tx, cover) == posted.letter.body_bytes


async def _put(tx: Tx, cover: Cover, posted: Posted, ticket: bytes, today: date) -> None:
    """Number, limits and clock, all of them looked at while nobody else puts anything into this mailbox."""
    if not await mailbox_store.hold(tx, cover):
        epoch = await store.current_epoch(tx, cover.practice)
        raise EpochRetired(epoch)
    written = await mailbox_store.body_at(tx, cover)
    if written == posted.letter.body_bytes:
        return
    count = await mailbox_store.count(tx, cover)
    if cover.number != count.following:
        raise LetterConflict(count.following)
    _require_room(cover, count)
    if cover.answers is not UNSET:
        await _answer(tx, cover, cover.answers, today)
    last = clocks.due(cover.clock, asked_on(cover))
    await mailbox_store.insert(tx, cover, posted, last)
    if ticket:
        await mailbox_store.keep_ticket(tx, cover.appointment, ticket)
    if cover.desk_epoch is not None:
        await mailbox_store.nudge_holder(tx, cover)
    await store.notify(tx, cover.practice)


def _require_room(cover: Cover, count: mailbox_store.Count) -> None:
    most = MOST_ASKED if cover.desk_epoch is None else MOST_ANSWERED
    waits_too_much = cover.clock != "none" and count.waiting >= MOST_OPEN
    if count.following >= most or waits_too_much:
        raise MailboxFull


async def _answer(tx: Tx, cover: Cover, answers: Answers, today: date) -> None:
    request = await mailbox_store.find_request(tx, cover.appointment, answers.number)
    if request is None or request.settled:
        raise RequestAnswered
    if answers.effect == "told":
        return
    if answers.effect == "settled":
        await mailbox_store.settle(tx, cover.appointment, answers.number, today)
        return
    clock = request.cover().clock
    if request.extended or not clocks.may_extend(clock, request.day, today):
        raise NotExtendable
    later = clocks.due(clock, request.day, extended=True)
    await mailbox_store.extend(tx, cover.appointment, answers.number, later)


async def read(db: Database, appointment: str, manage: bytes) -> list[KeptLetter]:
    """All letters of a mailbox, for whoever has its manage key."""
    async with db.transaction() as tx:
        visit = await store.find_visit(tx, appointment)
        if visit is None or visit.manage != manage:
            raise AppointmentUnknown
        await mailbox_store.spare_nudge(tx, appointment)
        return (await mailbox_store.letters(tx, [appointment]))[appointment]


async def read_page(db: Database, by: Membership, after: Place | None) -> Mailboxes:
    """The mailboxes of a practice that stand behind this place, of each no more than `MOST_TOLD` bytes."""
    async with db.transaction() as tx:
        found = await mailbox_store.mailboxes(tx, by.practice, after or FIRST, MOST_MAILBOXES + 1)
        page = found[:MOST_MAILBOXES]
        letters = await mailbox_store.newest_letters(tx, [visit.appointment for visit in page], MOST_TOLD)
        following = page[-1].place if len(found) > len(page) else None
        return await _beside_visits(tx, by, page, letters, following)


async def read_one(db: Database, by: Membership, appointment: str, now: datetime) -> Mailboxes:
    """One mailbox of a practice with all that lies in it, and what may be said to others of its visit."""
    async with db.transaction() as tx:
        visit = await mailbox_store.mailbox(tx, by.practice, appointment)
        if visit is None:
            raise AppointmentUnknown
        letters = await mailbox_store.letters(tx, [appointment])
        found = await _beside_visits(tx, by, [visit], letters, None)
        return found._replace(attestation=await _attested(tx, by, appointment, now))


async def _attested(tx: Tx, by: Membership, appointment: str, now: datetime) -> Attestation | None:
    """Only of what stands: whoever gave a visit up takes nothing of it to others."""
    standing = await store.find_standing(tx, by.practice, appointment)
    if standing is None:
        return None
    return attest(by.practice, appointment, standing.start, now, right_spent=standing.right_spent)


async def _beside_visits(
    tx: Tx, by: Membership, visits: list[QueuedVisit], letters: dict[str, list[KeptLetter]], following: Place | None
) -> Mailboxes:
    """Read as an agenda is."""
    ids = [visit.appointment for visit in visits]
    return Mailboxes(
        visits,
        await store.chains(tx, ids),
        await store.filings(tx, "filing", ids),
        await store.filings(tx, "note", ids) if by.clinical else {},
        letters,
        following,
        await store.current_epoch(tx, by.practice),
    )
