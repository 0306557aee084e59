"""Making a backup: PostgreSQL streams it, it is checked as it passes, encrypted, read back, and only then counts.

What is on the disk at any moment is encrypted; whatever ends this process, the backups before stay as they are.
"""

import fcntl
import os
import secrets
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgspec
import psycopg

from serment_kernel.backups import archive, programs, tar
from serment_kernel.backups.archive import AFTER, BASE, COMING, Backup, Manifest
from serment_kernel.backups.base import Base, BaseCheck, segments
from serment_kernel.backups.errors import Busy, CannotBackUp, ChainBroken, NoRecipient, RecipientThere, ToolFailed
from serment_kernel.backups.moment import Moment, log_of, marked, tables_of
from serment_kernel.backups.scratch import REHEARSAL, throw_away
from serment_kernel.backups.settings import Site
from serment_kernel.backups.streams import CHUNK, Sealed, seal
from serment_kernel.erasures import BACKUP_MADE
from serment_protocol.agestream import new_identity

Say = Callable[[str], None]
RECORDED, JOURNAL = "recorded.json", "erasures.journal"
PARENTS = ".postgresql-manifest"
SAY_EVERY = 64 << 20


class Plan(NamedTuple):
    """What to make."""

    name: str
    parent: Backup | None
    recipient: str

    @property
    def mark(self) -> str:
        """The name of the moment in PostgreSQL's log."""
        return f"serment-{self.name}"


class Made(NamedTuple):
    """A backup that was made, and those that were removed for it."""

    backup: Backup
    removed: list[str]


def make_key(site: Site, *, replace: bool) -> str:
    """A new identity, which stays nowhere here; its recipient is kept, and backups are made to it from now on."""
    path = Path(site.settings.recipient_file)
    if path.exists() and not replace:
        raise RecipientThere(path)
    own, recipient = new_identity()
    written = path.with_name(path.name + ".new")
    written.write_text(recipient + "\n", "ascii")
    written.replace(path)
    return own


def make(site: Site, now: datetime, say: Say, *, full: bool = False) -> Made:
    """Make a backup, incremental where that can be; remove the oldest chains."""
    with alone(site.state):
        site.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        archive.tidy(site.folder)
        throw_away(site.state / REHEARSAL)
        found = archive.find(site.folder, site.hand, site.verifier)
        for problem in found.problems:
            say(f"NOT A BACKUP OF THIS HAND: {problem}")
        recipient = _recipient(site)
        parent = None if full else _parent(site, found.backups, recipient, now)
        backup = _make(site, Plan(_name(now), parent, recipient), now, say)
        return Made(backup, archive.prune([*found.backups, backup], site.settings.keep, site.backup_days, now))


