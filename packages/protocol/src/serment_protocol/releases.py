"""Releases of the web app: what a publisher answers, and that everybody is answered the same (SPEC 13)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from serment_protocol.encoding import from_b64
from serment_protocol.errors import (
    AnotherInstallation,
    AnotherRelease,
    BadSignature,
    BadStructure,
    FileChanged,
    HeadersChanged,
    ReleaseForged,
)
from serment_protocol.primitives import hash_bytes, sha256
from serment_protocol.signing import Signed, body_hash, verify_bytes
from serment_protocol.structure import B64, Day, Digest, Number, Structure, Versioned, convert, read

NAME = "web-release"
PAGE = "/"
ZEROS = "0" * 64
MOST_FILES = 1000
LARGEST_FILE = 2**24
# They only carry the answer: nothing in a browser runs, stays or goes elsewhere because of them.
CARRIERS = frozenset(
    {
        "accept-ranges",
        "age",
        "alt-svc",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "date",
        "etag",
        "expires",
        "keep-alive",
        "last-modified",
        "server",
        "transfer-encoding",
        "vary",
        "via",
    }
)

Path: TypeAlias = Annotated[
    str, Meta(pattern=r"\A/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)?\Z", max_length=256)
]
MediaType: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z]+/[a-z0-9.+-]+(?:; charset=utf-8)?\Z")]
HeaderName: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9-]*\Z")]
HeaderValue: TypeAlias = Annotated[str, Meta(pattern=r"\A[!-~](?:[ -~]*[!-~])?\Z", max_length=4096)]
Version: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9A-Za-z.+-]{1,32}\Z")]
Size: TypeAlias = Annotated[int, Meta(ge=0, le=LARGEST_FILE)]
FileCount: TypeAlias = Annotated[int, Meta(ge=1, le=MOST_FILES)]


class ServedFile(Structure, frozen=True):
    """One address and what it answers."""

    path: Path
    type: MediaType
    size: Size
    sha256: Digest


class Header(Structure, frozen=True):
    """A header that must stand with an answer."""

    name: HeaderName
    value: HeaderValue


class Headers(Structure, frozen=True):
    """With the page, with every other answer, and with all of them where TLS is spoken."""

    page: tuple[Header, ...]
    file: tuple[Header, ...]
    tls: tuple[Header, ...]


class Manifest(Versioned, frozen=True, kw_only=True):
    """Everything that a publisher answers of one build."""

    type: Literal["web_manifest"] = "web_manifest"
    files: tuple[ServedFile, ...]
    headers: Headers


class ReleaseRecord(Versioned, frozen=True, kw_only=True):
    """That this build is published for this installation (name `web-release`)."""

    type: Literal["web_release"] = "web_release"
    release: Number
    previous: Digest
    version: Version
    manifest: Digest
    installation: Digest
    files: FileCount
    day: Day

    def repeats(self, other: "ReleaseRecord") -> bool:
        """Whether both publish the same for the same installation."""
        mine, theirs = ((each.manifest, each.installation, each.version) for each in (self, other))
        return mine == theirs


class PublishedRelease(Versioned, frozen=True, kw_only=True):
    """`release.json`: a manifest, and the record that was signed of it."""

    manifest: B64
    release: Signed


class Place(msgspec.Struct, frozen=True):
    """Where an answer comes from: the origins that `{platform}` and `{custodian}` stand for, and whether by TLS."""

    platform: str
    custodian: str
    tls: bool


def read_manifest(data: bytes) -> Manifest:
    """The manifest of these bytes."""
    manifest = read(data, Manifest)
    paths = [file.path for file in manifest.files]
    if paths != sorted(set(paths)) or PAGE not in paths or len(paths) > MOST_FILES:
        raise BadStructure
    for headers in (manifest.headers.page, manifest.headers.file, manifest.headers.tls):
        names = [header.name for header in headers]
        if names != sorted(set(names)):
            raise BadStructure
    return manifest


def release_hash(manifest: bytes) -> str:
    """What people compare."""
    return hash_bytes(NAME, manifest).hex()


def installation_hash(document: bytes) -> str:
    """Which installation.json a release is for."""
    return hash_bytes("installation", document).hex()


def predecessor_of(before: Signed | None) -> str:
    """What the record after this one names as `previous`."""
    return ZEROS if before is None else body_hash("release", before)


def read_published(document: object) -> PublishedRelease:
    """`release.json`, decoded from its JSON."""
    return convert(document, PublishedRelease)


def verify_release(signed: Signed, keys: Collection[bytes]) -> ReleaseRecord:
    """The record, once one of the installation's release keys has signed it."""
    body = signed.body_bytes
    for key in keys:
        try:
            verify_bytes(key, NAME, body, signed.signature_bytes)
        except BadSignature:
            continue
        return read(body, ReleaseRecord)
    raise ReleaseForged


def open_release(
    published: PublishedRelease, keys: Collection[bytes], installation: bytes
) -> tuple[Manifest, ReleaseRecord]:
    """What a publisher claims to publish; whether it is logged and the newest is not checked here."""
    record = verify_release(published.release, keys)
    data = from_b64(published.manifest)
    if release_hash(data) != record.manifest:
        raise AnotherRelease
    manifest = read_manifest(data)
    if len(manifest.files) != record.files:
        raise AnotherRelease
    if installation_hash(installation) != record.installation:
        raise AnotherInstallation
    return manifest, record


def check_file(manifest: Manifest, path: str, body: bytes) -> None:
    """Raise unless these bytes are the release's at this address."""
    file = file_at(manifest, path)
    if len(body) != file.size or sha256(body).hex() != file.sha256:
        raise FileChanged


def check_headers(manifest: Manifest, path: str, answered: Mapping[str, str], place: Place) -> None:
    """Raise unless an answer, its header names in lower case, carries what the release asks for and nothing else."""
    file = file_at(manifest, path)
    wanted = dict(_filled(manifest.headers.page if path == PAGE else manifest.headers.file, place))
    wanted["content-type"] = file.type
    tls = dict(_filled(manifest.headers.tls, place))
    if place.tls:
        wanted |= tls
    for name, value in wanted.items():
        if answered.get(name) != value:
            raise HeadersChanged(name)
    # Browsers ignore the headers of TLS elsewhere, so that a proxy may stand between.
    for name in answered:
        if name not in wanted and name not in CARRIERS and name not in tls:
            raise HeadersChanged(name)


def file_at(manifest: Manifest, path: str) -> ServedFile:
    """What is answered at this address."""
    found = next((file for file in manifest.files if file.path == path), None)
    if found is None:
        raise FileChanged(path)
    return found


def _filled(headers: Sequence[Header], place: Place) -> list[tuple[str, str]]:
    return [
        (header.name, header.value.replace("{platform}", place.platform).replace("{custodian}", place.custodian))
        for header in headers
    ]
