"""Which installation.json a release is judged by, and how it came to be trusted."""

import os
from typing import NamedTuple

from serment.configuration import INSTALLATION_FILE
from serment.errors import CannotVerify, NotAsBefore
from serment.places import Home
from serment.verify.memory import Memory, fingerprint_of
from serment_client import ClientError, Installation, default_path, load_installation
from serment_client.cli.session import STATE_PASSPHRASE
from serment_client.installation import origin_of
from serment_client.state import read_content

SERVED = f"/{INSTALLATION_FILE}"
NOTHING = (
    "this very publisher, which pins nothing: a false publisher would name its own keys. It is remembered from now on; "
    "name a copy from elsewhere with --installation"
)


class Pinned(NamedTuple):
    """What is believed beforehand."""

    installation: Installation
    document: bytes
    by: str
    """In words, where it is from."""


def pinned(origin: str, given: str, home: Home, memory: Memory) -> Pinned:
    """The installation named on the command line; else of a machine's own; else as it was first seen."""
    if given and not _is_at(given, origin):
        return _read(given, given)
    own = home.publisher / INSTALLATION_FILE
    if not given and own.is_file() and origin_of(_read(str(own), "").installation.publisher.url) == origin:
        return _read(str(own), str(own))
    return _as_first_seen(origin, memory)


def _as_first_seen(origin: str, memory: Memory) -> Pinned:
    found = _read(origin, NOTHING)
    fingerprint = fingerprint_of(found.document)
    by_client, seen = _of_client(origin), memory.pin_of(origin)
    for who, remembered in (("serment-client", by_client), ("an earlier verification", seen)):
        if remembered and remembered != fingerprint:
            raise NotAsBefore(
                f"{origin} serves another installation.json than {who} saw there first: other servers, or other keys. "
                "If that was announced, name the new file with --installation."
            )
    if not by_client and not seen:
        memory.pin(origin, fingerprint)
        return found
    who = "serment-client" if by_client else "an earlier verification"
    return found._replace(by=f"this publisher, as {who} saw it there first")


def _of_client(origin: str) -> str:
    """What the SDK's command line pinned at this address; nothing while its state is locked."""
    path = default_path()
    try:
        content = read_content(path, os.environ.get(STATE_PASSPHRASE, ""))
    except ClientError:
        return ""
    return content.installation if content.source and _is_at(content.source, origin) else ""


def _is_at(source: str, origin: str) -> bool:
    return source.startswith(("http://", "https://")) and origin_of(source) == origin


def _read(source: str, by: str) -> Pinned:
    try:
        installation, document = load_installation(source)
    except ClientError as error:
        raise CannotVerify(str(error)) from error
    return Pinned(installation, document, by)
