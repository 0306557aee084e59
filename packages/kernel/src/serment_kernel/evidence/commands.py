"""What an operator does with the evidence of a hand: extract it for an auditor, look at all of it, change the key."""

import argparse
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from serment_kernel.database import Database, opened
from serment_kernel.evidence import store
from serment_kernel.evidence.chain import Chain
from serment_kernel.evidence.errors import EvidenceKeyUnknown
from serment_kernel.evidence.export import NothingToExport, export
from serment_kernel.evidence.keys import rotate
from serment_kernel.merkle_log import MerkleLog

WHAT = ("export", "verify", "rotate-key")
COMING = ".coming"
CANNOT = (EvidenceKeyUnknown, NothingToExport, FileExistsError, FileNotFoundError)


class Hand(NamedTuple):
    """A hand's evidence, and how its key files are made and read."""

    db: Database
    keys: Database
    log: MerkleLog
    key_file: Path
    make: Callable[[Path], object]
    read: Callable[[Path], bytes]

    @property
    def chain(self) -> Chain:
        """As its key file signs it."""
        return Chain.of(self.log, self.read(self.key_file))


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `evidence`."""
    parser.add_argument("what", choices=WHAT, help="write an extract, look at everything here, or take a new key")
    parser.add_argument("--file", type=Path, metavar="FILE", help="of `export`: where to; it must not be there yet")
    day = "YYYY-MM-DD"
    parser.add_argument("--from", dest="first", type=_day, default=date.min, metavar=day, help="the first day")
    parser.add_argument("--to", dest="last", type=_day, default=date.max, metavar=day, help="the last day")


async def run(hand: Hand, options: argparse.Namespace, now: datetime) -> str:
    """One of them; what to say."""
    async with opened(hand.db, hand.keys):
        match options.what:
            case "export":
                return await _export(hand, options.file, (options.first, options.last), now)
            case "verify":
                async with hand.db.transaction() as tx:
                    return f"{await hand.chain.verify(tx)} events hold."
            case _:
                return await _rotate(hand, now)


async def _export(hand: Hand, file: Path | None, days: tuple[date, date], now: datetime) -> str:
    if file is None:
        raise FileNotFoundError("Where to? Name a file with --file.")
    with file.open("xb") as out:
        try:
            count = await export(hand.db, hand.chain, hand.log, out, days, now)
        except BaseException:
            file.unlink()  # noqa: ASYNC240 -- nobody else waits for a command
            raise
    return f"{file} holds {count} events. `serment verify evidence {file}` verifies it."


async def _rotate(hand: Hand, now: datetime) -> str:
    """The new key lies beside the old one until the log names it; whatever interrupts this, asking again goes on."""
    coming = hand.key_file.with_name(hand.key_file.name + COMING)
    if not coming.exists():
        hand.make(coming)
    new = Chain.of(hand.log, hand.read(coming))
    async with hand.db.transaction() as tx:
        signers = await store.signers(tx)
    if not signers or signers[-1].public != new.public:
        await rotate(hand.db, hand.chain, new, hand.log, now)
    coming.replace(hand.key_file)
    return "A new key signs the evidence from now on. Restart the service, which still has the old one."


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-26") from None
