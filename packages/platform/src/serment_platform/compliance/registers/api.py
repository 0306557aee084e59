"""What everybody may read of the registers: the guarantees about transfers, and the certificates that are held."""

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from serment_kernel.surroundings import Surroundings
from serment_platform.compliance.registers.certificates import Certificate
from serment_platform.compliance.registers.guarantees import guarantees
from serment_platform.compliance.registers.holding import Holding
from serment_platform.http import answer


class Certificates(msgspec.Struct, frozen=True):
    """Those that are held today. Running this software confers none."""

    certificates: list[Certificate]


@get("/v1/trust/guarantees")
async def trust_guarantees(surroundings: NamedDependency[Surroundings]) -> Response[bytes]:
    """The table and the statement, computed from the register of processors as it was when this process began."""
    return answer(guarantees(surroundings.register))


@get("/v1/trust/certificates")
async def trust_certificates(holding: NamedDependency[Holding]) -> Response[bytes]:
    """Certificates of this host and of its processors, while they last; none that somebody wrote into the table."""
    return answer(Certificates(await holding.certificates()))


def routes() -> list[HTTPRouteHandler]:
    """Every public route of the registers."""
    return [trust_guarantees, trust_certificates]
