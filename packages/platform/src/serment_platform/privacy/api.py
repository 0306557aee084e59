"""Routes of the privacy page. All of it is public, and none of it is about anybody."""

from pathlib import Path

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from serment_kernel.proofs import Proofs, read_proofs
from serment_kernel.surroundings import Surroundings
from serment_kernel.told_processors import told
from serment_platform.http import answer
from serment_platform.service import Service


class LastProofs(msgspec.Struct, frozen=True):
    """The last run of each proof here; a proof that never ran is missing."""

    proofs: Proofs


@get("/v1/processors")
async def processors(surroundings: NamedDependency[Surroundings]) -> Response[bytes]:
    """The register, as it was when this process began."""
    return answer(told(surroundings))


@get("/v1/proofs")
async def proofs(service: NamedDependency[Service]) -> Response[bytes]:
    """When somebody last looked, and what came of it."""
    return answer(LastProofs(read_proofs(Path(service.config.proofs_file))))


def routes() -> list[HTTPRouteHandler]:
    """Every route of the room."""
    return [processors, proofs]
