"""Files in the format of age that do not fit into memory: they pass through, from a source to a sink."""

from collections.abc import Sequence
from typing import Protocol, cast

import pyrage  # pyright: ignore[reportMissingTypeStubs]

from serment_protocol.agefile import identity, recipient
from serment_protocol.errors import CannotOpen
from serment_protocol.primitives import random_bytes

KEY_BYTES = 32


class Source(Protocol):
    """What is read from; no bytes are its end."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many."""
        ...


class Sink(Protocol):
    """What is written to."""

    def write(self, data: bytes, /) -> int:
        """Take these bytes; how many were taken."""
        ...

    def flush(self) -> None:
        """Hand on what is held back."""
        ...


class Identity(Protocol):
    """What opens files."""

    def to_public(self) -> object:
        """What files are made to."""
        ...


class Identities(Protocol):
    """Reads identities."""

    def from_str(self, text: str) -> Identity:
        """As age writes it."""
        ...


class Recipients(Protocol):
    """Reads recipients."""

    def from_str(self, text: str) -> object:
        """As age writes it."""
        ...


class X25519(Protocol):
    """Both halves of a key."""

    Identity: Identities
    Recipient: Recipients


class Age(Protocol):
    """What is used of the library, which has no types of its own."""

    x25519: X25519
    DecryptError: type[Exception]
    IdentityError: type[Exception]
    RecipientError: type[Exception]

    def encrypt_io(self, reader: Source, writer: Sink, recipients: Sequence[object]) -> None:
        """Encrypt from one to the other."""
        ...

    def decrypt_io(self, reader: Source, writer: Sink, identities: Sequence[object]) -> None:
        """Decrypt from one to the other."""
        ...


age = cast("Age", pyrage)


def new_identity() -> tuple[str, str]:
    """A new identity, and its recipient."""
    private = random_bytes(KEY_BYTES)
    return identity(private), recipient(private)


def recipient_of(own: str) -> str:
    """The recipient of an identity; raises `CannotOpen` where it is none."""
    try:
        return str(age.x25519.Identity.from_str(own).to_public())
    except age.IdentityError as error:
        raise CannotOpen from error


def encrypt_stream(source: Source, sink: Sink, to: str) -> None:
    """Encrypt all of the source. What the source raises comes out as the library's own error."""
    try:
        key = age.x25519.Recipient.from_str(to)
    except age.RecipientError as error:
        raise CannotOpen from error
    age.encrypt_io(source, sink, [key])


def decrypt_stream(source: Source, sink: Sink, own: str) -> None:
    """Decrypt all of the source; raises `CannotOpen` for another's file, and for one that is torn or changed.

    By then the sink has taken the chunks before, each of which was whole.
    """
    try:
        age.decrypt_io(source, sink, [age.x25519.Identity.from_str(own)])
    except (age.IdentityError, age.DecryptError, OSError) as error:
        raise CannotOpen from error
