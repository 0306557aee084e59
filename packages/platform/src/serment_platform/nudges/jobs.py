"""When tickets go: confirmations once an interval, reminders as their hour comes, offers at once."""

from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_kernel.periodic import Job
from serment_platform.config import Config
from serment_platform.nudges.actions import Relaying, relay_confirmations, relay_offers, relay_reminders


def jobs(scheduling: Database, config: Config, seed: bytes, now: Clock) -> list[Job]:
    """For `run_for_ever`; `seed` is the relay key, whose public half the custodian has."""
    relaying = Relaying(scheduling, config.custodian.url, seed, now)
    return [
        Job("confirmations", config.intervals.nudges, lambda: relay_confirmations(relaying)),
        Job("offers", config.intervals.holds, lambda: relay_offers(relaying)),
        Job("reminders", config.intervals.reminders, lambda: relay_reminders(relaying)),
    ]
