"""What registers do by themselves: they are prepared at the start, open findings, and measure service levels."""

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
    """The periodic work of the room: what contradicts the checks opens a finding, and a month is held to its word."""

    async def findings() -> None:
        now = service.now()
        await registers(service).open_findings(measured(await board.states(), now), now)

    async def service_levels() -> None:
        await registers(service).measure_month(service.now())

    every = service.config.intervals.upkeep
    return [counting(service), Job("findings", every, findings), Job("service levels", every, service_levels)]


def counting(service: Service) -> Job:
    """Of several processes, each keeps how it answered itself."""

    async def keep() -> None:
        counted = service.meter.unkept()
        await registers(service).keep_answers(counted, service.now())
        service.meter.kept(counted)

    return Job("answers", service.config.intervals.upkeep, keep)
