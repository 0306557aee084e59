"""`backup`, `restore` and `restore-log` of a hand's own command.

Exit codes: 0 done; 1 done, and something does not hold (a rehearsal failed, a restored log is behind, a backup is older
than receipts of erasure say); 2 not done.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from serment_kernel.backups import archive, making, opening, rehearsing, restoring
from serment_kernel.backups.errors import CannotBackUp, Interrupted, KeysMissing
from serment_kernel.backups.forward import bring_forward
from serment_kernel.backups.settings import Site
from serment_kernel.clock import utc_now
from serment_kernel.embedded import CannotStartCluster
from serment_kernel.erasures import CannotEraseYet, ErasureUnknown, JournalDamaged
from serment_kernel.keyfiles import KeyFileUnreadable
from serment_kernel.standing import Standing

CANNOT = (CannotBackUp, CannotEraseYet, CannotStartCluster, ErasureUnknown, JournalDamaged)
"""What is said in one sentence, and ends with code 2."""
DOES_NOT_HOLD = 1
WHAT = ("make", "key", "list", "verify", "rehearse")
Commands = Any
"""argparse has no public name for what `add_subparsers` returns."""
SiteOf = Callable[[Path], Site]
Said = tuple[object, str, bool]
"""What programs read, what people read, and whether it holds."""

BEHIND = (
    "THE LOG IS BEHIND: a witness has cosigned {missing} more leaves than came back. Nothing can be appended to it "
    "until `restore-log --from` has brought them from a copy of the log."
)
UNREAD = (
    "WHAT WAS ERASED MAY BE BACK: {why} Its journal of erasures may know of more. Before anybody starts the service, "
    "put the newest `erasures.journal` in its place and run `restore-log`."
)
OVERDUE = (
    "TOO OLD: receipts of erasure say that after {days} days no backup has what was erased, and these are older: "
    "{names}. Make a full backup, and remove them and their copies elsewhere."
)
MISSING = (
    "NOT THE NEWEST: the journal of erasures tells of younger backups than any in {folder}: {names}. Whoever keeps the "
    "archives may have taken them away."
)
FORGOTTEN = (
    "WHAT WAS COSIGNED IS FORGOTTEN: {file} is not there, and the backup is older than what this hand has cosigned of "
    "the other's log. Put its newest copy there before anybody starts the service; without one, compare the other's "
    "log with a mirror of it first."
)
UNSURE = "THE LOG IS HELD: {silent} did not answer. Nothing can be appended to it until `restore-log` has asked."


def add_commands(commands: Commands, site_of: SiteOf) -> None:
    """The three commands; `site_of` reads a hand's configuration."""
    backing = commands.add_parser("backup", help="make a backup (default), or look after those that were made")
    backing.add_argument("what", nargs="?", choices=WHAT, default="make", help="make (default), key, list, verify, …")
    add_backup_options(backing)
    restoring_ = commands.add_parser("restore", help="make an empty cluster what it was at a backup")
    add_restore_options(restoring_)
    restoring_.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="of the cluster, empty or new")
    forward = commands.add_parser(
        "restore-log", help="erase again, and release a restored log once no witness has seen more of it"
    )
    meaning = "a copy of the log, as `serment mirror` makes it, with the leaves that are missing"
    forward.add_argument("--from", dest="source", type=Path, metavar="FOLDER", help=meaning)
    for parser, does in ((backing, _backup), (restoring_, _restore), (forward, _forward)):
        parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="configuration (TOML)")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.set_defaults(run=_runner(does, site_of))


def add_backup_options(parser: argparse.ArgumentParser) -> None:
    """What the five have."""
    parser.add_argument("--full", action="store_true", help="make: copy all of it, and begin a new chain")
    meaning = "the file that opens backups: written by key, `-` to print it; read by verify and rehearse"
    parser.add_argument("--identity", type=Path, metavar="FILE", help=meaning)
    parser.add_argument("--replace", action="store_true", help="key: make backups to a new identity from now on")
    parser.add_argument("--backup", default="", metavar="ID", help="verify: which (default: all)")


def add_restore_options(parser: argparse.ArgumentParser) -> None:
    """What a restore is told."""
    parser.add_argument("--identity", type=Path, required=True, metavar="FILE", help="the file that opens backups")
    meaning = "where the backups are (default: where the configuration has them made)"
    parser.add_argument("--from", dest="source", type=Path, metavar="FOLDER", help=meaning)
    parser.add_argument("--backup", default="", metavar="ID", help="which (default: the newest)")


def _runner(does: Callable[[Site, argparse.Namespace], Said], site_of: SiteOf) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        # A timer's end is as orderly as a terminal's, or a plain scratch folder would stay; and it is no success.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            found, said, holds = does(_site(site_of, options.config), options)
        except KeyboardInterrupt:
            raise Interrupted from None
        print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else said)
        return 0 if holds else DOES_NOT_HOLD

    return run


def _site(site_of: SiteOf, file: Path) -> Site:
    try:
        return site_of(file)
    except KeyFileUnreadable as error:
        raise KeysMissing(str(error)) from error


def _backup(site: Site, options: argparse.Namespace) -> Said:
    return {"make": _make, "key": _key, "list": _list, "verify": _verify, "rehearse": _rehearse}[options.what](
        site, options
    )


