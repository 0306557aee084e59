"""Routes of the vault room."""

from typing import Annotated

import msgspec
from litestar import Response, get, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from serment_platform.http import Web, answer, b64_field, no_content, read
from serment_platform.service import Service
from serment_platform.vault import actions
from serment_platform.vault.types import Version
from serment_protocol.encoding import LARGEST, b64


class VaultBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A version as it travels, either way."""

    version: Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
    previous: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    blob: str


@get("/v1/vault")
async def read_vault(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """The newest version."""
    caller = await service.caller(request)
    found = await actions.read(service.db("vault"), caller.account)
    return answer(VaultBody(found.version, found.previous.hex(), b64(found.blob)))


@put("/v1/vault")
async def write_vault(request: Web, service: NamedDependency[Service]) -> Response[None]:
    """Write the next version."""
    caller = await service.caller(request)
    body = await read(request, VaultBody)
    after = Version(body.version, bytes.fromhex(body.previous), b64_field(body.blob))
    await actions.write(service.db("vault"), caller.account, after)
    return no_content()


def routes() -> list[HTTPRouteHandler]:
    """The room's routes."""
    return [read_vault, write_vault]
