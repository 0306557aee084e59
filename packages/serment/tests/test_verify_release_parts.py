"""Parts of `serment verify release` that need no publisher: what files name, codings, policies, memory, pins."""

import gzip
import json
from pathlib import Path
from typing import Any, NamedTuple, cast

import brotli  # pyright: ignore[reportMissingTypeStubs]
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serment.errors import CannotVerify
from serment.places import Home
from serment.verify.codings import Undecodable, decode
from serment.verify.findings import Finding, told
from serment.verify.memory import Memory
from serment.verify.pins import pinned
from serment.verify.references import faults_of, policy_faults
from serment_protocol.cosignatures import write_witness_key
from serment_protocol.encoding import b64
from serment_protocol.notes import write_log_key
from serment_protocol.primitives import sign_public
from serment_protocol.releases import LARGEST_FILE, Header, Headers, Manifest, ServedFile
from serment_web.bundle import load_bundle
from serment_web.manifest import manifest_of

OWN = msgspec.json.decode(manifest_of(load_bundle()), type=Manifest)
HTML, SCRIPT, STYLE = "text/html; charset=utf-8", "text/javascript; charset=utf-8", "text/css; charset=utf-8"
SMALL = Manifest(
    files=tuple(
        ServedFile(path, kind, 0, "0" * 64)
        for path, kind in (
            ("/", HTML),
            ("/assets/a.css", STYLE),
            ("/assets/a.js", SCRIPT),
            ("/seal.svg", "image/svg+xml"),
        )
    ),
    headers=OWN.headers,
)


def faults(path: str, body: str) -> list[str]:
    kind = next((file.type for file in SMALL.files if file.path == path), SCRIPT)
    return list(faults_of(SMALL, path, kind, body.encode()))


class TestReferences:
    def test_of_the_own_build_are_all_in_it(self) -> None:
        for path, found in load_bundle().items():
            assert list(faults_of(OWN, path, found.media_type, found.bodies[""])) == []

    @pytest.mark.parametrize(
        "page",
        [
            '<link rel="icon" href="/seal.svg"><script type="module" src="/assets/a.js"></script>',
            '<link rel="stylesheet" href="assets/a.css"><p lang="fr">Texte</p>',
            "<!-- <script src='https://other.example/x.js'></script> -->",
        ],
    )
    def test_of_a_page_that_are_its_own(self, page: str) -> None:
        assert faults("/", page) == []

    @pytest.mark.parametrize(
        ("page", "fault"),
        [
            ('<script src="/assets/extra.js"></script>', "names /assets/extra.js, which is not of the release"),
            ('<script src="https://other.example/a.js">', "names https://other.example/a.js, which is elsewhere"),
            ('<script src="//other.example/a.js">', "names //other.example/a.js, which is elsewhere"),
            ('<img src="data:image/png;base64,AA">', "which is elsewhere"),
            ("<script>alert(1)</script>", "has a script of its own"),
            ('<p onclick="x()">', "has an attribute onclick, which is code"),
            ('<p style="color:red">', "has an attribute style, which is code"),
            ('<base href="/x/">', "has an element <base>, which has no place there"),
            ('<meta http-equiv="refresh" content="0;url=x">', "has an element <meta>"),
            ('<iframe src="/assets/a.js">', "has an element <iframe>"),
            ('<a href="http://[">', "which is no address"),
            ('<svg><use xlink:href="/other.svg">', "names /other.svg, which is not of the release"),
        ],
    )
    def test_of_a_page_that_are_not(self, page: str, fault: str) -> None:
        assert any(fault in found for found in faults("/", page))

    def test_of_a_page_that_no_library_reads_are_still_looked_for(self) -> None:
        """Pythons differ over what a declaration may be; none of them may end the verification."""
        assert any("/x.js" in fault for fault in faults("/", '<script src="/x.js"></script><![x]>'))

    @pytest.mark.parametrize(
        "script",
        [
            'import{a}from"./a.js";import"/assets/a.js";const b=()=>import("./a.js");',
            "x=[`assets/a.css`,'../seal.svg'];fetch(`/installation.json`);fetch('/release.json')",
            'throw Error("https://svelte.dev/e/x");t(`slot-from`,{a:b(`c`)});say("Everything from", 1)',
        ],
    )
    def test_of_a_script_that_are_its_own(self, script: str) -> None:
        assert faults("/assets/a.js", script) == []

    @pytest.mark.parametrize(
        ("script", "fault"),
        [
            ('import"./extra.js"', "names ./extra.js, which is not of the release"),
            ('export*from"../extra.js"', "names ../extra.js, which is not of the release"),
            ('import("https://other.example/x.js")', "which is elsewhere"),
            ('import"//other.example/x"', "which is elsewhere"),
            ("new Worker('/assets/extra.js')", "names /assets/extra.js, which is not of the release"),
            ("d=[`assets/extra.css`]", "names assets/extra.css, which is not of the release"),
        ],
    )
    def test_of_a_script_that_are_not(self, script: str, fault: str) -> None:
        assert any(fault in found for found in faults("/assets/a.js", script))

    def test_of_a_style(self) -> None:
        assert faults("/assets/a.css", "a{background:url(/seal.svg)}") == []
        found = faults("/assets/a.css", "@import 'x.css';b{background:url(\"https://other.example/x\")}")
        assert [fault.partition("which ")[2] for fault in found] == ["is not of the release", "is elsewhere"]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(SMALL.files),
    st.text(alphabet="<>!-[]/'\"=&;: ahrefscipt.j`(){}@", max_size=60),
    st.binary(max_size=20),
)
def test_whatever_a_publisher_serves_is_read(file: ServedFile, text: str, rest: bytes) -> None:
    list(faults_of(SMALL, file.path, file.type, text.encode() + rest))


