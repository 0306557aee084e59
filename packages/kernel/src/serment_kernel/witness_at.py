"""Witnesses as a configuration names them. Pure: asking them is in `cosigning.py`."""

import re
from typing import NamedTuple

from serment_protocol.cosignatures import read_witness_key
from serment_protocol.errors import BadStructure
from serment_protocol.notes import LogKey


class WitnessAt(NamedTuple):
    """A witness's key, and where it is asked."""

    key: LogKey
    url: str
    processor: str = ""
    """Whose it is, in the register of processors."""


def read_witness_at(line: str) -> WitnessAt:
    """A verifier key, the address before `/add-checkpoint`, and whose it is; a space in between."""
    verifier, _, rest = line.partition(" ")
    url, _, processor = rest.partition(" ")
    if not re.fullmatch(r"https?://[^\s?#]+", url) or not re.fullmatch(r"([a-z][a-z0-9-]*)?", processor):
        raise BadStructure
    return WitnessAt(read_witness_key(verifier), url.rstrip("/"), processor)
