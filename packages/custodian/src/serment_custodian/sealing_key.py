"""The sealing key: the one secret that every other secret of the custodian hangs on, and the door to an HSM.

It lies outside the database. Whoever holds a dump alone reads no address, no OPRF seed, no private key and cannot
recognise an address or a ticket. Here it is 32 bytes in a file, which the process holds in memory: the custodian
itself *can* read what it stores. A PKCS#11 module will offer the same three methods without the key leaving it.
"""

import hashlib
import hmac
import logging
import os
import secrets
from pathlib import Path

from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.primitives import derive
from serment_protocol.sealing import lock, unlock

from serment_custodian.errors import KeyFileExists, KeyFileUnreadable

KEY_BYTES = 32
NO_HSM = (
    "NO HSM IS CONFIGURED: the sealing key is a file (%s), and this process holds it in memory. "
    "Whoever reads that file and the database reads every address and every seed."
)
logger = logging.getLogger(__name__)


class SealingKey:
    """Locks small secrets for one purpose and one row, and computes keyed hashes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a sealing key has 32 bytes")
        self._key = key

    def lock(self, purpose: str, row: bytes, secret: bytes) -> bytes:
        """Lock a secret (SPEC 2.2); it opens only for the same purpose and row."""
        return lock(self._of("lock/" + purpose), purpose, {"v": 1, "row": row.hex()}, secret)

    def unlock(self, purpose: str, row: bytes, locked: bytes) -> bytes:
        """Open what `lock` made; any other purpose, row or byte is `cannot_open`."""
        return unlock(self._of("lock/" + purpose), purpose, {"v": 1, "row": row.hex()}, locked)

    def mac(self, purpose: str, data: bytes) -> bytes:
        """HMAC-SHA256 under a key of this purpose."""
        return hmac.digest(self._of("mac/" + purpose), data, hashlib.sha256)

    def _of(self, purpose: str) -> bytes:
        return derive(self._key, "custodian/" + purpose)


def load_sealing_key(path: Path) -> SealingKey:
    """Read the key file, and say loudly that a file is no HSM."""
    logger.warning(NO_HSM, path.name)
    return SealingKey(read_key_file(path))


def read_key_file(path: Path) -> bytes:
    """The 32 bytes of a key file: one line of base64url."""
    try:
        key = from_b64(path.read_text("ascii").strip())
    except (OSError, ValueError, ProtocolRefusal) as error:
        raise KeyFileUnreadable(path) from error
    if len(key) != KEY_BYTES:
        raise KeyFileUnreadable(path)
    return key


def write_key_file(path: Path, key: bytes | None = None) -> bytes:
    """Write a new key, readable by its owner alone; an existing file is never overwritten."""
    key = key or secrets.token_bytes(KEY_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileExists(path) from error
    with os.fdopen(descriptor, "w") as file:
        file.write(b64(key) + "\n")
    return key
