"""Fixtures of the custodian's tests: each test has a database of its own, copied from a prepared one."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager
from itertools import count

import psycopg
import pytest
from aiosmtpd.controller import Controller
from psycopg import sql

from serment_client.transport import Transport
from serment_custodian import main
from serment_custodian.rooms import rooms_of
from serment_kernel.database import opened
from serment_kernel.embedded import Cluster
from serment_kernel.keyfiles import write_key_file
from serment_kernel.migrate import migrate, migrations_of

from .house import OWNER, ROOMS, Clock, House, Mailbox, Site, living

PREPARED = "custodian_prepared"
_numbers = count()

NewHouse = Callable[..., AbstractAsyncContextManager[House]]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


@pytest.fixture(scope="session")
def relay() -> Generator[tuple[Mailbox, int]]:
    """A mail server for the session."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield mailbox, controller.port
    controller.stop()


@pytest.fixture(scope="session")
def prepared(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, relay: tuple[Mailbox, int]) -> Site:
    """Key files, and a database with all keys in it: making RSA keys takes a while."""
    folder = tmp_path_factory.mktemp("custodian")
    for name in ("sealing.key", "log.key"):
        write_key_file(folder / name)
    cluster.create_database(PREPARED, OWNER, ROOMS)
    migrate(cluster.dsn(*OWNER, PREPARED), migrations_of("serment_custodian"))
    site = Site(cluster, PREPARED, folder, relay[1])
    asyncio.run(prepare(site))
    return site


async def prepare(site: Site) -> None:
    rooms = rooms_of(site.config().databases)
    async with opened(*rooms):
        await main.prepare(main.assemble(site.config(), rooms, Clock()))


@pytest.fixture
def site(prepared: Site) -> Generator[Site]:
    """A database of this test's own."""
    name = f"custodian_{next(_numbers)}"
    with psycopg.connect(prepared.cluster.superuser_dsn(), autocommit=True) as connection:
        query = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        connection.execute(query.format(*map(sql.Identifier, (name, PREPARED, OWNER.role))))
    # Who may connect is not copied.
    prepared.cluster.create_database(name, OWNER, ROOMS)
    yield Site(prepared.cluster, name, prepared.folder, prepared.smtp_port)
    with psycopg.connect(prepared.cluster.superuser_dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def mailbox(relay: tuple[Mailbox, int]) -> Mailbox:
    """The mail server's mailbox, empty."""
    relay[0].mails.clear()
    relay[0].unknown.clear()
    relay[0].is_busy = False
    return relay[0]


@pytest.fixture
def new_house(site: Site, mailbox: Mailbox) -> NewHouse:
    """Start a custodian on this test's database, with other budgets: `new_house(opening_tokens_week=1)`."""

    def make(clock: Clock | None = None, **budgets: int) -> AbstractAsyncContextManager[House]:
        return living(site, mailbox, clock or Clock(), **budgets)

    return make


@pytest.fixture
async def house(new_house: NewHouse) -> AsyncGenerator[House]:
    """A running custodian."""
    async with new_house() as running:
        yield running


@pytest.fixture
def transport() -> Generator[Transport]:
    """The SDK's connections."""
    made = Transport()
    yield made
    made.close()
