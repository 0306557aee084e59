"""Free times for everybody who asks at once: most answers need one statement, and many share it (decision 0045)."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice

from serment_kernel.database import Database
from serment_kernel.gathering import Gathering
from serment_platform.scheduling import free_times, rules
from serment_platform.scheduling.free_times import EVERYBODY, Asker, Question, Room, Seen, Shown, Wanted

MOST_TOGETHER = 16
"""Questions in one statement, each of at most thirty calendars: it must not keep others waiting for long."""


class Looks:
    """Gathers the questions of a process."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._seen = Gathering[list[Question], list[Seen | None]](self._look, MOST_TOGETHER)
        self._further = Gathering[Room, Seen | None](self._look_further, MOST_TOGETHER)

    async def times(
        self, wanted: Sequence[Wanted], first: date, days: int, now: datetime, asker: Asker = EVERYBODY
    ) -> list[Shown]:
        """Free starts by day of those calendars that exist for the asker, and the first at all."""
        if not wanted:
            return []
        near = rules.day_in_reach(first, now)
        asked = free_times.questions(wanted, near, days)
        seen = await self._seen.ask(asked)
        if not all(one.is_plain for one in seen if one):
            async with self._db.looking(planned_once=True) as tx:
                return await free_times.shown(tx, wanted, near, days, now, asker)
        offers = {one.pair: one.offer for one in seen if one}
        answer = free_times.plainly(asked, seen, now, asker)
        missing = [offers[one.schedule, one.service_class] for one in answer if one.next is None]
        if not missing:
            return answer
        further = [free_times.first_start(offer, near, now, self._further.ask) for offer in missing]
        found = iter(await asyncio.gather(*further) if len(further) > 1 else [await further[0]])
        return [one if one.next else one._replace(next=next(found)) for one in answer]

    async def _look(self, together: Sequence[list[Question]]) -> list[list[Seen | None]]:
        async with self._db.looking(planned_once=True) as tx:
            seen = iter(await free_times.look(tx, [one for asked in together for one in asked]))
        return [list(islice(seen, len(asked))) for asked in together]

    async def _look_further(self, together: Sequence[Room]) -> list[Seen | None]:
        async with self._db.looking(planned_once=True) as tx:
            return await free_times.look_for_room(tx, together)


async def shown(db: Database, wanted: Sequence[Wanted], first: date, days: int, now: datetime) -> list[Shown]:
    """The same for whoever shows them to everybody among other things."""
    async with db.looking(planned_once=True) as tx:
        near = rules.day_in_reach(first, now)
        return await free_times.shown(tx, wanted, near, days, now, EVERYBODY)
