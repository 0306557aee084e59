"""A custodian for tests: real database, real HTTP, a real mailbox, and a clock that tests turn."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import LiteralString, cast

import httpx
import msgspec
import psycopg
from aiosmtpd.smtp import SMTP, Envelope, Session
from psycopg import sql

from serment_custodian import main
from serment_custodian.config import ROOMS as NAMES
from serment_custodian.config import (
    Budgets,
    Config,
    Databases,
    EndorsementPolicy,
    Intervals,
    Keys,
    Sms,
    Smtp,
    Witnessing,
)
from serment_custodian.config import Hsm as HsmSettings
from serment_custodian.hsm import Hsm
from serment_custodian.jobs import jobs
from serment_custodian.key_files import KeyFiles
from serment_custodian.log_key import read_log_key
from serment_custodian.sealing_key import Hand, SealingKey
from serment_kernel import outward
from serment_kernel.embedded import Cluster, Credentials
from serment_kernel.evidence.settings import Settings as EvidenceSettings
from serment_kernel.serving import answering
from serment_kernel.softhsm import SoftHsm
from serment_kernel.workers import listen
from serment_protocol.cosignatures import witness_name, witness_seed, write_witness_key
from serment_protocol.encoding import b64
from serment_protocol.notes import write_log_key
from serment_protocol.primitives import sign_public

OWNER = Credentials("custodian_owner", "owner")
# Roles are the cluster's: one that the platform has, too, has the same password in its tests.
ROOMS = [Credentials(room, "of a test") for room in NAMES]
NAME = "Essai"
ORIGIN = "custodian.example"
TOKEN = "serment"
APP = "https://app.example"
RELAY_SEED = bytes(range(32))
RELEASE_SEED = bytes(range(32, 64))
# A Wednesday: its week has begun, and will not end while a test runs.
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SELDOM = 10_000_000.0
PATIENT = "lea.martin@example.org"


class Clock:
    """Tells a time that stands still until a test moves it."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def advance(self, **time: float) -> None:
        self._now += timedelta(**time)


def settings_of(soft: SoftHsm, **changed: str) -> HsmSettings:
    """What the configuration says of a token."""
    return msgspec.structs.replace(HsmSettings(soft.module, TOKEN, str(soft.pin)), **changed)


class Mailbox:
    """Takes mail for everybody (called by aiosmtpd); refuses some recipients for good, and all of them for a while."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.unknown: set[str] = set()
        self.is_busy = False

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.is_busy:
            return "451 try again later"
        if address in self.unknown:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = message_from_bytes(bytes(cast("bytes", envelope.content)), policy=policy.default)
        assert [message["To"]] == envelope.rcpt_tos
        self.mails.append(message)
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """Mail to one address, oldest first."""
        return [mail for mail in self.mails if mail["To"] == address]


def text_of(mail: EmailMessage) -> str:
    """The text of a plain letter."""
    return str(mail.get_content())


def digits_in(mail: EmailMessage) -> str:
    """The code of a letter."""
    (found,) = re.findall(r"\b\d{6}\b", text_of(mail))
    return str(found)


@dataclass(frozen=True)
class Site:
    """Where a custodian's things lie: its cluster, database, key files and mail relay."""

    cluster: Cluster
    database: str
    folder: Path
    smtp_port: int
    soft: SoftHsm | None = None
    """The HSM that keeps the sealing key, where key files do not."""
    endorsement: EndorsementPolicy = "officers"
    sms: Sms | None = None
    """The gateway for SMS, where there is one."""
    periodic: bool = False
    """Whether it does its periodic work by itself, and not when a test says so: on a busy machine that may be after
    days which the test let pass."""

    @property
    def log_seed(self) -> bytes:
        """The key that signs checkpoints."""
        return read_log_key(self.folder / "log.key", ORIGIN, self.sealing)

    @property
    def sealing(self) -> SealingKey:
        """The sealing key, as another process would load it."""
        return SealingKey(self.hands())

    def hands(self) -> list[Hand]:
        """What keeps the sealing key."""
        files = KeyFiles(self.folder / "sealing.key")
        return [Hsm(settings_of(self.soft), ORIGIN)] if self.soft else [files]

    @property
    def witness(self) -> str:
        """The custodian is its own witness here: as good as another for whoever counts signatures."""
        return write_witness_key(witness_name(ORIGIN), witness_seed(self.log_seed))

    def config(self, url: str = "http://127.0.0.1:8001", **budgets: int) -> Config:
        """A configuration whose periodic work happens when a test says so."""
        connections = {each.role: self.cluster.dsn(*each, self.database) for each in ROOMS}
        generous: dict[str, int] = {"requests_per_network_minute": 100_000, "sign_ins_per_network_hour": 100_000}
        return Config(
            name=NAME,
            public_url=url,
            app_origin=APP,
            bind_host="127.0.0.1",
            bind_port=int(url.rpartition(":")[2]),
            databases=Databases(owner=self.cluster.dsn(*OWNER, self.database), **connections),
            keys=Keys(
                sealing_key_file="" if self.soft else str(self.folder / "sealing.key"),
                log_key_file=str(self.folder / "log.key"),
                log_origin=ORIGIN,
                relay_public_key=b64(sign_public(RELAY_SEED)),
                release_public_keys=(b64(sign_public(RELEASE_SEED)),),
            ),
            witnessing=Witnessing((f"{self.witness} {url}",), 1, (write_log_key(ORIGIN, self.log_seed),)),
            evidence=EvidenceSettings(str(self.folder / "evidence.key")),
            smtp=Smtp(host="127.0.0.1", port=self.smtp_port, sender="Serment <nudge@example.org>", tls="none"),
            sms=self.sms,
            endorsement=self.endorsement,
            erasures_file=str(self.folder / f"{self.database}.journal"),
            cosigned_file=str(self.folder / f"{self.database}.cosigned"),
            budgets=Budgets(**(generous | budgets)),
            hsm=settings_of(self.soft) if self.soft else None,
            intervals=Intervals(
                nudges=SELDOM, upkeep=SELDOM, rewrite=SELDOM, decisions=SELDOM, checks=SELDOM, sealing_key=0.05
            ),
        )


