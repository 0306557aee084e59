"""Questions that come together are asked together, and each hears its own answer."""

import asyncio
from collections.abc import Sequence

import psycopg
import pytest

from serment_kernel.gathering import Gathering

BAD, BROKEN, SHORT = 13, 14, 15


class Asked:
    """Doubles numbers, slowly, and remembers what was asked together."""

    def __init__(self) -> None:
        self.together: list[list[int]] = []

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.together.append(list(numbers))
        await asyncio.sleep(0)
        if BAD in numbers:
            raise psycopg.OperationalError
        if BROKEN in numbers:
            raise KeyError
        if SHORT in numbers:
            return []
        return [2 * number for number in numbers]


class TestGathering:
    async def test_a_lone_question_goes_at_once(self) -> None:
        asked = Asked()
        assert await Gathering(asked, 8).ask(1) == 2
        assert asked.together == [[1]]

    async def test_those_who_come_meanwhile_go_together(self) -> None:
        asked = Asked()
        gathering = Gathering[int, int](asked, 3)
        assert await asyncio.gather(*map(gathering.ask, range(6))) == [0, 2, 4, 6, 8, 10]
        assert sum(map(len, asked.together)) == 6
        assert max(map(len, asked.together)) == 3

    async def test_one_that_fails_fails_alone(self) -> None:
        gathering = Gathering[int, int](Asked(), 8)
        found = await asyncio.gather(*map(gathering.ask, (1, 2, BAD, 3)), return_exceptions=True)
        assert [each for each in found if not isinstance(each, Exception)] == [2, 4, 6]
        assert isinstance(found[2], psycopg.OperationalError)

    @pytest.mark.parametrize("bad", [BROKEN, SHORT])
    async def test_nobody_waits_for_ever_on_a_fault_that_is_not_the_database_s(self, bad: int) -> None:
        gathering = Gathering[int, int](Asked(), 8)
        asked = asyncio.gather(*map(gathering.ask, (1, 2, bad, 3)), return_exceptions=True)
        found = await asyncio.wait_for(asked, 5)
        assert [each for each in found if not isinstance(each, BaseException)] == [2, 4, 6]
        assert isinstance(found[2], LookupError)

    async def test_whoever_goes_takes_nobody_along(self) -> None:
        gathering = Gathering[int, int](Asked(), 8)
        gone, stays = asyncio.create_task(gathering.ask(1)), asyncio.create_task(gathering.ask(2))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        assert await stays == 4
