"""The sealing key in files: for those who have no HSM, and said loudly. This process holds it in memory.

Version 1 lies in the file that the configuration names, version N beside it with `.N` at its end, and with
`.N.coming` while it is coming.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from serment_custodian.sealing_key import Stage
from serment_kernel.keyfiles import read_key_file, write_key_file
from serment_protocol.primitives import NONCE_BYTES, TAG_BYTES, decrypt, derive, encrypt, label, mac

COMING = ".coming"
CHECK = label("custodian/check")
CHECK_BYTES = 4
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class Keys(NamedTuple):
    """One version."""

    locking: bytes
    hashing: bytes


class KeyFiles:
    """A hand of the sealing key that is a file for each version."""

    kind: Literal["files", "hsm"] = "files"

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._keys: dict[int, Keys] = {}

    def versions(self) -> Mapping[int, Stage]:
        """Those whose file is here."""
        found = {version: path for path in self._files() if (version := self._version(path))}
        self._keys = {version: self._keys.get(version) or _read(path) for version, path in found.items()}
        return {version: "coming" if path.suffix == COMING else "ready" for version, path in found.items()}

    def encrypt(self, version: int, secret: bytes, additional: bytes) -> bytes:
        """AES-256-GCM in this process."""
        return encrypt(self._keys[version].locking, secret, additional)

    def decrypt(self, version: int, locked: bytes, additional: bytes) -> bytes:
        """Open what `encrypt` made."""
        return decrypt(self._keys[version].locking, locked, additional)

    def mac(self, version: int, data: bytes) -> bytes:
        """HMAC-SHA256 in this process."""
        return mac(self._keys[version].hashing, data)

    def prepare(self, version: int) -> None:
        """Make a version that is coming."""
        write_key_file(self._named(version, COMING))
        self.versions()

    def complete(self, version: int) -> None:
        """Let a version that is coming be ready."""
        self._named(version, COMING).rename(self._named(version))
        self.versions()

    def destroy(self, version: int) -> None:
        """Write over the file and remove it; what a disk keeps of it all the same, nobody can say."""
        path = next(path for path in self._files() if self._version(path) == version)
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            os.fsync(file.fileno())
        path.unlink()
        self.versions()

    def check_values(self, version: int) -> tuple[str, str]:
        """The beginnings of two results that nothing else uses."""
        # Under a nonce that nothing is locked with: others are drawn, and this one is never drawn in practice.
        keys = self._keys[version]
        tag = encrypt(keys.locking, b"", CHECK, bytes(NONCE_BYTES))[-TAG_BYTES:]
        return tag[:CHECK_BYTES].hex(), mac(keys.hashing, CHECK)[:CHECK_BYTES].hex()

    def _files(self) -> list[Path]:
        return sorted(self._path.parent.glob(f"{self._path.name}*"))

    def _named(self, version: int, ending: str = "") -> Path:
        number = "" if (version, ending) == (1, "") else f".{version}"
        return self._path.with_name(self._path.name + number + ending)

    def _version(self, path: Path) -> int:
        """The version of a file; 0 for one that only begins alike."""
        ending = COMING if path.suffix == COMING else ""
        number = path.name.removeprefix(self._path.name).removesuffix(ending).removeprefix(".") or "1"
        version = int(number) if _NUMBER.fullmatch(number) else 0
        return version if path == self._named(version, ending) else 0


def _read(path: Path) -> Keys:
    master = read_key_file(path)
    return Keys(derive(master, "custodian/locking"), derive(master, "custodian/hashing"))
