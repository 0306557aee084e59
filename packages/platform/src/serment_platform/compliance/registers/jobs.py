"""What registers do by themselves: they are prepared at the start, and open findings."""

from serment_kernel.periodic import Job
from serment_kernel.surroundings import NOWHERE
from serment_platform.compliance.registers import Registers
from serment_platform.retention import CLASSES
from serment_platform.service import Service


def registers(service: Service) -> Registers:
    """The registers of this installation."""
    return Registers(service.db("compliance"), service.evidence)


async def prepare(service: Service) -> None:
    """Seed what is missing, and mirror the file of processors."""
    around = service.config.surroundings() if service.config.processors else NOWHERE
    await registers(service).prepare(CLASSES, around.register, service.now())


def jobs(service: Service) -> list[Job]:
    """The periodic work of the room."""

    async def findings() -> None:
        await registers(service).open_findings({}, service.now())

    return [Job("findings", service.config.intervals.upkeep, findings)]
