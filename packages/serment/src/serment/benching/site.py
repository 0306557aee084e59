"""A platform on a country's population, for measurements: `serment-platform serve`, from a configuration like any
other, on a copy of the population's database, which goes with it. No custodian is there: its keys lie in the database,
as they do while it is away.
"""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import psycopg
from psycopg import sql

from serment import hands, places
from serment.benching.bookings import Issuer
from serment.benching.cpu import seconds_of
from serment.benching.population import DATABASE, OWNER, Populated
from serment.configuration import NAME, Settings, near, write_platform
from serment.hands import PLATFORM_ROOMS, Hand
from serment.keys import CUSTODIAN_LOG, Verifiers, make_keys
from serment.processes import Children
from serment.toml import Table
from serment_kernel.embedded import Cluster, Credentials
from serment_protocol.cosignatures import witness_name, witness_seed, write_witness_key
from serment_protocol.notes import write_log_key
from serment_protocol.primitives import random_bytes

# One machine is one network, and it asks for more than any network may.
BUDGETS: Table = {"requests_per_network_minute": 10**9}
QUIET_SECONDS, QUIET_SHARE, SETTLE_SECONDS = 1.0, 0.1, 60.0


class Site(NamedTuple):
    """A platform that runs."""

    url: str
    cluster: Cluster
    database: str
    dsn: str
    """How the one who owns everything connects."""
    issuer: Issuer
    children: Children
    postmaster: int

    @property
    def host(self) -> str:
        """As requests name it."""
        return self.url.removeprefix("http://")

    def used(self) -> dict[str, float]:
        """Seconds of processor time so far: the server's, the database's."""
        return {"server": seconds_of([self.children.pid("platform")]), "database": seconds_of([self.postmaster])}

    def connect(self) -> psycopg.Connection:
        """As the one who owns everything."""
        return psycopg.connect(self.dsn, autocommit=True, options="-c timezone=UTC")


def folder_of(practitioners: int) -> Path:
    """Where the population of this size is kept."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "serment" / "population" / str(practitioners)


@contextmanager
def serving(made: Populated, workers: int, more: Table | None = None) -> Generator[Site]:
    """The platform, from when it answers and has nothing left to do, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="serment-bench-") as folder, _copied(made) as database:
        settings = _settings(Path(folder))
        hand, children = Hand("platform", settings.home.platform, PLATFORM_ROOMS), Children()
        dsns = {room: made.cluster.dsn(room, made.passwords[room], database) for room in PLATFORM_ROOMS}
        owner = made.cluster.dsn(OWNER, made.passwords[OWNER], database)
        make_keys(settings.home)
        tables = {"budgets": BUDGETS, "workers": workers, **(more or {})}
        file = write_platform(settings, _nobody(), {**dsns, "owner": owner, "backup": owner}, tables)
        hands.ask_keys(hand, file)
        issuer = Issuer.drawn(NAME)
        dsn = made.cluster.superuser_dsn(database)
        issuer.introduce(dsn)
        try:
            children.start(hand.name, (hand.program, "serve", "--config", str(file)), hand.log)
            url = near(settings, settings.ports.platform)
            children.wait_until_answering(hand.name, f"{url}/health")
            postmaster = int((made.cluster.data / "postmaster.pid").read_text().split()[0])
            site = Site(url, made.cluster, database, dsn, issuer, children, postmaster)
            settle(site)
            yield site
        finally:
            children.stop()


def settle(site: Site) -> None:
    """Return once the work that every start brings is done."""
    until = monotonic() + SETTLE_SECONDS
    before = sum(site.used().values())
    while monotonic() < until:
        sleep(QUIET_SECONDS)
        now = sum(site.used().values())
        if now - before < QUIET_SHARE * QUIET_SECONDS:
            return
        before = now


def _settings(folder: Path) -> Settings:
    home, ports = places.Home(folder), places.free_ports()
    home.prepare()
    return Settings(home, "127.0.0.1", ports, places.origins(ports, {}), behind_proxy=False, demo=False)


def _nobody() -> Verifiers:
    """A custodian that is away."""
    seed = random_bytes(32)
    witness = write_witness_key(witness_name(CUSTODIAN_LOG), witness_seed(seed))
    return Verifiers(write_log_key(CUSTODIAN_LOG, seed), witness)


@contextmanager
def _copied(made: Populated) -> Generator[str]:
    """A copy of the population's database, in the same cluster."""
    name = f"copy_{random_bytes(4).hex()}"
    with psycopg.connect(made.cluster.superuser_dsn(), autocommit=True) as connection:
        copy = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY OWNER {}"
        connection.execute(sql.SQL(copy).format(*map(sql.Identifier, (name, DATABASE, OWNER))))
        rooms = [Credentials(room, made.passwords[room]) for room in PLATFORM_ROOMS]
        made.cluster.create_database(name, Credentials(OWNER, made.passwords[OWNER]), rooms)
        try:
            yield name
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