class TestPolicy:
    def test_of_the_own_build_lets_nothing_else_in(self) -> None:
        assert list(policy_faults(OWN)) == []

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ("default-src 'none'", "default-src 'self'", "allows 'self' as default-src"),
            ("connect-src 'self'", "connect-src 'self' https://other.example", "https://other.example as connect-src"),
            ("script-src 'self'", "script-src 'self' 'unsafe-eval'", "allows 'unsafe-eval' as script-src"),
            ("img-src 'self'", "img-src *", "allows * as img-src"),
            ("; base-uri 'none'", "", "does not say base-uri"),
            ("; require-trusted-types-for 'script'", "", "does not say require-trusted-types-for"),
        ],
    )
    def test_that_lets_more_in_is_found(self, old: str, new: str, fault: str) -> None:
        page = tuple(Header(each.name, each.value.replace(old, new)) for each in OWN.headers.page)
        loose = msgspec.structs.replace(OWN, headers=Headers(page, OWN.headers.file, OWN.headers.tls))
        assert [found for found in policy_faults(loose) if fault in found]

    def test_that_is_missing_is_found(self) -> None:
        none = msgspec.structs.replace(OWN, headers=Headers((), OWN.headers.file, ()))
        assert any("does not say default-src" in found for found in policy_faults(none))


class TestCodings:
    def test_give_the_same_file(self) -> None:
        plain = b"the same" * 100
        packed = cast("bytes", brotli.compress(plain))  # pyright: ignore[reportUnknownMemberType]
        copies = {"identity": plain, "gzip": gzip.compress(plain), "br": packed}
        assert {decode(raw, coding) for coding, raw in copies.items()} == {plain}

    @pytest.mark.parametrize("coding", ["zstd", "br", "gzip", "gzip, gzip", ""])
    def test_that_are_not_what_they_say_are_refused(self, coding: str) -> None:
        with pytest.raises(Undecodable):
            decode(b"no such thing", coding)

    def test_stop_at_what_no_release_can_hold(self) -> None:
        bomb = gzip.compress(bytes(LARGEST_FILE * 2))
        assert len(decode(bomb, "gzip")) == LARGEST_FILE + 1


class Machine(NamedTuple):
    """Somebody's machine: folders, and what a publisher serves."""

    folder: Path
    memory: Memory

    def write(self, name: str = "Essai", publisher: str = "https://app.example") -> Path:
        """An installation.json in a data folder."""
        party = {"url": "https://x.example", "log_origin": "x", "log_key": write_log_key("x", bytes(32))}
        party |= {"witnesses": {"keys": [write_witness_key("w", bytes(32))], "quorum": 1, "days": 3}}
        keys = [b64(sign_public(bytes(32)))]
        document: dict[str, Any] = {"v": 1, "name": name, "demo": True, "platform": party, "custodian": party}
        document["publisher"] = {"url": publisher, "release_keys": keys}
        file = self.folder / "publisher" / "installation.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(document))
        return file


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Machine(tmp_path, Memory(tmp_path / "memory"))


class TestPins:
    def test_a_file_that_was_named_is_believed(self, machine: Machine) -> None:
        file = machine.write()
        found = pinned("https://other.example", str(file), Home(machine.folder / "none"), machine.memory)
        assert (found.by, found.document) == (str(file), file.read_bytes())

    def test_a_machine_s_own_installation_is_believed_at_its_own_address_alone(self, machine: Machine) -> None:
        file = machine.write(publisher="https://app.example")
        assert pinned("https://app.example", "", Home(machine.folder), machine.memory).by == str(file)
        with pytest.raises(CannotVerify):
            pinned("http://127.0.0.1:1", "", Home(machine.folder), machine.memory)

    def test_a_file_that_is_none_is_said(self, machine: Machine) -> None:
        with pytest.raises(CannotVerify):
            pinned("https://app.example", str(machine.folder), Home(machine.folder), machine.memory)


def test_many_faults_are_counted() -> None:
    lines = list(told([Finding("all", tuple(map(str, range(7))))]))
    assert lines == ["  ✗ all", *(f"      {number}" for number in range(5)), "      … and 2 more"]
