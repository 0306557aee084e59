"""Asking witnesses to cosign a log's checkpoints: the one HTTP conversation that a log has by itself."""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import httpx

from serment_kernel import outward
from serment_kernel.witness_at import WitnessAt
from serment_protocol.cosignatures import Submission, cosignatures, write_submission
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import LogKey

logger = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(5.0, connect=2.0)
CONFLICT = 409
LARGEST_ANSWER = 16 * 1024
_SIZE = re.compile(r"(0|[1-9][0-9]{0,15})\n")

Prove = Callable[[int], list[bytes]]
"""The consistency proof from an older size."""


class Cosigned(NamedTuple):
    """A checkpoint with the signature lines of enough witnesses."""

    size: int
    note: str


class Cosigners:
    """The witnesses of one log, and how many of them make a checkpoint good."""

    def __init__(self, witnesses: Sequence[WitnessAt], quorum: int) -> None:
        self._witnesses = tuple(witnesses)
        self._quorum = quorum
        self._seen: dict[str, int] = {}
        self.ahead = 0
        """How many leaves a witness has cosigned, where those were more than it was shown."""
        self._http: httpx.AsyncClient | None = None

    @classmethod
    def of(cls, witnesses: Sequence[WitnessAt], quorum: int) -> "Cosigners | None":
        """None where a configuration names no witness."""
        return cls(witnesses, quorum) if witnesses else None

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def cosign(self, note: str, size: int, prove: Prove) -> Cosigned | None:
        """The note with the lines of all who cosigned; None when they are too few."""
        asked = (self._ask(each, note, size, prove) for each in self._witnesses)
        lines = [line for line in await asyncio.gather(*asked) if line]
        return Cosigned(size, note + "".join(lines)) if len(lines) >= self._quorum else None

    async def _ask(self, witness: WitnessAt, note: str, size: int, prove: Prove) -> str:
        """This witness's line, or nothing."""
        try:
            answer = await self._post(witness, note, min(self._seen.get(witness.url, 0), size), prove)
            known = _SIZE.fullmatch(answer.text) if answer.status_code == CONFLICT else None
            if known and int(known[1]) > size:
                self.ahead = max(self.ahead, int(known[1]))
            elif known:
                answer = await self._post(witness, note, int(known[1]), prove)
            line = line_of(answer, note, witness.key)
        except (httpx.HTTPError, ProtocolRefusal) as error:
            logger.warning("the witness %s did not cosign (%s)", witness.key.name, type(error).__name__)
            return ""
        if line:
            self._seen[witness.url] = size
        else:
            logger.warning("the witness %s did not cosign (HTTP %d)", witness.key.name, answer.status_code)
        return line

    async def _post(self, witness: WitnessAt, note: str, old: int, prove: Prove) -> httpx.Response:
        if self._http is None:
            self._http = outward.client(TIMEOUT)
        body = write_submission(Submission(old, tuple(prove(old)), note))
        return await self._http.post(
            f"{witness.url}/add-checkpoint", content=body, headers={"content-type": "text/plain"}
        )


def line_of(answer: httpx.Response, note: str, key: LogKey) -> str:
    """The newest line of this witness that is valid; what else stands in the answer is left there."""
    if not answer.is_success or len(answer.content) > LARGEST_ANSWER or not answer.text.endswith("\n"):
        return ""
    return max(cosignatures(note + answer.text, key), default=(0, ""))[1]
