"""Routes of a practice's way back: for its members, and for whoever holds a share and nothing else."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from serment_platform.http import Signed, Web, answer, no_content, path_id, read
from serment_platform.keys import Endorsements
from serment_platform.practice import recovery
from serment_platform.practice.api import bundle, led_by
from serment_platform.practice.callers import member_of
from serment_platform.practice.errors import ShareUnknown
from serment_platform.service import Service
from serment_protocol.encoding import b64
from serment_protocol.errors import BadSignature
from serment_protocol.reads import verify_read
from serment_protocol.recovery import relay_sharing, share_id


class CheckBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /v1/practices/{p}/share-checks`."""

    check: Signed


def routes(relay_seed: bytes) -> list[Any]:
    """The room's routes; the relay key signs what an officer hands to the custodian."""

    @get("/v1/practices/{practice:str}/sharing")
    async def sharing(practice: FromPath[str], request: Web, service: NamedDependency[Service]) -> Response[bytes]:
        """The shares now valid, and this member's own where there is one."""
        membership = await member_of(request, service, practice)
        found, checks = await recovery.sharing(service.db("practice"), membership)
        relay = relay_sharing(relay_seed, found.signed) if membership.officer else b""
        return answer(
            {
                "record": found.signed,
                "holder": found.holder,
                "colleague": b64(found.colleague_sealed if found.holder == membership.member else b""),
                "custodian": b64(found.custodian_sealed if membership.officer else b""),
                "relay": b64(relay),
                "checks": [Signed(b64(each.body), b64(each.signature)) for each in checks],
            }
        )

    return [sharing, note_check, share]


@post("/v1/practices/{practice:str}/share-checks")
async def note_check(practice: FromPath[str], request: Web, service: NamedDependency[Service]) -> Response[None]:
    """Note that shares were right."""
    membership = await member_of(request, service, practice)
    check = (await read(request, CheckBody)).check
    await recovery.note_check(service.db("practice"), membership, check, service.now().date())
    return no_content()


@get("/v1/shares/{share:str}")
async def share(
    share: FromPath[str],
    request: Web,
    service: NamedDependency[Service],
    endorsements: NamedDependency[Endorsements],
) -> Response[bytes]:
    """What whoever holds a share needs beside a second one; to others it is unknown, existing or not."""
    ident, header = path_id(share), request.headers.get("serment-signature", "")
    path = str(request.scope["path"])
    try:
        public = verify_read(header, service.config.public_url, "GET", path, b"", service.now())
    except BadSignature as error:
        raise ShareUnknown from error
    if share_id(public) != ident:
        raise ShareUnknown
    found = await recovery.share(service.db("practice"), ident)
    _, leading = await led_by(endorsements, found.sharing.practice, found.root, found.root_number)
    return answer(
        {
            **leading,
            "practice": found.sharing.practice,
            "record": found.sharing.signed,
            "root": await bundle(service.log, "practice_root", found.root),
            "epoch": await bundle(service.log, "epoch", found.epoch),
            "members": b64(found.members),
            "wrap": b64(found.sharing.wrap),
        }
    )
