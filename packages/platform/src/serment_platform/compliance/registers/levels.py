"""What a month of answers says of the service levels that it can be held against. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from serment_kernel.meter import BEYOND, Counted
from serment_platform.compliance.registers.types import Version, both, text_of

# Of so few, one slow answer would be the 95th of 100, and one fault a percent.
FEWEST = 100
HUNDREDTHS = 100
NOTES = both(
    "Compté par le service sur ses propres réponses : ce qui n’est pas arrivé jusqu’à lui n’y est pas.",
    "Counted by the service on its own answers: what did not reach it is not in it.",
)


class Month(NamedTuple):
    """A month that is over, and how it was answered in it."""

    first: date
    counted: tuple[Counted, ...]

    @property
    def answers(self) -> int:
        """How many answers there were."""
        return sum(each.answers for each in self.counted)

    @property
    def faults(self) -> int:
        """How many of them were faults of the service."""
        return sum(each.faults for each in self.counted)


def before(day: date) -> date:
    """The first day of the month before."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


def after(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def measures(month: Month, levels: Iterable[Version], known: Iterable[Version]) -> Iterator[dict[str, object]]:
    """A measure for every level in force that has none of this month and that this month tells something about."""
    first = month.first.isoformat()
    have = {text_of(each.fields, "sla") for each in known if text_of(each.fields, "month") == first}
    for level in levels:
        value = measured(text_of(level.fields, "indicator"), month)
        if level.state == "current" and level.id not in have and value is not None:
            yield {"month": first, "sla": level.id, "measured": value, "sample": month.answers, "notes": NOTES}


def measured(indicator: str, month: Month) -> int | None:
    """In hundredths; nothing where these counts do not say it."""
    if month.answers < FEWEST:
        return None
    match indicator:
        case "availability":
            return HUNDREDTHS * 100 * (month.answers - month.faults) // month.answers
        case "latency":
            return _latency({each.bound: each.answers for each in month.counted}, month.answers)
        case _:
            return None


def _latency(answers: Mapping[int, int], total: int) -> int | None:
    """The bound under which 95 of 100 answers lie; nothing where it is beyond the last."""
    seen = 0
    for bound in sorted(each for each in answers if each != BEYOND):
        seen += answers[bound]
        if 100 * seen >= 95 * total:
            return HUNDREDTHS * bound
    return None
