"""What is shipped, read as text: what a browser without a screen does not do, and a visitor's would."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from serment_web.bundle import STATIC

SOURCES: Mapping[str, str] = {
    "serment_platform.directory": "the public pages",
    "serment_custodian.officers": "the officers' page",
    "serment_kernel.look": "what servers' pages share",
}
TEXTS = frozenset({".css", ".ftl", ".html", ".js", ".json", ".mjs", ".py", ".svg", ".webmanifest"})
# Names that look like addresses: namespaces, the code systems of FHIR, and where a library's error says to read on.
# Nothing asks there.
NAMES = r"(?!www\.w3\.org/|svelte\.dev/e/|terminology\.hl7\.org/CodeSystem/|loinc\.org[\"'`])"
FORBIDDEN: Mapping[str, re.Pattern[str]] = {
    "a hint to look up or open another host": re.compile(r"\b(?:dns-prefetch|preconnect|prerender)\b"),
    "speculation rules": re.compile(r"\bspeculationrules\b"),
    "a prefetch": re.compile(r"""rel=["']?prefetch"""),
    "a beacon": re.compile(r"\bsendBeacon\b"),
    "a link that tells a third party of the click": re.compile(r"""<a\b[^>]*\sping="""),
    "WebRTC": re.compile(r"\b(?:RTC|webkitRTC)PeerConnection\b"),
    "a cookie": re.compile(r"\bdocument\.cookie\b|\bcookieStore\b"),
    "an address of somebody else": re.compile(
        rf"""(?:src|href|action|srcset|poster|data)=["']?(?:https?:)?//{NAMES}|url\(\s*["']?(?:https?:)?//{NAMES}"""
        rf"""|["'`]https?://{NAMES}[a-z0-9.-]+\.[a-z]{{2,}}""",
        re.IGNORECASE,
    ),
}


class Finding(NamedTuple):
    """Something that may not be shipped, and in which file."""

    what: str
    file: str


class Read(NamedTuple):
    """How much was read, and what was found."""

    files: int
    findings: tuple[Finding, ...]


def read_shipped() -> Read:
    """Every text that a browser may be handed, of all three origins."""
    named = [*_bundle(), *_packages()]
    return Read(len(named), tuple(finding for name, text in named for finding in read_text(name, text)))


def read_text(name: str, text: str) -> Iterator[Finding]:
    """What may not stand in this file."""
    for what, pattern in FORBIDDEN.items():
        if pattern.search(text):
            yield Finding(what, name)


def _bundle(folder: Path = STATIC) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEXTS:
            yield f"web/{path.relative_to(folder)}", path.read_text(encoding="utf-8")


def _packages() -> Iterator[tuple[str, str]]:
    for package, said in SOURCES.items():
        for path, item in _texts(files(package)):
            yield f"{said}/{path}", item.read_text(encoding="utf-8")


def _texts(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = f"{above}{item.name}"
        if item.is_dir():
            yield from _texts(item, f"{path}/")
        elif Path(path).suffix in TEXTS:
            yield path, item
