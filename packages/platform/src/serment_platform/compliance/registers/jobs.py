"""What registers do by themselves: they are prepared at the start, and open findings."""

from serment_kernel.checks.board import Board
from serment_kernel.periodic import Job
from serment_kernel.surroundings import NOWHERE
from serment_platform.compliance.registers import Registers
from serment_platform.compliance.registers.measured import measured
from serment_platform.retention import CLASSES
from serment_platform.service import Service


def registers(service: Service) -> Registers:
    """The registers of this installation."""
    return Registers(service.db("compliance"), service.evidence)


async def prepare(service: Service) -> None:
    """Seed what is missing, and mirror the file of processors."""
    around = service.config.surroundings() if service.config.processors else NOWHERE
    await registers(service).prepare(CLASSES, around.register, service.now())


def jobs(service: Service, board: Board) -> list[Job]:
    """The periodic work of the room: what contradicts what the checks found opens a finding."""

    async def findings() -> None:
        now = service.now()
        await registers(service).open_findings(measured(await board.states(), now), now)

    return [Job("findings", service.config.intervals.upkeep, findings)]
