"""The gate before every route that uses a key for a person: shut while the officers have stopped the service."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import Handler, route
from serment_custodian.officers.office import Office


def gated(office: Office, routes: Sequence[Route], but: Sequence[str] = ()) -> list[Route]:
    """The same routes behind the gate, but for some."""
    return [each if each.path in but else _gated(office, each) for each in routes]


def _gated(office: Office, behind: Route) -> Route:
    handler: Handler = behind.endpoint

    async def guarded(request: Request) -> Response:
        await office.switch.require_running()
        return await handler(request)

    # The framework answers HEAD wherever it answers GET.
    (method,) = (behind.methods or set()) - {"HEAD"}
    return route(method, behind.path, guarded)
