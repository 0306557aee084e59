"""What other rooms do when a practice changes; `main` says who, because this room knows none of them."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from serment_kernel.failures import where

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hooks:
    """The rooms that follow."""

    check: Callable[[str, bytes], Awaitable[None]]
    """Raise a refusal if the body of a practice's publication cannot be applied: before anything is written."""
    applied: Callable[[str, bytes, int], Awaitable[None]]
    """Apply a practice's publication under this epoch: after the commit, and again until every room has seen it."""
    before_delete: Callable[[str], Awaitable[None]]
    """Raise a refusal if the practice is in use, otherwise remove what other rooms hold of it."""

    async def apply(self, practice: str, body: bytes, epoch: int) -> None:
        """Apply what was just committed. What fails now is done by the job `pending`; the change itself stands."""
        try:
            await self.applied(practice, body, epoch)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next round may succeed
            logger.warning("a publication waits to be applied (%s at %s)", type(error).__name__, where(error))
