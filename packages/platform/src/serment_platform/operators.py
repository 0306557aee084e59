"""What the operator's staff does on the machine: who is listed, which the log tells, and who did what in it."""

import argparse
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from serment_kernel.clock import utc_now
from serment_kernel.cosigning import Cosigners
from serment_kernel.database import Database, opened
from serment_kernel.evidence import commands
from serment_kernel.keyfiles import read_key_file, write_key_file
from serment_kernel.merkle_log import MerkleLog
from serment_kernel.retention import Standing
from serment_kernel.retention import believe_day as believed
from serment_platform import directory, keys, retention, scheduling
from serment_platform.config import SERVED, Config
from serment_platform.directory.errors import PracticeUnknown
from serment_platform.errors import WrongDay
from serment_protocol.encoding import b64


def hand(name: str, reason: str) -> keys.Hand:
    """Whoever acts now."""
    return keys.Hand(name, reason, utc_now().date())


async def set_listed(loaded: Config, practice: str, by: keys.Hand, *, listed: bool) -> None:
    """Let searches find a practice, or find it no more."""
    async with _directory(loaded) as (db, log):
        await directory.set_listed(db, log, practice, by, listed=listed)


async def list_all(loaded: Config, by: keys.Hand) -> tuple[int, int]:
    """Let searches find every practice that has published; how many that are, and how many nobody vouches for."""
    async with _directory(loaded) as (db, log):
        return await directory.list_all(db, log, by)


async def acts(loaded: Config) -> list[str]:
    """What staff did, a line each."""
    db = Database(loaded.databases.of("keys"), size=1)
    async with opened(db):
        return [
            f"{leaf} {act.day} {act.act} {act.reason} {act.subject} {b64(salt)} {name}"
            for leaf, act, name, salt in await keys.staff_acts(db)
        ]


async def standings(loaded: Config) -> list[Standing]:
    """How long each class of data is kept, and what is late."""
    databases = {room: Database(loaded.databases.of(room), size=1) for room in SERVED}
    async with opened(*databases.values()):
        return await retention.report(databases, loaded.retention, utc_now)


async def believe_day(loaded: Config, day: date) -> None:
    """Let retention go on after a long pause; raise `WrongDay` unless the clock says the same."""
    if day != utc_now().date():
        raise WrongDay
    db = Database(loaded.databases.of(retention.NOTED_IN), size=1)
    async with opened(db):
        await believed(db, retention.NOTED_IN, "retention", day)


async def choose_months(loaded: Config, practice: str, months: int) -> None:
    """For how long a practice keeps past visits."""
    db = Database(loaded.databases.of("scheduling"), size=1)
    async with opened(db):
        if not await scheduling.choose_months(db, practice, months):
            raise PracticeUnknown


async def evidence(loaded: Config, options: argparse.Namespace) -> str:
    """A command about the evidence; what it says."""
    db, log = (Database(loaded.databases.of(room), size=2) for room in ("compliance", "keys"))
    cosigners = Cosigners.of(loaded.log.witnesses_at(), loaded.log.quorum)
    kept = MerkleLog(log, "keys", loaded.log.origin, read_key_file(Path(loaded.log.key_file)), cosigners)
    try:
        hand = commands.Hand(db, log, kept, Path(loaded.evidence.key_file), write_key_file, read_key_file)
        return await commands.run(hand, options, utc_now())
    finally:
        if cosigners:
            await cosigners.close()


@asynccontextmanager
async def _directory(loaded: Config) -> AsyncGenerator[tuple[Database, MerkleLog]]:
    """What is done here is signed by the log's key and written into it."""
    seed = read_key_file(Path(loaded.log.key_file))
    db, log = (Database(loaded.databases.of(room), size=1) for room in ("directory", "keys"))
    async with opened(db, log):
        await directory.show_endorsed(db, await keys.endorsed(log, utc_now().date()))
        yield db, MerkleLog(log, "keys", loaded.log.origin, seed)
