"""A patient and a desk meet at the counter: turns of which each is written once. One transaction each.

Nobody signs in for it. What lies there is locked under a code that the platform never sees.
"""

from datetime import datetime, timedelta

from serment_kernel.database import Database, Tx
from serment_platform.scheduling import turns
from serment_platform.scheduling.errors import MeetingTaken, MeetingUnknown, TurnSize
from serment_platform.scheduling.received import TURN_SIZES
from serment_platform.scheduling.turns import HELLO

MEETING_TIME = timedelta(minutes=5)


async def open_meeting(db: Database, meeting: str, hello: bytes, now: datetime) -> datetime:
    """Show a code, for five minutes; the same again changes nothing."""
    _check_size(hello)
    async with db.transaction() as tx:
        await turns.open_meeting(tx, meeting, hello, now + MEETING_TIME)
        expires = await _live(tx, meeting, now)
        if await turns.turn(tx, meeting, HELLO) != hello:
            raise MeetingTaken
    return expires


async def take_turn(db: Database, meeting: str, place: int, sealed: bytes, now: datetime) -> None:
    """Say something in a place where nothing was said; the same again changes nothing."""
    _check_size(sealed)
    async with db.transaction() as tx:
        await _live(tx, meeting, now)
        await turns.take_turn(tx, meeting, place, sealed)
        if await turns.turn(tx, meeting, place) != sealed:
            raise MeetingTaken


async def read_turn(db: Database, meeting: str, place: int, now: datetime) -> bytes:
    """What was said in this place, or nothing yet."""
    async with db.transaction() as tx:
        await _live(tx, meeting, now)
        return await turns.turn(tx, meeting, place)


async def end_meeting(db: Database, meeting: str) -> None:
    """Take everything away, which tells the other side that it is over; what is gone already needs nothing."""
    async with db.transaction() as tx:
        await turns.delete_meeting(tx, meeting)


async def _live(tx: Tx, meeting: str, now: datetime) -> datetime:
    expires = await turns.end_of(tx, meeting, now)
    if expires is None:
        raise MeetingUnknown
    return expires


def _check_size(sealed: bytes) -> None:
    if len(sealed) not in TURN_SIZES:
        raise TurnSize
