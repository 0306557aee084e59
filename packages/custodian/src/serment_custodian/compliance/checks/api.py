"""What everybody may read of the checks: how each stands and when it ran, and nothing of what it found."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import answer, route
from serment_kernel.checks.board import Board


def routes(board: Board) -> list[Route]:
    """Every route of the checks."""

    async def checks(_request: Request) -> Response:
        return answer(await board.shown())

    return [route("GET", "/v1/trust/checks", checks)]
