"""What `serment verify` remembers from one time to the next: how an installation was first seen, how far each log was,
and which release was the newest. Nothing of it is secret.
"""

import hashlib
import json
import os
import tempfile
from pathlib import Path

import msgspec

from serment.errors import CannotVerify
from serment_client.installation import Party
from serment_client.state import State, default_path

PINS = "installations.json"
NAME_DIGITS = 32


def default_folder() -> Path:
    """Where it is kept unless told otherwise."""
    return default_path().with_name("verify")


class Memory:
    """One folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pins = folder / PINS

    def pin_of(self, origin: str) -> str:
        """The fingerprint of the installation.json that was first seen at this address; empty before."""
        return self._read().get(origin, "")

    def pin(self, origin: str, fingerprint: str) -> None:
        """Remember it."""
        pins = {**self._read(), origin: fingerprint}
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=".pins-")
        with os.fdopen(descriptor, "w") as file:
            file.write(json.dumps(pins, indent=1) + "\n")
        Path(name).replace(self._pins)

    def of_log(self, party: Party) -> State:
        """What was seen of this log; another key is another log."""
        name = hashlib.sha256(party.log_origin.encode() + b"\0" + party.log_key.public).hexdigest()[:NAME_DIGITS]
        return State(self._folder / f"{name}.json")

    def _read(self) -> dict[str, str]:
        if not self._pins.exists():
            return {}
        try:
            return msgspec.json.decode(self._pins.read_bytes(), type=dict[str, str])
        except (OSError, msgspec.MsgspecError) as error:
            raise CannotVerify(f"{self._pins} cannot be read; name another folder with --memory.") from error


def fingerprint_of(document: bytes) -> str:
    """How an installation.json is remembered, here and by `serment-client`."""
    return hashlib.sha256(document).hexdigest()
