"""What a witness cosigned of each log, in a file: written whole, and to the disk, before anybody is told.

Whoever keeps it writes it anew with each cosignature. What stands in it is public: sizes and roots of logs.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from serment_protocol.notes import Checkpoint


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last checkpoint that was cosigned of a log; the root in hex."""

    origin: str
    size: int
    root: str

    def checkpoint(self) -> Checkpoint:
        """The same with its bytes."""
        return Checkpoint(self.origin, self.size, bytes.fromhex(self.root))


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    v: Literal[1]
    witness: str
    """Its verifier key: under another one this memory is worth nothing."""
    logs: tuple[Row, ...]

    def checkpoints(self) -> dict[str, Checkpoint]:
        """By log; raises `ValueError` where one was damaged."""
        return {row.origin: row.checkpoint() for row in self.logs}


def read(path: Path) -> Content:
    """As it stands there; raises `OSError` or `msgspec.MsgspecError` where it does not."""
    return msgspec.json.decode(path.read_bytes(), type=Content)


def write(path: Path, verifier: str, seen: Mapping[str, Checkpoint]) -> None:
    """Readers see the old file or the new one, and a power cut leaves one of both."""
    rows = tuple(Row(each.origin, each.size, each.root.hex()) for _, each in sorted(seen.items()))
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(Content(1, verifier, rows))) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
