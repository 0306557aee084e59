"""Routes of the ledger room: the log as anybody may read and check it (C2SP tlog-tiles, tlog-checkpoint)."""

import re

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import answer, route
from serment_kernel.merkle_log import MerkleLog, NotThere
from serment_protocol.encoding import b64

# What a tile holds never changes, be it partial.
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


class Consistency(msgspec.Struct, frozen=True):
    """That one tree continues another."""

    proof: list[str]


def routes(log: MerkleLog) -> list[Route]:
    """The room's routes."""

    async def checkpoint(_request: Request) -> Response:
        return Response(await log.checkpoint(), media_type="text/plain")

    async def consistency(request: Request) -> Response:
        old, new = size_of(request.path_params["old"]), size_of(request.path_params["new"])
        return answer(Consistency([b64(node) for node in await log.consistency(old, new)]))

    async def tile(request: Request) -> Response:
        content = await log.resource(request.path_params["tile"])
        return Response(content, media_type="application/octet-stream", headers=FOR_EVER)

    return [
        route("GET", "/v1/log/checkpoint", checkpoint),
        route("GET", "/v1/log/consistency/{old}/{new}", consistency),
        route("GET", "/v1/log/tile/{tile:path}", tile),
    ]


def size_of(text: str) -> int:
    """The size of a tree as a path names it."""
    if not _SIZE.fullmatch(text):
        raise NotThere
    return int(text)
