"""What the operations of exports do in Python."""

from typing import Any

from serment_protocol import agefile, exports, structure, zips
from serment_protocol.encoding import b64, from_b64

Values = dict[str, Any]


def zip_stored(given: Values) -> Values:
    """An archive, byte for byte."""
    return {"zip": b64(zips.zip_stored({each["name"]: from_b64(each["data"]) for each in given["files"]}))}


def export_bundle(given: Values) -> Values:
    """The same as FHIR."""
    return {"bundle": exports.fhir_of(structure.convert(given["content"], exports.AccountExport)).decode()}


def export_archive(given: Values) -> Values:
    """Everything in one archive, byte for byte."""
    content = structure.convert(given["content"], exports.AccountExport)
    return {"zip": b64(exports.archive(content, given["page"]))}


def open_with_passphrase(given: Values) -> Values:
    """What is in a file that a passphrase opens."""
    return {"plain": b64(agefile.decrypt_with_passphrase(from_b64(given["file"]), given["passphrase"]))}


OPERATIONS = {
    "zip_stored": zip_stored,
    "export_bundle": export_bundle,
    "export_archive": export_archive,
    "open_with_passphrase": open_with_passphrase,
}
