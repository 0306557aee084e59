"""Key files: one line of base64url, 32 bytes, readable by their owner alone."""

import os
import secrets
from pathlib import Path

from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import ProtocolRefusal

KEY_BYTES = 32


class KeyFileUnreadable(Exception):
    """A key file is missing, or is not one line of base64url of 32 bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a key file: one line of base64url of 32 bytes.")


class KeyFileExists(Exception):
    """A key file is never overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already and is left as it is.")


def read_key_file(path: Path) -> bytes:
    """The 32 bytes of a key file; raises `KeyFileUnreadable`."""
    try:
        key = from_b64(path.read_text("ascii").strip())
    except (OSError, ValueError, ProtocolRefusal) as error:
        raise KeyFileUnreadable(path) from error
    if len(key) != KEY_BYTES:
        raise KeyFileUnreadable(path)
    return key


def write_key_file(path: Path, key: bytes | None = None) -> bytes:
    """Write a new key; raises `KeyFileExists` where there is one."""
    key = key or secrets.token_bytes(KEY_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileExists(path) from error
    with os.fdopen(descriptor, "w") as file:
        file.write(b64(key) + "\n")
    return key
