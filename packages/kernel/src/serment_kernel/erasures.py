"""What a hand has erased, in a file outside its database, so that a restored backup does not bring it back.

A line is a day, a kind, and the random identifier of what was erased: nothing about a person. It is on the disk before
the erasing transaction commits. One that stands here but not in the database is harmless, since whoever replays it
erases what is gone already, or what somebody asked to be erased.

Which backups were made stands here too: whoever takes the newest away from the others does not reach this file.

Two hands append here in one breath when a person takes a device away. So the order of a day that is over is taken out
of the file, and what no backup can bring back is let go of, but for accounts and persons.
"""

import fcntl
import os
import re
from collections.abc import Collection, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from psycopg import errors, sql

from serment_kernel.database import Database
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import ProtocolRefusal

LONGEST_KEY = 64
BACKUP_MADE = "backup.made"
"""No erasure: the key is the name of a backup, which begins with its time."""
_KIND = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*", re.ASCII)


class Erasure(NamedTuple):
    """One erasure."""

    kind: str
    """The room and what it erased there, as in `identity.account`."""
    key: bytes
    """The random identifier of the row, or of the rows."""
    day: date


class JournalDamaged(Exception):
    """A line of the journal of erasures cannot be read."""

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(f"Line {number} of {path} cannot be read. Restore the file from a copy; remove no line of it.")


class ErasureUnknown(Exception):
    """The journal has a kind of erasure that this version does not know."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"This version does not know how to erase {kind}; the journal of erasures is of a newer one.")


class CannotEraseYet(Exception):
    """A database is of before this version's way to erase something again."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"This database is of before {kind} could be erased: migrate it first, then run `restore-log`. How to "
            "restore such a backup is in docs/operators/backups.md."
        )


class Erasures:
    """The journal in this file, which is made with its first line. Several processes may write at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, kind: str, key: bytes, day: date) -> None:
        """Have it on the disk; call this before the erasing transaction commits, and not in an event loop's thread."""
        if not _KIND.fullmatch(kind) or not 0 < len(key) <= LONGEST_KEY:
            raise ValueError("an erasure is a room and a thing, and at most 64 bytes that were drawn at random")
        with self._opened() as descriptor:
            _take_away_what_is_torn(descriptor)
            _write(descriptor, _line(Erasure(kind, key, day)))
            os.fsync(descriptor)

    def settle(self, today: date, passing: Collection[str], before: date) -> None:
        """Sort the lines of days that are over, and drop those of the `passing` kinds from before that day.

        Either the old file stands there after a crash, or the new one.
        """
        if not self.path.exists():
            return
        with self._opened() as descriptor:
            _take_away_what_is_torn(descriptor)
            content = self.content()
            kept = [each for each in self.read(content, self.path) if each.kind not in passing or each.day >= before]
            over = sorted(_line(each) for each in kept if each.day < today)
            settled = b"".join([*over, *(_line(each) for each in kept if each.day >= today)])
            if settled != content:
                _replace(self.path, settled)

    def archived(self) -> bytes:
        """All whole lines, as a backup keeps them: sorted, so that none says which of its day was first."""
        return b"".join(sorted(each for each in self.content().splitlines(keepends=True) if each.endswith(b"\n")))

    def entries(self) -> list[Erasure]:
        """All of it, oldest first; a last line that was torn was never committed, and is left out."""
        return self.read(self.content(), self.path)

    def has(self, kind: str, key: bytes) -> bool:
        """Whether this was erased before; not in an event loop's thread."""
        return f" {kind} {b64(key)}\n".encode() in self.content()

    def content(self) -> bytes:
        """The file as it is."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""

    def take_over(self, others: Iterable[Erasure]) -> int:
        """Append what another copy of this journal has and this one has not; how much that was."""
        known = {(each.kind, each.key) for each in self.entries()}
        missing = [each for each in others if (each.kind, each.key) not in known]
        for each in missing:
            self.append(*each)
        return len(missing)

    @staticmethod
    def read(data: bytes, path: Path) -> list[Erasure]:
        """The lines of a journal."""
        return [_read(path, number, line) for number, line in enumerate(data.split(b"\n")[:-1], 1)]

    @contextmanager
    def _opened(self) -> Generator[int]:
        """The file, ours alone as long as the block lasts."""
        new = not self.path.exists()
        descriptor = _locked(self.path)
        try:
            if new:
                _keep_name(self.path)
            yield descriptor
        finally:
            os.close(descriptor)


Kinds = Mapping[str, str]
"""By which SQL function of one `bytea` each kind is erased, as in `identity.erase_account`; twice is as once."""


async def replay(db: Database, journal: Erasures, kinds: Kinds) -> int:
    """Erase all of the journal again, as whoever may call these functions; how many lines that were."""
    entries = [each for each in journal.entries() if each.kind != BACKUP_MADE]
    for unknown in (each.kind for each in entries if each.kind not in kinds):
        raise ErasureUnknown(unknown)
    for each in entries:
        query = sql.SQL("SELECT {}(%s)").format(sql.Identifier(*kinds[each.kind].split(".")))
        try:
            async with db.transaction() as tx:
                await tx.execute(query, [each.key])
        except (errors.UndefinedFunction, errors.InvalidSchemaName) as error:
            raise CannotEraseYet(each.kind) from error
    return len(entries)


def _line(erasure: Erasure) -> bytes:
    return f"{erasure.day.isoformat()} {erasure.kind} {b64(erasure.key)}\n".encode()


def _locked(path: Path) -> int:
    """The file that is of this name once we have it; another process may have replaced it while we waited."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        _write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fresh.rename(path)
    _keep_name(path)


def _read(path: Path, number: int, line: bytes) -> Erasure:
    try:
        day, kind, key = line.decode("ascii").split(" ")
        return Erasure(kind, from_b64(key), date.fromisoformat(day))
    except (ValueError, ProtocolRefusal) as error:
        raise JournalDamaged(path, number) from error


def _take_away_what_is_torn(descriptor: int) -> None:
    """A crash in the middle of a line leaves its beginning."""
    whole = size = os.fstat(descriptor).st_size
    while size and os.pread(descriptor, 1, size - 1) != b"\n":
        size -= 1
    if size < whole:
        os.ftruncate(descriptor, size)


def _write(descriptor: int, line: bytes) -> None:
    while line:
        line = line[os.write(descriptor, line) :]


def _keep_name(path: Path) -> None:
    """A file is only safe once its folder knows it for good."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
