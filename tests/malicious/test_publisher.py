"""What a lying publisher can do to somebody who verifies a release: be found out, and have it said what is wrong."""

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli  # pyright: ignore[reportMissingTypeStubs]
import msgspec
import pytest

from serment.cli import main
from serment.clients import NearParty
from serment.configuration import INSTALLATION_FILE, Settings, near
from serment.errors import CannotVerify, NotAsBefore
from serment.installation import running
from serment.keys import RELEASE_KEY
from serment.verify.memory import Memory
from serment.verify.pins import Pinned, pinned
from serment.verify.release import ReleaseReport, tell, verify_release
from serment_client import read_installation
from serment_client.log import Clock, system_clock
from serment_client.releases import publish
from serment_client.transport import Transport
from serment_kernel.keyfiles import read_key_file
from serment_protocol.encoding import b64, canonical, from_b64, parse, write_day
from serment_protocol.primitives import sha256
from serment_protocol.releases import (
    PublishedRelease,
    ReleaseRecord,
    installation_hash,
    predecessor_of,
    release_hash,
)
from serment_protocol.signing import peek, sign
from serment_web.manifest import manifest_of

from ..started import temporary
from .liar import Liar, answering
from .publisher import FalsePublisher, Served, SmallTruth, Visitor, everybody, iphone, publishing

SCRIPT = "/assets/a.js"
INSTALLATION, RELEASE = "/installation.json", "/release.json"
FOREIGN = "https://other.example"
EXTRA = b'fetch("/installation.json");'


@dataclass
class Press:
    """An installation of its own, whose publisher is reached through a liar."""

    settings: Settings
    liar: FalsePublisher
    truth: SmallTruth
    memory: Memory
    published: PublishedRelease = field(init=False)
    """What the true publisher would serve: its own files, as the newest release of the log."""

    def __post_init__(self) -> None:
        self.published = self.log(manifest_of(self.truth.bundle), "1.0")
        self.serve(self.published)

    @property
    def document(self) -> bytes:
        """installation.json as it was pinned before."""
        return (self.settings.home.publisher / INSTALLATION_FILE).read_bytes()

    @property
    def seed(self) -> bytes:
        """The key that signs releases: the publisher has it, whatever it does with it."""
        return read_key_file(self.settings.home.publisher / RELEASE_KEY)

    @property
    def pinned(self) -> Pinned:
        """By somebody careful."""
        return Pinned(read_installation(self.document), self.document, "a copy of mine")

    def manifest(self) -> Any:
        """Its manifest."""
        return parse(from_b64(self.published.manifest))

    def verify(
        self, clock: Clock = system_clock, by: Pinned | None = None, source: Path | None = None
    ) -> ReleaseReport:
        """As somebody careful does."""
        return verify_release(self.liar.url, by or self.pinned, self.memory, source, clock)

    def log(self, manifest: bytes, version: str) -> PublishedRelease:
        """Have a release of other files logged."""
        transport, day = Transport(), write_day(datetime.now(UTC).date())
        custodian = near(self.settings, self.settings.ports.custodian)
        try:
            return publish(transport, custodian, self.document, self.seed, manifest, version, day)
        finally:
            transport.close()

    def serve(self, release: PublishedRelease, to: Callable[[Visitor], bool] = everybody) -> None:
        """Claim to publish this."""
        self.liar.tell(RELEASE, lambda true: true.plain(msgspec.json.encode(release)), to)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Generator[Settings]:
    """Nobody else's: these tests log releases that are not served."""
    wanted = temporary(tmp_path_factory.mktemp("press"), demo=False)
    with running(wanted, lambda _line: None):
        yield wanted


