"""Which registers there are. Each is data; `REGISTERS` is all of them, in the order in which a console shows them."""

from serment_platform.compliance.registers.errors import KindUnknown
from serment_platform.compliance.registers.kinds import assurance, incidents, management, parties, risks, services
from serment_platform.compliance.registers.types import Kind

REGISTERS: dict[str, Kind] = {
    each.id: each
    for each in (
        *risks.KINDS,
        *incidents.KINDS,
        *services.KINDS,
        *parties.KINDS,
        *assurance.KINDS,
        *management.KINDS,
    )
}


def kind_of(name: str) -> Kind:
    """The register of this name."""
    if name not in REGISTERS:
        raise KindUnknown
    return REGISTERS[name]
