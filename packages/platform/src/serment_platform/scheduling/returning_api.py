"""The route by which a right comes back: signed by the manage key of the visit, without any session."""

from typing import Any

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from serment_platform.http import Signed, Web, answer, b64_field, read
from serment_platform.scheduling import returning
from serment_platform.scheduling.api import appointment_of
from serment_platform.scheduling.errors import AppointmentUnknown
from serment_platform.service import Service
from serment_protocol.appointments import appointment_id
from serment_protocol.blindrsa import MODULUS_BYTES
from serment_protocol.encoding import b64
from serment_protocol.errors import BadSignature
from serment_protocol.reads import verify_read
from serment_protocol.returns import RightDue
from serment_protocol.structure import Digest


class Blinded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One blinded request to the issuer key of this id."""

    key: Digest
    blinded: str


class DueAnswer(msgspec.Struct, frozen=True):
    """The platform's word that a right is due for it."""

    due: Signed


def routes(relay_seed: bytes) -> list[Any]:
    """The room's route; `relay_seed` is the key that the custodian knows the platform by."""

    @post("/v1/appointments/{appointment:str}/right", status_code=200)
    async def right(request: Web, service: NamedDependency[Service], appointment: FromPath[str]) -> Response[bytes]:
        """A right for a visit that was cancelled in time."""
        ident, now = appointment_of(appointment), service.now()
        manage = _holder(request, service, ident, await request.body())
        asked = await read(request, Blinded)
        due = RightDue(key=asked.key, blinded=b64(b64_field(asked.blinded, MODULUS_BYTES)))
        issuers = service.issuers
        if not any(key.issues("booking", now) for key in issuers.keys):
            await issuers.refresh_for_unknown(now)
        signed = await returning.give_back(service.db("scheduling"), ident, manage, due, issuers.keys, relay_seed, now)
        return answer(DueAnswer(signed))

    return [right]


def _holder(request: Web, service: Service, ident: str, body: bytes) -> bytes:
    """The manage key that signed; any other is as good as none."""
    header, path = request.headers.get("serment-signature", ""), str(request.scope["path"])
    try:
        manage = verify_read(header, service.config.public_url, "POST", path, body, service.now())
    except BadSignature as error:
        raise AppointmentUnknown from error
    if appointment_id(manage) != ident:
        raise AppointmentUnknown
    return manage
