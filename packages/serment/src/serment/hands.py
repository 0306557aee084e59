"""The two hands that have a database: each prepares its own cluster, roles, keys and schemas."""

import contextlib
import secrets
import sysconfig
from pathlib import Path
from typing import NamedTuple

from serment import processes
from serment.configuration import BACKUP, Dsns
from serment.errors import CannotStart
from serment.keys import Verifiers, told_verifiers
from serment_kernel.embedded import CannotStartCluster, Cluster, Credentials

PASSWORD_BYTES = 24
OWNER = "owner"
PLATFORM_ROOMS = (
    *("identity", "keys", "vault", "practice", "scheduling", "directory", "nudges", "compliance"),
    # No room of the service: what builds the package of an authority's request connects as it.
    "disclosure",
)
CUSTODIAN_ROOMS = (
    *("people", "hardening", "tokens", "tickets", "ledger", "witness"),
    *("officers", "shares", "endorsements", "compliance"),
)


class Hand(NamedTuple):
    """One service with a cluster of its own."""

    name: str
    folder: Path
    rooms: tuple[str, ...]
    environment: processes.Environment = processes.NOTHING

    @property
    def cluster(self) -> Cluster:
        """Its PostgreSQL."""
        return Cluster(self.folder / "cluster")

    @property
    def database(self) -> str:
        """The name of its database."""
        return f"serment_{self.name}"

    @property
    def log(self) -> Path:
        """What the service says."""
        return self.folder / f"{self.name}.log"

    @property
    def program(self) -> str:
        """Its command."""
        return program(f"serment-{self.name}")


def program(name: str) -> str:
    """A command of this environment."""
    path = Path(sysconfig.get_path("scripts")) / name
    if not path.exists():
        raise CannotStart(f"{path} is missing; `make env` installs it.")
    return str(path)


def start_cluster(hand: Hand) -> Dsns:
    """Start its cluster and give every room a new password."""
    cluster = hand.cluster
    # Whoever held this folder before us is gone (see lock.py); a cluster of theirs may have stayed behind.
    with contextlib.suppress(CannotStartCluster):
        cluster.stop()
    try:
        cluster.start()
        return _databases(hand, cluster)
    except CannotStartCluster as error:
        raise CannotStart(str(error)) from error


def ask_keys(hand: Hand, file: Path) -> Verifiers:
    """Make what keys are missing, by its own command; the public halves that it tells."""
    return told_verifiers(processes.ask((hand.program, "keygen", "--config", str(file)), hand.log, hand.environment))


def hold_ceremony(hand: Hand, file: Path) -> None:
    """Make its keys in the HSM that its configuration names."""
    processes.run((hand.program, "ceremony", "--config", str(file)), hand.log, hand.environment)


def migrate(hand: Hand, file: Path) -> None:
    """Make what tables are missing."""
    processes.run((hand.program, "migrate", "--config", str(file)), hand.log, hand.environment)


def _databases(hand: Hand, cluster: Cluster) -> Dsns:
    """One database, its owner, and one login role a room; passwords live as long as the run."""
    owner, *rooms = (Credentials(role, secrets.token_urlsafe(PASSWORD_BYTES)) for role in (OWNER, *hand.rooms))
    backup = Credentials(BACKUP, secrets.token_urlsafe(PASSWORD_BYTES))
    cluster.create_database(hand.database, owner, rooms)
    cluster.have_backup_role(backup, hand.database)
    return {each.role: cluster.dsn(each.role, each.password, hand.database) for each in (owner, *rooms, backup)}
