"""What the scenarios are made of: fixed seeds, things drawn by lot once, and the vector itself."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from serment_protocol.encoding import b64, from_b64

Values = dict[str, Any]


@dataclass(frozen=True)
class Vector:
    """One scenario."""

    area: str
    case: str
    operation: str
    given: Values
    expect: str = "accepted"


class Fixtures:
    """What cannot be made twice alike: drawn once, then kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        self.used: set[str] = set()

    def once(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The bytes of this name; made if they are not there yet."""
        if name not in self.kept:
            self.kept[name] = b64(make())
        self.used.add(name)
        return from_b64(self.kept[name])

    def text(self) -> str:
        """The file, without what no scenario uses any more."""
        used = {name: self.kept[name] for name in sorted(self.used)}
        return json.dumps(used, indent=1) + "\n"


def seed(name: str, length: int = 32) -> bytes:
    """Fixed bytes that look like any others."""
    return hashlib.shake_256(b"serment vectors/" + name.encode()).digest(length)


def flip(data: bytes, position: int, bit: int = 1) -> bytes:
    """The same bytes with one bit changed."""
    changed = bytearray(data)
    changed[position] ^= bit
    return bytes(changed)


def plain(value: msgspec.Struct) -> Values:
    """A structure as JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))
