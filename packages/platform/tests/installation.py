"""The platform as an operator runs it, for tests: a process of its own, from a configuration file, over real HTTP."""

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString, cast

import httpx
import psycopg

from serment_kernel.embedded import Cluster, Credentials
from serment_kernel.keyfiles import read_key_file
from serment_platform.config import ROOMS
from serment_protocol.cosignatures import Witnesses, read_witnesses
from serment_protocol.notes import LogKey, read_log_key, write_log_key
from serment_protocol.primitives import sign_public

from .stand_in import LOG, NAME, StandIn, serving

PASSWORD = "of a test"
OWNER = Credentials("platform_owner", PASSWORD)
PLATFORM_LOG = "platform.test/log"
APP = "http://app.test"
START_SECONDS = 30.0
STOP_SECONDS = 10.0

REGISTER = """
[own]
name = "Essai"
role = "own"
since = 2026-11-26
hds = false
receives = [{ fr = "des essais", en = "trials" }]
purpose = { fr = "Essayer.", en = "To try." }
"""


@dataclass
class Installed:
    """A platform that runs, its custodian's stand-in, and the owner's view of its database."""

    url: str
    config: Path
    owner: str
    cluster: Cluster
    database: str
    custodian: StandIn
    http: httpx.Client
    process: int = 0
    """That serves."""

    def ask(self, method: str, path: str, body: object = None, session: str = "", **headers: str) -> httpx.Response:
        """One request."""
        given = dict(headers) | ({"authorization": f"Bearer {session}"} if session else {})
        return self.http.request(method, f"/v1{path}", json=body, headers=given)

    def sql(self, query: LiteralString, parameters: Any = ()) -> list[tuple[Any, ...]]:
        """Ask as the owner of the tables."""
        with psycopg.connect(self.owner, autocommit=True) as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def as_role(self, role: str) -> psycopg.Connection:
        """Connect as a room does."""
        return psycopg.connect(self.cluster.dsn(role, PASSWORD, self.database), autocommit=True)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `serment-platform`."""
        return run(*arguments, "--config", str(self.config))

    @property
    def log_seed(self) -> bytes:
        """What signs the checkpoints."""
        return read_key_file(self.config.parent / "log.key")

    @property
    def verifier(self) -> str:
        """The log's verifier key."""
        return write_log_key(PLATFORM_LOG, self.log_seed)

    @property
    def witnesses(self) -> Witnesses:
        """Who must have cosigned it."""
        return read_witnesses([self.custodian.witness], 1, 3)

    @property
    def log_key(self) -> LogKey:
        """The same, read."""
        return read_log_key(self.verifier)


@contextmanager
def installed(
    cluster: Cluster, folder: Path, workers: int = 1, **changes: Mapping[str, object]
) -> Generator[Installed]:
    """Make keys and tables, start it, and stop it at the end."""
    database = f"installed_{secrets.token_hex(6)}"
    cluster.create_database(database, OWNER, [Credentials(room, PASSWORD) for room in ROOMS])
    custodian = StandIn()
    custodian.begin()
    with serving(custodian), httpx.Client(trust_env=False, timeout=30) as http:
        url = f"http://127.0.0.1:{free_port()}"
        config = write_config(folder, url, cluster, database, custodian, changes, workers)
        for command in ("keygen", "migrate"):
            done = run(command, "--config", str(config))
            assert done.returncode == 0, done.stderr
        custodian.relay = sign_public(read_key_file(folder / "relay.key"))
        owner = cluster.dsn(OWNER.role, PASSWORD, database)
        http.base_url = httpx.URL(url)
        found = Installed(url, config, owner, cluster, database, custodian, http)
        with serving_process(config, http) as process:
            found.process = process.pid
            wait_for_issuers(found)
            yield found


@contextmanager
def serving_process(config: Path, http: httpx.Client) -> Generator[subprocess.Popen[bytes]]:
    """`serment-platform serve`, from when it answers until it has stopped in order."""
    command = [sys.executable, "-W", "error", "-m", "serment_platform.cli", "serve", "--config", str(config)]
    process = subprocess.Popen(command)
    try:
        wait_until_answering(process, http)
        yield process
    finally:
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0


def wait_until_answering(process: subprocess.Popen[bytes], http: httpx.Client) -> None:
    """Return once it answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the platform ended"
        try:
            http.get("/health")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the platform does not answer")


def wait_for_issuers(found: Installed) -> None:
    """Return once it knows the issuer keys."""
    deadline = time.monotonic() + START_SECONDS
    while not found.sql("SELECT key_id FROM identity.issuer_key"):
        assert time.monotonic() < deadline, "no issuer key is known"
        time.sleep(0.05)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `serment-platform` to its end."""
    command = [sys.executable, "-W", "error", "-m", "serment_platform.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def write_config(
    folder: Path,
    url: str,
    cluster: Cluster,
    database: str,
    custodian: StandIn,
    changes: Mapping[str, Mapping[str, object]],
    workers: int = 1,
) -> Path:
    """The configuration as a file."""
    tables: dict[str, Mapping[str, object]] = {
        "databases": {
            "owner": cluster.dsn(OWNER.role, PASSWORD, database),
            **{room: cluster.dsn(room, PASSWORD, database) for room in ROOMS},
            "processor": "own",
        },
        "log": {
            "origin": PLATFORM_LOG,
            "key_file": "log.key",
            "witnesses": [f"{custodian.witness} {custodian.url} own"],
        },
        "custodian": {"url": custodian.url, "log_origin": LOG, "log_key": custodian.verifier, "processor": "own"},
        "relay": {"key_file": "relay.key"},
        "evidence": {"key_file": "evidence.key"},
        "budgets": {
            "requests_per_network_minute": 100_000,
            "sign_in_misses_per_network_hour": 30,
            "challenges_per_network_minute": 10_000,
            "accounts_per_network_hour": 10_000,
        },
        "intervals": {"pending": 1.0},
        **changes,
    }
    top: dict[str, object] = {
        "name": NAME,
        "public_url": url,
        "app_origin": APP,
        "bind_host": "127.0.0.1",
        "bind_port": int(url.rpartition(":")[2]),
        # So that a test may come from a network of its own.
        "behind_proxy": True,
        "log_file": "platform.log",
        "processors": "processors.toml",
        "workers": workers,
    }
    lines = [f"{name} = {_toml(value)}" for name, value in top.items()]
    for table, values in tables.items():
        lines += [f"[{table}]", *(f"{name} = {_toml(value)}" for name, value in values.items())]
    path = folder / "platform.toml"
    path.write_text("\n".join(lines) + "\n")
    path.with_name("processors.toml").write_text(REGISTER)
    return path


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, cast("list[str]", value))) + "]"
    return str(value)
