"""PostgreSQL's programs: those of the package, or those that the configuration or PATH names."""

import subprocess
from collections.abc import Generator
from pathlib import Path
from shutil import which

from psycopg.conninfo import conninfo_to_dict

from serment_kernel import embedded
from serment_kernel.backups.errors import NoTools, ToolFailed
from serment_kernel.backups.streams import CHUNK

OPTIONS = {"host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
TLS = {name: f"PG{name.upper()}" for name in ("sslmode", "sslcert", "sslkey", "sslrootcert", "passfile")}


def folder(named: str) -> Path:
    """Where they are."""
    if named:
        return Path(named)
    try:
        return embedded.programs()
    except embedded.CannotStartCluster as error:
        found = which("pg_basebackup")
        if found is None:
            raise NoTools("pg_basebackup") from error
        return Path(found).resolve().parent


def base_backup(named: str, dsn: str, label: str, parent: Path | None) -> Generator[bytes]:
    """The chunks of a base backup as a tar archive, PostgreSQL's manifest last."""
    command = [
        *(str(folder(named) / "pg_basebackup"), "--pgdata=-", "--format=tar", "--wal-method=fetch"),
        *("--checkpoint=fast", "--manifest-checksums=SHA256", "--no-password", f"--label={label}"),
        *((f"--incremental={parent}",) if parent else ()),
    ]
    with _started(command, dsn) as process:
        out, said = process.stdout, process.stderr
        if out is None or said is None:
            raise LookupError("pipes were asked for")
        try:
            while chunk := out.read(CHUNK):
                yield chunk
        except BaseException:
            process.kill()
            raise
        if process.wait():
            raise ToolFailed("pg_basebackup", said.read().decode(errors="replace").strip())


def combine(named: str, parts: list[Path], into: Path) -> None:
    """Make one data folder of a full backup and the incremental ones on it."""
    program = folder(named) / "pg_combinebackup"
    command = [str(program), *map(str, parts), "--output", str(into)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own command
    except FileNotFoundError as error:
        raise NoTools(program.name) from error
    if done.returncode:
        raise ToolFailed(program.name, done.stderr.strip())


def _started(command: list[str], dsn: str) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(  # noqa: S603 -- our own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A password on a command line is everybody's to read.
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", **_environment(dsn)},
        )
    except FileNotFoundError as error:
        raise NoTools(Path(command[0]).name) from error


def _environment(dsn: str) -> dict[str, str]:
    given = conninfo_to_dict(dsn)
    return {variable: str(given[name]) for name, variable in (OPTIONS | TLS).items() if name in given}