@pytest.fixture(scope="module")
def truth(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> SmallTruth:
    return SmallTruth(tmp_path_factory.mktemp("static"), settings.home.publisher / INSTALLATION_FILE)


@pytest.fixture
def press(settings: Settings, truth: SmallTruth, tmp_path: Path) -> Generator[Press]:
    with publishing(FalsePublisher(truth)) as liar:
        yield Press(settings, liar, truth, Memory(tmp_path / "memory"))


def broken(report: ReleaseReport) -> dict[str, tuple[str, ...]]:
    """What does not hold."""
    assert report.ok == all(finding.holds for finding in report.findings)
    assert ("THIS IS NOT" in tell(report)) == (not report.ok)
    return {finding.what.split(",")[0]: finding.faults for finding in report.findings if not finding.holds}


FILES = "every file is the release's"
HEADERS = "every answer has the release's headers"
NAMES = "page"
SIGNED = "the publisher has signed a release of these files"
LOGGED = "it is in the custodian's log"
NEWEST = "no newer release is in the log"


def flip(served: Served) -> Served:
    body = bytearray(served.body)
    body[-2] ^= 1
    return replace(served, body=bytes(body))


def test_the_truth_is_believed(press: Press) -> None:
    report = press.verify()
    assert broken(report) == {}
    assert report.release is not None
    assert report.release.manifest == release_hash(from_b64(press.published.manifest))
    assert (report.leaf is not None, report.size) == (True, (report.leaf or 0) + 1)
    assert list(report.cosigned) == ["serment-platform/witness"]
    assert tell(report).splitlines()[-1] == "This is the published app."


class TestFiles:
    def test_one_byte_of_one_script_for_one_visitor(self, press: Press) -> None:
        press.liar.tell(SCRIPT, flip, iphone)
        found = broken(press.verify())
        assert found.keys() == {FILES}
        [fault] = found[FILES]
        assert fault.startswith(f"{SCRIPT} for Safari: ")

    def test_in_one_coding_alone(self, press: Press) -> None:
        """What browsers get over TLS is the Brotli copy, which is no file of the manifest."""

        def swap(true: Served) -> Served:
            return replace(true, body=brotli.compress(EXTRA))  # pyright: ignore[reportUnknownMemberType]

        press.liar.tell(SCRIPT, swap, lambda visitor: "br" in visitor["accept-encoding"])
        assert [fault.split(":")[0] for fault in broken(press.verify())[FILES]] == [f"{SCRIPT} for Chrome"]

    def test_in_a_coding_that_cannot_be_read(self, press: Press) -> None:
        press.liar.tell(SCRIPT, lambda true: true.with_headers(content_encoding="zstd"), iphone)
        assert "cannot be decoded as zstd" in broken(press.verify())[FILES][0]

    def test_an_extra_script_in_the_page(self, press: Press) -> None:
        tag = b'<script type="module" src="/assets/extra.js"></script></body>'
        press.liar.tell("/", lambda true: true.plain(read(press, "/").replace(b"</body>", tag)))
        found = broken(press.verify())
        assert found.keys() == {FILES, NAMES}
        assert found[NAMES] == ("/ names /assets/extra.js, which is not of the release.",)

    def test_a_script_from_elsewhere_is_found_and_not_followed(self, press: Press) -> None:
        press.liar.tell(SCRIPT, lambda true: true.plain(f'import"{FOREIGN}/x.js";'.encode()))
        assert f"names {FOREIGN}/x.js, which is elsewhere" in broken(press.verify())[NAMES][0]

    def test_a_redirect_is_not_followed(self, press: Press) -> None:
        press.liar.tell(SCRIPT, lambda true: replace(true, status=302, headers={"location": FOREIGN}))
        found = broken(press.verify())
        assert f"status 302, to {FOREIGN}" in found[FILES][0]

    def test_that_are_missing(self, press: Press) -> None:
        press.liar.tell(SCRIPT, lambda _: Served(404, {}, b""))
        assert "status 404" in broken(press.verify())[FILES][0]

    def test_an_answer_where_nothing_is(self, press: Press) -> None:
        original = press.liar.answer

        def answer(path: str, visitor: Visitor) -> Served:
            found = original(path, visitor)
            return replace(found, status=200) if found.status == 404 else found

        press.liar.answer = answer  # type: ignore[method-assign]
        assert broken(press.verify()).keys() == {"no other address answers"}


class TestHeaders:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("set-cookie", "a=b"),
            ("link", f"<{FOREIGN}/x.js>; rel=modulepreload"),
            ("service-worker-allowed", "/"),
            ("content-type", "text/plain"),
            ("referrer-policy", "unsafe-url"),
        ],
    )
    def test_that_are_not_the_release_s(self, press: Press, name: str, value: str) -> None:
        press.liar.tell(SCRIPT, lambda true: replace(true, headers={**true.headers, name: value}), iphone)
        assert broken(press.verify()) == {HEADERS: (f"{SCRIPT} for Safari: {name} is {value}.",)}

    def test_a_policy_that_lets_somebody_else_listen(self, press: Press) -> None:
        def widen(true: Served) -> Served:
            policy = true.headers["content-security-policy"]
            return true.with_headers(content_security_policy=policy.replace("'self'", f"'self' {FOREIGN}"))

        press.liar.tell("/", widen)
        assert FOREIGN in broken(press.verify())[HEADERS][0]