def dump(site: Site) -> str:
    """Every row of every table, as text."""
    with psycopg.connect(site.cluster.superuser_dsn(site.database)) as connection:
        query = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'"
        lines: list[str] = []
        for table in connection.execute(query).fetchall():
            whole = sql.SQL("SELECT row_to_json(t)::text FROM {} t").format(sql.Identifier(*table))
            lines += [str(row[0]) for row in connection.execute(whole).fetchall()]
    return "\n".join(lines)


class Opened(msgspec.Struct):
    """The answer to a proof."""

    session: str
    expires: str
    salt: str
    known: bool


class Proof(msgspec.Struct, frozen=True):
    """A code as it is given back."""

    email: str
    code: str
    handle: str

    def with_code(self, code: str) -> "Proof":
        """The same with other digits."""
        return Proof(self.email, code, self.handle)


@dataclass
class House:
    """A running custodian."""

    url: str
    running: main.Custodian
    http: httpx.AsyncClient
    mailbox: Mailbox
    clock: Clock
    site: Site

    def seen(self, query: LiteralString) -> bool:
        """Whether the database has such a row."""
        with psycopg.connect(self.site.cluster.superuser_dsn(self.site.database)) as connection:
            return connection.execute(query).rowcount > 0

    async def post(self, path: str, body: object, session: str = "") -> httpx.Response:
        """Post JSON."""
        headers = {"Authorization": f"Bearer {session}"} if session else {}
        return await self.http.post(path, content=msgspec.json.encode(body), headers=headers)

    async def get(self, path: str) -> httpx.Response:
        """Get."""
        return await self.http.get(path)

    async def ask_code(self, email: str = PATIENT, language: str = "fr", handle: str = "") -> httpx.Response:
        """Ask for a code, and wait until what there is to send has left."""
        again = {"handle": handle} if handle else {}
        answer = await self.post("/v1/codes", {"email": email, "language": language} | again)
        await self.running.service.post.flush()
        return answer

    async def proof(self, email: str = PATIENT) -> Proof:
        """What gives back a code out of the mailbox."""
        answer = await self.ask_code(email)
        assert answer.status_code == 202, answer.text
        return Proof(email, digits_in(self.mailbox.to(email)[-1]), str(answer.json()["handle"]))

    async def enter(self, email: str = PATIENT) -> Opened:
        """A session by code."""
        answer = await self.post("/v1/sessions", await self.proof(email))
        assert answer.status_code == 201, answer.text
        return msgspec.json.decode(answer.content, type=Opened)

    async def job(self, name: str) -> None:
        """Do a piece of the periodic work, as it is done by itself."""
        run = self.running
        every = jobs(run.service, run.rooms, run.ledger, run.nudges, (run.changes, run.endings), run.decisions)
        await next(each.work for each in every if each.name == name)()

    async def send_batch(self) -> None:
        """Open what was relayed, and send what waits."""
        await self.running.nudges.flush()
        await self.running.nudges.send_batch()
        await self.running.nudges.flush()


@asynccontextmanager
async def living(site: Site, mailbox: Mailbox, clock: Clock, **budgets: int) -> AsyncGenerator[House]:
    """A custodian on a free port."""
    listening = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with (
        main.running(site.config(url, **budgets), clock, periodic=site.periodic) as running,
        answering(running.app, listening),
        outward.client(base_url=url) as http,
    ):
        yield House(url, running, http, mailbox, clock, site)


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, str(answer.json()["code"])
