"""The last run of each proof on an installation, in a file that a hand shows to everybody.

Whoever can write the file can write what they like in it: it says when somebody looked, and replaces no look of one's
own.
"""

import os
import tempfile
from datetime import datetime
from pathlib import Path

import msgspec


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a proof ended."""

    at: datetime
    holds: bool


Proofs = dict[str, Proof]
"""By the name of the proof."""


def read_proofs(path: Path) -> Proofs:
    """What the file says; nothing where there is none, or no such file."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Proofs)
    except (OSError, msgspec.MsgspecError):
        return {}


def note_proof(path: Path, name: str, proof: Proof) -> None:
    """Put a proof in the place of the one before, in a file that others may read."""
    known = read_proofs(path) | {name: proof}
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(known) + b"\n")
    Path(part).replace(path)
