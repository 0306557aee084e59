"""How every page looks that a server writes itself: tokens, face, seal, and what such pages have in common.

`tokens.css` is the app's own; a test holds the two together.
"""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

KINDS = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "woff2": "font/woff2",
}


class StaticFile(NamedTuple):
    """A file as it is sent: its bytes, its media type, and a hash that changes with them."""

    content: bytes
    kind: str
    tag: str


@cache
def static_files(package: str) -> dict[str, StaticFile]:
    """By name: what all pages share, and what lies in the folder `static` of a package."""
    folders = (files("serment_kernel.look"), files(package) / "static")
    return {item.name: _read(item) for folder in folders for item in folder.iterdir() if _is_sent(item.name)}


def _is_sent(name: str) -> bool:
    return name.rpartition(".")[2] in KINDS


def _read(item: Traversable) -> StaticFile:
    content = item.read_bytes()
    return StaticFile(content, KINDS[item.name.rpartition(".")[2]], sha256(content).hexdigest()[:32])
