"""Restoring: a chain is opened, started apart, brought to its marked moment, compared, and only then put in its place.

Before it is anybody's database, everything is erased again that was erased since, and its log is held unless every
witness says that it lacks nothing.
"""

import asyncio
import getpass
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from serment_kernel import standing
from serment_kernel.backups import archive, programs
from serment_kernel.backups.again import erase_again, take_over_newest
from serment_kernel.backups.archive import Backup, Found
from serment_kernel.backups.errors import Differs, NotEmpty, NotTheNewest, OtherPostgres
from serment_kernel.backups.making import PARENTS, Say, alone
from serment_kernel.backups.moment import SETTINGS, Moment, log_of, tables_of
from serment_kernel.backups.opening import Rest, lay_out, read_rest, require_opens
from serment_kernel.backups.scratch import RESTORING, throw_away
from serment_kernel.backups.settings import Site, Witnessed
from serment_kernel.embedded import SUPERUSER, CannotStartCluster, Cluster, belongs_to_its_user
from serment_kernel.standing import Standing

RECOVERY_SECONDS = 24 * 3600


class Restored(NamedTuple):
    """What a restore did."""

    backup: str
    rows: int
    tables: int
    erased: int
    """How many erasures were done again."""
    unread: list[str]
    """Archives that may know of more erasures, and why they were not read."""
    standing: Standing
    forgotten: str = ""
    """The file that remembered what was cosigned since of others' logs, where it is not there."""


def chosen(site: Site, found: Found, name: str) -> list[Backup]:
    """The chain of a backup, or of the newest; a folder with something else in it has no newest one.

    Nor has one from which the newest was taken away: the one before it is restored by its name alone.
    """
    chain = archive.chain_of(found.backups if name else found.require_all(), name, found.folder)
    if not name and (missing := archive.missing(found, site.journal)):
        raise NotTheNewest(missing, chain[-1].manifest.id)
    return chain


def restore(site: Site, folder: Path, name: str, identity: str, cluster: Path, say: Say) -> Restored:
    """Make the cluster in this folder from a chain; there must be none."""
    found = archive.find(folder, site.hand, site.verifier)
    chain = chosen(site, found, name)
    scratch = cluster / RESTORING
    with alone(site.state):
        _require_empty(cluster)
        require_opens(chain, site, identity)
        cluster.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with revived(site, chain, identity, scratch, say) as (started, moment):
                restored = _made_ready(site, found, identity, started, moment, say)
            _put_in_place(scratch, cluster)
        finally:
            throw_away(scratch)
        # PostgreSQL's log goes another way from here on, so that the next backup is a full one.
        for each in site.state.glob(f"*{PARENTS}"):
            each.unlink()
    return restored._replace(backup=chain[-1].manifest.id)


@contextmanager
def revived(
    site: Site, chain: list[Backup], identity: str, scratch: Path, say: Say, settings: Mapping[str, str] | None = None
) -> Generator[tuple[Cluster, Moment]]:
    """A chain at its moment, compared with what was recorded, running apart from everything for as long as the block
    lasts.
    """
    _require_version(site, chain[-1])
    named = programs.folder(site.settings.programs)
    throw_away(scratch, named)
    scratch.mkdir(mode=0o700)
    cluster = Cluster(scratch, named=named)
    rest = _lay_out(site, chain, identity, cluster, say)
    try:
        say("Bringing it to its moment …")
        cluster.start({**_apart(cluster, rest.moment), **(settings or {})}, RECOVERY_SECONDS)
        say("Comparing every table with what was recorded …")
        _compare(site, cluster, rest.moment)
        yield cluster, rest.moment
    finally:
        with suppress(CannotStartCluster):
            cluster.stop()


def _lay_out(site: Site, chain: list[Backup], identity: str, cluster: Cluster, say: Say) -> Rest:
    """The files of the cluster, from all parts of the chain."""
    parts = [cluster.folder / f"part-{number}" for number in range(len(chain))]
    for part, backup in zip(parts, chain, strict=True):
        say(f"Opening {backup.manifest.id} …")
        lay_out(backup, identity, part)
    if len(parts) == 1:
        parts[0].rename(cluster.data)
    else:
        programs.combine(site.settings.programs, parts, cluster.data)
        for part in parts:
            shutil.rmtree(part)
    rest = read_rest(chain[-1], identity, cluster.data / "pg_wal")
    (cluster.data / "recovery.signal").touch(0o600)
    (cluster.folder / "superuser.password").write_text(secrets.token_urlsafe(24) + "\n")
    (cluster.folder / "superuser.password").chmod(0o600)
    (cluster.folder / "pg_hba.conf").write_text(f"local all {SUPERUSER} peer map=serment\n")
    (cluster.folder / "pg_ident.conf").write_text(f"serment {getpass.getuser()} {SUPERUSER}\n")
    (cluster.folder / "postgresql.conf").touch(0o600)
    belongs_to_its_user(cluster.folder)
    return rest


