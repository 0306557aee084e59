"""The log's key: a file beside the configuration, locked under the sealing key. The witness's key derives from it.

The running service holds it in memory, as it signs every checkpoint and every record by it.
"""

import os
import secrets
from pathlib import Path

from serment_custodian.config import Keys
from serment_custodian.errors import LogKeyUnreadable
from serment_custodian.sealing_key import SealingKey, version_of
from serment_kernel.keyfiles import KEY_BYTES, write_key_file
from serment_protocol.cosignatures import witness_name, witness_seed, write_witness_key
from serment_protocol.encoding import from_b64
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import write_log_key

PURPOSE = "ledger/log-key"


def make_log_key(path: Path, origin: str, sealing: SealingKey) -> None:
    """Make a log's key, unless there is one; raise `KeyFileExists`."""
    write_key_file(path, sealing.lock(PURPOSE, origin.encode(), secrets.token_bytes(KEY_BYTES)))


def read_log_key(path: Path, origin: str, sealing: SealingKey) -> bytes:
    """The 32 bytes that this log signs with."""
    try:
        return sealing.unlock(PURPOSE, origin.encode(), _read(path))
    except ProtocolRefusal as error:
        why = "it was locked by another sealing key or for another log, or it is damaged"
        raise LogKeyUnreadable(path, why) from error


def verifier_keys(keys: Keys, sealing: SealingKey) -> list[str]:
    """By which others know this log and this witness, a line each."""
    seed = read_log_key(Path(keys.log_key_file), keys.log_origin, sealing)
    witness = write_witness_key(witness_name(keys.log_origin), witness_seed(seed))
    return [f"log {write_log_key(keys.log_origin, seed)}", f"witness {witness}"]


def version_of_log_key(path: Path) -> int:
    """By which version of the sealing key the file is locked."""
    try:
        return version_of(_read(path))
    except ProtocolRefusal as error:
        raise LogKeyUnreadable(path, "it is damaged") from error


def relock_log_key(path: Path, origin: str, sealing: SealingKey) -> None:
    """Lock it by the current version; at no moment is there neither the old file nor the new one."""
    seed = read_log_key(path, origin, sealing)
    written = path.with_name(path.name + ".new")
    written.unlink(missing_ok=True)
    write_key_file(written, sealing.lock(PURPOSE, origin.encode(), seed))
    with written.open("rb") as file:
        os.fsync(file.fileno())
    written.replace(path)


def _read(path: Path) -> bytes:
    try:
        return from_b64(path.read_text("ascii").strip())
    except FileNotFoundError as error:
        raise LogKeyUnreadable(path, "it is missing; `serment-custodian keygen` makes it") from error
    except OSError as error:
        raise LogKeyUnreadable(path, error.strerror or "unreadable") from error
    except ValueError as error:
        raise LogKeyUnreadable(path, "it is damaged") from error
