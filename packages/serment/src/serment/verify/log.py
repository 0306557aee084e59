"""A whole log, checked from a copy: tiles, tree, signatures of log and witnesses, and every record."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from serment.errors import CannotVerify
from serment.verify.findings import Finding, told
from serment.verify.mirror import CHECKPOINT, mirror, size_in, tiles
from serment.verify.records import Act, Records
from serment_client.installation import Installation, Party
from serment_kernel.tiles import TILE, Tile, write_tile_path
from serment_kernel.tree import Tree
from serment_protocol.cosignatures import newest_stamp
from serment_protocol.errors import CheckpointForged
from serment_protocol.merkle import leaf_hash
from serment_protocol.notes import Checkpoint, open_checkpoint


class LogReport(msgspec.Struct, frozen=True):
    """What was found in a log."""

    origin: str
    size: int
    records: dict[str, int]
    acts: tuple[Act, ...]
    cosigned: dict[str, str]
    """When each witness of the installation last cosigned this checkpoint."""
    findings: tuple[Finding, ...]
    ok: bool


def verify_log(place: str, installation: Installation) -> LogReport:
    """Check the log at an address, of which a copy is taken first, or the copy in a folder."""
    if not place.startswith(("http://", "https://")):
        return verify_copy(Path(place), installation)
    with tempfile.TemporaryDirectory(prefix="serment-log-") as folder:
        mirror(place, Path(folder))
        return verify_copy(Path(folder), installation)


def verify_copy(folder: Path, installation: Installation) -> LogReport:
    """Check a copy, and ask nobody."""
    note = _read(folder / CHECKPOINT).decode("utf-8", "replace")
    party = _party(note, installation)
    size = size_in(note)
    entries, entry_faults = _entries(folder, size)
    tree = Tree(leaf_hash(entry) for entry in entries)
    records = Records(party.log_key, installation.publisher.release_keys)
    for index, entry in enumerate(entries):
        records.add(index, entry)
    cosigned = _cosigned(note, party)
    findings = (
        Finding("the checkpoint is signed by the log's key and stands for these entries", _signed(note, party, tree)),
        Finding("enough witnesses have cosigned it", _quorum(party, cosigned)),
        Finding("every entry is there", tuple(entry_faults)),
        Finding("every tile holds the hashes of these entries", tuple(_tile_faults(folder, size, tree))),
        Finding(
            "every record is signed; keys of practices, decisions, days and releases follow one another",
            tuple(records.faults),
        ),
    )
    ok = all(finding.holds for finding in findings)
    return LogReport(party.log_origin, size, dict(records.counts), tuple(records.acts), cosigned, findings, ok)


def tell(report: LogReport) -> str:
    """The report in words."""
    lines = [f"Log {report.origin}: {report.size} leaves."]
    lines += [f"{count:8}  {kind}" for kind, count in sorted(report.records.items())]
    lines += [f"  leaf {act.leaf}, {act.kind}: {act.says}" for act in report.acts]
    lines += [f"  cosigned by {name} at {time}" for name, time in report.cosigned.items()]
    lines += told(report.findings)
    return "\n".join([*lines, "", "The log holds." if report.ok else "THE LOG DOES NOT HOLD."])


def _party(note: str, installation: Installation) -> Party:
    origin = note.partition("\n")[0]
    for party in (installation.platform, installation.custodian):
        if party.log_origin == origin:
            return party
    raise CannotVerify("The installation names no log of this origin.")


def _signed(note: str, party: Party, tree: Tree) -> tuple[str, ...]:
    try:
        checkpoint = open_checkpoint(note, party.log_origin, party.log_key)
    except CheckpointForged as refusal:
        return (str(refusal),)
    if checkpoint != Checkpoint(party.log_origin, tree.size, tree.root(tree.size)):
        return ("The entries give another tree than the one that was signed.",)
    return ()


def _cosigned(note: str, party: Party) -> dict[str, str]:
    try:
        stamps = {key.name: newest_stamp(note, key) for key in party.witnesses.keys}
    except CheckpointForged:
        return {}
    return {name: datetime.fromtimestamp(stamp, UTC).isoformat() for name, stamp in stamps.items() if stamp is not None}


def _quorum(party: Party, cosigned: dict[str, str]) -> tuple[str, ...]:
    missing = party.witnesses.quorum - len(cosigned)
    return (f"{missing} cosignature(s) of the installation's witnesses are missing.",) if missing > 0 else ()


def _entries(folder: Path, size: int) -> tuple[list[bytes], list[str]]:
    entries: list[bytes] = []
    faults: list[str] = []
    for tile in tiles(size):
        if tile.level is None:
            found = list(_split(_read_tile(folder, tile)))
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


def _split(data: bytes) -> Iterator[bytes]:
    """The entries of a bundle: each after its length in two bytes."""
    while data:
        length = int.from_bytes(data[:2])
        yield data[2 : 2 + length]
        data = data[2 + length :]


def _read_tile(folder: Path, tile: Tile) -> bytes:
    return _read(folder / "tile" / write_tile_path(tile))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotVerify(f"{path}: {error.strerror}. `serment mirror` takes a copy of a log.") from error
