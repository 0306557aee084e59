"""The auditor kit of a hand as a zip (SPEC 22): what proves itself, and what the hand adds; the same files always give
the same bytes.
"""

import argparse
import hashlib
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from serment_kernel.authority.report import sound
from serment_kernel.database import Database
from serment_kernel.evidence import Chain, stand_alone
from serment_kernel.evidence.export import export
from serment_kernel.merkle_log import MerkleLog
from serment_protocol.auditor_kit import EVIDENCE, MANIFEST, SIGNATURE, KitManifest, Sum, files_of, sign_kit
from serment_protocol.encoding import b64, write_day, write_time

Content: TypeAlias = bytes | Path
SUMS = "SHA256SUMS"
MODE = 0o100644 << 16
UNIX = 3
# A time of its own would make two kits of the same things differ.
EPOCH = (1980, 1, 1, 0, 0, 0)


class Period(NamedTuple):
    """What a kit is of."""

    origin: str
    first: date
    last: date
    made: datetime


class Hand(NamedTuple):
    """Whose kit it is."""

    db: Database
    """As the room `compliance`."""
    chain: Chain
    log: MerkleLog


class Proofs(NamedTuple):
    """What nobody has to believe: the evidence, its verifier, the log, the reports with their signatures."""

    files: Mapping[str, Content]
    events: int


def add_options(parser: argparse.ArgumentParser) -> None:
    """Which days, and where to."""
    parser.add_argument("file", type=Path, metavar="OUT.zip", help="where to; it must not be there yet")
    day, today = "YYYY-MM-DD", datetime.now(UTC).date()
    parser.add_argument("--from", dest="first", type=_day, required=True, metavar=day, help="the first day")
    parser.add_argument(
        "--to", dest="last", type=_day, default=today, metavar=day, help="the last day (default: today)"
    )


async def proofs(hand: Hand, folder: Path, days: tuple[date, date], now: datetime) -> Proofs:
    """Those of these days; the extract is written into the folder."""
    extract = folder / EVIDENCE
    with extract.open("xb") as out:
        count = await export(hand.db, hand.chain, hand.log, out, days, now)
    files: dict[str, Content] = {
        EVIDENCE: extract,
        "checkpoint.txt": (await hand.log.checkpoint()).encode(),
        stand_alone.NAME: stand_alone.source(),
    }
    return Proofs(files | await _reports(hand), count)


def write_kit(out: BinaryIO, seed: bytes, of: Period, files: Mapping[str, Content]) -> None:
    """Write the zip: these files, their sums as `sha256sum` reads them, and the signed manifest."""
    sums = {name: sum_of(each) for name, each in files.items()}
    listed = "".join(f"{each.hash}  {name}\n" for name, each in sorted(sums.items())).encode()
    whole = {**files, SUMS: listed}
    manifest, signature = sign_kit(seed, _manifest(of, {**sums, SUMS: sum_of(listed)}))
    whole |= {MANIFEST: manifest, SIGNATURE: f"{b64(signature)}\n".encode()}
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name, each in sorted(whole.items()):
            _add(archive, name, each)


def told(file: Path, files: Mapping[str, Content], events: int) -> str:
    """What the command says of it: as many files as the manifest names, the list of sums among them."""
    return f"{file} holds {len(files) + 1} files and {events} events. `serment verify kit {file}` verifies it."


def sum_of(content: Content) -> Sum:
    """Its size and SHA-256."""
    if isinstance(content, bytes):
        return Sum(len(content), hashlib.sha256(content).hexdigest())
    with content.open("rb") as file:
        return Sum(content.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


async def _reports(hand: Hand) -> dict[str, Content]:
    """On requests of authorities, with their signatures."""
    async with hand.db.transaction() as tx:
        found = await sound(hand.chain, tx)
    made: dict[str, Content] = {f"reports/{each.half}.json": each.body for each in found}
    return made | {f"reports/{each.half}.sig": f"{b64(each.signature)}\n".encode() for each in found}


def _manifest(of: Period, sums: Mapping[str, Sum]) -> KitManifest:
    return KitManifest(
        origin=of.origin,
        first=write_day(of.first),
        last=write_day(of.last),
        made=write_time(of.made),
        files=files_of(sums),
    )


def _add(archive: ZipFile, name: str, content: Content) -> None:
    info = ZipInfo(name, EPOCH)
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, MODE, UNIX
    with archive.open(info, "w", force_zip64=True) as out:
        if isinstance(content, bytes):
            shutil.copyfileobj(BytesIO(content), out)
        else:
            with content.open("rb") as file:
                shutil.copyfileobj(file, out)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-26") from None
