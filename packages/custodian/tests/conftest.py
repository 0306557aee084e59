"""Fixtures of the custodian's tests: each test has a database of its own, copied from a prepared one."""

import asyncio
import shutil
import smtplib
import socket
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from dataclasses import replace
from itertools import count
from pathlib import Path

import pkcs11
import psycopg
import pytest
from aiosmtpd.controller import Controller
from psycopg import sql

from serment_client.transport import Transport
from serment_custodian import main
from serment_custodian.locked_key import LockedKey
from serment_custodian.log_key import EVIDENCE, make_log_key
from serment_custodian.rooms import rooms_of
from serment_kernel.database import opened
from serment_kernel.embedded import Cluster
from serment_kernel.migrate import migrate, migrations_of
from serment_kernel.softhsm import SoftHsm

from .house import ORIGIN, OWNER, ROOMS, TOKEN, Clock, House, Mailbox, Site, living

PREPARED, PREPARED_BY_TOKEN = "custodian_prepared", "custodian_prepared_by_token"
_numbers = count()

NewHouse = Callable[..., AbstractAsyncContextManager[House]]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


@pytest.fixture
def hsm(softhsm: str, tmp_path: Path) -> Generator[SoftHsm]:
    """A SoftHSM of this test's own, with one token."""
    made = SoftHsm(softhsm, tmp_path / "softhsm")
    made.make_token(TOKEN)
    with at_work(made):
        yield made


class Relay(Controller):
    """A mail server whose first client says goodbye: a connection that is only dropped stays half open with it."""

    def _trigger_server(self) -> None:
        with smtplib.SMTP(self.hostname, self.port):
            pass


@pytest.fixture(scope="session")
def relay() -> Generator[tuple[Mailbox, int]]:
    """A mail server for the session."""
    mailbox = Mailbox()
    controller = Relay(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield mailbox, controller.port
    controller.stop()


@pytest.fixture(scope="session")
def prepared(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, relay: tuple[Mailbox, int]) -> Site:
    """Key files, and a database with all keys in it: making RSA keys takes a while."""
    site = Site(cluster, PREPARED, tmp_path_factory.mktemp("custodian"), relay[1])
    prepare(site)
    return site


@pytest.fixture(scope="session")
def prepared_by_token(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, relay: tuple[Mailbox, int], softhsm: str
) -> Site:
    """The same with an HSM that keeps the sealing key."""
    folder = tmp_path_factory.mktemp("custodian-token")
    soft = SoftHsm(softhsm, folder / "softhsm")
    soft.make_token(TOKEN)
    site = Site(cluster, PREPARED_BY_TOKEN, folder, relay[1], soft)
    with at_work(soft):
        prepare(site)
    return site


def prepare(site: Site) -> None:
    """Make its keys, its tables, and what is in them at a first start."""
    hand = site.hands()[-1]
    hand.prepare(1)
    hand.complete(1)
    make_log_key(site.folder / "log.key", ORIGIN, site.sealing)
    LockedKey(site.folder / "evidence.key", EVIDENCE, ORIGIN).make(site.sealing)
    site.cluster.create_database(site.database, OWNER, ROOMS)
    migrate(site.cluster.dsn(*OWNER, site.database), migrations_of("serment_custodian"))
    asyncio.run(start_once(site))


async def start_once(site: Site) -> None:
    rooms = rooms_of(site.config().databases)
    async with opened(*rooms):
        await main.prepare(main.assemble(site.config(), rooms, Clock()))


@pytest.fixture
def site(prepared: Site) -> Generator[Site]:
    """A database of this test's own."""
    with copied(prepared) as name:
        yield replace(prepared, database=name)


@pytest.fixture(params=["key files", "token"])
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Site]:
    """A database and keys of this test's own, by either hand."""
    kept = request.getfixturevalue("prepared" if request.param == "key files" else "prepared_by_token")
    with moved(kept, tmp_path / "keys") as there:
        yield there


@pytest.fixture
def own_by_token(prepared_by_token: Site, tmp_path: Path) -> Generator[Site]:
    """The same, by a token alone."""
    with moved(prepared_by_token, tmp_path / "keys") as there:
        yield there


@contextmanager
def moved(site: Site, folder: Path) -> Generator[Site]:
    """A copy of a site: its database and its keys."""
    shutil.copytree(site.folder, folder)
    soft = site.soft and site.soft.moved(folder / "softhsm")
    with copied(site) as name, at_work(soft) if soft else nullcontext():
        yield replace(site, database=name, folder=folder, soft=soft)


@contextmanager
def copied(site: Site) -> Generator[str]:
    """The name of a copy of its database."""
    name = f"custodian_{next(_numbers)}"
    with psycopg.connect(site.cluster.superuser_dsn(), autocommit=True) as connection:
        query = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        connection.execute(query.format(*map(sql.Identifier, (name, site.database, OWNER.role))))
        # Who may connect is not copied.
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        roles = sql.SQL(", ").join(sql.Identifier(each.role) for each in ROOMS)
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), roles))
    yield name
    with psycopg.connect(site.cluster.superuser_dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def at_work(soft: SoftHsm) -> Generator[None]:
    """Let this process, and those that it starts, find the tokens of this folder."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in soft.environment.items():
            patch.setenv(name, value)
        # The module reads its configuration when it starts, and may be at work for an earlier test.
        module = pkcs11.lib(soft.module)
        module.reinitialize()
        yield
        module.finalize()


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
