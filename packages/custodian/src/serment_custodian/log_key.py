"""The log's key, and that of the evidence. The witness's key derives from the log's.

The running service holds both in memory, as it signs every checkpoint, record and event by them.
"""

from pathlib import Path

from serment_custodian.config import Config, Keys
from serment_custodian.locked_key import LockedKey
from serment_custodian.sealing_key import SealingKey
from serment_protocol.cosignatures import witness_name, witness_seed, write_witness_key
from serment_protocol.notes import write_log_key

PURPOSE = "ledger/log-key"
EVIDENCE = "compliance/evidence-key"


def log_key(path: Path, origin: str) -> LockedKey:
    """The key of the log of this origin."""
    return LockedKey(path, PURPOSE, origin)


def evidence_key(config: Config) -> LockedKey:
    """The key that signs the custodian's evidence."""
    return LockedKey(Path(config.evidence.key_file), EVIDENCE, config.keys.log_origin)


def make_log_key(path: Path, origin: str, sealing: SealingKey) -> None:
    """Make a log's key, unless there is one; raise `KeyFileExists`."""
    log_key(path, origin).make(sealing)


def read_log_key(path: Path, origin: str, sealing: SealingKey) -> bytes:
    """The 32 bytes that this log signs with."""
    return log_key(path, origin).read(sealing)


def verifier_keys(keys: Keys, sealing: SealingKey) -> list[str]:
    """By which others know this log and this witness, a line each."""
    seed = read_log_key(Path(keys.log_key_file), keys.log_origin, sealing)
    witness = write_witness_key(witness_name(keys.log_origin), witness_seed(seed))
    return [f"log {write_log_key(keys.log_origin, seed)}", f"witness {witness}"]


def version_of_log_key(path: Path) -> int:
    """By which version of the sealing key the file is locked."""
    return log_key(path, "").version()
