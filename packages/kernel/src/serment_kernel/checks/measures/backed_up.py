"""Whether there is a backup of today, encrypted and signed, and whether one came back when it was tried."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from serment_kernel.backups import archive
from serment_kernel.backups.rehearsing import RESULT, Rehearsal, last
from serment_kernel.backups.settings import Settings, Site
from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import NotMeasured, Result, Title, beside, check, none_of
from serment_kernel.erasures import Erasures

OLDEST = timedelta(hours=26)
LONGEST_UNTRIED = timedelta(days=35)


@check(
    "C35",
    Title("Il existe une sauvegarde récente, chiffrée et signée", "There is a recent backup, encrypted and signed"),
    period=timedelta(hours=2),
    fresh=timedelta(hours=5),
    refs=("A.8.13",),
    severity="high",
)
async def backup(hand: Hand) -> Result:
    """The folder of archives: every one of this hand and whole, the newest not older than a day."""
    site = _site(hand)
    found = await asyncio.to_thread(archive.find, site.folder, site.hand, site.verifier)
    faults = [type(each).__name__ for each in found.problems]
    made = [datetime.fromisoformat(each.manifest.made) for each in found.backups]
    faults += ["too old"] if not made or not abs(hand.now() - max(made)) <= OLDEST else []
    faults += ["open"] if any(not each.manifest.recipient for each in found.backups) else []
    faults += [f"overdue: {each}" for each in archive.overdue(site.folder, found, site.backup_days, hand.now())]
    return none_of("the folder of archives", len(found.backups), "faults", *faults)


@check(
    "C36",
    Title("Une restauration a été répétée et comparée", "A restore was rehearsed and compared"),
    period=timedelta(hours=6),
    fresh=timedelta(hours=13),
    refs=("A.5.30", "A.8.13"),
    severity="high",
)
async def rehearsal(hand: Hand) -> Result:
    """How the last rehearsal ended, which compared every table, and how long ago that was; its digest is noted."""
    state = _site(hand).state
    found = last(state)
    if found is None:
        raise NotMeasured
    faults = [] if found.ok else ["it did not hold"]
    faults += [] if abs(hand.now() - datetime.fromisoformat(found.at)) <= LONGEST_UNTRIED else ["too long ago"]
    result = none_of("the result of the last rehearsal", found.tables, "faults", *faults)
    return beside(result, (state / RESULT).read_bytes(), 1)


def _site(hand: Hand) -> Site:
    if hand.site is None:
        raise NotMeasured
    return hand.site


@backup.broken_by
@asynccontextmanager
async def _without_any(hand: Hand) -> AsyncGenerator[Hand]:
    with tempfile.TemporaryDirectory() as folder:
        yield replace(hand, site=_scratch(hand, Path(folder)))


@rehearsal.broken_by
@asynccontextmanager
async def _that_did_not_hold(hand: Hand) -> AsyncGenerator[Hand]:
    with tempfile.TemporaryDirectory() as folder:
        found = Rehearsal(at=hand.now().isoformat(), ok=False, tables=1, why="a drill")
        (Path(folder) / RESULT).write_bytes(msgspec.json.encode(found))
        yield replace(hand, site=_scratch(hand, Path(folder)))


def _scratch(hand: Hand, folder: Path) -> Site:
    """A site whose archives and memory are in this folder, and whose keys open nothing."""
    settings = Settings(dsn="", folder=str(folder), state=str(folder))
    return Site(
        hand.name, settings, "", 0, hand.log_schema, hand.name, bytes(32), (), Erasures(folder / "none"), {}, 30
    )