def _make(site: Site, options: argparse.Namespace) -> Said:
    made = making.make(site, utc_now(), _say, full=options.full)
    manifest = made.backup.manifest
    said = f"{manifest.id} ({manifest.kind}, {_size(manifest.bytes)}) is in {site.folder}."
    removed = f" Removed: {', '.join(made.removed)}." if made.removed else ""
    return {"backup": manifest, "removed": made.removed}, said + removed, True


def _key(site: Site, options: argparse.Namespace) -> Said:
    """The file is made first, so that no recipient is kept whose identity nobody has."""
    file = _required(options.identity)
    descriptor = 1 if str(file) == "-" else os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", closefd=descriptor != 1) as out:
        try:
            out.write(making.make_key(site, replace=options.replace) + "\n")
        except CannotBackUp:
            if descriptor != 1:
                file.unlink()
            raise
    recipient = Path(site.settings.recipient_file).read_text("ascii").strip()
    said = (
        f"Backups are made to {recipient} from now on. Take the identity off this machine: nobody else can open them."
    )
    return {"recipient": recipient}, said, True


def _list(site: Site, _: argparse.Namespace) -> Said:
    found = archive.find(site.folder, site.hand, site.verifier)
    lines = [
        f"{each.manifest.id}  {each.manifest.kind:11}  {_size(each.manifest.bytes):>9}  {each.manifest.parent}".rstrip()
        for each in found.backups
    ]
    problems = [str(each) for each in found.problems]
    rehearsal = rehearsing.last(site.state)
    overdue = archive.overdue(site.folder, found, site.backup_days, utc_now())
    missing = archive.missing(found, site.journal)
    told = {
        "backups": [each.manifest for each in found.backups],
        "problems": problems,
        "overdue": overdue,
        "missing": missing,
    }
    last = f"Last rehearsal: {_tell(rehearsal)}" if rehearsal else "None was rehearsed yet."
    said = "\n".join([*lines, *problems, *_overdue(site, overdue), *_missing(site, missing), last])
    return {**told, "rehearsal": rehearsal}, said, not (problems or overdue or missing)


def _verify(site: Site, options: argparse.Namespace) -> Said:
    """Every file of every backup; with the identity also what is in them."""
    everything = archive.find(site.folder, site.hand, site.verifier)
    found = everything.require_all()
    wanted = archive.chain_of(found, options.backup, site.folder) if options.backup or not found else found
    for each in wanted:
        archive.chain_of(found, each.manifest.id)
        each.require_whole()
    if options.identity:
        opening.verify(wanted, site, opening.read_identity(options.identity), _say)
    ids = [each.manifest.id for each in wanted]
    how = "opened, and every file in them is" if options.identity else "read, and every file is"
    overdue = archive.overdue(site.folder, everything, site.backup_days, utc_now())
    missing = archive.missing(everything, site.journal)
    said = "\n".join([f"{len(ids)} {how} as it was written.", *_overdue(site, overdue), *_missing(site, missing)])
    told = {"verified": ids, "opened": bool(options.identity), "overdue": overdue, "missing": missing}
    return told, said, not (overdue or missing)


def _rehearse(site: Site, options: argparse.Namespace) -> Said:
    identity = opening.read_identity(_required(options.identity))
    found = rehearsing.rehearse(site, identity, utc_now(), _say)
    return found, _tell(found), found.ok


def _restore(site: Site, options: argparse.Namespace) -> Said:
    identity = opening.read_identity(options.identity)
    source = options.source or site.folder
    done = restoring.restore(site, source, options.backup, identity, options.into, _say)
    held = f"{done.tables} tables, {done.rows} rows, {done.erased} erasures done again"
    said = f"{done.backup} is back in {options.into}: {held}."
    unread = [UNREAD.format(why=" ".join(done.unread))] if done.unread else []
    forgotten = [FORGOTTEN.format(file=done.forgotten)] if done.forgotten else []
    lines = [said, *unread, *forgotten, *_standing(done.standing)]
    return done._asdict(), "\n".join(lines), done.standing.sure and not (unread or forgotten)


def _forward(site: Site, options: argparse.Namespace) -> Said:
    erased, found = bring_forward(site, options.source)
    again = f"{erased} erasures done again."
    said = _standing(found) or [f"The log has {found.size} leaves, and no witness has seen more: it goes on."]
    return {"erased": erased, **found._asdict()}, "\n".join([again, *said]), found.sure


def _overdue(site: Site, names: Sequence[str]) -> list[str]:
    return [OVERDUE.format(days=site.backup_days, names=", ".join(names))] if names else []


def _missing(site: Site, names: Sequence[str]) -> list[str]:
    return [MISSING.format(folder=site.folder, names=", ".join(names))] if names else []


def _standing(found: Standing) -> list[str]:
    if found.missing:
        return [BEHIND.format(missing=found.missing)]
    return [UNSURE.format(silent=", ".join(found.silent))] if found.silent else []


def _tell(found: rehearsing.Rehearsal) -> str:
    if not found.ok:
        return f"{found.at} FAILED: {found.why}"
    return f"{found.at} ok: {found.backup}, {found.tables} tables, {found.rows} rows, {found.seconds} s"


def _required(identity: Path | None) -> Path:
    if identity is None:
        raise CannotBackUp("This needs --identity FILE.")
    return identity


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MiB"


def _say(line: str) -> None:
    """Progress goes where it does not disturb a result."""
    print(line, file=sys.stderr, flush=True)
