"""Routes of the checks. What everybody may read is how each stands and when it ran: nothing of what it found."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from serment_kernel.checks.board import Board
from serment_platform.http import answer


@get("/v1/trust/checks")
async def trust_checks(board: NamedDependency[Board]) -> Response[bytes]:
    """Every check, in both languages."""
    return answer(await board.shown())


def routes() -> list[HTTPRouteHandler]:
    """Every route of the checks."""
    return [trust_checks]
