"""The keys that one hand's configuration names the public half of: both logs' keys, the relay's, the publisher's.

The platform's and the publisher's files are made here, each one line of base64url, readable by its owner alone. Every
other key is made by its service's own command; the custodian's log key is locked, and it alone tells the public half.
"""

import os
from pathlib import Path
from typing import NamedTuple

from serment.errors import CannotStart
from serment.places import Home
from serment_protocol.cosignatures import witness_name, witness_seed, write_witness_key
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.notes import write_log_key
from serment_protocol.primitives import random_bytes, sign_public

KEY_BYTES = 32
LOG_KEY, RELAY_KEY, SEALING_KEY, RELEASE_KEY = "log.key", "relay.key", "sealing.key", "release.key"
EVIDENCE_KEY = "evidence.key"
PLATFORM_LOG, CUSTODIAN_LOG = "serment-platform", "serment-custodian"


class Verifiers(NamedTuple):
    """By which everybody knows a hand's log and its witness."""

    log: str
    witness: str


class MadeHere(NamedTuple):
    """The public halves of what the launcher makes."""

    platform: Verifiers
    relay: str
    release: str


def make_keys(home: Home) -> MadeHere:
    """Make the platform's and the publisher's key files that are missing; the public halves of all."""
    seed = _seed(home.platform / LOG_KEY)
    _seed(home.platform / EVIDENCE_KEY)
    witness = write_witness_key(witness_name(PLATFORM_LOG), witness_seed(seed))
    return MadeHere(
        Verifiers(write_log_key(PLATFORM_LOG, seed), witness),
        b64(sign_public(_seed(home.platform / RELAY_KEY))),
        b64(sign_public(_seed(home.publisher / RELEASE_KEY))),
    )


def told_verifiers(said: str) -> Verifiers:
    """A hand's, as its own command printed them."""
    lines = dict(line.split(" ", 1) for line in said.splitlines() if " " in line)
    return Verifiers(lines["log"], lines["witness"])


def _seed(path: Path) -> bytes:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(b64(random_bytes(KEY_BYTES)) + "\n")
    try:
        seed = from_b64(path.read_text("ascii").strip())
    except (OSError, ValueError, ProtocolRefusal) as error:
        raise CannotStart(f"{path} is not a key file; restore it from a copy, or start with another --data.") from error
    if len(seed) != KEY_BYTES:
        raise CannotStart(f"{path} is not a key file; restore it from a copy, or start with another --data.")
    return seed