class TestRelease:
    def test_of_other_files_than_were_signed(self, press: Press) -> None:
        """The script is in the manifest now, but nobody signed that manifest."""
        press.serve(msgspec.structs.replace(press.published, manifest=b64(with_extra(press))))
        found = broken(press.verify())
        assert found[SIGNED] == ("These are not the files that the release was signed for.",)

    def test_signed_by_a_stranger(self, press: Press) -> None:
        press.serve(signed(press, with_extra(press), bytes(32)))
        assert broken(press.verify())[SIGNED] == (
            "This release of the app is not signed by the publisher of this installation.",
        )

    def test_signed_but_logged_nowhere(self, press: Press) -> None:
        """The publisher's own key, used in secret."""
        press.serve(signed(press, with_extra(press), press.seed))
        press.liar.tell("/assets/extra.js", lambda _: read_as(press, SCRIPT, EXTRA))
        found = broken(press.verify())
        assert found.keys() == {LOGGED}
        assert found[LOGGED][0].startswith("The log does not contain this record.")

    def test_that_is_missing(self, press: Press) -> None:
        press.liar.tell(RELEASE, lambda _: Served(404, {}, b""))
        assert "It publishes no release.json" in broken(press.verify())[SIGNED][0]

    def test_another_for_one_visitor(self, press: Press) -> None:
        press.serve(signed(press, with_extra(press), press.seed), iphone)
        assert "Visitors are told of different releases" in broken(press.verify())[SIGNED][0]

    def test_that_is_no_release(self, press: Press) -> None:
        for body in (b"nothing", b"[]", b'{"v":1}', b'{"v":2}'):
            press.liar.tell(RELEASE, lambda true, body=body: true.plain(body))
            assert broken(press.verify()).keys() == {SIGNED}


class TestLog:
    def test_whose_witnesses_are_silent(self, press: Press) -> None:
        found = broken(press.verify(clock=lambda: datetime.now(UTC) + timedelta(days=4)))
        assert found == {LOGGED: ("The witnesses have not vouched for the log lately.",)}

    def test_that_does_not_answer_gives_no_verdict(self, press: Press) -> None:
        with pytest.raises(CannotVerify, match="The custodian's log cannot be read"):
            press.verify(by=with_custodian(press, "http://127.0.0.1:1"))

    def test_that_is_another_s(self, press: Press) -> None:
        """A false installation.json would have to name another log; the pinned one does not."""
        platform = press.pinned.installation.platform
        twisted = replace(press.pinned.installation, custodian=replace(platform, url=custodian(press)))
        assert "checkpoint" in broken(press.verify(by=press.pinned._replace(installation=twisted)))[LOGGED][0]

    def test_that_hides_what_was_seen_before(self, press: Press) -> None:
        assert broken(press.verify()) == {}
        liar = Liar(custodian(press))
        kept = truth_of(press)
        with answering(liar) as url:
            by = with_custodian(press, url)
            press.serve(press.log(with_extra(press), "1.2"))
            press.liar.tell("/assets/extra.js", lambda _: read_as(press, SCRIPT, EXTRA))
            assert broken(press.verify(by=by)) == {}
            # Back to the release before: the whole log goes back with it, or the list alone.
            press.liar.lies.clear()
            press.serve(press.published)
            liar.tell("/v1/releases", lambda _: kept)
            assert broken(press.verify(by=by))[LOGGED] == ("The log is smaller than it was when last seen here.",)
            liar.repent()
            liar.tell("/v1/releases", lambda true: {"releases": true["releases"][1:]})
            assert "was served before" in broken(press.verify(by=by))[NEWEST][0]
            liar.repent()
            assert "was logged on" in broken(press.verify(by=by))[NEWEST][0]


