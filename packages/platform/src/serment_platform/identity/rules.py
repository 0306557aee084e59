"""When a session ends and what a sign-in must say. Pure: time comes in, nothing goes out."""

from datetime import UTC, datetime, timedelta

from serment_platform.identity.errors import BadSize, SessionRefused
from serment_protocol.devices import OFFER_BYTES, REVEAL_BYTES

SESSION_TIME = timedelta(hours=12)
GRID = timedelta(minutes=15)
CHALLENGE_TIME = timedelta(seconds=60)
RENDEZVOUS_TIME = timedelta(minutes=5)
MOST_WAYS = 64
# A removal is signed and carries its time, so that it cannot be repeated months later; clocks of devices differ.
REMOVAL_SKEW = timedelta(days=1)
BEARER = "Bearer "
# Version, encapsulated key of X-Wing, 32 bytes, tag (SPEC 2.1).
SEALED_ROOT_BYTES = 1 + 1120 + 32 + 16
TOKEN_SPENT_STATE = "SR003"  # noqa: S105 -- a state, no secret


def session_end(now: datetime) -> datetime:
    """At least twelve hours from now, on the grid, so that the row does not tell when it was made."""
    floor = datetime.min.replace(tzinfo=UTC)
    return now + SESSION_TIME + (floor - (now + SESSION_TIME)) % GRID


def bearer_of(authorization: str | None) -> str:
    """What stands behind `Bearer`."""
    if authorization is None or not authorization.startswith(BEARER):
        raise SessionRefused
    return authorization.removeprefix(BEARER)


def require_sealed_root(sealed_root: bytes) -> None:
    """Raise `BadSize` unless a sealed key of 32 bytes can be in there."""
    if len(sealed_root) != SEALED_ROOT_BYTES:
        raise BadSize("sealed_root")


def require_offer(offer: bytes) -> None:
    """Raise `BadSize` unless a device's offer can be in there."""
    if len(offer) != OFFER_BYTES:
        raise BadSize("offer")


def require_reveal(reveal: bytes) -> None:
    """Raise `BadSize` unless what a first device reveals can be in there."""
    if len(reveal) != REVEAL_BYTES:
        raise BadSize("reveal")
