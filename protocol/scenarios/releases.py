"""Releases of the web app: manifests, records, and what a publisher answers."""

from collections.abc import Iterator

from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from serment_protocol.encoding import b64, canonical
from serment_protocol.primitives import sha256, sign_public
from serment_protocol.releases import ZEROS, PublishedRelease, installation_hash, predecessor_of, release_hash
from serment_protocol.signing import Signed, sign

AREA = "releases"
KEY, FORMER = seed("release key"), seed("former release key")
INSTALLATION = b'{"v":1,"name":"Serment"}\n'
PAGE, SCRIPT = b"<!doctype html>", b"export {};"
POLICY = "default-src 'none'; connect-src 'self' {platform} {custodian}"
TLS = {"name": "strict-transport-security", "value": "max-age=31536000"}
PLACE: Values = {"platform": "https://rdv.example", "custodian": "https://tiers.example", "tls": False}


def file(path: str, kind: str, body: bytes) -> Values:
    """An entry of a manifest."""
    return {"path": path, "type": kind, "size": len(body), "sha256": sha256(body).hex()}


def header(value: str, name: str = "content-security-policy") -> Values:
    """A header of a manifest."""
    return {"name": name, "value": value}


FILES = [
    file("/", "text/html; charset=utf-8", PAGE),
    file("/assets/index-Cx_1.js", "text/javascript; charset=utf-8", SCRIPT),
]
HEADERS: Values = {
    "page": [header(POLICY), header("no-referrer", "referrer-policy")],
    "file": [header(f"{POLICY}; script-src 'wasm-unsafe-eval'")],
    "tls": [TLS],
}
MANIFEST: Values = {"v": 1, "type": "web_manifest", "files": FILES, "headers": HEADERS}


def manifest(change: Values | None = None) -> bytes:
    """The canonical bytes of a manifest."""
    return canonical({**MANIFEST, **(change or {})})


def record(change: Values | None = None) -> Values:
    """A release of this manifest."""
    made = {
        "v": 1,
        "type": "web_release",
        "release": 1,
        "previous": ZEROS,
        "version": "1.0.0",
        "manifest": release_hash(manifest()),
        "installation": installation_hash(INSTALLATION),
        "files": len(FILES),
        "day": "2026-03-04",
    }
    return {**made, **(change or {})}


def published(signed: Signed, data: bytes = b"") -> Values:
    """The same as release.json."""
    return plain(PublishedRelease(manifest=b64(data or manifest()), release=signed))


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    del fixtures
    yield from manifests()
    yield from releases()
    yield from files()
    yield from headers()


def manifests() -> Iterator[Vector]:
    """Their one form."""
    yield Vector(AREA, "manifest", "read_manifest", {"manifest": b64(manifest())})
    page, script = FILES
    with_path = {
        "manifest_with_a_path_of_dots": "/../secret",
        "manifest_with_a_hidden_path": "/.well-known/x",
        "manifest_with_a_path_elsewhere": "//other.example/x",
        "manifest_with_a_query": "/x?y",
        "manifest_with_a_relative_path": "assets/x.js",
        "manifest_with_a_folder": "/assets/",
    }
    refused: dict[str, Values] = {
        "manifest_out_of_order": {"files": [script, page]},
        "manifest_with_a_file_twice": {"files": [page, page, script]},
        "manifest_without_the_page": {"files": [script]},
        "manifest_empty": {"files": []},
        "manifest_of_another_type": {"type": "manifest"},
        "manifest_with_unknown_field": {"more": True},
        "manifest_without_headers_of_files": {"headers": {"page": [], "tls": []}},
        "manifest_with_a_header_twice": {"headers": {**HEADERS, "tls": [TLS, TLS]}},
        "manifest_with_headers_out_of_order": {"headers": {**HEADERS, "page": HEADERS["page"][::-1]}},
        "manifest_with_a_header_of_two_lines": {"headers": {**HEADERS, "tls": [header("a\r\nb")]}},
        "manifest_with_a_header_in_capitals": {"headers": {**HEADERS, "tls": [header("a", "X-Frame")]}},
        "manifest_with_a_type_of_its_own": {"files": [{**page, "type": "text/html; charset=latin-1"}, script]},
        "manifest_with_a_file_too_large": {"files": [{**page, "size": 2**24 + 1}, script]},
        **{case: {"files": [page, {**script, "path": path}]} for case, path in with_path.items()},
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "read_manifest", {"manifest": b64(manifest(change))}, "bad_structure")
    later = {"manifest": b64(manifest({"v": 2}))}
    yield Vector(AREA, "manifest_of_version_2", "read_manifest", later, "unknown_version")
    spaced = {"manifest": b64(manifest().replace(b":", b": ", 1))}
    yield Vector(AREA, "manifest_not_canonical", "read_manifest", spaced, "not_canonical")


