"""A whole log, checked from a copy: tiles, tree, signatures of log and witnesses, and every record."""

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from serment.errors import CannotVerify
from serment.verify.cosigned import cosigned_by, quorum_faults
from serment.verify.findings import Finding, told
from serment.verify.mirror import CHECKPOINT, mirror, size_in, tiles
from serment.verify.policy import Policy, policy_of
from serment.verify.records import Act, Records
from serment_client.installation import Installation
from serment_kernel.tiles import TILE, Tile, split_entries, write_tile_path
from serment_kernel.tree import Tree
from serment_protocol.errors import CheckpointForged
from serment_protocol.merkle import leaf_hash
from serment_protocol.notes import Checkpoint, LogKey, open_checkpoint

# The newest acts, as many as a screen holds.
SHOWN = 20
DAYS_LATE = timedelta(days=2)


class Trust(NamedTuple):
    """Whose word counts: logs with their witnesses, who may release the app, and who replaces roots."""

    policies: tuple[Policy, ...]
    release_keys: Collection[bytes] = ()
    custodian: bytes = b""


class LogReport(msgspec.Struct, frozen=True):
    """What was found in a log."""

    origin: str
    size: int
    records: dict[str, int]
    acts: tuple[Act, ...]
    cosigned: dict[str, str]
    """When each witness last cosigned this checkpoint."""
    findings: tuple[Finding, ...]
    ok: bool


def trust_of(installation: Installation) -> Trust:
    """What an installation.json says."""
    parties = (installation.platform, installation.custodian)
    custodian = installation.custodian.log_key.public
    return Trust(tuple(map(policy_of, parties)), installation.publisher.release_keys, custodian)


def verify_log(place: str, trust: Trust) -> LogReport:
    """Check the log at an address, of which a copy is taken first, or the copy in a folder."""
    if not place.startswith(("http://", "https://")):
        return verify_copy(Path(place), trust)
    with tempfile.TemporaryDirectory(prefix="serment-log-") as folder:
        mirror(place, Path(folder))
        return verify_copy(Path(folder), trust)


def verify_copy(folder: Path, trust: Trust) -> LogReport:
    """Check a copy, and ask nobody."""
    note = _read(folder / CHECKPOINT).decode("utf-8", "replace")
    origin = note.partition("\n")[0]
    policy = next((each for each in trust.policies if origin in each.logs), None)
    if policy is None:
        raise CannotVerify("No log of this origin is known.")
    key, size = policy.logs[origin], size_in(note)
    entries, entry_faults = entries_of(folder, size)
    tree = Tree(leaf_hash(entry) for entry in entries)
    records = Records(key, trust.release_keys, trust.custodian)
    for index, entry in enumerate(entries):
        records.add(index, entry)
    cosigned = cosigned_by(note, policy)
    findings = (
        Finding("the checkpoint is signed by the log's key and stands for these entries", _signed(note, key, tree)),
        Finding("enough witnesses have cosigned it", quorum_faults(policy, cosigned)),
        Finding("every entry is there", tuple(entry_faults)),
        Finding("every tile holds the hashes of these entries", tuple(_tile_faults(folder, size, tree))),
        Finding(
            "every record is signed; keys of practices, decisions, days and releases follow one another",
            tuple(records.faults),
        ),
        Finding("no day of keys' use is missing up to its end", tuple(_missing_days(records.last_day, cosigned))),
    )
    ok = all(finding.holds for finding in findings)
    times = {policy.witnesses[name].name: time for name, time in cosigned.items()}
    return LogReport(origin, size, dict(records.counts), tuple(records.acts), times, findings, ok)


def tell(report: LogReport) -> str:
    """The report in words."""
    lines = [f"Log {report.origin}: {report.size} leaves."]
    lines += [f"{count:8}  {kind}" for kind, count in sorted(report.records.items())]
    if len(report.acts) > SHOWN:
        lines.append(f"  {len(report.acts) - SHOWN} acts before these are in --json")
    lines += [f"  leaf {act.leaf}, {act.kind}: {act.says}" for act in report.acts[-SHOWN:]]
    lines += [f"  cosigned by {name} at {time}" for name, time in report.cosigned.items()]
    lines += told(report.findings)
    return "\n".join([*lines, "", "The log holds." if report.ok else "THE LOG DOES NOT HOLD."])


def _signed(note: str, key: LogKey, tree: Tree) -> tuple[str, ...]:
    try:
        checkpoint = open_checkpoint(note, key.name, key)
    except CheckpointForged as refusal:
        return (str(refusal),)
    if checkpoint != Checkpoint(key.name, tree.size, tree.root(tree.size)):
        return ("The entries give another tree than the one that was signed.",)
    return ()


def _missing_days(last: date | None, cosigned: Mapping[str, str]) -> Iterator[str]:
    """A day is told once it is over; what a witness saw later and lacks a day was left out."""
    newest = max((datetime.fromisoformat(time).date() for time in cosigned.values()), default=None)
    if last is not None and newest is not None and newest - last > DAYS_LATE:
        yield f"The last day that is told is {last}, and witnesses have seen the log on {newest}."


def entries_of(folder: Path, size: int) -> tuple[list[bytes], list[str]]:
    """The leaves of a copy, and what is wrong with its tiles."""
    entries: list[bytes] = []
    faults: list[str] = []
    for tile in tiles(size):
        if tile.level is None:
            found = list(split_entries(_read_tile(folder, tile)))
            entries += found
            if len(found) != tile.width:
                faults.append(f"tile/{write_tile_path(tile)} holds {len(found)} entries, not {tile.width}")
    return entries, faults


def _tile_faults(folder: Path, size: int, tree: Tree) -> Iterator[str]:
    for tile in tiles(size):
        if tile.level is not None and _read_tile(folder, tile) != b"".join(_hashes(tree.levels, tile)):
            yield f"tile/{write_tile_path(tile)} is not what its entries give"


def _hashes(levels: Sequence[Sequence[bytes]], tile: Tile) -> Sequence[bytes]:
    height = 8 * (tile.level or 0)
    return levels[height][TILE * tile.number :][: tile.width] if height < len(levels) else ()


def _read_tile(folder: Path, tile: Tile) -> bytes:
    return _read(folder / "tile" / write_tile_path(tile))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotVerify(f"{path}: {error.strerror}. `serment mirror` takes a copy of a log.") from error
