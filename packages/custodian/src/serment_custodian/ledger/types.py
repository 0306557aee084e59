"""What the ledger room keeps beside the log."""

import msgspec

from serment_protocol.encoding import b64
from serment_protocol.signing import Signed


class LoggedRelease(msgspec.Struct, frozen=True):
    """A release of the web app that is a leaf of the log."""

    release: int
    body: bytes
    signature: bytes
    leaf: int

    @property
    def signed(self) -> Signed:
        """As its publisher made it."""
        return Signed(b64(self.body), b64(self.signature))