def releases() -> Iterator[Vector]:
    """What a publisher claims to publish."""
    keys = [b64(sign_public(KEY)), b64(sign_public(FORMER))]
    given: Values = {"keys": keys, "installation": b64(INSTALLATION)}

    def of(signed: Signed, data: bytes = b"") -> Values:
        return {**given, "published": published(signed, data)}

    first = sign(KEY, "web-release", record())
    yield Vector(AREA, "release", "open_web_release", of(first))
    second = sign(KEY, "web-release", record({"release": 2, "previous": predecessor_of(first)}))
    yield Vector(AREA, "release_after_another", "open_web_release", of(second))
    yield Vector(AREA, "release_by_a_former_key", "open_web_release", of(sign(FORMER, "web-release", record())))
    changed = manifest({"files": [FILES[0], file("/assets/index-Cx_1.js", FILES[1]["type"], flip(SCRIPT, 0))]})
    more = manifest({"files": [*FILES, file("/assets/more.js", FILES[1]["type"], SCRIPT)]})
    body = Signed(first.body, second.signature)
    stranger = sign(seed("stranger"), "web-release", record())
    forged = "release_forged"
    refused: dict[str, tuple[Values, str]] = {
        "release_by_a_stranger": (of(stranger), forged),
        "release_with_another_signature": (of(body), forged),
        "release_signed_as_something_else": (of(sign(KEY, "epoch", record())), forged),
        "release_of_an_installation_without_keys": ({**of(first), "keys": []}, forged),
        "release_of_other_files": (of(first, changed), "another_release"),
        "release_with_an_extra_script": (of(first, more), "another_release"),
        "release_that_counts_wrongly": (of(sign(KEY, "web-release", record({"files": 3}))), "another_release"),
        "release_for_another_installation": (
            {**of(first), "installation": b64(INSTALLATION.rstrip())},
            "another_installation",
        ),
        "release_number_0": (of(sign(KEY, "web-release", record({"release": 0}))), "bad_structure"),
        "release_with_unknown_field": (of(sign(KEY, "web-release", record({"more": 1}))), "bad_structure"),
        "release_of_a_version_with_spaces": (of(sign(KEY, "web-release", record({"version": "1 0"}))), "bad_structure"),
        "release_of_no_day": (of(sign(KEY, "web-release", record({"day": "2026-02-30"}))), "bad_structure"),
        "release_of_version_2": (of(sign(KEY, "web-release", record({"v": 2}))), "unknown_version"),
        "forged_is_told_before_another": (of(stranger, changed), forged),
    }
    for case, (values, code) in refused.items():
        yield Vector(AREA, case, "open_web_release", values, code)


def files() -> Iterator[Vector]:
    """What an address answers."""
    given: Values = {"manifest": b64(manifest()), "path": FILES[1]["path"]}
    yield Vector(AREA, "file", "check_file", {**given, "body": b64(SCRIPT)})
    yield Vector(AREA, "page", "check_file", {**given, "path": "/", "body": b64(PAGE)})
    for case, body in {
        "file_with_a_byte_changed": flip(SCRIPT, 3),
        "file_cut": SCRIPT[:-1],
        "file_with_a_byte_more": SCRIPT + b"\n",
        "file_empty": b"",
        "file_of_another_address": PAGE,
    }.items():
        yield Vector(AREA, case, "check_file", {**given, "body": b64(body)}, "file_changed")
    unknown = {**given, "path": "/assets/more.js", "body": b64(SCRIPT)}
    yield Vector(AREA, "file_not_in_the_release", "check_file", unknown, "file_changed")


def headers() -> Iterator[Vector]:
    """What stands with an answer."""
    policy = "default-src 'none'; connect-src 'self' https://rdv.example https://tiers.example"
    page: Values = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
    }
    script: Values = {
        "content-type": "text/javascript; charset=utf-8",
        "content-security-policy": f"{policy}; script-src 'wasm-unsafe-eval'",
    }
    tls: Values = {TLS["name"]: TLS["value"]}
    given: Values = {"manifest": b64(manifest()), "path": "/", "place": PLACE}
    on_tls = {**given, "place": {**PLACE, "tls": True}}
    accepted: dict[str, Values] = {
        "headers_of_the_page": {**given, "headers": page},
        "headers_of_a_file": {**given, "path": FILES[1]["path"], "headers": script},
        "headers_over_tls": {**on_tls, "headers": {**page, **tls}},
        "headers_behind_a_proxy": {**given, "headers": {**page, **tls}},
        "headers_that_carry": {**given, "headers": {**page, "etag": '"x"', "cache-control": "no-cache", "age": "1"}},
    }
    for case, values in accepted.items():
        yield Vector(AREA, case, "check_headers", values)
    lacking = {name: value for name, value in page.items() if name != "content-security-policy"}
    refused: dict[str, Values] = {
        "headers_without_a_policy": {**given, "headers": lacking},
        "headers_of_a_file_on_the_page": {**given, "headers": {**script, "content-type": page["content-type"]}},
        "headers_that_let_speak_to_another": {
            **given,
            "headers": {**page, "content-security-policy": f"{policy} https://other.example"},
        },
        "headers_of_another_installation": {
            **given,
            "place": {**PLACE, "custodian": "https://other.example"},
            "headers": page,
        },
        "headers_with_another_type": {**given, "headers": {**page, "content-type": "text/plain"}},
        "headers_without_a_type": {**given, "headers": {k: v for k, v in page.items() if k != "content-type"}},
        "headers_without_those_of_tls": {**on_tls, "headers": page},
        "headers_with_a_cookie": {**given, "headers": {**page, "set-cookie": "a=b"}},
        "headers_with_a_link": {**given, "headers": {**page, "link": "</x.js>; rel=preload"}},
        "headers_that_widen_a_service_worker": {**given, "headers": {**page, "service-worker-allowed": "/"}},
    }
    for case, values in refused.items():
        yield Vector(AREA, case, "check_headers", values, "headers_changed")