def _apart(cluster: Cluster, moment: Moment) -> dict[str, str]:
    """Settings under which nobody but this user reaches it, and it stops at its moment."""
    own = {"config_file": "postgresql.conf"} if not (cluster.data / "postgresql.conf").exists() else {}
    files = {"hba_file": "pg_hba.conf", "ident_file": "pg_ident.conf", **own}
    return {
        **{name: str(cluster.folder / file) for name, file in files.items()},
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "shared_preload_libraries": "",
        "session_preload_libraries": "",
        "local_preload_libraries": "",
        "archive_mode": "off",
        "hot_standby": "off",
        # There is nothing to fetch: all of PostgreSQL's log lies there.
        "restore_command": "false",
        # Nor is any other command of the old machine this one's.
        "archive_cleanup_command": "",
        "recovery_end_command": "",
        "log_statement": "none",
        "recovery_target_name": moment.mark,
        "recovery_target_timeline": "current",
        "recovery_target_action": "promote",
    }


def _compare(site: Site, cluster: Cluster, moment: Moment) -> None:
    with psycopg.connect(cluster.superuser_dsn(_database(site)), options=SETTINGS) as connection:
        found, log = tables_of(connection), log_of(connection, site.log_schema)
    recorded = {each.name: each for each in moment.tables}
    here = {each.name: each for each in found}
    for name in sorted(recorded | here):
        if recorded.get(name) != here.get(name):
            raise Differs(f"the table {name}")
    if log != (moment.log_size, moment.checkpoint):
        raise Differs("the log")


def _made_ready(site: Site, found: Found, identity: str, cluster: Cluster, moment: Moment, say: Say) -> Restored:
    """Erase again, hold the log where it may be behind, and give the superuser a password of this machine."""
    unread = take_over_newest(site, found, identity)
    say("Erasing again what was erased …")
    dsn = cluster.superuser_dsn(_database(site))
    erased = erase_again(site, dsn)
    compared = asyncio.run(standing.compare(moment.log_size, site.witnesses, site.log_origin, site.log_seed))
    with psycopg.connect(dsn, autocommit=True) as connection:
        if not compared.sure:
            standing.hold(connection, site.log_schema)
        password = (cluster.folder / "superuser.password").read_text().strip()
        query = sql.SQL("ALTER ROLE {} PASSWORD {}")
        connection.execute(query.format(sql.Identifier(SUPERUSER), sql.Literal(password)))
        forgotten = _forgotten(connection, site.witnessed)
    rows = sum(each.rows for each in moment.tables)
    return Restored("", rows, len(moment.tables), erased, unread, compared, forgotten)


def _forgotten(connection: psycopg.Connection, witnessed: Witnessed | None) -> str:
    """The file without which this hand would cosign another history of a log than it cosigned since the backup."""
    if witnessed is None or witnessed.file.exists():
        return ""
    query = sql.SQL("SELECT FROM {} WHERE size > 0").format(sql.Identifier(witnessed.schema, "witnessed"))
    return str(witnessed.file) if connection.execute(query).rowcount else ""


def _put_in_place(scratch: Path, cluster: Path) -> None:
    """The data folder last: until it is there, there is no cluster."""
    (scratch / "superuser.password").replace(cluster / "superuser.password")
    (scratch / "pgdata").rename(cluster / "pgdata")
    descriptor = os.open(cluster, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _require_empty(cluster: Path) -> None:
    for each in cluster.iterdir() if cluster.exists() else ():
        if each.name != RESTORING:
            raise NotEmpty(cluster)


def _require_version(site: Site, backup: Backup) -> None:
    program = programs.folder(site.settings.programs) / "postgres"
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.search(r"\d+", said)
    made = backup.manifest.postgresql
    if found is None or found[0] != made.partition(".")[0]:
        raise OtherPostgres(made, found[0] if found else said.strip())


def _database(site: Site) -> str:
    return str(conninfo_to_dict(site.owner).get("dbname", SUPERUSER))
