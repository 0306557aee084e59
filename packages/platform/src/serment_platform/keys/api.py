"""Routes of the log: checkpoint, consistency, and tiles as C2SP tlog-tiles has them; and of the witness of others' logs
(C2SP tlog-witness), of which the custodian's is also followed. All of it is public.
"""

import re

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from serment_kernel.merkle_log import NotThere
from serment_platform.http import Web, answer
from serment_platform.keys.endorsements import Endorsements
from serment_platform.service import Service
from serment_protocol.encoding import b64

# What a tile holds never changes, be it partial.
FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
COSIGNED = 200
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


class Consistency(msgspec.Struct, frozen=True):
    """That one tree continues another."""

    proof: list[str]


@get("/v1/log/checkpoint")
async def checkpoint(service: NamedDependency[Service]) -> Response[str]:
    """The newest checkpoint as a signed note."""
    return Response(await service.log.checkpoint(), media_type="text/plain")


@get("/v1/log/consistency/{old:str}/{new:str}")
async def consistency(old: FromPath[str], new: FromPath[str], service: NamedDependency[Service]) -> Response[bytes]:
    """That the log only grew."""
    proof = await service.log.consistency(_size(old), _size(new))
    return answer(Consistency([b64(node) for node in proof]))


@get("/v1/log/tile/{place:path}")
async def tile(place: FromPath[str], service: NamedDependency[Service]) -> Response[bytes]:
    """A tile of hashes, or a bundle of entries."""
    content = await service.log.resource(place.removeprefix("/"))
    return Response(content, media_type="application/octet-stream", headers=FOR_EVER)


@get("/v1/followed/consistency/{old:str}/{new:str}")
async def followed(
    old: FromPath[str], new: FromPath[str], endorsements: NamedDependency[Endorsements]
) -> Response[bytes]:
    """That the custodian's log only grew: with what is handed on of it, so that its own server is not asked."""
    proof = await endorsements.consistency(_size(old), _size(new))
    return answer(Consistency([b64(node) for node in proof]))


@post("/add-checkpoint")
async def add_checkpoint(
    request: Web, service: NamedDependency[Service], endorsements: NamedDependency[Endorsements]
) -> Response[str]:
    """A cosignature, for the log of another hand that only grew."""
    found = await service.witness.add_checkpoint(await request.body(), service.now)
    if found.status == COSIGNED:
        endorsements.wake()
    # Set as it is: the framework would add a charset, and C2SP names the type of a size to the letter.
    return Response(found.text, status_code=found.status, headers={"content-type": found.media_type})


def routes() -> list[HTTPRouteHandler]:
    """The room's routes."""
    return [checkpoint, consistency, tile, followed, add_checkpoint]


def _size(text: str) -> int:
    if not _SIZE.fullmatch(text):
        raise NotThere
    return int(text)
