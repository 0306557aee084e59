"""A key in a file beside the configuration, locked under the sealing key. The running service holds it in memory."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from serment_custodian.errors import LockedKeyUnreadable
from serment_custodian.sealing_key import SealingKey, version_of
from serment_kernel.keyfiles import KEY_BYTES, write_key_file
from serment_protocol.encoding import from_b64
from serment_protocol.errors import ProtocolRefusal


@dataclass(frozen=True)
class LockedKey:
    """One such file: what it is for, and the log that it belongs to."""

    path: Path
    purpose: str
    origin: str

    def make(self, sealing: SealingKey) -> None:
        """Make the key, unless there is one; raise `KeyFileExists`."""
        self.put(sealing, secrets.token_bytes(KEY_BYTES))

    def put(self, sealing: SealingKey, key: bytes) -> None:
        """Keep this key, unless there is one."""
        write_key_file(self.path, sealing.lock(self.purpose, self.origin.encode(), key))

    def read(self, sealing: SealingKey) -> bytes:
        """The 32 bytes."""
        try:
            return sealing.unlock(self.purpose, self.origin.encode(), self._locked())
        except ProtocolRefusal as error:
            why = "it was locked by another sealing key or for another log, or it is damaged"
            raise LockedKeyUnreadable(self.path, why) from error

    def version(self) -> int:
        """By which version of the sealing key the file is locked."""
        try:
            return version_of(self._locked())
        except ProtocolRefusal as error:
            raise LockedKeyUnreadable(self.path, "it is damaged") from error

    def relock(self, sealing: SealingKey) -> None:
        """Lock it by the current version; at no moment is there neither the old file nor the new one."""
        self.replace(sealing, self.read(sealing))

    def replace(self, sealing: SealingKey, key: bytes) -> None:
        """Keep another key in the place of this one."""
        written = self.path.with_name(self.path.name + ".new")
        written.unlink(missing_ok=True)
        LockedKey(written, self.purpose, self.origin).put(sealing, key)
        with written.open("rb") as file:
            os.fsync(file.fileno())
        written.replace(self.path)

    def _locked(self) -> bytes:
        try:
            return from_b64(self.path.read_text("ascii").strip())
        except FileNotFoundError as error:
            raise LockedKeyUnreadable(self.path, "it is missing; `serment-custodian keygen` makes it") from error
        except OSError as error:
            raise LockedKeyUnreadable(self.path, error.strerror or "unreadable") from error
        except ValueError as error:
            raise LockedKeyUnreadable(self.path, "it is damaged") from error
