"""A platform of a module's own, as its checks see it: real database, real witness, nothing that serves beside it."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import msgspec
import psycopg

from serment_kernel.checks.command import find
from serment_kernel.clock import Clock, utc_now
from serment_kernel.database import Database, opened
from serment_kernel.embedded import Cluster
from serment_kernel.evidence.keys import prepare
from serment_kernel.evidence.roots import publish_days
from serment_kernel.migrate import migrate, migrations_of
from serment_platform.compliance.checks.at_work import Checks
from serment_platform.config import load
from serment_platform.main import assemble
from serment_platform.service import Service
from serment_protocol.evidence import CheckBody

from ..installation import OWNER, PASSWORD, run, write_config
from ..stand_in import StandIn, serving
from ..world import ROLES


@dataclass(frozen=True)
class Site:
    """Where it lies."""

    config: Path
    owner: str
    superuser: str

    def sql(self, *statements: LiteralString) -> list[tuple[Any, ...]]:
        """As the one who owns the machine."""
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            cursors = [connection.execute(each) for each in statements]
            return cursors[-1].fetchall() if cursors[-1].description else []

    @contextmanager
    def broken(self, breaks: LiteralString, mends: LiteralString) -> Generator[None]:
        """For as long as the block lasts."""
        self.sql(breaks)
        try:
            yield
        finally:
            self.sql(mends)


@dataclass(frozen=True)
class Measured:
    """Its checks."""

    checks: Checks
    service: Service
    site: Site

    async def run(self, name: str) -> CheckBody:
        """One of them, now."""
        return await self.checks.engine.run(find(self.checks.engine.checks, name))


@contextmanager
def made(cluster: Cluster, name: str, folder: Path) -> Generator[Site]:
    """Database, keys, and a custodian that cosigns."""
    cluster.create_database(name, OWNER, ROLES)
    custodian = StandIn()
    custodian.begin()
    with serving(custodian):
        config = write_config(folder, "http://127.0.0.1:1", cluster, name, custodian, {})
        assert run("keygen", "--config", str(config)).returncode == 0
        migrate(cluster.dsn(OWNER.role, PASSWORD, name), migrations_of("serment_platform"))
        yield Site(config, cluster.dsn(OWNER.role, PASSWORD, name), cluster.superuser_dsn(name))


@asynccontextmanager
async def measuring(
    site: Site, now: Clock = utc_now, *, serving: bool = False, **changes: Any
) -> AsyncGenerator[Measured]:
    """Its rooms open, its evidence begun and witnessed; with other settings, where some are given."""
    owner = Database(site.owner, size=1)
    config = msgspec.structs.replace(load(site.config), **changes)
    platform = assemble(config, now, serving=serving, owner=owner)
    service = platform.service
    async with opened(*service.databases.values(), owner):
        await prepare(service.db("compliance"), service.evidence, service.log, utc_now())
        await publish_days(service.db("compliance"), service.evidence, service.log, utc_now())
        yield Measured(platform.checks, service, site)
        await service.log.aclose()
