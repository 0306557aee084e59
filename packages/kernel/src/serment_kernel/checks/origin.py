"""Which machine measured: a pseudonym by which two machines of a hand are told apart, and nobody is named."""

import hashlib
import socket
from importlib.metadata import version

from serment_kernel.checks.records import Origin
from serment_kernel.evidence import Chain
from serment_protocol.signing import sign_bytes

HOST = "check-host"
HOST_BYTES = 16


def origin_of(chain: Chain, package: str) -> Origin:
    """Keyed by the evidence's own key, so that nobody finds the machine's name by trying names."""
    signed = sign_bytes(chain.seed, HOST, socket.gethostname().encode())
    return Origin(hashlib.sha256(signed).digest()[:HOST_BYTES].hex(), version(package))
