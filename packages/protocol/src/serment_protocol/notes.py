"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), Ed25519 only."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from serment_protocol.encoding import LARGEST
from serment_protocol.errors import BadSignature, BadStructure, CheckpointForged
from serment_protocol.primitives import ed25519_sign, ed25519_verify, sha256, sign_public

ALGORITHM = b"\x01"
ID_BYTES = 4
HASH_BYTES = 32
KEY_BYTES = 32
_VERIFIER = re.compile(r"([^+\s]+)\+([0-9a-f]{8})\+(\S+)")
_SIGNATURE = re.compile(r"\u2014 (\S+) (\S+)")
_CHECKPOINT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]*)\n([^\n]+)\n")


@dataclass(frozen=True)
class LogKey:
    """Who signs a log's checkpoints, or cosigns them."""

    name: str
    key_id: bytes
    public: bytes


@dataclass(frozen=True)
class Checkpoint:
    """What a log was at one moment."""

    origin: str
    size: int
    root: bytes


def write_log_key(name: str, seed: bytes) -> str:
    """The verifier key of a seed, as `installation.json` names it."""
    typed = ALGORITHM + sign_public(seed)
    return f"{name}+{key_id(name, typed).hex()}+{base64.b64encode(typed).decode()}"


def write_key(key: LogKey, algorithm: bytes) -> str:
    """A key of this type as a verifier key."""
    return f"{key.name}+{key.key_id.hex()}+{base64.b64encode(algorithm + key.public).decode()}"


def read_log_key(verifier: str) -> LogKey:
    """The verifier key of a log."""
    return read_key(verifier, ALGORITHM)


def read_key(verifier: str, algorithm: bytes) -> LogKey:
    """A verifier key of this type; its hash is computed again, so that a slip in a file is found."""
    found = _VERIFIER.fullmatch(verifier)
    typed = standard_base64(found[3]) if found else None
    if found is None or typed is None or len(typed) != KEY_BYTES + 1 or typed[:1] != algorithm:
        raise BadStructure
    computed = key_id(found[1], typed)
    if computed.hex() != found[2]:
        raise BadStructure
    return LogKey(found[1], computed, typed[1:])


def key_id(name: str, typed: bytes) -> bytes:
    """The id of a key: a hash of its name, algorithm and bytes."""
    return sha256(name.encode() + b"\n" + typed)[:ID_BYTES]


def sign_checkpoint(checkpoint: Checkpoint, name: str, seed: bytes) -> str:
    """The checkpoint as a signed note."""
    body = f"{checkpoint.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"
    identity = key_id(name, ALGORITHM + sign_public(seed))
    signature = base64.b64encode(identity + ed25519_sign(seed, body.encode())).decode()
    return f"{body}\n\u2014 {name} {signature}\n"


def open_checkpoint(note: str, origin: str, key: LogKey) -> Checkpoint:
    """Believe a note when the log's own signature is among its lines; others may stand beside it."""
    body = note.rpartition("\n\n")[0] + "\n"
    own = next((data for name, data, _ in signatures_of(note) if _is_of(key, name, data)), None)
    if own is None:
        raise CheckpointForged
    try:
        ed25519_verify(key.public, body.encode(), own[ID_BYTES:])
    except (BadSignature, UnicodeEncodeError) as error:
        raise CheckpointForged from error
    checkpoint = _read_checkpoint(body)
    if checkpoint.origin != origin:
        raise CheckpointForged
    return checkpoint


def signatures_of(note: str) -> Iterator[tuple[str, bytes, str]]:
    """The signature lines of a note: name, bytes, and the line with its end. None is checked yet."""
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not text or not lines.endswith("\n"):
        raise CheckpointForged
    for line in lines.removesuffix("\n").split("\n"):
        found = _SIGNATURE.fullmatch(line)
        data = standard_base64(found[2]) if found else None
        if found is None or data is None:
            raise CheckpointForged
        yield found[1], data, line + "\n"


def _is_of(key: LogKey, name: str, data: bytes) -> bool:
    return name == key.name and data[:ID_BYTES] == key.key_id


def _read_checkpoint(body: str) -> Checkpoint:
    found = _CHECKPOINT.fullmatch(body)
    root = standard_base64(found[3]) if found else None
    if found is None or root is None or len(root) != HASH_BYTES or len(found[2]) > len(str(LARGEST)):
        raise CheckpointForged
    size = int(found[2])
    if size > LARGEST:
        raise CheckpointForged
    return Checkpoint(found[1], size, root)


def standard_base64(text: str) -> bytes | None:
    """The bytes of padded base64 in its one form; None for anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None
