"""Routes of the ledger room: the log as anybody may read and check it (C2SP tlog-tiles, tlog-checkpoint), and releases
of the web app, which their publisher hands in (SPEC 13).
"""

import re

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import Signed, answer, created, read, route
from serment_custodian.ledger import releases
from serment_custodian.service import Service
from serment_kernel.database import Database
from serment_kernel.merkle_log import MerkleLog, NotThere
from serment_protocol.encoding import b64
from serment_protocol.signing import Signed as Release
from serment_protocol.transparency import Bundle

# What a tile holds never changes, be it partial.
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


class Consistency(msgspec.Struct, frozen=True):
    """That one tree continues another."""

    proof: list[str]


class ReleaseRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A release to be logged."""

    release: Signed


class ReleaseAnswer(msgspec.Struct, frozen=True):
    """The release that is in the log now."""

    release: Release


class ReleasesAnswer(msgspec.Struct, frozen=True):
    """The newest releases, newest first."""

    releases: list[Bundle]


def routes(service: Service, db: Database, log: MerkleLog) -> list[Route]:
    """The room's routes."""
    release_keys = service.config.keys.releases()

    async def checkpoint(_request: Request) -> Response:
        return Response(await log.checkpoint(), media_type="text/plain")

    async def consistency(request: Request) -> Response:
        old, new = size_of(request.path_params["old"]), size_of(request.path_params["new"])
        return answer(Consistency([b64(node) for node in await log.consistency(old, new)]))

    async def tile(request: Request) -> Response:
        content = await log.resource(request.path_params["tile"])
        return Response(content, media_type="application/octet-stream", headers=FOR_EVER)

    async def take_release(request: Request) -> Response:
        signed = (await read(request, ReleaseRequest)).release
        body, signature = signed.raw()
        taken = await releases.take(db, log, release_keys, Release(b64(body), b64(signature)), service.now())
        return created(ReleaseAnswer(taken.signed))

    async def show_releases(_request: Request) -> Response:
        return answer(ReleasesAnswer(await releases.shown(db, log)))

    return [
        route("POST", "/v1/releases", take_release),
        route("GET", "/v1/releases", show_releases),
        route("GET", "/v1/log/checkpoint", checkpoint),
        route("GET", "/v1/log/consistency/{old}/{new}", consistency),
        route("GET", "/v1/log/tile/{tile:path}", tile),
    ]


def size_of(text: str) -> int:
    """The size of a tree as a path names it."""
    if not _SIZE.fullmatch(text):
        raise NotThere
    return int(text)
