"""What the processes of a platform have in common."""

from dataclasses import dataclass, field

from serment_kernel.daily_keys import DailyKeys
from serment_kernel.turns import Turns


@dataclass(frozen=True)
class Common:
    """To be made before the processes part (`workers.spread`)."""

    turns: Turns = field(default_factory=Turns)
    search_keys: DailyKeys = field(default_factory=DailyKeys)
