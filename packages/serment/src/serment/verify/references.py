"""What a page, a script or a style names, and whether all of it is of the release. Pure.

Scripts are searched, not run: a name put together at run time is not found here. The policy of the release, which is
checked as well, keeps what such a name stands for from being loaded from anywhere else.
"""

import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from serment_protocol.releases import Manifest

BESIDE = frozenset({"/installation.json", "/release.json"})
ADDRESSES = frozenset(
    {"src", "href", "srcset", "poster", "data", "action", "formaction", "ping", "manifest", "background"}
)
# They load, send, nest or change what every other address means.
OUT_OF_PLACE = frozenset({"base", "embed", "form", "frame", "iframe", "object", "portal", "style"})
KINDS = {"text/html": "html", "text/javascript": "script", "text/css": "style", "image/svg+xml": "html"}
# Not every `from` before a quotation mark is one of a module: texts have the word too, but are followed by other signs.
IMPORTED = re.compile(r"""(?:(?<=[}\s*])from|\bimport)\s*\(?\s*["'`]([\w@./:%?&=~+-]+)["'`]""")
NAMED = re.compile(
    r"""["'`]((?:\.{0,2}/|assets/)[\w./-]+\.(?:js|mjs|css|wasm|json|html|svg|png|webp|ico|woff2))["'`]"""
)
LINKED = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
STRICT = {
    "default-src": {"'none'"},
    "script-src": {"'self'", "'wasm-unsafe-eval'"},
    "style-src": {"'self'"},
    "connect-src": {"'self'", "{platform}", "{custodian}"},
    "worker-src": {"'self'"},
    "form-action": {"'none'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
    "require-trusted-types-for": {"'script'"},
}
"""What a policy may allow at most; each of these must be there."""
HARMLESS = frozenset({"'none'", "'self'", "'block'"})
NAMES = "trusted-types"


class Reference(NamedTuple):
    """What was named, and where it is."""

    text: str
    path: str


class Page(HTMLParser):
    """Collects what a page names, and what has no place in it."""

    def __init__(self) -> None:
        super().__init__()
        self.named: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        given = dict(attrs)
        if tag in OUT_OF_PLACE or (tag == "meta" and "http-equiv" in given):
            self.faults.append(f"has an element <{tag}>, which has no place there")
        if tag == "script" and not given.get("src"):
            self.faults.append("has a script of its own")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"has an attribute {name}, which is code")
            elif name in ADDRESSES or name.endswith(":href"):
                self.named.append(value or "")


def faults_of(manifest: Manifest, path: str, kind: str, body: bytes) -> Iterator[str]:
    """What in this file is not of the release."""
    known = BESIDE.union(file.path for file in manifest.files)
    text = body.decode("utf-8", "replace")
    match KINDS.get(kind.partition(";")[0]):
        case "html":
            page = read_page(text)
            yield from (f"{path} {fault}" for fault in page.faults)
            yield from _strangers(path, page.named, known)
        case "script":
            yield from _strangers(path, dict.fromkeys(IMPORTED.findall(text) + NAMED.findall(text)), known)
        case "style":
            yield from _strangers(path, ("".join(found) for found in LINKED.findall(text)), known)
        case _:
            return


def read_page(text: str) -> Page:
    """A page, read as far as it can be."""
    page = Page()
    try:
        page.feed(text)
        page.close()
    # The library's answer to declarations that no page has.
    except (AssertionError, ValueError):
        page.faults.append("cannot be read as a page")
    return page


def _strangers(path: str, named: Collection[str] | Iterator[str], known: Collection[str]) -> Iterator[str]:
    for name in named:
        if (stranger := _stranger(path, name, known)) is not None:
            yield f"{path} names {name}, which {stranger}"


def _stranger(path: str, name: str, known: Collection[str]) -> str | None:
    # Vite's lists of what to load beforehand start at the root without saying so.
    try:
        target = urlsplit(urljoin(path, f"/{name}" if name.startswith("assets/") else name))
    except ValueError:
        return "is no address"
    if target.scheme or target.netloc:
        return "is elsewhere"
    return None if target.path in known else "is not of the release"


def policy_faults(manifest: Manifest) -> Iterator[str]:
    """What the release's own policies would let in."""
    for which in ("page", "file"):
        headers = getattr(manifest.headers, which)
        policy = next((header.value for header in headers if header.name == "content-security-policy"), "")
        yield from (f"the policy of {which}s {fault}" for fault in _loose(policy))


def _loose(policy: str) -> Iterator[str]:
    directives = {words[0]: set(words[1:]) for part in policy.split(";") if (words := part.split())}
    for name in STRICT.keys() - directives.keys():
        yield f"does not say {name}"
    for name, sources in directives.items():
        if name == NAMES:
            continue
        for source in sorted(sources - STRICT.get(name, HARMLESS)):
            yield f"allows {source} as {name}"
