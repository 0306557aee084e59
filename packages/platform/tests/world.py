"""A platform for tests: migrated databases, rights to book, practices with staff, and the rooms over real HTTP."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx
import msgspec
import psycopg
from cryptography.hazmat.primitives.asymmetric import rsa
from psycopg import sql

from serment_kernel import outward
from serment_kernel.database import Database, opened
from serment_kernel.edge import App
from serment_kernel.embedded import Cluster, Credentials
from serment_kernel.erasing import Eraser
from serment_kernel.evidence import Chain
from serment_kernel.evidence.settings import Settings as EvidenceSettings
from serment_kernel.limits import Limiter
from serment_kernel.merkle_log import MerkleLog
from serment_kernel.migrate import migrate, migrations_of
from serment_kernel.notices import Notices
from serment_kernel.serving import answering
from serment_kernel.witness_table import beside
from serment_kernel.workers import listen
from serment_platform.compliance.checks.at_work import checks_of
from serment_platform.config import ROOMS, SERVED, Budgets, Config, Custodian, Databases, Log, Relay, Surge
from serment_platform.identity.sessions import open_session
from serment_platform.identity.tokens import Issuers
from serment_platform.keys import Endorsements
from serment_platform.main import at_the_edge, hooks_of, routes, shared_of
from serment_platform.practice import Desk
from serment_platform.scheduling import CHANNEL, apply_publication
from serment_platform.service import Service
from serment_protocol.appointments import ManageKeys, manage_keys
from serment_protocol.encoding import b64, canonical, write_time
from serment_protocol.notes import write_log_key
from serment_protocol.primitives import sign_public
from serment_protocol.reads import sign_read
from serment_protocol.signing import Signed
from serment_protocol.statements import Contents, Statement, sign_booking, sign_next
from serment_protocol.tokens import IssuerKey, finish_token, request_token, token_key_id

from .scheduling.builders import PRACTICE, SCHEDULE, publication

PASSWORD = "of a test"
OWNER = Credentials("platform_owner", PASSWORD)
ROLES = [Credentials(room, PASSWORD) for room in ROOMS]
TEMPLATE = "platform_template"
NOW = datetime(2026, 12, 1, 7, 0, 30, tzinfo=UTC)
"""A Tuesday, eight in the morning in Paris."""
NAME = "Serment des tests"
ORIGIN, HOST = "http://platform.test", "platform.test"
APP = "http://app.test"
ENVELOPE, SELF_COPY, TICKET = bytes(3185), bytes(2077), bytes(1436)
DESK_SEED = bytes(range(32))
MEMBER = "d" * 32


def make_template(cluster: Cluster) -> None:
    """A database that every test copies."""
    cluster.create_database(TEMPLATE, OWNER, ROLES)
    migrate(cluster.dsn(OWNER.role, PASSWORD, TEMPLATE), migrations_of("serment_platform"))


@contextmanager
def copy_of_template(cluster: Cluster) -> Generator[str]:
    """A database of one test."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(cluster.superuser_dsn(), autocommit=True) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(TEMPLATE), sql.Identifier(OWNER.role)))
        yield name
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@cache
def issuer() -> rsa.RSAPrivateKey:
    """The key that signs rights to book; what makes it slow is drawing primes."""
    return rsa.generate_private_key(65537, 2048)


def modulus() -> bytes:
    """Its public half."""
    return issuer().public_key().public_numbers().n.to_bytes(256)


def new_token(purpose: Any = "booking") -> bytes:
    """A right, signed blindly as the custodian does."""
    asked, numbers = request_token(NAME, purpose, modulus()), issuer().private_numbers()
    signed = pow(int.from_bytes(asked.blinded), numbers.d, numbers.public_numbers.n)
    return finish_token(asked, modulus(), signed.to_bytes(256))


