"""Whose pages may use the passkeys of this relying party: the app's, where the console is (WebAuthn level 3, 5.11)."""

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from serment_platform.http import answer
from serment_platform.service import Service


class RelatedOrigins(msgspec.Struct, frozen=True):
    """As browsers ask for it."""

    origins: list[str]


@get("/.well-known/webauthn")
async def related_origins(service: NamedDependency[Service]) -> Response[bytes]:
    """One origin, and no other."""
    return answer(RelatedOrigins([service.config.app_origin]))
