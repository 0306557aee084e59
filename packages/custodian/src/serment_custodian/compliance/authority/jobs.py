"""Periodic work about requests of authorities: time refuses, counts, and tells whoever was asked about."""

from serment_custodian.compliance.authority.desk import OfficersDesk
from serment_custodian.compliance.authority.telling import Telling, tell_due
from serment_kernel.authority import actions
from serment_kernel.authority.report import Sign, publish
from serment_kernel.periodic import Job


def upkeep(desk: OfficersDesk, telling: Telling, sign: Sign, seconds: float) -> Job:
    """Lets decisions that nobody signed in time become refusals, tells persons, and publishes what is due."""

    async def work() -> None:
        await actions.tick(desk)
        if not (await desk.office.switch.state()).stopped:
            await tell_due(desk, telling)
        await publish(desk, sign)

    return Job("authority", seconds, work)
