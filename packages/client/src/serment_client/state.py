"""What this device remembers: one file, readable by its owner alone, written whole or not at all.

It holds the last checkpoints, the newest vault version seen, marks of what was believed, the stock of rights and
tickets, and, if wished, the secret of a remembered browser. With a passphrase the whole is locked under it. One
program at a time has it: two could spend the same right, or forget what the other has learned.
"""

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from serment_client.errors import StateUnreadable
from serment_client.turns import PATIENCE, Turn
from serment_protocol.encoding import b64, from_b64
from serment_protocol.erasures import Done
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.hardening import stretch
from serment_protocol.primitives import random_bytes
from serment_protocol.sealing import lock, unlock
from serment_protocol.signing import Signed
from serment_protocol.terms import KeptAgreement
from serment_protocol.vault import KeptCredential

CONTEXT = {"v": 1}
PURPOSE = "client-state"
SALT_BYTES = 16


class KeptToken(msgspec.Struct, frozen=True):
    """A right in stock."""

    purpose: Literal["opening", "booking"]
    token: str
    redeem_until: str


class KeptWait(msgspec.Struct, frozen=True):
    """A place in a line: the seed of its key, the right that waits with it, and what was shown, where anything was."""

    seed: str
    token: KeptToken
    credential: str = ""


class KeptHold(msgspec.Struct, frozen=True):
    """A time that is kept for a right, until its minute."""

    hold: str
    token: KeptToken
    schedule: str
    start: str
    expires: str


class KeptReturn(msgspec.Struct, frozen=True):
    """A right that is to come back: the seed of its visit, under which key, and the platform's word once it is here."""

    seed: str
    modulus: str
    issue_from: str
    issue_until: str
    redeem_until: str
    due: Signed | None = None


class Remembered(msgspec.Struct, frozen=True):
    """A remembered browser: its way in, its pool, and the key by which the custodian knows it."""

    audience: Literal["patient", "staff"]
    secret: str
    locator: str
    pool: str
    device: str


class Rotation(msgspec.Struct, frozen=True):
    """A change of keys that was begun: from which epoch, and what of the team it was to change."""

    epoch: int
    admit: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    grant: tuple[str, ...] = ()
    withdraw: tuple[str, ...] = ()
    shares: bool = False
    """Whether new recovery shares are made in any case."""
    second: str = ""
    """Who is to hold the second of them."""
    entry: Literal["", "any", "strong"] = ""
    """Which ways in open the practice from then on; as before where it is empty."""
    root: int = 0
    """Number of the replacement whose root is taken up with it; 0 where the root stays."""
    made: tuple[str, ...] = ()
    """Hashes of the recovery shares made in its course, which nobody may have printed; the shares are kept nowhere."""


class Ending(msgspec.Struct, frozen=True):
    """The end of an account that was begun here: what asks for it again, and what was answered."""

    nonce: str
    account: str
    statement: Signed
    address: str
    """Of the person at the custodian; empty where that is kept."""
    platform: Done | None = None
    custodian: Done | None = None
    device: Signed | None = None
    """By the remembered device of then, which need not wait at the custodian if that is vouched for."""
    waits: str = ""
    """The day that the custodian waits for; empty where it does not."""


class Content(msgspec.Struct):
    """Everything remembered."""

    installation: str = ""
    source: str = ""
    checkpoints: dict[str, str] = {}
    vaults: dict[str, int] = {}
    seen: dict[str, str] = {}
    """Marks of what was believed, by a fingerprint of the account and locked under its key."""
    releases: dict[str, int] = {}
    """The newest release of the app that an address was seen to serve."""
    tokens: list[KeptToken] = []
    tickets: list[str] = []
    rights_from: str = ""
    """The day from which the custodian gives rights again; empty unless those of the week are used up."""
    waits: list[KeptWait] = []
    holds: list[KeptHold] = []
    returns: list[KeptReturn] = []
    returned: list[str] = []
    """Marks of seeds for which nothing comes back any more."""
    credentials: list[KeptCredential] = []
    """Collected here, and not yet in the vault."""
    collected: list[str] = []
    """Marks of answers that were read, each with the seed of its visit."""
    shown: list[str] = []
    """Hashes of credentials that were spent."""
    remembered: Remembered | None = None
    used: list[str] = []
    over: list[str] = []
    agreements: list[KeptAgreement] = []
    """What was decided in mailboxes, until the next sign-in has it in the vault."""
    taken_back: dict[str, int] = {}
    """Marks of letters that patients took back at this practice, and by how many decisions; kept for good."""
    rotations: dict[str, Rotation] = {}
    share_requests: dict[str, Signed] = {}
    ending: Ending | None = None


class StateFile(msgspec.Struct):
    """The file: the content, or the content locked under a passphrase."""

    v: Literal[1]
    content: Content | None = None
    salt: str = ""
    locked: str = ""


@dataclass(frozen=True)
class Opened:
    """A file's content, and under which key it is locked; none where it is not."""

    content: Content
    salt: bytes = b""
    key: bytes = b""


class State:
    """The content in memory, and the file that it is saved to: nobody else's until it is closed."""

    def __init__(self, path: Path | None = None, passphrase: str = "", patience: float = PATIENCE) -> None:
        self._path = path
        self._turn = Turn(path, patience) if path is not None else None
        try:
            self._opened = _read(path, passphrase) if path is not None and path.exists() else Opened(Content())
        except StateUnreadable:
            self.close()
            raise
        self.content = self._opened.content
        if passphrase and not self._opened.key:
            salt = random_bytes(SALT_BYTES)
            self._opened = Opened(self.content, salt, stretch(passphrase, salt))

    def close(self) -> None:
        """Let other programs have the file; what changes from now on is remembered nowhere."""
        if self._turn is not None:
            self._turn.give_up()
        self._path = None

    def save(self) -> None:
        """Write the file anew; whoever reads it sees the old or the new one."""
        if self._path is None:
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=".state-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(self._file()))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def forget(self) -> None:
        """Remove the file and everything in it."""
        self.content = Content()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _file(self) -> StateFile:
        if not self._opened.key:
            return StateFile(1, self.content)
        locked = lock(self._opened.key, PURPOSE, CONTEXT, msgspec.json.encode(self.content))
        return StateFile(1, None, b64(self._opened.salt), b64(locked))


def read_content(path: Path, passphrase: str = "") -> Content:
    """What is remembered there at this moment; whoever only looks waits for nobody."""
    return _read(path, passphrase).content


def _read(path: Path, passphrase: str) -> Opened:
    try:
        file = msgspec.json.decode(path.read_bytes(), type=StateFile)
        if file.content is not None:
            return Opened(file.content)
        salt = from_b64(file.salt)
        if len(salt) != SALT_BYTES:
            raise StateUnreadable(str(path))
        key = stretch(passphrase, salt)
        content = msgspec.json.decode(unlock(key, PURPOSE, CONTEXT, from_b64(file.locked)), type=Content)
        return Opened(content, salt, key)
    except (OSError, msgspec.MsgspecError, ProtocolRefusal) as error:
        raise StateUnreadable(str(path)) from error


def default_path() -> Path:
    """Where the state lies unless told otherwise."""
    return platformdirs.user_state_path("serment") / "state.json"
