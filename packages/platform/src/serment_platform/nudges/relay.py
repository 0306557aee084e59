"""Due tickets go to the custodian."""

import msgspec

from serment_platform.outward import post
from serment_protocol.signing import Signed

ACCEPTED = 202


async def post_relay(url: str, signed: Signed) -> None:
    """Hand a batch over; raise `NotAccepted` unless it was taken."""
    await post(f"{url}/v1/relay", msgspec.json.encode(signed), ACCEPTED)
