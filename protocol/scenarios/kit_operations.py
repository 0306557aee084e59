"""What the operations of paper kits do in Python."""

from typing import Any

import msgspec

from serment_protocol import kitfile, structure
from serment_protocol.encoding import b64, from_b64

Values = dict[str, Any]


def write_kit_address(given: Values) -> Values:
    """The address in the QR code."""
    return {"address": kitfile.write_kit_address(given["audience"], from_b64(given["kit"]))}


def read_kit_address(given: Values) -> Values:
    """What a camera has read."""
    audience, kit = kitfile.read_kit_address(given["address"])
    return {"audience": audience, "kit": b64(kit)}


def kit_age(given: Values) -> Values:
    """Both age keys."""
    kit = from_b64(given["kit"])
    return {"identity": kitfile.kit_identity(kit), "recipient": kitfile.kit_recipient(kit)}


def open_kit_file(given: Values) -> Values:
    """Both parts of a file."""
    text, content = kitfile.open_kit_file(from_b64(given["file"]), from_b64(given["kit"]))
    return {"text": text, "content": msgspec.json.decode(msgspec.json.encode(content))}


def prove_kit_file(given: Values) -> Values:
    """What its visits come to."""
    proved = kitfile.prove_kit_file(structure.convert(given["content"], kitfile.KitFile))
    return {"visits": [{"state": chain[-1].state, "start": chain[-1].start} for chain in proved]}


OPERATIONS = {
    "write_kit_address": write_kit_address,
    "read_kit_address": read_kit_address,
    "kit_age": kit_age,
    "open_kit_file": open_kit_file,
    "prove_kit_file": prove_kit_file,
}
