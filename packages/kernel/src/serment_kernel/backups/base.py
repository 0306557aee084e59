"""A base backup of PostgreSQL as it passes: every file is compared with the manifest that PostgreSQL wrote of it.

`pg_verifybackup` would want the files on a disk; here they are checked on their way to being encrypted, and again when
somebody opens them.
"""

import hashlib
import re
import tarfile
from typing import NamedTuple, cast

import msgspec

from serment_kernel.backups.errors import CannotBackUp, Differs

MANIFEST, WAL = "backup_manifest", "pg_wal/"
_SEGMENT = re.compile(r"[0-9A-F]{24}")
_CHECKSUM = b'"Manifest-Checksum"'


class File(msgspec.Struct, frozen=True, rename="pascal"):
    """A file as the manifest has it."""

    size: int
    checksum: str
    path: str = ""
    encoded_path: str = msgspec.field(default="", name="Encoded-Path")

    @property
    def name(self) -> str:
        """Its path, which is encoded where it is not UTF-8."""
        return self.path or bytes.fromhex(self.encoded_path).decode("utf-8", "surrogateescape")


class Range(msgspec.Struct, frozen=True):
    """The log that is needed to make the files consistent."""

    timeline: int = msgspec.field(name="Timeline")
    start: str = msgspec.field(name="Start-LSN")
    end: str = msgspec.field(name="End-LSN")


class Written(msgspec.Struct, frozen=True):
    """The manifest, as far as it is read here."""

    files: list[File] = msgspec.field(name="Files")
    ranges: list[Range] = msgspec.field(name="WAL-Ranges")


class Base(NamedTuple):
    """A base backup that was whole."""

    manifest: bytes
    timeline: int
    end: int
    """The position in PostgreSQL's log at which the copied files are consistent."""


class BaseCheck:
    """Takes the archive of a base backup, and tells whether it was whole."""

    def __init__(self) -> None:
        self._segment = 0
        self._found: dict[str, tuple[int, str]] = {}
        self._wal: set[str] = set()
        self._member = tarfile.TarInfo()
        self._hash = hashlib.sha256()
        self._manifest = bytearray()

    def begin(self, member: tarfile.TarInfo) -> None:
        """A member begins."""
        self._member, self._hash = member, hashlib.sha256()

    def take(self, data: memoryview) -> None:
        """More of it."""
        self._hash.update(data)
        if self._member.name == MANIFEST:
            self._manifest += data

    def end(self) -> None:
        """It is complete."""
        name, size = self._member.name, self._member.size
        if not self._member.isfile() or name == MANIFEST:
            return
        if not name.startswith(WAL):
            self._found[name] = (size, self._hash.hexdigest())
        elif _SEGMENT.fullmatch(name.removeprefix(WAL)):
            self._segment = size
            self._wal.add(name.removeprefix(WAL))

    def base(self) -> Base:
        """Raise `Differs` unless every file was as the manifest has it, and the log is there that makes them one."""
        manifest = bytes(self._manifest)
        written = _read(manifest)
        expected = {each.name: (each.size, each.checksum) for each in written.files if not each.name.startswith(WAL)}
        wrong = {name for name in expected | self._found if expected.get(name) != self._found.get(name)}
        if wrong:
            raise Differs(f"{len(wrong)} files of PostgreSQL, {min(wrong)} first")
        [needed] = written.ranges
        if not self._segment:
            raise Differs("PostgreSQL's log is missing")
        end = position_of(needed.end)
        for number in range(position_of(needed.start) // self._segment, _last(end, self._segment) + 1):
            if segment_name(needed.timeline, number, self._segment) not in self._wal:
                raise Differs("a part of PostgreSQL's log is missing")
        return Base(manifest, needed.timeline, end)


def position_of(text: str) -> int:
    """A position in PostgreSQL's log, as in `0/2000120`."""
    high, low = text.split("/")
    return int(high, 16) << 32 | int(low, 16)


def segment_name(timeline: int, number: int, size: int) -> str:
    """The file of PostgreSQL's log with this number."""
    each = 2**32 // size
    return f"{timeline:08X}{number // each:08X}{number % each:08X}"


def segments(base: "Base", position: int, size: int) -> list[str]:
    """The files of PostgreSQL's log from after a base backup up to a position."""
    numbers = range(_last(base.end, size) + 1, _last(position, size) + 1)
    return [segment_name(base.timeline, number, size) for number in numbers]


def _last(position: int, size: int) -> int:
    """The file with the last byte before a position."""
    return (position - 1) // size


def _read(manifest: bytes) -> Written:
    """The manifest, once its own checksum held."""
    place = manifest.rfind(_CHECKSUM)
    try:
        said = cast("dict[str, object]", msgspec.json.decode(manifest))["Manifest-Checksum"]
        if place < 0 or hashlib.sha256(manifest[:place]).hexdigest() != said:
            raise Differs("PostgreSQL's manifest")
        return msgspec.json.decode(manifest, type=Written)
    except (msgspec.MsgspecError, KeyError) as error:
        raise CannotBackUp("PostgreSQL wrote no manifest that can be read.") from error
