"""Hand over what is due. A ticket is marked only once its batch was taken: better twice than never."""

from dataclasses import dataclass

from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_platform.nudges.relay import post_relay
from serment_platform.nudges.rules import batches, signed_relay
from serment_platform.scheduling import confirmations, confirmed, offered, offers, reminded, reminders


@dataclass(frozen=True)
class Relaying:
    """Where tickets come from and where they go."""

    scheduling: Database
    custodian: str
    seed: bytes
    now: Clock


async def relay_confirmations(relaying: Relaying) -> None:
    """Visits that were booked, or moved by the practice."""
    for batch in batches(await confirmations(relaying.scheduling)):
        await post_relay(relaying.custodian, signed_relay(relaying.seed, "confirmation", batch, relaying.now()))
        await confirmed(relaying.scheduling, batch)


async def relay_offers(relaying: Relaying) -> None:
    """Times that became free, held for some minutes for whoever waits first."""
    for batch in batches(await offers(relaying.scheduling)):
        await post_relay(relaying.custodian, signed_relay(relaying.seed, "offer", batch, relaying.now()))
        await offered(relaying.scheduling, batch)


async def relay_reminders(relaying: Relaying) -> None:
    """Tomorrow's visits, once it is the hour of reminders where they are."""
    now = relaying.now()
    for batch in batches(await reminders(relaying.scheduling, now)):
        await post_relay(relaying.custodian, signed_relay(relaying.seed, "reminder", batch, relaying.now()))
        await reminded(relaying.scheduling, batch, now)
