"""The backups of a hand: a folder each, and in it encrypted files, and a signed manifest that tells no content.

Nobody who can write here can make a backup of their own: the recipient is no secret, so a manifest counts when the
hand's log key signed it. A name without a point is a whole backup; `.coming` was interrupted, `.going` is leaving.
"""

import contextlib
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from serment_kernel.backups.errors import CannotBackUp, ChainBroken, Foreign, KeysDoNotFit, NoBackup, Torn
from serment_kernel.backups.streams import Sealed, require_whole
from serment_kernel.erasures import BACKUP_MADE, Erasures
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import read_log_key
from serment_protocol.primitives import sha256
from serment_protocol.signing import sign_bytes, verify_bytes

BASE, AFTER = "base.tar.gz.age", "after.tar.gz.age"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
COMING, GOING = ".coming", ".going"
NAME = "backup"
NAMED = "2026-11-26T120000Z"


class Manifest(msgspec.Struct, frozen=True):
    """What everybody may know of a backup."""

    v: Literal[1]
    hand: str
    log: str
    """The verifier key of the hand's log, which signs this."""
    log_size: int
    """How many leaves the log had."""
    checkpoint: str
    """The newest checkpoint of it that witnesses had cosigned."""
    id: str
    made: str
    kind: Literal["full", "incremental"]
    parent: str
    """Of an incremental one: on which it stands."""
    parent_sha256: str
    postgresql: str
    serment: str
    schema: int
    """The number of the newest migration."""
    recipient: str
    files: dict[str, Sealed]

    @property
    def bytes(self) -> int:
        """Its size."""
        return sum(each.size for each in self.files.values())


class Backup(NamedTuple):
    """A whole backup in its folder."""

    folder: Path
    manifest: Manifest
    sha256: str

    def file(self, name: str) -> Path:
        """One of its files."""
        return self.folder / name

    def require_whole(self) -> None:
        """Raise `Torn` unless every file is as it was written."""
        for name, sealed in self.manifest.files.items():
            require_whole(self.file(name), sealed)


def write(folder: Path, manifest: Manifest, seed: bytes) -> None:
    """Sign a manifest and write it into the folder of its backup."""
    body = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    _write(folder / MANIFEST, body)
    _write(folder / SIGNATURE, b64(sign_bytes(seed, NAME, body)).encode() + b"\n")


def read(folder: Path, hand: str, verifier: str) -> Backup:
    """A backup of this hand, once its manifest is known to be."""
    path = folder / MANIFEST
    try:
        body, signature = path.read_bytes(), (folder / SIGNATURE).read_text("ascii").strip()
        manifest = msgspec.json.decode(body, type=Manifest)
    except (OSError, ValueError) as error:
        raise Torn(path) from error
    if manifest.hand != hand:
        raise Foreign(manifest.hand, hand)
    if manifest.log != verifier:
        raise KeysDoNotFit(manifest.log)
    try:
        verify_bytes(read_log_key(verifier).public, NAME, body, from_b64(signature))
    except ProtocolRefusal as error:
        raise Torn(path) from error
    return Backup(folder, manifest, sha256(body).hex())


class Found(NamedTuple):
    """What is in a folder."""

    backups: list[Backup]
    """Oldest first."""
    problems: list[CannotBackUp]
    """Why others are not among them."""
    folder: Path

    def require_all(self) -> list[Backup]:
        """The backups, unless something there is none: then the newest is not known."""
        if self.problems:
            raise self.problems[0]
        return self.backups


def find(folder: Path, hand: str, verifier: str) -> Found:
    """The backups of this hand in a folder."""
    found = Found([], [], folder)
    for each in folder.iterdir() if folder.is_dir() else ():
        if each.is_dir() and "." not in each.name:
            try:
                found.backups.append(read(each, hand, verifier))
            except CannotBackUp as error:
                found.problems.append(error)
    found.backups.sort(key=_age)
    return found


def chain_of(backups: Sequence[Backup], name: str = "", folder: Path | None = None) -> list[Backup]:
    """The backups that one stands on, from the full one to itself; without a name, those of the newest."""
    known = {each.manifest.id: each for each in backups}
    if not backups or (name and name not in known):
        raise NoBackup(folder, name)
    chain = [known[name] if name else backups[-1]]
    while chain[0].manifest.kind != "full":
        here = chain[0].manifest
        above = known.get(here.parent)
        if above is None or above.sha256 != here.parent_sha256 or above in chain:
            raise ChainBroken(here.id, here.parent)
        chain.insert(0, above)
    return chain


def missing(found: Found, journal: Erasures) -> list[str]:
    """Backups of this hand that the journal tells of and are not here, made in the newest one's second or later."""
    here = {each.manifest.id for each in found.backups}
    newest = max((name[: len(NAMED)] for name in here), default="")
    made = {each.key.decode("ascii", "replace") for each in journal.entries() if each.kind == BACKUP_MADE}
    return sorted(name for name in made - here if name[: len(NAMED)] >= newest)


def overdue(folder: Path, found: Found, days: int, now: datetime) -> list[str]:
    """What is here on a day on which a receipt says that no backup has it any more: whatever it is, of us or not.

    What was erased right after a backup was made is in it, and its receipt counts the days from there.
    """
    made = {each.folder: datetime.fromisoformat(each.manifest.made) for each in found.backups}
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    dates = {each.name: (_born(each, made.get(each, now)) + timedelta(days=days)).date() for each in there}
    return [name for name, last in dates.items() if now.date() >= last]


def tidy(folder: Path) -> None:
    """Remove what an interrupted run left: it is encrypted, and of no use."""
    for ending in (COMING, GOING):
        for each in folder.glob(f"*{ending}"):
            shutil.rmtree(each)


def settle(coming: Path) -> Path:
    """Let a backup that is complete be one."""
    _keep(coming)
    place = coming.with_suffix("")
    coming.rename(place)
    _keep(place.parent)
    return place


def is_over(backup: Backup, days: int, now: datetime) -> bool:
    """Whether a receipt says of this day that no backup as old as this one is there any more."""
    return (datetime.fromisoformat(backup.manifest.made) + timedelta(days=days)).date() <= now.date()


def prune(backups: Sequence[Backup], keep: int, days: int, now: datetime) -> list[str]:
    """Remove all chains but the newest, and of these any that began too long ago, but the last.

    Last members first, so that what is left of a chain is one at every moment.
    """
    chains: dict[str, list[Backup]] = {}
    for each in backups:
        with contextlib.suppress(ChainBroken):
            chains.setdefault(chain_of(backups, each.manifest.id)[0].manifest.id, []).append(each)
    old = {first for first, chain in list(chains.items())[:-1] if is_over(chain[0], days, now)}
    over = [first for place, first in enumerate(chains) if first in old or place < len(chains) - keep]
    gone = [each for first in over for each in reversed(chains[first])]
    for each in gone:
        going = each.folder.with_name(each.folder.name + GOING)
        each.folder.rename(going)
        shutil.rmtree(going)
    return [each.manifest.id for each in gone]


def _born(path: Path, made: datetime) -> datetime:
    """The oldest that anything tells of its age: a copy is younger than what it holds, and nothing is older."""
    inside = [path]
    with contextlib.suppress(OSError):
        inside += path.iterdir()
    stamps = [datetime.fromtimestamp(each.lstat().st_mtime, UTC) for each in inside]
    with contextlib.suppress(ValueError):
        stamps.append(datetime.strptime(path.name[: len(NAMED)], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC))
    return min(made, *stamps)


def _age(backup: Backup) -> tuple[str, str]:
    return backup.manifest.made, backup.manifest.id


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _keep(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
