"""The auditor kit as a zip: the same files always give the same bytes. Pure but for reading the extract."""

import hashlib
import shutil
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from serment_platform.compliance.exchange.documents import documents, written
from serment_platform.compliance.exchange.guide import guide
from serment_platform.compliance.exchange.pages import page
from serment_platform.compliance.exchange.types import Installation, measured_states
from serment_platform.compliance.registers.exporting import table
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.printing import paper_of
from serment_platform.compliance.registers.types import Language, Version
from serment_protocol.auditor_kit import MANIFEST, SIGNATURE, KitManifest, Sum, files_of, sign_kit
from serment_protocol.encoding import b64, write_day, write_time

Content: TypeAlias = bytes | Path
LANGUAGES: tuple[Language, ...] = ("fr", "en")
SUMS = "SHA256SUMS"
MODE = 0o100644 << 16
UNIX = 3
# A time of its own would make two kits of the same things differ.
EPOCH = (1980, 1, 1, 0, 0, 0)


def contents(inputs: Installation, data_map: list[Version]) -> dict[str, bytes]:
    """What follows from rows and checks: registers as CSV, as pages and as PDF, OSCAL, and how to read it all."""
    found = {f"oscal/{name}": written(each) for name, each in documents(inputs).items()}
    states, made = measured_states(inputs.checks), write_time(inputs.now)
    for language in LANGUAGES:
        for kind in REGISTERS.values():
            rows = data_map if kind.origin == "schema" else inputs.register(kind.id)
            found[f"registers/{language}/{kind.id}.csv"] = table(kind, rows, language, states).encode()
            shown = page(kind, rows, language, states, inputs.origin, made)
            found[f"registers/{language}/{kind.id}.html"] = shown.encode()
            found[f"registers/{language}/{kind.id}.pdf"] = paper_of(
                kind, rows, language, states, inputs.origin, inputs.now
            )
        found[f"README.{language}.txt"] = guide(inputs, language).encode()
    return found


class Period(NamedTuple):
    """What a kit is of."""

    origin: str
    first: date
    last: date
    made: datetime


def write_kit(out: BinaryIO, seed: bytes, of: Period, files: Mapping[str, Content]) -> None:
    """Write the zip: these files, their sums as `sha256sum` reads them, and the signed manifest."""
    sums = {name: sum_of(each) for name, each in files.items()}
    listed = "".join(f"{each.hash}  {name}\n" for name, each in sorted(sums.items())).encode()
    whole = {**files, SUMS: listed}
    manifest, signature = sign_kit(seed, _manifest(of, {**sums, SUMS: sum_of(listed)}))
    whole |= {MANIFEST: manifest, SIGNATURE: f"{b64(signature)}\n".encode()}
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name, each in sorted(whole.items()):
            _add(archive, name, each)


def sum_of(content: Content) -> Sum:
    """Its size and SHA-256."""
    if isinstance(content, bytes):
        return Sum(len(content), hashlib.sha256(content).hexdigest())
    with content.open("rb") as file:
        return Sum(content.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _manifest(of: Period, sums: Mapping[str, Sum]) -> KitManifest:
    return KitManifest(
        origin=of.origin,
        first=write_day(of.first),
        last=write_day(of.last),
        made=write_time(of.made),
        files=files_of(sums),
    )


def _add(archive: ZipFile, name: str, content: Content) -> None:
    info = ZipInfo(name, EPOCH)
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, MODE, UNIX
    with archive.open(info, "w", force_zip64=True) as out:
        if isinstance(content, bytes):
            shutil.copyfileobj(BytesIO(content), out)
        else:
            with content.open("rb") as file:
                shutil.copyfileobj(file, out)
