"""The one way out of the platform: a POST to the configured custodian, and to nobody else."""

import httpx
import msgspec

from serment_protocol.signing import Signed

ACCEPTED = 202
TIMEOUT_SECONDS = 20.0


class NotAccepted(Exception):
    """The custodian did not accept the tickets; they stay due."""


async def post_relay(url: str, signed: Signed) -> None:
    """Hand a batch over; raise `NotAccepted` unless it was taken. No proxy of the environment and no redirect."""
    body = msgspec.json.encode(signed)
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, follow_redirects=False) as client:
            answer = await client.post(f"{url}/v1/relay", content=body, headers={"content-type": "application/json"})
    except httpx.HTTPError as error:
        raise NotAccepted from error
    if answer.status_code != ACCEPTED:
        raise NotAccepted
