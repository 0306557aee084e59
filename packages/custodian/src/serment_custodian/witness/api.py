"""The route of the witness room: a checkpoint in, a cosignature out (C2SP tlog-witness)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import route
from serment_kernel.clock import Clock
from serment_kernel.witness import Witness


def routes(witness: Witness, now: Clock) -> list[Route]:
    """The room's route."""

    async def add_checkpoint(request: Request) -> Response:
        found = await witness.add_checkpoint(await request.body(), now)
        # Set as it is: the framework would add a charset, and C2SP names the type of a size to the letter.
        return Response(found.text, found.status, {"Content-Type": found.media_type})

    return [route("POST", "/add-checkpoint", add_checkpoint)]