@dataclass
class Patient:
    """Somebody with a manage seed."""

    keys: ManageKeys = field(default_factory=lambda: manage_keys(secrets.token_bytes(32)))

    def statement(self, start: str, **changes: Any) -> Statement:
        """The first statement of a booking."""
        first = Statement(
            appointment=self.keys.appointment,
            practice=PRACTICE,
            sequence=0,
            state="booked",
            schedule=SCHEDULE,
            start=start,
            duration=20,
            service_class="office-20",
            epoch=1,
            previous="0" * 64,
            by="manage",
            contents="0" * 64,
        )
        return msgspec.structs.replace(first, **changes)

    def booking(self, start: str, token: bytes | None, **changes: Any) -> dict[str, Any]:
        """The body of a booking; changes of the statement, and `envelope` and the like of its parts."""
        parts = {"envelope": ENVELOPE, "self_copy": SELF_COPY, "ticket": TICKET}
        parts |= {name: changes.pop(name) for name in list(changes) if name in parts}
        contents = Contents(self.keys.sign_public, **parts, token=token).digest()
        statement = self.statement(start, **({"contents": contents} | changes))
        body: dict[str, Any] = {
            "statement": wire(sign_booking(statement, self.keys.sign_seed)),
            "manage": b64(self.keys.sign_public),
            **{name: b64(value) for name, value in parts.items()},
        }
        return body if token is None else body | {"token": b64(token)}

    def next(self, last: Signed, state: Any, **changes: Any) -> Signed:
        """A statement signed by the patient."""
        return sign_next(last, state, "manage", self.keys.sign_seed, **changes)

    def read_header(self, now: datetime, path: str = "") -> dict[str, str]:
        """What proves the manage key."""
        path = path or f"/v1/appointments/{self.keys.appointment}"
        return {"serment-signature": sign_read(self.keys, ORIGIN, "GET", path, b"", now)}


def wire(signed: Signed) -> dict[str, str]:
    """As it travels."""
    return {"body": signed.body, "signature": signed.signature}


