"""Opening backups with the identity that the server lacks: to check all of one, or to lay it out to be started."""

import os
import tarfile
from pathlib import Path
from typing import NamedTuple

import msgspec

from serment_kernel.backups.archive import AFTER, BASE, Backup
from serment_kernel.backups.base import BaseCheck
from serment_kernel.backups.errors import CannotBackUp, NotAnIdentity, TooNew, WrongIdentity
from serment_kernel.backups.making import JOURNAL, RECORDED, Say
from serment_kernel.backups.moment import Moment
from serment_kernel.backups.settings import Site
from serment_kernel.backups.streams import unseal
from serment_kernel.backups.tar import Taker, TarReader
from serment_kernel.erasures import Erasure, Erasures
from serment_protocol.agestream import recipient_of
from serment_protocol.errors import CannotOpen


class Rest(NamedTuple):
    """What came after a base backup."""

    moment: Moment
    erased: list[Erasure]


def read_identity(path: Path) -> str:
    """The identity in a file, as `backup key` or `age-keygen` writes it."""
    try:
        lines = path.read_text("ascii").split()
    except (OSError, ValueError) as error:
        raise NotAnIdentity(path) from error
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-1"):
            return line
    raise NotAnIdentity(path)


def require_opens(chain: list[Backup], site: Site, identity: str) -> None:
    """Raise unless all of the chain is whole, of this version or an older one, and opened by this identity."""
    try:
        own = recipient_of(identity)
    except CannotOpen as error:
        raise CannotBackUp("This is no identity of age.") from error
    for each in chain:
        if each.manifest.recipient != own:
            raise WrongIdentity(each.manifest.recipient)
        if each.manifest.schema > site.schema:
            raise TooNew(f"migration {each.manifest.schema}, where {site.schema} is the newest here")
        each.require_whole()


def verify(chain: list[Backup], site: Site, identity: str, say: Say) -> None:
    """Open all of a chain and check every file in it, without writing any."""
    require_opens(chain, site, identity)
    for each in chain:
        say(f"Opening {each.manifest.id} …")
        check = _Both()
        _unpack(each, BASE, check, identity)
        check.base()
        read_rest(each, identity)


def lay_out(backup: Backup, identity: str, folder: Path) -> None:
    """Write the files of a base backup into a folder."""
    folder.mkdir(mode=0o700)
    check = _Both(folder)
    _unpack(backup, BASE, check, identity)
    check.base()


def read_rest(backup: Backup, identity: str, wal: Path | None = None) -> Rest:
    """What was recorded, and what had been erased; PostgreSQL's log goes into a folder, if there is one."""
    rest = _Rest(wal)
    _unpack(backup, AFTER, rest, identity)
    moment = msgspec.json.decode(bytes(rest.files[RECORDED]), type=Moment)
    return Rest(moment, Erasures.read(bytes(rest.files[JOURNAL]), backup.file(AFTER)))


def _unpack(backup: Backup, name: str, taker: Taker, identity: str) -> None:
    """Raise `Torn` unless it is what the signed manifest says; who took it may be believed only after that."""
    reader = TarReader(taker)
    unseal(backup.file(name), backup.manifest.files[name], reader, identity)
    reader.close()


class _Both(BaseCheck):
    """Checks a base backup, and writes it where it is told to."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self._folder = folder
        self._descriptor = -1

    def begin(self, member: tarfile.TarInfo) -> None:
        """A member begins."""
        super().begin(member)
        if self._folder is None:
            return
        path = _inside(self._folder, member.name)
        if member.isdir():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif member.isfile():
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        else:
            raise CannotBackUp("A cluster with tablespaces is not restored here.")

    def take(self, data: memoryview) -> None:
        """More of it."""
        super().take(data)
        if self._descriptor >= 0:
            _write(self._descriptor, data)

    def end(self) -> None:
        """It is complete."""
        super().end()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class _Rest:
    """Takes what came after a base backup."""

    def __init__(self, wal: Path | None) -> None:
        self.files: dict[str, bytearray] = {}
        self._wal = wal
        self._name = ""
        self._descriptor = -1

    def begin(self, member: tarfile.TarInfo) -> None:
        """A member begins."""
        self._name = member.name
        if member.name.startswith("wal/"):
            if self._wal:
                path = _inside(self._wal, member.name.removeprefix("wal/"))
                self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        else:
            self.files[member.name] = bytearray()

    def take(self, data: memoryview) -> None:
        """More of it."""
        if self._descriptor >= 0:
            _write(self._descriptor, data)
        elif self._name in self.files:
            self.files[self._name] += data

    def end(self) -> None:
        """It is complete."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _inside(folder: Path, name: str) -> Path:
    """A path below a folder, whatever an archive says."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise CannotBackUp("An archive names a place outside its own.")
    return path


def _write(descriptor: int, data: memoryview) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
