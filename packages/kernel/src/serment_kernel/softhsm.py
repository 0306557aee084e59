"""SoftHSM 2: a token in files, for tests and to try things out. Whoever reads its folder, PIN included, has all."""

import os
import pty
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

# Debian and Ubuntu; Fedora; openSUSE; Arch; Alpine; and where people build it themselves.
PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/lib/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
UTILITY = "softhsm2-util"
PIN_BYTES = 18
SECONDS = 30.0
CONFIGURATION = """directories.tokendir = {tokens}
objectstore.backend = file
log.level = ERROR
"""


class CannotMakeToken(Exception):
    """SoftHSM did not make a token."""


class SoftHsm(NamedTuple):
    """A SoftHSM whose tokens lie in a folder of our own."""

    module: str
    folder: Path

    @property
    def configuration(self) -> Path:
        """What the module reads when it starts."""
        return self.folder / "softhsm2.conf"

    @property
    def pin(self) -> Path:
        """The file with the PIN of its tokens."""
        return self.folder / "pin"

    @property
    def environment(self) -> dict[str, str]:
        """By which a process that loads the module finds this folder."""
        return {"SOFTHSM2_CONF": str(self.configuration)}

    def moved(self, folder: Path) -> "SoftHsm":
        """The same tokens, in the folder that they were copied to."""
        moved = SoftHsm(self.module, folder)
        moved.configuration.write_text(CONFIGURATION.format(tokens=folder / "tokens"))
        return moved

    def make_token(self, label: str) -> None:
        """Make a token, and before the first of them the folder and PINs that nobody has ever used."""
        if not self.configuration.exists():
            self._prepare()
        pins = [(self.folder / name).read_text().strip() for name in ("so-pin", "pin")]
        asked = "".join(f"{pin}\n" * 2 for pin in pins)
        command = [UTILITY, "--init-token", "--free", "--label", label]
        # It asks for PINs on a terminal only; as arguments, everybody on the machine could read them.
        ours, its = pty.openpty()
        try:
            os.write(ours, asked.encode())
            done = subprocess.run(  # noqa: S603 -- our own words
                command,
                stdin=its,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=os.environ | self.environment,
                timeout=SECONDS,
                check=False,
                text=True,
            )
        finally:
            os.close(ours)
            os.close(its)
        if done.returncode:
            raise CannotMakeToken(done.stderr.strip() or f"{UTILITY} ended with {done.returncode}")

    def _prepare(self) -> None:
        tokens = self.folder / "tokens"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tokens.mkdir(mode=0o700)
        for name in ("so-pin", "pin"):
            descriptor = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(PIN_BYTES) + "\n")
        self.configuration.write_text(CONFIGURATION.format(tokens=tokens))


def find() -> str | None:
    """The module of a SoftHSM that can make tokens, where the system has one."""
    named = os.environ.get("SERMENT_SOFTHSM")
    present = (place for place in ((named,) if named else PLACES) if Path(place).exists())
    return next(present, None) if shutil.which(UTILITY) else None
