"""The periodic work of the checks: every so often, some of those that are due."""

from typing import Any

from serment_kernel.checks.engine import Engine
from serment_kernel.periodic import Job


def job_of(engine: Engine[Any], seconds: float) -> Job:
    """The first look comes one interval after the start, when a service has better things to do."""
    looked = False

    async def run() -> None:
        nonlocal looked
        if looked:
            await engine.run_due()
        looked = True

    return Job("checks", seconds, run)
