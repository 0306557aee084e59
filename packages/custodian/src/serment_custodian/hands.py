"""Which hands keep the sealing key, as the configuration says: key files, an HSM, or both during a move."""

import logging
from collections.abc import Iterator
from pathlib import Path

from serment_custodian.config import Config
from serment_custodian.errors import NoSealingKey
from serment_custodian.hsm import Hsm
from serment_custodian.key_files import KeyFiles
from serment_custodian.log_key import evidence_key, log_key
from serment_custodian.sealing_key import Hand, SealingKey

NOT_YET = (
    "THE HSM HAS NO KEY YET, and the sealing key is a file (%s), which this process holds in memory: "
    "`serment-custodian rotate-sealing-key` moves everything into the HSM."
)
NO_HSM = (
    "NO HSM IS CONFIGURED: the sealing key is a file (%s), and this process holds it in memory. "
    "Whoever reads that file and the database reads every address and every seed."
)
logger = logging.getLogger(__name__)


def load_sealing_key(config: Config) -> SealingKey:
    """The sealing key, ready to work."""
    sealing = SealingKey(hands_of(config), config.intervals.sealing_key)
    if "ready" not in sealing.stages().values():
        raise NoSealingKey
    return sealing


def make_key_files(config: Config) -> Iterator[str]:
    """Make what is missing of the sealing key, the log's and the evidence's; the name of each file once it is there."""
    hand, keys = hands_of(config)[-1], config.keys
    # The keys of an HSM are made with people present: by a ceremony, or by a rotation into it.
    if isinstance(hand, KeyFiles) and "ready" not in hand.versions().values():
        if not hand.versions():
            hand.prepare(1)
        hand.complete(1)
        yield hand.name
    for key in (log_key(Path(keys.log_key_file), keys.log_origin), evidence_key(config)):
        if not key.path.exists():
            key.make(load_sealing_key(config))
            yield key.path.name


def warn_without_hsm(sealing: SealingKey) -> None:
    """Say loudly that a file locks, which is no HSM."""
    hand = sealing.hand_of(sealing.current)
    if isinstance(hand, KeyFiles):
        logger.warning(NO_HSM if len(sealing.hands) == 1 else NOT_YET, hand.name)


def hands_of(config: Config) -> list[Hand]:
    """Every hand of the configuration; the last one makes new versions."""
    files = [KeyFiles(Path(config.keys.sealing_key_file))] if config.keys.sealing_key_file else []
    return [*files, Hsm(config.hsm, config.keys.log_origin)] if config.hsm else [*files]
