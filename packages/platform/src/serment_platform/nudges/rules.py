"""How tickets are put together for the custodian. Pure but for the shuffling."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from serment_platform.scheduling import DueTicket
from serment_protocol.encoding import b64, write_time
from serment_protocol.nudges import Relay
from serment_protocol.signing import Signed, sign

Kind = Literal["confirmation", "reminder", "offer"]

# Base64 within base64 makes 2.6 KB of a ticket, and the custodian takes 128 KiB at once.
TICKETS_AT_ONCE = 40


def batches(tickets: Sequence[DueTicket]) -> list[list[DueTicket]]:
    """All of them, in an order that says nothing, as many at once as may travel."""
    shuffled = list(tickets)
    secrets.SystemRandom().shuffle(shuffled)
    return [shuffled[first : first + TICKETS_AT_ONCE] for first in range(0, len(shuffled), TICKETS_AT_ONCE)]


def signed_relay(seed: bytes, kind: Kind, batch: Sequence[DueTicket], now: datetime) -> Signed:
    """What travels: the kind, the time, and opaque tickets (SPEC 8)."""
    relay = Relay(
        time=write_time(now.replace(microsecond=0)), kind=kind, tickets=tuple(b64(one.ticket) for one in batch)
    )
    return sign(seed, "relay", relay)
