"""Who waits for an answer, and for how long: what the platform can know of it, for its operator and for whoever checks.

Of what patients ask a practice it knows days alone, and of what reaches the operator by letter what the operator notes.
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from serment_kernel import asked, asked_commands
from serment_kernel.asked import Asked, Waiting
from serment_kernel.database import Database
from serment_platform import scheduling

NOTED_IN = "keys"


class OfPractice(msgspec.Struct, frozen=True):
    """What waits at one practice."""

    practice: str
    requests: Waiting


class Overdue(msgspec.Struct, frozen=True):
    """Every practice that was asked anything; and the operator's own queue."""

    practices: list[OfPractice]
    operator: Waiting
    noted: list[Asked]

    @property
    def late(self) -> int:
        """How many wait beyond their last day, wherever."""
        return self.operator.late + sum(each.requests.late for each in self.practices)

    @property
    def soon(self) -> int:
        """How many have a week left or less, wherever."""
        return self.operator.soon + sum(each.requests.soon for each in self.practices)


async def overdue(databases: Mapping[str, Database], today: date) -> Overdue:
    """As it stands today."""
    noted = await asked.listed(databases[NOTED_IN], NOTED_IN)
    practices = await scheduling.waiting(databases["scheduling"], today)
    rows = [OfPractice(practice, found) for practice, found in practices]
    return Overdue(rows, asked.count(noted, today), noted)


def lines(found: Overdue) -> list[str]:
    """The same for whoever reads it."""
    queues = {each.practice: each.requests for each in found.practices} | {"operator": found.operator}
    return [*asked_commands.table(queues), *map(asked_commands.line, found.noted)]
