"""Values of the vault room."""

import msgspec


class Version(msgspec.Struct, frozen=True):
    """One version of a vault: its number, the hash of the one before, and the locked blob."""

    version: int
    previous: bytes
    blob: bytes