@contextmanager
def alone(state: Path) -> Generator[None]:
    """Nobody else makes or rehearses a backup of this hand, for as long as the block lasts."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(state / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Busy from error
    finally:
        os.close(descriptor)


def _make(site: Site, plan: Plan, now: datetime, say: Say) -> Backup:
    with psycopg.connect(site.settings.dsn, autocommit=True) as replica:
        # What the backup needs of PostgreSQL's log stays until this connection ends, however it ends.
        slot = f"serment_{secrets.token_hex(8)}"
        replica.execute("SELECT pg_create_physical_replication_slot(%s, true, true)", [slot])
        plan, base, sealed, coming = _base(site, plan, replica, say)
        say("Marking a moment, and reading what every table holds …")
        moment, rest = _after(site, plan, base, replica, coming)
    manifest = Manifest(
        v=1,
        hand=site.hand,
        log=site.verifier,
        log_size=moment.log_size,
        checkpoint=moment.checkpoint,
        id=plan.name,
        made=now.astimezone(UTC).isoformat(timespec="milliseconds"),
        kind="incremental" if plan.parent else "full",
        parent=plan.parent.manifest.id if plan.parent else "",
        parent_sha256=plan.parent.sha256 if plan.parent else "",
        postgresql=_postgresql(site),
        serment=version("serment-kernel"),
        schema=site.schema,
        recipient=plan.recipient,
        files={BASE: sealed, AFTER: rest},
    )
    archive.write(coming, manifest, site.log_seed)
    say("Reading it back …")
    archive.read(coming, site.hand, site.verifier).require_whole()
    place = archive.settle(coming)
    _remember(site, plan.name, base.manifest)
    site.journal.append(BACKUP_MADE, plan.name.encode(), now.astimezone(UTC).date())
    return archive.read(place, site.hand, site.verifier)


def _base(site: Site, plan: Plan, replica: psycopg.Connection, say: Say) -> tuple[Plan, Base, Sealed, Path]:
    """The base backup; a full one where PostgreSQL cannot make an incremental one."""
    coming = site.folder / (plan.name + COMING)
    coming.mkdir(mode=0o700)
    say(f"Copying PostgreSQL, {'what changed since ' + plan.parent.manifest.id if plan.parent else 'all of it'} …")
    check = BaseCheck()
    parent = _remembered(site, plan.parent.manifest.id) if plan.parent else None
    try:
        with closing(programs.base_backup(site.settings.programs, site.settings.dsn, plan.mark, parent)) as chunks:
            reader = tar.TarReader(check)
            sealed = seal(coming / BASE, _passing(chunks, reader, say), plan.recipient)
            reader.close()
    except ToolFailed as error:
        if plan.parent is None:
            raise
        say(f"PostgreSQL makes no incremental backup here, so all of it is copied. ({error})")
        archive.tidy(site.folder)
        return _base(site, plan._replace(parent=None), replica, say)
    return plan, check.base(), sealed, coming


def _after(site: Site, plan: Plan, base: Base, replica: psycopg.Connection, coming: Path) -> tuple[Moment, Sealed]:
    """What came after the base backup, up to a marked moment, and what every table held then."""
    with marked(site.owner, replica, plan.mark) as (seeing, position):
        replica.execute("SELECT pg_switch_wal()")
        tables, (size, checkpoint) = tables_of(seeing), log_of(seeing, site.log_schema)
    moment = Moment(plan.mark, base.timeline, position, tables, size, checkpoint)
    return moment, seal(coming / AFTER, _rest(site, moment, base, replica), plan.recipient)


def _rest(site: Site, moment: Moment, base: Base, replica: psycopg.Connection) -> Iterator[bytes]:
    """An archive: what was recorded, the journal of erasures, and PostgreSQL's log up to the mark."""
    yield from tar.member(RECORDED, msgspec.json.encode(moment))
    yield from tar.member(JOURNAL, site.journal.archived())
    size = _segment(replica)
    for name in segments(base, moment.position, size):
        yield tar.header(f"wal/{name}", size)
        for start in range(0, size, CHUNK):
            row = replica.execute(
                "SELECT pg_read_binary_file(%s, %s, %s)", [f"pg_wal/{name}", start, CHUNK], binary=True
            ).fetchone()
            yield bytes(row[0]) if row else b""
    yield tar.END * 2


def _passing(chunks: Iterator[bytes], reader: tar.TarReader, say: Say) -> Iterator[bytes]:
    passed = said = 0
    for chunk in chunks:
        reader.write(chunk)
        passed += len(chunk)
        if passed - said >= SAY_EVERY:
            said = passed
            say(f"… {passed >> 20} MiB")
        yield chunk


def _parent(site: Site, backups: list[Backup], recipient: str, now: datetime) -> Backup | None:
    """On which the next one stands: the newest, unless its chain is long or old enough, or cannot be built on."""
    if not backups:
        return None
    newest = backups[-1]
    try:
        chain = archive.chain_of(backups)
    except ChainBroken:
        return None
    builds = newest.manifest.recipient == recipient and _remembered(site, newest.manifest.id).exists()
    # One that is over by tomorrow's backup would have to stay, for what was built on it.
    young = not archive.is_over(chain[0], site.backup_days, now + timedelta(days=1))
    return newest if builds and young and len(chain) < site.settings.chain and _summarizes(site) else None


def _summarizes(site: Site) -> bool:
    """Whether PostgreSQL knows what changed: from version 17 on, where `summarize_wal` is on."""
    with psycopg.connect(site.settings.dsn, autocommit=True) as replica:
        row = replica.execute("SELECT setting FROM pg_settings WHERE name = 'summarize_wal'").fetchone()
    return row == ("on",)


def _postgresql(site: Site) -> str:
    with psycopg.connect(site.settings.dsn, autocommit=True) as replica:
        return ".".join(map(str, divmod(replica.info.server_version, 10_000)))


def _segment(replica: psycopg.Connection) -> int:
    row = replica.execute("SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'").fetchone()
    if row is None:
        raise CannotBackUp("PostgreSQL does not tell how large the files of its log are.")
    return int(row[0])


def _recipient(site: Site) -> str:
    path = Path(site.settings.recipient_file)
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError as error:
        raise NoRecipient(path) from error


def _name(now: datetime) -> str:
    """In the order of time, and never twice."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}-{secrets.token_hex(2)}"


def _remembered(site: Site, name: str) -> Path:
    """PostgreSQL's manifest of a backup, which it asks for to make the next one; it lists files, and no content."""
    return site.state / (name + PARENTS)


def _remember(site: Site, name: str, manifest: bytes) -> None:
    """The newest alone is built on."""
    path = _remembered(site, name)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(manifest)
    for each in site.state.glob(f"*{PARENTS}"):
        if each != path:
            each.unlink()
