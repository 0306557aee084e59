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


def read_witness_at(line: str) -> WitnessAt:
    """A verifier key, a space, the address before `/add-checkpoint`."""
    verifier, space, url = line.partition(" ")
    if not space or not re.fullmatch(r"https?://[^\s?#]+", url):
        raise BadStructure
    return WitnessAt(read_witness_key(verifier), url.rstrip("/"))
