"""The key files that one hand's configuration names the public half of: both logs' keys, the relay's, the publisher's.

Every other key is made by its service's own `keygen`. A file is one line of base64url, readable by its owner alone.
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
PLATFORM_KEYS, CUSTODIAN_KEYS = (LOG_KEY, RELAY_KEY), (LOG_KEY, SEALING_KEY)
PLATFORM_LOG, CUSTODIAN_LOG = "serment-platform", "serment-custodian"


class PublicKeys(NamedTuple):
    """What one hand is told of another."""

    platform_log: str
    custodian_log: str
    platform_witness: str
    custodian_witness: str
    relay: str
    release: str


def public_keys(home: Home) -> PublicKeys:
    """Make the key files that are missing; the public halves of all."""
    platform, custodian = _seed(home.platform / LOG_KEY), _seed(home.custodian / LOG_KEY)
    return PublicKeys(
        write_log_key(PLATFORM_LOG, platform),
        write_log_key(CUSTODIAN_LOG, custodian),
        write_witness_key(witness_name(PLATFORM_LOG), witness_seed(platform)),
        write_witness_key(witness_name(CUSTODIAN_LOG), witness_seed(custodian)),
        b64(sign_public(_seed(home.platform / RELAY_KEY))),
        b64(sign_public(_seed(home.publisher / RELEASE_KEY))),
    )


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
