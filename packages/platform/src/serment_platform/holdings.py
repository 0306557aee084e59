"""What this platform stores about an account, as its rows are: for whoever is signed in to it, and nobody else."""

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from serment_kernel.holdings import held
from serment_platform.http import Web, answer
from serment_platform.identity import store as identity
from serment_platform.practice import store as practice
from serment_platform.service import Service
from serment_platform.vault import store as vault
from serment_protocol.exports import HeldRow

OF_ROOMS = {"identity": identity.HELD, "vault": vault.HELD, "practice": practice.HELD}


class HoldingsAnswer(msgspec.Struct, frozen=True):
    """Every row that names the account."""

    rows: list[HeldRow]


@get("/v1/account")
async def account(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """What is stored about the account."""
    key = bytes.fromhex((await service.caller(request)).account)
    rows = [row for room, queries in OF_ROOMS.items() for row in await held(service.db(room), queries, key)]
    return answer(HoldingsAnswer(rows))
