"""In a rush one look answers many, and only as long as it can be true."""

import asyncio
from datetime import UTC, datetime

import pytest

from serment_kernel.errors import Refusal
from serment_platform.scheduling.errors import EpochRetired, TimeTaken
from serment_platform.scheduling.reasons import SECONDS, Reasons

FOLLOWING = (datetime(2026, 12, 2, 8, 40, tzinfo=UTC),)


class Looking:
    """Counts the looks, and finds what it is told."""

    def __init__(self, *found: Refusal | None) -> None:
        self._found = list(found)
        self.looks = 0

    async def __call__(self) -> Refusal | None:
        self.looks += 1
        await asyncio.sleep(0)
        return self._found[min(self.looks, len(self._found)) - 1]


async def test_one_look_answers_all_who_come_within_a_second() -> None:
    clock, look = [0.0], Looking(TimeTaken(FOLLOWING))
    reasons = Reasons(lambda: clock[0])
    heard = await asyncio.gather(*(reasons.of("place", look) for _ in range(5)))
    clock[0] = SECONDS / 2
    heard.append(await reasons.of("place", look))
    assert look.looks == 1
    assert len({id(each) for each in heard}) == len(heard)
    assert all(isinstance(each, TimeTaken) and each.following == FOLLOWING for each in heard)
    await reasons.of("another place", look)
    clock[0] = SECONDS
    await reasons.of("place", look)
    assert look.looks == 3


@pytest.mark.parametrize("found", [None, EpochRetired(2)])
async def test_only_taken_times_are_remembered(found: Refusal | None) -> None:
    look = Looking(found)
    reasons = Reasons()
    assert [await reasons.of("place", look) for _ in range(2)] == [found, found]
    assert look.looks == 2


async def test_a_look_that_failed_is_not_remembered() -> None:
    look, reasons = Looking(TimeTaken()), Reasons()

    async def fail() -> Refusal | None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await reasons.of("place", fail)
    assert isinstance(await reasons.of("place", look), TimeTaken)
