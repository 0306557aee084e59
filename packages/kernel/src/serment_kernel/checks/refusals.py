"""What a stranger is told at a door that asks for no session: that nothing is there, or that the proof is missing."""

from collections.abc import Mapping, Sequence

import msgspec

from serment_kernel.checks.hand import Answer, Door

FORM = "bad_request"
"""Said where the proof stands in the body, which has to be read first."""
WHO_ARE_YOU = {401, 403}
FAILED = 500


class _Told(msgspec.Struct, frozen=True):
    code: str = ""


def refusals_of(doors: Mapping[Door, str], told: Mapping[str, Sequence[str]]) -> dict[Door, frozenset[str]]:
    """By whom each door opens to, its refusals; a request that has no body cannot have the wrong form."""
    return {
        door: frozenset(code for code in told.get(opens, ()) if (door.method, code) != ("GET", FORM))
        for door, opens in doors.items()
    }


def is_closed(answer: Answer, refusals: frozenset[str]) -> bool:
    """Whether this is what a stranger should hear; that something went wrong, or is not there, is not by itself."""
    return answer.status in WHO_ARE_YOU or (answer.status < FAILED and _code(answer.body) in refusals)


def _code(body: bytes) -> str | None:
    try:
        return msgspec.json.decode(body, type=_Told).code if body else ""
    except msgspec.MsgspecError:
        return None
