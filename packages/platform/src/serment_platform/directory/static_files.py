"""The few files of the public pages, read once: style, fonts, drawings. Nothing of them runs."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

KINDS = {
    "css": "text/css",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "woff2": "font/woff2",
}


class StaticFile(NamedTuple):
    """A file as it is sent."""

    content: bytes
    kind: str
    tag: str


@cache
def static_files() -> dict[str, StaticFile]:
    """By name."""
    folder = files("serment_platform.directory") / "static"
    return {item.name: _read(item.name, item.read_bytes()) for item in folder.iterdir() if item.is_file()}


def _read(name: str, content: bytes) -> StaticFile:
    return StaticFile(content, KINDS[name.rpartition(".")[2]], f'"{sha256(content).hexdigest()[:32]}"')
