"""An auditor kit, checked without asking anybody: every byte by the manifest, the manifest by the evidence's own key,
and the evidence as `verify_evidence` checks it (SPEC 22).
"""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

import msgspec

from serment.errors import CannotVerify
from serment.verify.evidence import EvidenceReport, verify_evidence
from serment.verify.evidence import tell as tell_evidence
from serment.verify.findings import Finding, told
from serment.verify.policy import Policy
from serment_protocol.auditor_kit import EVIDENCE, KIT, MANIFEST, SIGNATURE, KitManifest
from serment_protocol.encoding import from_b64
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.evidence import EvidenceKey
from serment_protocol.evidence_export import HeaderLine, read_line
from serment_protocol.signing import peek, verify_bytes
from serment_protocol.structure import read
from serment_protocol.transparency import Bundle, read_entry

NAMED = "every file is the one that the manifest names, and there is no other"
SIGNED = "the manifest is signed by the newest key of the evidence"
SAME = "the evidence is of the hand and of the days that the manifest names"
LONGEST_MANIFEST = 1024 * 1024
LONGEST_HEADER = 1024 * 1024
LONGEST_SIGNATURE = 1024
PART = 1024 * 1024


class KitReport(msgspec.Struct, frozen=True):
    """What was found in a kit."""

    origin: str
    first: str
    last: str
    made: str
    files: int
    findings: tuple[Finding, ...]
    evidence: EvidenceReport
    ok: bool


def verify_kit(path: Path, policies: Sequence[Policy] = ()) -> KitReport:
    """Check a file; what is no kit at all is `CannotVerify`."""
    try:
        with ZipFile(path) as archive, TemporaryDirectory(prefix="serment-kit-") as folder:
            return _verified(archive, Path(folder) / EVIDENCE, policies)
    except OSError as error:
        raise CannotVerify(f"{path}: {error.strerror}.") from error
    # The last two are zipfile's, of a compression it does not know and of a file that is encrypted.
    except (BadZipFile, KeyError, ProtocolRefusal, NotImplementedError, RuntimeError) as error:
        raise CannotVerify(f"{path} is no kit: its manifest or its evidence cannot be read.") from error


def tell(report: KitReport) -> str:
    """The report in words."""
    head = f"Auditor kit of {report.origin}, {report.first} to {report.last}, made {report.made}: {report.files} files."
    end = "The kit holds." if report.ok else "THE KIT DOES NOT HOLD."
    return "\n".join([head, *told(report.findings), "", tell_evidence(report.evidence), "", end])


def _verified(archive: ZipFile, extract: Path, policies: Sequence[Policy]) -> KitReport:
    with archive.open(MANIFEST) as file:
        written = file.read(LONGEST_MANIFEST)
    manifest = read(written, KitManifest)
    unpack(archive, extract, next(each.size for each in manifest.files if each.name == EVIDENCE))
    evidence = verify_evidence(extract, policies)
    findings = (
        Finding(NAMED, tuple(_files(archive, manifest))),
        Finding(SIGNED, tuple(_signature(archive, written, extract))),
        Finding(SAME, tuple(_days(manifest, evidence))),
    )
    ok = evidence.ok and all(each.holds for each in findings)
    about = (manifest.origin, manifest.first, manifest.last, manifest.made)
    return KitReport(*about, len(manifest.files), findings, evidence, ok)


def unpack(archive: ZipFile, extract: Path, size: int) -> None:
    """No more than the manifest says there is, and a little: a small zip can hold more than a disk does."""
    with archive.open(EVIDENCE) as source, extract.open("xb") as out:
        while out.tell() <= size and (part := source.read(PART)):
            out.write(part)


def _files(archive: ZipFile, manifest: KitManifest) -> Iterator[str]:
    there, wanted = archive.namelist(), {each.name for each in manifest.files} | {MANIFEST, SIGNATURE}
    yield from (f"{name} is there twice" for name in sorted({each for each in there if there.count(each) > 1}))
    yield from (f"{name} is not in the manifest" for name in sorted(set(there) - wanted))
    yield from (f"{name} is missing" for name in sorted(wanted - set(there)))
    for each in manifest.files:
        if each.name in there and _sum(archive, each.name, each.size) != (each.size, each.hash):
            yield f"{each.name} is not what the manifest says"


def _sum(archive: ZipFile, name: str, most: int) -> tuple[int, str]:
    """Size and hash of a file, of which no more is unpacked than the manifest says it has, and a little."""
    digest, size = hashlib.sha256(), 0
    with suppress(BadZipFile, zlib.error), archive.open(name) as file:
        while size <= most and (part := file.read(PART)):
            digest.update(part)
            size += len(part)
        return size, digest.hexdigest()
    return -1, ""


def _signature(archive: ZipFile, written: bytes, extract: Path) -> Iterator[str]:
    try:
        with archive.open(SIGNATURE) as file:
            signature = from_b64(file.read(LONGEST_SIGNATURE).decode("ascii").strip())
        verify_bytes(newest_key(extract), KIT, written, signature)
    except (KeyError, UnicodeDecodeError, ProtocolRefusal) as error:
        yield str(error)


def newest_key(extract: Path) -> bytes:
    """The last key that the header of an extract names; that it is one is what `verify_evidence` finds."""
    with extract.open("rb") as file:
        header = read_line(file.readline(LONGEST_HEADER))
    if not isinstance(header, HeaderLine) or not header.header.keys:
        return b""
    leaf = header.header.keys[-1]
    signed = read_entry(Bundle(leaf.entry, leaf.index, leaf.proof, ""), "evidence_key")
    return from_b64(peek(signed, EvidenceKey).key)


def _days(manifest: KitManifest, evidence: EvidenceReport) -> Iterator[str]:
    if evidence.origin != manifest.origin:
        yield f"it is the evidence of {evidence.origin}"
    if evidence.first < manifest.first or evidence.last > manifest.last:
        yield f"it is the evidence of {evidence.first} to {evidence.last}"
