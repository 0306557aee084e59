"""What everybody may read of the evidence."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from serment_kernel.evidence.told import told_evidence
from serment_platform.http import answer
from serment_platform.service import Service


@get("/v1/trust/evidence")
async def trust_evidence(service: NamedDependency[Service]) -> Response[bytes]:
    """The root of the newest day."""
    return answer(await told_evidence(service.db("compliance"), service.log))


def routes() -> list[HTTPRouteHandler]:
    """The public routes of the evidence."""
    return [trust_evidence]
