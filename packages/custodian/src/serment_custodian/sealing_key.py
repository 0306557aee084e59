"""The sealing key: the one secret that every other secret of the custodian hangs on, and the door to an HSM.

It lies outside the database. Whoever holds a dump alone reads no address, no OPRF seed, no private key and cannot
recognise an address or a ticket. Here it is 32 bytes in a file, which the process holds in memory: the custodian
itself *can* read what it stores. A PKCS#11 module will offer the same three methods without the key leaving it.
"""

import hashlib
import hmac
import logging
from pathlib import Path

from serment_kernel.keyfiles import KEY_BYTES, read_key_file
from serment_protocol.primitives import derive
from serment_protocol.sealing import lock, unlock

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