@dataclass
class World:
    """A running platform, its clock, and a client."""

    service: Service
    http: httpx.AsyncClient
    owner: str
    clock: list[datetime]

    @property
    def times(self) -> Database:
        """The scheduling room's database."""
        return self.service.db("scheduling")

    async def publish(self, draft: dict[str, Any] | None = None, epoch: int = 1) -> None:
        """Apply a publication in the room of times."""
        draft = draft or publication()
        await apply_publication(self.times, draft["practice"], canonical(draft), epoch, self.clock[0])

    async def book(self, start: str, patient: Patient | None = None, **changes: Any) -> httpx.Response:
        """Book with a fresh right."""
        body = (patient or Patient()).booking(start, new_token(), **changes)
        return await self.http.post("/v1/appointments", json=body)

    async def change(self, appointment: str, signed: Signed) -> httpx.Response:
        """Send a later statement."""
        path = f"/v1/appointments/{appointment}/statements"
        return await self.http.post(path, json={"statement": wire(signed)})

    async def chain(self, patient: Patient) -> list[Signed]:
        """The statements as the patient reads them."""
        path = f"/v1/appointments/{patient.keys.appointment}"
        answer = await self.http.get(path, headers=patient.read_header(self.clock[0]))
        assert answer.status_code == 200, answer.text
        return [Signed(**one) for one in answer.json()["statements"]]

    async def free(self, day: str, days: int = 1, name: str = "office-20", schedule: str = SCHEDULE) -> list[str]:
        """Free starts of some days."""
        body = {"requests": [{"schedule": schedule, "class": name}], "from": day, "days": days}
        found = (await self.http.post("/v1/times", json=body)).json()["times"]
        return [start for row in found for one in row["days"] for start in one["starts"]]

    async def sql(self, query: Any, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask as the owner of the tables."""
        async with await psycopg.AsyncConnection.connect(self.owner, autocommit=True) as connection:
            cursor = await connection.execute(query, parameters)
            return await cursor.fetchall() if cursor.description else []

    async def counts(self) -> dict[str, int]:
        """How many rows there are where a booking writes, and how many positions are busy."""
        rows = await self.sql(
            """
            SELECT (SELECT count(*) FROM scheduling.appointment), (SELECT count(*) FROM scheduling.statement),
                   (SELECT count(*) FROM identity.spent_token),
                   (SELECT coalesce(sum(bit_count(busy)), 0)::int FROM scheduling.occupancy)
            """
        )
        return dict(zip(("appointments", "statements", "tokens", "busy"), rows[0], strict=True))


async def employ(world: World, practice: str = PRACTICE, epoch: int = 1, *, sign: bytes = b"") -> dict[str, str]:
    """A member of a practice with an open session: the header that says so. That room's rows are written plainly."""
    account, locator = secrets.token_bytes(16), secrets.token_bytes(32)
    ident, zero = bytes.fromhex(practice), bytes(32)
    await world.sql(
        """
        INSERT INTO practice.practice (practice, root_body, root_signature, root_leaf, epoch)
        VALUES (%s, '', '', 0, %s) ON CONFLICT DO NOTHING
        """,
        [ident, epoch],
    )
    await world.sql(
        """
        INSERT INTO practice.epoch (practice, epoch, body, signature, leaf, desk_sign, members_locked, previous_locked)
        VALUES (%s, %s, '', '', 0, %s, '', '') ON CONFLICT DO NOTHING
        """,
        [ident, epoch, sign_public(DESK_SEED)],
    )
    await world.sql("INSERT INTO identity.account VALUES (%s, 'staff')", [account])
    await world.sql("INSERT INTO identity.way VALUES (%s, %s, %s, %s, '')", [locator, account, zero, bytes(1216)])
    await world.sql(
        "INSERT INTO practice.member VALUES (%s, %s, %s, 'secretary', false, %s, '')",
        [ident, bytes.fromhex(MEMBER), account, sign],
    )
    async with world.service.db("identity").transaction() as tx:
        session = await open_session(tx, locator.hex(), world.clock[0])
    return {"authorization": f"Bearer {b64(session.bearer)}"}


async def fixed_desk(_: str) -> Desk:
    """The desk of epoch 1."""
    return Desk(1, sign_public(DESK_SEED))


@asynccontextmanager
async def running(
    cluster: Cluster, name: str, custodian: str = "http://127.0.0.1:9", surge: Surge | None = None
) -> AsyncGenerator[World]:
    """The rooms of times, the directory and its pages, over real HTTP."""
    clock = [NOW]
    config = msgspec.structs.replace(configuration(cluster, name, custodian), surge=surge or Surge())
    databases = {room: Database(config.databases.of(room), size=8) for room in SERVED}
    limiter = Limiter()
    issuers = Issuers(databases["identity"], config.custodian, NAME, limiter)
    log = MerkleLog(databases["keys"], "keys", "platform.test/log", bytes(32))
    witness = beside(databases["keys"], "keys", "platform.test/log", bytes(32), {})
    eraser = Eraser("platform", "identity", log, config.erasures(), config.backup_days)
    chain = Chain.of(log, bytes(range(32)))
    service = Service(config, lambda: clock[0], limiter, databases, log, witness, issuers, eraser, chain)
    async with opened(*databases.values()):
        world = World(service, outward.client(), cluster.dsn(OWNER.role, PASSWORD, name), clock)
        await _issue(world)
        async with _listening(databases["scheduling"].dsn) as notices, serving(application(service, notices)) as url:
            await world.http.aclose()
            async with outward.client(30, url) as client:
                world.http = client
                yield world


def configuration(cluster: Cluster, name: str, custodian: str) -> Config:
    """What the platform is told."""
    dsns = {room: cluster.dsn(room, PASSWORD, name) for room in ROOMS}
    key = write_log_key("custodian.test/log", bytes(32))
    return Config(
        name=NAME,
        public_url=ORIGIN,
        app_origin=APP,
        bind_host="127.0.0.1",
        bind_port=0,
        databases=Databases(owner=cluster.dsn(OWNER.role, PASSWORD, name), **dsns),
        log=Log("platform.test/log", "log.key"),
        custodian=Custodian(custodian, "custodian.test/log", key),
        relay=Relay("relay.key"),
        evidence=EvidenceSettings("evidence.key"),
        budgets=Budgets(requests_per_network_minute=1_000_000, challenges_per_network_minute=1_000_000),
    )


def application(service: Service, notices: Notices) -> App:
    """Every room behind the edge."""
    endorsements = Endorsements(service.db("keys"), service.config.custodian)
    board = checks_of(service, serving=False).board
    shared = shared_of(service, bytes(32), None)
    app = routes(service, endorsements, notices, hooks_of(service), bytes(32), board, shared)
    return at_the_edge(service, app, shared)


@asynccontextmanager
async def serving(app: Any) -> AsyncGenerator[str]:
    """An application on a port of its own."""
    listening = listen("127.0.0.1", 0)
    async with answering(app, listening):
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@asynccontextmanager
async def _listening(dsn: str) -> AsyncGenerator[Notices]:
    notices = Notices(dsn, CHANNEL)
    task = asyncio.create_task(notices.work())
    try:
        yield notices
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _issue(world: World) -> None:
    """Let the platform know the issuer key, as if the custodian's log had proved it."""
    for purpose in ("booking",):
        record = IssuerKey(
            purpose=purpose,
            modulus=b64(modulus()),
            issue_from=write_time(NOW.replace(second=0) - timedelta(days=7)),
            issue_until=write_time(NOW.replace(second=0) + timedelta(days=7)),
            redeem_until=write_time(NOW.replace(second=0) + timedelta(days=28)),
        )
        await world.sql(
            "INSERT INTO identity.issuer_key VALUES (%s, %s, %s, %s)",
            [token_key_id(modulus()), NOW + timedelta(days=28), canonical(record), bytes(64)],
        )
    await world.service.issuers.load(NOW)


Work = Callable[[], Awaitable[httpx.Response]]


async def all_at_once(works: Sequence[Work]) -> list[httpx.Response]:
    """Everybody in the same moment."""
    return list(await asyncio.gather(*(work() for work in works)))
