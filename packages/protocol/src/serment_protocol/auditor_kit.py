"""An auditor kit: everything of a period in one zip, whose signed manifest names every byte (SPEC 22). Pure."""

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple, TypeAlias

from msgspec import Meta

from serment_protocol.encoding import canonical
from serment_protocol.errors import BadStructure
from serment_protocol.evidence_export import Origin
from serment_protocol.signing import sign_bytes
from serment_protocol.structure import Count, Day, Digest, Structure, Time, Versioned

KIT = "auditor-kit"
MANIFEST, SIGNATURE, EVIDENCE = "manifest.json", "manifest.sig", "evidence.jsonl"
Name: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*\Z", max_length=100)]


class Sum(NamedTuple):
    """A file by its size and its SHA-256."""

    size: int
    hash: str


class KitFile(Structure, frozen=True):
    """A file of the kit."""

    name: Name
    size: Count
    hash: Digest


class KitManifest(Versioned, frozen=True, kw_only=True):
    """Every file but itself and its signature, sorted by name."""

    type: Literal["auditor_kit"] = "auditor_kit"
    origin: Origin
    first: Day
    last: Day
    made: Time
    files: tuple[KitFile, ...]

    def __post_init__(self) -> None:
        Versioned.__post_init__(self)
        names = [each.name for each in self.files]
        if names != sorted(set(names)) or EVIDENCE not in names:
            raise BadStructure


def files_of(sums: Mapping[str, Sum]) -> tuple[KitFile, ...]:
    """As a manifest lists them."""
    return tuple(KitFile(name, each.size, each.hash) for name, each in sorted(sums.items()))


def sign_kit(seed: bytes, manifest: KitManifest) -> tuple[bytes, bytes]:
    """The bytes of the manifest, and the signature by the newest key of the evidence."""
    written = canonical(manifest)
    return written, sign_bytes(seed, KIT, written)
