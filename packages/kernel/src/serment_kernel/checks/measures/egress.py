"""Whether a connection to somebody who is not in the configuration is refused: tried, in the process that serves."""

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from serment_kernel import egress as guard
from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import NotMeasured, Result, Title, check, judged

SECONDS = 0.2


@check(
    "C34",
    Title("Une connexion vers un inconnu est refusée", "A connection to a stranger is refused"),
    period=timedelta(hours=1),
    fresh=timedelta(hours=3),
    refs=("A.8.23", "A.8.20"),
    severity="high",
    acts=True,
)
async def egress(hand: Hand) -> Result:
    """A socket of this process, towards an address of nobody; the guard's log has it once."""
    if not hand.is_serving:
        raise NotMeasured
    return judged("one attempt", 1, {"refused": True}, {"refused": _is_refused(hand.stranger)})


def _is_refused(address: tuple[str, int]) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trying:
        trying.settimeout(SECONDS)
        try:
            trying.connect(address)
        except guard.EgressRefused:
            return True
        except OSError:
            # Nobody answered there, and nothing here held it back.
            return False
    return False


@egress.broken_by
@asynccontextmanager
async def _towards_itself_without_a_guard(hand: Hand) -> AsyncGenerator[Hand]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield replace(hand, stranger=("127.0.0.1", listening.getsockname()[1]), is_serving=True)
