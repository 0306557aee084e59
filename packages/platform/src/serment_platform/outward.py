"""The one way out of the platform for what it says: a POST to the configured custodian, and to nobody else."""

import httpx

from serment_kernel import outward

TIMEOUT_SECONDS = 20.0


class NotAccepted(Exception):
    """The custodian did not accept what it was sent, which stays due."""


async def post(url: str, body: bytes, taken: int) -> None:
    """Hand JSON over; raise `NotAccepted` unless the answer is `taken`."""
    try:
        async with outward.client(TIMEOUT_SECONDS) as client:
            answer = await client.post(url, content=body, headers={"content-type": "application/json"})
    except httpx.HTTPError as error:
        raise NotAccepted from error
    if answer.status_code != taken:
        raise NotAccepted
