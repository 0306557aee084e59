"""What the operator's staff does with the checks on the machine, beside the service."""

import argparse
from contextlib import aclosing

from serment_kernel.checks import command
from serment_kernel.checks.approvals import approve
from serment_kernel.clock import utc_now
from serment_kernel.database import Database, opened
from serment_kernel.evidence.keys import prepare
from serment_platform.config import Config
from serment_platform.main import assemble


async def perform(loaded: Config, options: argparse.Namespace) -> tuple[str, int]:
    """Run the command `checks`; what it says, and the exit code."""
    owner = Database(loaded.databases.owner, size=1)
    platform = assemble(loaded, utc_now, serving=False, owner=owner)
    service = platform.service
    room, chain = service.db("compliance"), service.evidence

    async def word(digest: str) -> None:
        await approve(room, chain, digest, utc_now())

    async with aclosing(service.log), opened(*service.databases.values(), owner):
        await prepare(room, chain, service.log, utc_now())
        return await command.perform(platform.checks.engine, word, options)
