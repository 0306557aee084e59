"""The one way out of the platform for what it says: a POST to the configured custodian, and to nobody else."""

import httpx
import msgspec

from serment_kernel import outward

TIMEOUT_SECONDS = 20.0
TOO_MANY = 429


class NotAccepted(Exception):
    """The custodian did not accept what it was sent, which stays due."""


class Declined(NotAccepted):
    """It said why, and will say so again."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Reason(msgspec.Struct):
    """The part of a refusal that a program reads."""

    code: str


async def post(url: str, body: bytes, taken: int) -> None:
    """Hand JSON over; raise `NotAccepted` unless the answer is `taken`."""
    try:
        async with outward.client(TIMEOUT_SECONDS) as client:
            answer = await client.post(url, content=body, headers={"content-type": "application/json"})
    except httpx.HTTPError as error:
        raise NotAccepted from error
    if answer.status_code == taken:
        return
    if answer.is_client_error and answer.status_code != TOO_MANY:
        raise _declined(answer.content)
    raise NotAccepted


def _declined(content: bytes) -> NotAccepted:
    """Without a code it came from something between us, and may be another answer later."""
    try:
        return Declined(msgspec.json.decode(content, type=_Reason).code)
    except msgspec.MsgspecError:
        return NotAccepted()
