"""Files in the format of age (c2sp.org/age, version 1), to X25519 keys, as age writes them, or to a passphrase."""

from collections.abc import Sequence
from typing import Protocol, cast

import pyrage  # pyright: ignore[reportMissingTypeStubs]

from serment_protocol.errors import CannotOpen
from serment_protocol.primitives import agreement_public


class Keys(Protocol):
    """Reads a key as age writes it."""

    def from_str(self, text: str) -> object:
        """The key."""
        ...


class X25519(Protocol):
    """Both halves of a key."""

    Identity: Keys
    Recipient: Keys


class Passphrase(Protocol):
    """Files that a passphrase opens."""

    def encrypt(self, plain: bytes, passphrase: str) -> bytes:
        """A file."""
        ...

    def decrypt(self, data: bytes, passphrase: str) -> bytes:
        """What is in it."""
        ...


class Age(Protocol):
    """What is used of the library, which has no types of its own."""

    x25519: X25519
    passphrase: Passphrase
    DecryptError: type[Exception]
    EncryptError: type[Exception]
    IdentityError: type[Exception]
    RecipientError: type[Exception]

    def encrypt(self, plain: bytes, recipients: Sequence[object]) -> bytes:
        """A file."""
        ...

    def decrypt(self, data: bytes, identities: Sequence[object]) -> bytes:
        """What is in it."""
        ...


age = cast("Age", pyrage)
IDENTITY_PREFIX = "age-secret-key-"
RECIPIENT_PREFIX = "age"
_CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def identity(private: bytes) -> str:
    """What opens files, of an X25519 private key."""
    return bech32(IDENTITY_PREFIX, private).upper()


def recipient(private: bytes) -> str:
    """What files are made to, of the same private key."""
    return bech32(RECIPIENT_PREFIX, agreement_public(private))


def encrypt(plain: bytes, recipients: Sequence[str]) -> bytes:
    """A file that each of the recipients' identities opens."""
    try:
        return age.encrypt(plain, [age.x25519.Recipient.from_str(each) for each in recipients])
    except (age.RecipientError, age.EncryptError) as error:
        raise CannotOpen from error


def decrypt(data: bytes, own: str) -> bytes:
    """What is in a file."""
    try:
        return age.decrypt(data, [age.x25519.Identity.from_str(own)])
    except (age.IdentityError, age.DecryptError) as error:
        raise CannotOpen from error


def encrypt_with_passphrase(plain: bytes, passphrase: str) -> bytes:
    """A file that this passphrase opens, after about a second of work."""
    try:
        return age.passphrase.encrypt(plain, passphrase)
    except age.EncryptError as error:
        raise CannotOpen from error


def decrypt_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """What is in such a file."""
    try:
        return age.passphrase.decrypt(data, passphrase)
    except age.DecryptError as error:
        raise CannotOpen from error


def bech32(prefix: str, data: bytes) -> str:
    """Bytes with a checksum, in letters that are not mistaken for one another (BIP 173)."""
    bits = int.from_bytes(data) << (-len(data) * 8 % 5)
    count = (len(data) * 8 + 4) // 5
    values = [bits >> 5 * place & 31 for place in reversed(range(count))]
    spread = [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]
    checked = _polymod([*spread, *values, *([0] * 6)]) ^ 1
    values += [checked >> 5 * place & 31 for place in reversed(range(6))]
    return f"{prefix}1" + "".join(_CHARACTERS[value] for value in values)


def _polymod(values: Sequence[int]) -> int:
    remainder = 1
    for value in values:
        top, remainder = remainder >> 25, (remainder & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate(_GENERATOR):
            remainder ^= factor if top >> place & 1 else 0
    return remainder
