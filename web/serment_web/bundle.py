"""The files the publisher hands out, read into memory once.

Serving from memory means that what is published is what lay there at start, and that no request names a path on disk.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).parent / "static"

# Vite puts the hash of the content into the names of these files, so a name never changes its meaning.
FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"

CODINGS = {"br": ".br", "gzip": ".gz"}
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ftl": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class BundleMissing(Exception):
    """The web app has not been built; `make env` builds it."""


@dataclass(frozen=True)
class Resource:
    """One address: its type, how long it may be kept, and its body in each content coding ("" is none)."""

    media_type: str
    cache_control: str
    etag: str
    bodies: dict[str, bytes]


def resource(body: bytes, suffix: str, cache_control: str, compressed: dict[str, bytes] | None = None) -> Resource:
    """A resource named by the hash of its content."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Resource(TYPES[suffix], cache_control, etag, {"": body, **(compressed or {})})


def load_bundle(static: Path = STATIC) -> dict[str, Resource]:
    """Every file of the bundle under the path it is asked for; "/" is the page."""
    if not (static / "index.html").is_file():
        raise BundleMissing
    found = {
        f"/{file.relative_to(static).as_posix()}": read(file, static)
        for file in static.rglob("*")
        if file.is_file() and file.suffix in TYPES
    }
    found["/"] = found.pop("/index.html")
    return found


def read(file: Path, static: Path) -> Resource:
    """One file with the compressed copies made by the build."""
    compressed = {
        coding: copy.read_bytes()
        for coding, suffix in CODINGS.items()
        if (copy := file.with_name(file.name + suffix)).is_file()
    }
    hashed = file.is_relative_to(static / "assets")
    return resource(file.read_bytes(), file.suffix, FOREVER if hashed else ASK_FIRST, compressed)