class TestInstallation:
    def test_another_for_one_visitor(self, press: Press) -> None:
        document = press.document.replace(b"Serment", b"Sermont")
        press.liar.tell(INSTALLATION, lambda true: true.plain(document), iphone)
        [fault] = broken(press.verify())["every visitor is given the pinned installation.json"]
        assert fault.startswith("Safari is given another one")

    def test_a_whole_world_of_its_own(self, press: Press) -> None:
        """Other keys for everything, and all of it consistent: to be found by whoever pinned the true ones."""
        value = json.loads(press.document)
        value["publisher"]["release_keys"] = [b64(bytes(32))]
        document = json.dumps(value).encode()
        press.liar.tell(INSTALLATION, lambda true: true.plain(document))
        assert not press.verify().ok

    def test_that_changed_since_it_was_first_seen(
        self, press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        home = press.settings.home._replace(root=tmp_path / "nothing")
        first = pinned(press.liar.url, "", home, press.memory)
        assert "pins nothing" in first.by
        again = pinned(press.liar.url, "", home, press.memory)
        assert (again.document, "saw it there first" in again.by) == (first.document, True)
        # Naming the publisher itself is no other pin than that.
        assert pinned(press.liar.url, press.liar.url, home, press.memory).by == again.by
        press.liar.tell(INSTALLATION, lambda true: true.plain(true.body + b"\n"))
        with pytest.raises(NotAsBefore, match="an earlier verification saw there first"):
            pinned(press.liar.url, "", home, press.memory)


class TestCommand:
    def test_has_exit_codes_and_tells(
        self, press: Press, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        file = str(press.settings.home.publisher / INSTALLATION_FILE)
        command = ["verify", "release", press.liar.url, "--memory", str(tmp_path / "m"), "--data", str(tmp_path)]
        assert main([*command, "--installation", file]) == 0
        said = capsys.readouterr().out
        assert "This is the published app." in said
        assert "! The installation names another address for its app" in said
        press.liar.tell(SCRIPT, flip)
        assert main([*command, "--installation", file, "--json"]) == 1
        report = json.loads(capsys.readouterr().out)
        assert (report["ok"], report["release"]["manifest"]) == (
            False,
            release_hash(from_b64(press.published.manifest)),
        )
        press.liar.tell(INSTALLATION, lambda true: true.plain(b"nothing"))
        assert main(command) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def read(press: Press, path: str) -> bytes:
    """The true file."""
    return press.truth.answer(path, "identity").body


def read_as(press: Press, path: str, body: bytes) -> Served:
    """A file like that one."""
    return press.truth.answer(path, "identity").plain(body)


def with_extra(press: Press) -> bytes:
    """The manifest with one script more."""
    manifest = press.manifest()
    script = next(file for file in manifest["files"] if file["path"].endswith(".js"))
    extra = {**script, "path": "/assets/extra.js", "size": len(EXTRA), "sha256": sha256(EXTRA).hex()}
    files = sorted([*manifest["files"], extra], key=lambda file: str(file["path"]))
    return canonical({**manifest, "files": files})


def signed(press: Press, manifest: bytes, seed: bytes) -> PublishedRelease:
    """A release that nobody logs."""
    before = press.published.release
    record = ReleaseRecord(
        release=peek(before, ReleaseRecord).release + 1,
        previous=predecessor_of(before),
        version="1.1",
        manifest=release_hash(manifest),
        installation=installation_hash(press.document),
        files=len(parse(manifest)["files"]),  # type: ignore[call-overload,index]
        day=write_day(datetime.now(UTC).date()),
    )
    return PublishedRelease(manifest=b64(manifest), release=sign(seed, "web-release", record))


def custodian(press: Press) -> str:
    return near(press.settings, press.settings.ports.custodian)


def truth_of(press: Press) -> Any:
    """What the log shows of releases now."""
    transport = Transport()
    try:
        return json.loads(transport.send("GET", f"{custodian(press)}/v1/releases").content)
    finally:
        transport.close()


def with_custodian(press: Press, url: str) -> Pinned:
    """The same installation, its custodian reached elsewhere."""
    installation, party = press.pinned.installation, press.pinned.installation.custodian
    moved = NearParty(url, party.log_origin, party.log_key, party.witnesses, party.origin)
    return press.pinned._replace(installation=replace(installation, custodian=moved))
