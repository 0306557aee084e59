"""The sealing key in an HSM, through PKCS#11: two keys of each version that never leave it; this process holds none.

`serment ORIGIN locking N` is an AES-256 key that does AES-GCM, `serment ORIGIN hashing N` a secret for HMAC-SHA256; a
version is coming while it has the second alone. The PIN is read from its file when a session is opened, and forgotten.

A module is promised that one thread at a time calls it, so one lock serves all tokens.
"""

import contextlib
import logging
import re
import secrets
import stat
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypeVar, cast

import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, MechanismFlag, ObjectClass, TokenFlag

from serment_custodian import config
from serment_custodian.errors import KeysAway
from serment_custodian.sealing_key import Stage
from serment_protocol.errors import CannotOpen
from serment_protocol.primitives import NONCE_BYTES, TAG_BYTES, label

KEY_BITS = 256
ID_BYTES = 8
CHECK = label("custodian/check")
CHECK_BYTES = 4
LOCKING, HASHING = "locking", "hashing"
FOREVER_HERE = {
    Attribute.PRIVATE: True,
    Attribute.SENSITIVE: True,
    Attribute.EXTRACTABLE: False,
    Attribute.MODIFIABLE: False,
    Attribute.COPYABLE: False,
}
# What a module may say of a ciphertext that does not open; SoftHSM says the last, which may mean anything.
NOT_OPENED = (pkcs11.EncryptedDataInvalid, pkcs11.EncryptedDataLenRange, pkcs11.GeneralError)
ONE_AT_A_TIME = threading.RLock()
T = TypeVar("T")
logger = logging.getLogger(__name__)


class LockingKey(Protocol):
    """A handle of a key that does AES-GCM."""

    def encrypt(self, data: bytes, *, mechanism: Mechanism, mechanism_param: GCMParams) -> bytes: ...
    def decrypt(self, data: bytes, *, mechanism: Mechanism, mechanism_param: GCMParams) -> bytes: ...


class HashingKey(Protocol):
    """A handle of a key that does HMAC."""

    def sign(self, data: bytes, *, mechanism: Mechanism) -> bytes: ...


class Handle(NamedTuple):
    """A key in the token: what it is called there, and how it is reached."""

    label: str
    id: str
    key: pkcs11.Object


class TokenFacts(NamedTuple):
    """Which device this is, as it says itself."""

    module: str
    library: str
    label: str
    serial: str
    manufacturer: str
    model: str


