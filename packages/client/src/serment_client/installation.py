"""Which servers and logs belong together, as the publisher says (SPEC 10)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from serment_client.errors import InstallationUnreadable, Refused
from serment_client.transport import Transport
from serment_protocol.cosignatures import Witnesses, read_witnesses
from serment_protocol.encoding import from_b64
from serment_protocol.errors import BadStructure, ProtocolRefusal
from serment_protocol.notes import LogKey, read_log_key
from serment_protocol.structure import B64Of32, Structure

FILE_NAME = "installation.json"


class WitnessesDocument(Structure, frozen=True):
    """Who must have cosigned a log: so many of these keys, so lately."""

    keys: tuple[str, ...]
    quorum: int
    days: int


class PartyDocument(Structure, frozen=True):
    """One server of `installation.json`."""

    url: str
    log_origin: str
    log_key: str
    witnesses: WitnessesDocument


class PublisherDocument(Structure, frozen=True):
    """Who serves the app, and which keys sign its releases."""

    url: str
    release_keys: tuple[B64Of32, ...]


class InstallationDocument(Structure, frozen=True):
    """`installation.json`."""

    v: Literal[1]
    name: str
    demo: bool
    platform: PartyDocument
    custodian: PartyDocument
    publisher: PublisherDocument


@dataclass(frozen=True)
class Party:
    """A server, and the log whose checkpoints it signs."""

    url: str
    log_origin: str
    log_key: LogKey
    witnesses: Witnesses

    @property
    def origin(self) -> str:
        """What signatures name as the place they are for."""
        return origin_of(self.url)


@dataclass(frozen=True)
class Publisher:
    """Who serves the app, and the keys that sign its releases."""

    url: str
    release_keys: tuple[bytes, ...]


@dataclass(frozen=True)
class Installation:
    """Everything that a client must know beforehand."""

    name: str
    demo: bool
    platform: Party
    custodian: Party
    publisher: Publisher


def load_installation(source: str, transport: Transport | None = None) -> tuple[Installation, bytes]:
    """The installation at an address or in a file, and its bytes to be pinned."""
    data = _fetch(source, transport) if source.startswith(("http://", "https://")) else _read(Path(source))
    return read_installation(data), data


def read_installation(data: bytes) -> Installation:
    """The installation of these bytes."""
    try:
        document = msgspec.json.decode(data, type=InstallationDocument)
        parties = _party(document.platform), _party(document.custodian)
        return Installation(document.name, document.demo, *parties, _publisher(document.publisher))
    except (msgspec.MsgspecError, ProtocolRefusal) as error:
        raise InstallationUnreadable(str(error)) from error


def _party(document: PartyDocument) -> Party:
    policy = document.witnesses
    witnesses = read_witnesses(policy.keys, policy.quorum, policy.days)
    return Party(document.url.rstrip("/"), document.log_origin, read_log_key(document.log_key), witnesses)


def _publisher(document: PublisherDocument) -> Publisher:
    keys = tuple(from_b64(key) for key in document.release_keys)
    if not keys or len(set(keys)) < len(keys):
        raise BadStructure
    return Publisher(document.url.rstrip("/"), keys)


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _fetch(address: str, transport: Transport | None) -> bytes:
    if not address.endswith(".json"):
        address = f"{address.rstrip('/')}/{FILE_NAME}"
    own = transport or Transport()
    try:
        return own.send("GET", address).content
    except Refused as refused:
        raise InstallationUnreadable(f"{address}: {refused}") from refused
    finally:
        if transport is None:
            own.close()


def _read(path: Path) -> bytes:
    try:
        return (path / FILE_NAME if path.is_dir() else path).read_bytes()
    except OSError as error:
        raise InstallationUnreadable(f"{path}: {error.strerror}") from error