class Hsm:
    """A hand of the sealing key that is a token of an HSM."""

    kind: Literal["files", "hsm"] = "hsm"

    def __init__(self, settings: config.Hsm, origin: str) -> None:
        self.name = f"the token {settings.token}"
        self._settings = settings
        self._prefix = f"serment {origin} "
        self._session: pkcs11.Session | None = None
        self._handles: Mapping[tuple[str, int], Handle] = {}
        self._refused: KeysAway | None = None

    def versions(self) -> Mapping[int, Stage]:
        """Those that are in the token."""
        with ONE_AT_A_TIME:
            self._steadily(self._find)
            if not self._handles:
                # A token that was taken away may look like an empty one.
                self._connect()
            return {
                version: "ready" if (LOCKING, version) in self._handles else "coming"
                for kind, version in self._handles
                if kind == HASHING
            }

    def encrypt(self, version: int, secret: bytes, additional: bytes) -> bytes:
        """AES-256-GCM in the token."""
        return self._encrypt(version, secret, additional, secrets.token_bytes(NONCE_BYTES))

    def decrypt(self, version: int, locked: bytes, additional: bytes) -> bytes:
        """Open what `encrypt` made."""
        if len(locked) < NONCE_BYTES + TAG_BYTES:
            raise CannotOpen
        with ONE_AT_A_TIME:
            return self._steadily(lambda: self._decrypt(version, locked, additional))

    def mac(self, version: int, data: bytes) -> bytes:
        """HMAC-SHA256 in the token."""
        with ONE_AT_A_TIME:
            return self._steadily(lambda: self._sign(version, data))

    def prepare(self, version: int) -> None:
        """Make the hashing key of a version."""
        self._make(HASHING, version, KeyType.GENERIC_SECRET, MechanismFlag.SIGN)

    def complete(self, version: int) -> None:
        """Make the locking key of a version."""
        self._make(LOCKING, version, KeyType.AES, MechanismFlag.ENCRYPT | MechanismFlag.DECRYPT)

    def destroy(self, version: int) -> None:
        """Destroy both keys in the token."""
        with ONE_AT_A_TIME:
            self._steadily(self._find)
            for kind in (LOCKING, HASHING):
                if (kind, version) in self._handles:
                    self._writing(lambda session, kind=kind: self._destroy(session, kind, version))
            self._find()

    def check_values(self, version: int) -> tuple[str, str]:
        """The beginnings of two results that nothing else uses."""
        # Under a nonce that nothing is locked with: others are drawn, and this one is never drawn in practice.
        tag = self._encrypt(version, b"", CHECK, bytes(NONCE_BYTES))[-TAG_BYTES:]
        return tag[:CHECK_BYTES].hex(), self.mac(version, CHECK)[:CHECK_BYTES].hex()

    def facts(self) -> TokenFacts:
        """Which device this is."""
        with ONE_AT_A_TIME:
            self._steadily(self._find)
            token = self._opened().token
            module = pkcs11.lib(self._settings.module)
            major, minor = module.library_version
            return TokenFacts(
                self._settings.module,
                f"{module.manufacturer_id} {module.library_description} {major}.{minor}",
                token.label,
                serial_of(token),
                token.manufacturer_id,
                token.model,
            )

    def require_kept(self, version: int) -> None:
        """Raise unless the token refuses to give away the keys of a version."""
        for handle in self.handles(version):
            with contextlib.suppress(pkcs11.AttributeSensitive), ONE_AT_A_TIME:
                _ = handle.key[Attribute.VALUE]
                raise self._away(f"The key {handle.label} can be taken out of {self.name}.")

    def handles(self, version: int) -> list[Handle]:
        """The keys of a version."""
        return [self._handles[kind, version] for kind in (LOCKING, HASHING) if (kind, version) in self._handles]

    def _encrypt(self, version: int, secret: bytes, additional: bytes, nonce: bytes) -> bytes:
        parameters = GCMParams(nonce, additional)
        with ONE_AT_A_TIME:
            return nonce + self._steadily(
                lambda: cast("LockingKey", self._key(LOCKING, version)).encrypt(
                    secret, mechanism=Mechanism.AES_GCM, mechanism_param=parameters
                )
            )

    def _decrypt(self, version: int, locked: bytes, additional: bytes) -> bytes:
        parameters = GCMParams(locked[:NONCE_BYTES], additional)
        key = cast("LockingKey", self._key(LOCKING, version))
        try:
            return key.decrypt(locked[NONCE_BYTES:], mechanism=Mechanism.AES_GCM, mechanism_param=parameters)
        except NOT_OPENED as error:
            self._sign(version, CHECK)  # It fails, too, where it is the token that fails.
            raise CannotOpen from error

    def _sign(self, version: int, data: bytes) -> bytes:
        return cast("HashingKey", self._key(HASHING, version)).sign(data, mechanism=Mechanism.SHA256_HMAC)

    def _key(self, kind: str, version: int) -> pkcs11.Object:
        handle = self._handles.get((kind, version))
        if handle is None:
            raise pkcs11.NoSuchKey
        return handle.key

    def _steadily(self, work: Callable[[], T]) -> T:
        """Do it; should that fail, once more over a new session: tokens are unplugged, restarted and reached anew."""
        if self._session is not None:
            try:
                return work()
            except pkcs11.PKCS11Error:
                pass
        self._connect()
        try:
            return work()
        except pkcs11.PKCS11Error as error:
            raise self._away(f"{self.name} does not do what it is asked: {told(error)}.") from error

    def _connect(self) -> None:
        """Open a session and find the keys. A PIN that was refused is not tried again: the token would lock itself."""
        if self._refused is not None:
            raise self._refused
        token = self._token()
        try:
            self._session = self._logged_in(token)
            self._find()
        except pkcs11.PKCS11Error as error:
            raise self._away(f"{self.name} cannot be opened: {told(error)}.") from error

    def _token(self) -> pkcs11.Token:
        wanted, serial = self._settings.token, self._settings.serial
        try:
            module = pkcs11.lib(self._settings.module)
            if self._session is not None:
                self._session = None
                module.reinitialize()
            present = list(module.get_tokens())
        except pkcs11.PKCS11Error as error:
            raise self._away(f"The PKCS#11 module {self._settings.module} does not start: {told(error)}.") from error
        found = [each for each in present if each.label == wanted and serial in {"", serial_of(each)}]
        if not found:
            with_serial = f" with the serial number {serial}" if serial else ""
            raise self._away(f"There is no token {wanted}{with_serial}.")
        if len(found) > 1:
            serials = " and ".join(sorted(map(serial_of, found)))
            raise self._away(f"There are several tokens {wanted} ({serials}): name one by hsm.serial.")
        return found[0]

    def _logged_in(self, token: pkcs11.Token) -> pkcs11.Session:
        if TokenFlag.USER_PIN_LOCKED in token.flags:
            raise self._give_up(f"The PIN of {self.name} is locked; its security officer can unlock it.")
        try:
            return token.open(user_pin=read_pin(Path(self._settings.pin_file)))
        except pkcs11.UserAlreadyLoggedIn:
            return token.open()
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
            why = f"{self.name} refuses the PIN of {self._settings.pin_file}. It is not tried again."
            raise self._give_up(why) from error
        except (pkcs11.PinLocked, pkcs11.PinExpired, pkcs11.UserPinNotInitialized) as error:
            raise self._give_up(f"The PIN of {self.name} cannot be used: {told(error)}.") from error

    def _opened(self) -> pkcs11.Session:
        if self._session is None:
            raise pkcs11.SessionClosed
        return self._session

    def _find(self) -> None:
        found: dict[tuple[str, int], Handle] = {}
        for each in list(self._opened().get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY})):
            name = str(each[Attribute.LABEL])
            read = re.fullmatch(f"({LOCKING}|{HASHING}) ([1-9][0-9]{{0,8}})", name.removeprefix(self._prefix), re.ASCII)
            if not name.startswith(self._prefix) or read is None:
                continue
            place = (read[1], int(read[2]))
            if place in found:
                raise self._away(f"Two keys in {self.name} are called {name}.")
            if each[Attribute.EXTRACTABLE] or not each[Attribute.SENSITIVE]:
                raise self._away(f"The key {name} could be taken out of {self.name}; no ceremony makes such a key.")
            found[place] = Handle(name, bytes(each[Attribute.ID]).hex(), each)
        self._handles = found

    def _make(self, kind: str, version: int, key_type: KeyType, uses: MechanismFlag) -> None:
        with ONE_AT_A_TIME:
            self._steadily(self._find)
            self._writing(lambda session: self._generate(session, f"{self._prefix}{kind} {version}", key_type, uses))
            self._find()

    @staticmethod
    def _generate(session: pkcs11.Session, name: str, key_type: KeyType, uses: MechanismFlag) -> None:
        session.generate_key(
            key_type,
            KEY_BITS,
            label=name,
            id=secrets.token_bytes(ID_BYTES),
            store=True,
            capabilities=uses,
            template=FOREVER_HERE,
        )

    def _destroy(self, session: pkcs11.Session, kind: str, version: int) -> None:
        name = f"{self._prefix}{kind} {version}"
        for each in list(session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.LABEL: name})):
            each.destroy()

    def _writing(self, work: Callable[[pkcs11.Session], None]) -> None:
        """Do something to the token over a session that may, which no other work has."""
        try:
            with self._opened().token.open(rw=True) as session:
                work(session)
        except pkcs11.PKCS11Error as error:
            raise self._away(f"{self.name} does not do what it is asked: {told(error)}.") from error

    def _give_up(self, why: str) -> KeysAway:
        self._refused = self._away(why)
        return self._refused

    @staticmethod
    def _away(why: str) -> KeysAway:
        sentence = why[:1].upper() + why[1:]
        logger.error("no HSM: %s", sentence)
        return KeysAway(sentence)


def serial_of(token: pkcs11.Token) -> str:
    """A token's serial number, without what fills it up."""
    return token.serial.rstrip(b"\0 ").decode("ascii", "replace")


def told(error: pkcs11.PKCS11Error) -> str:
    """What PKCS#11 calls it; the name of its error says more than its message, which is mostly empty."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def read_pin(path: Path) -> str:
    """The PIN, out of a file that its owner alone may read."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeysAway(f"Others than its owner may read {path}; chmod 600 forbids it.")
        pin = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        raise KeysAway(f"The file with the HSM's PIN cannot be read: {path}: {why}.") from error
    if not pin:
        raise KeysAway(f"The file with the HSM's PIN is empty: {path}.")
    return pin
