"""The app's page about itself: what a visitor reads when the app is the published one, and when it is not."""

import json
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from serment.configuration import INSTALLATION_FILE, Settings, near
from serment.installation import running
from serment.keys import RELEASE_KEY
from serment.verify.findings import grouped
from serment_client.releases import publish
from serment_client.transport import Transport
from serment_kernel.keyfiles import read_key_file
from serment_protocol.encoding import b64, canonical, parse, write_day
from serment_protocol.primitives import sign_public
from serment_protocol.releases import PublishedRelease, ReleaseRecord, predecessor_of, release_hash, verify_release
from serment_protocol.signing import sign
from serment_web.bundle import load_bundle
from serment_web.manifest import manifest_of

from ..malicious.publisher import AskedTruth, FalsePublisher, Lie, Served, publishing
from ..started import temporary
from .conftest import House, visited
from .looking import problems

GOOD = "Ce navigateur a reçu l’application publiée."
CHANGED = "Cette application n’est pas celle qui a été publiée."
OUTDATED = "Cette page n’est pas ce que l’éditeur donne à présent."
RELEASE = "/release.json"


class Stage:
    """An installation of its own, whose app is served by a liar, and somebody who visits it."""

    def __init__(self, settings: Settings, liar: FalsePublisher) -> None:
        self.settings = settings
        self.liar = liar
        self.manifest = manifest_of(load_bundle())

    @property
    def seed(self) -> bytes:
        """The publisher's own key."""
        return read_key_file(self.settings.home.publisher / RELEASE_KEY)

    def log(self, manifest: bytes, version: str = "1.0") -> PublishedRelease:
        """Have a release logged."""
        transport, day = Transport(), write_day(datetime.now(UTC).date())
        document = (self.settings.home.publisher / INSTALLATION_FILE).read_bytes()
        custodian = near(self.settings, self.settings.ports.custodian)
        try:
            return publish(transport, custodian, document, self.seed, manifest, version, day)
        finally:
            transport.close()

    def serve(self, release: PublishedRelease) -> None:
        """Claim to publish this."""
        self.liar.tell(RELEASE, lambda true: true.plain(msgspec.json.encode(release)))

    def script(self, name: str) -> str:
        """The address of a script by the beginning of its name."""
        return next(path for path in load_bundle() if path.startswith(f"/assets/{name}-") and path.endswith(".js"))

    def change(self, path: str, old: bytes, new: bytes) -> Lie:
        """The file with something else in it."""
        body = self.liar.truth.answer(path, "identity").body
        assert old in body
        return lambda true: true.plain(body.replace(old, new, 1))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Settings, FalsePublisher]]:
    wanted = temporary(tmp_path_factory.mktemp("stage"), demo=False)
    with (
        httpx.Client(base_url=near(wanted, wanted.ports.app), trust_env=False) as http,
        publishing(FalsePublisher(AskedTruth(http))) as liar,
    ):
        origins = wanted.origins._replace(app=liar.url.replace("127.0.0.1", "localhost"))
        settings = wanted._replace(origins=origins)
        with running(settings, lambda _line: None):
            yield settings, liar


@pytest.fixture
def stage(served: tuple[Settings, FalsePublisher]) -> Stage:
    settings, liar = served
    liar.lies.clear()
    made = Stage(settings, liar)
    made.serve(made.log(made.manifest))
    return made


@pytest.fixture
def house(stage: Stage, browser: Browser, tmp_path: Path) -> Generator[House]:
    with visited(House(stage.settings, browser, tmp_path)) as opened:
        yield opened


def look(house: House) -> Page:
    """Somebody new opens the app and looks at its page about itself."""
    page = house.profile().new_page()
    page.goto(house.app)
    page.get_by_role("link", name="Cette application").click()
    expect(page.get_by_role("heading", name="Cette application", level=1)).to_be_visible()
    return page


def listed(page: Page) -> list[str]:
    """The addresses that are said to differ."""
    return page.locator("details code").all_text_contents()


class TestThePublishedApp:
    def test_is_told_with_its_place_in_the_log(self, house: House, stage: Stage) -> None:
        page = look(house)
        expect(page.get_by_text(GOOD)).to_be_visible()
        facts = page.get_by_role("region", name="La version publiée")
        expect(facts.get_by_text(grouped(release_hash(stage.manifest)))).to_be_visible()
        expect(facts.get_by_text("serment-platform/witness, le")).to_be_visible()
        expect(facts.get_by_text("du journal serment-custodian")).to_be_visible()
        expect(page.get_by_text(f"serment verify release {house.app}")).to_be_visible()
        assert not page.get_by_role("alert").count()

    def test_is_told_in_english(self, house: House) -> None:
        page = house.profile(language="en-GB").new_page()
        page.goto(f"{house.app}/#/app")
        expect(page.get_by_text("This browser was given the published app.")).to_be_visible()

    def test_can_be_compared_again(self, house: House) -> None:
        page = look(house)
        page.get_by_role("button", name="Comparer de nouveau").click()
        expect(page.get_by_text(GOOD)).to_be_visible()


class TestAnother:
    def test_one_byte_of_one_script(self, house: House, stage: Stage, axe: Path) -> None:
        """A word of the paper kit."""
        script = stage.script("french")
        stage.liar.tell(script, stage.change(script, b"abaisser", b"abaisses"))
        page = look(house)
        expect(page.get_by_role("alert").get_by_text(CHANGED)).to_be_visible()
        assert listed(page) == [script]
        page.evaluate(axe.read_text())
        assert problems(page, "changed") == []

    def test_a_script_more(self, house: House, stage: Stage) -> None:
        tag = b'<script type="module" src="/assets/extra.js"></script></head>'
        stage.liar.tell("/", stage.change("/", b"</head>", tag))
        script = {"content-type": "text/javascript; charset=utf-8"}
        stage.liar.tell("/assets/extra.js", lambda _: Served(200, script, b"export {};"))
        page = look(house)
        expect(page.get_by_text(CHANGED)).to_be_visible()
        assert listed(page) == ["/", "/assets/extra.js"]

    def test_a_policy_that_lets_somebody_listen(self, house: House, stage: Stage) -> None:
        def widen(true: Served) -> Served:
            policy = true.headers["content-security-policy"]
            return true.with_headers(content_security_policy=policy.replace("img-src 'self'", "img-src *"))

        stage.liar.tell("/", widen)
        page = look(house)
        expect(page.get_by_text("Les protections demandées par la version manquent")).to_be_visible()
        assert listed(page) == ["/"]

    def test_a_lie_that_is_told_once(self, house: House, stage: Stage) -> None:
        """The browser still has what it ran, although the publisher gives the truth by now."""
        script = stage.script("SealMark")
        change, told = stage.change(script, b"M30.8", b"M30.9"), list[int]()

        def once(true: Served) -> Served:
            told.append(1)
            return change(true) if len(told) == 1 else true

        stage.liar.tell(script, once)
        page = look(house)
        expect(page.get_by_text(OUTDATED)).to_be_visible()
        assert listed(page) == [script]
        page.get_by_role("button", name="Recharger la page").click()
        expect(page.get_by_text(GOOD)).to_be_visible()


def unlogged(stage: Stage) -> PublishedRelease:
    """Signed by the publisher's own key, in secret."""
    before = stage.log(stage.manifest).release
    record = verify_release(before, [sign_public(stage.seed)])
    secret = msgspec.structs.replace(record, release=record.release + 1, previous=predecessor_of(before))
    return PublishedRelease(manifest=b64(stage.manifest), release=sign(stage.seed, "web-release", secret))


def by_a_stranger(stage: Stage) -> PublishedRelease:
    record: ReleaseRecord = verify_release(stage.log(stage.manifest).release, [sign_public(stage.seed)])
    return PublishedRelease(manifest=b64(stage.manifest), release=sign(bytes(32), "web-release", record))


@pytest.mark.parametrize(
    ("release", "said"),
    [
        (unlogged, "Cette version n’est pas inscrite au journal public."),
        (by_a_stranger, "n’est pas signée par l’éditeur de cette installation"),
    ],
)
def test_a_release_that_is_not_believed(
    house: House, stage: Stage, release: Callable[[Stage], PublishedRelease], said: str
) -> None:
    stage.serve(release(stage))
    page = look(house)
    expect(page.get_by_role("alert").get_by_text(said)).to_be_visible()
    expect(page.get_by_text(GOOD)).to_have_count(0)


def test_none_at_all(house: House, stage: Stage) -> None:
    stage.liar.tell(RELEASE, lambda _: Served(404, {}, b""))
    expect(look(house).get_by_text("ne publie pas de version que l’on puisse vérifier")).to_be_visible()


def test_a_custodian_that_does_not_answer(house: House) -> None:
    page = house.profile().new_page()
    page.goto(f"{house.app}/#/sign-in")
    page.route(f"{house.custodian}/**", lambda route: route.abort())
    page.get_by_role("link", name="Cette application").click()
    expect(page.get_by_text("L’éditeur ou le gardien ne répond pas.")).to_be_visible()


def test_a_witness_that_did_not_sign(house: House) -> None:
    def unsign(answer: Any) -> Any:
        for bundle in answer["releases"]:
            bundle["checkpoint"] = "\n".join(bundle["checkpoint"].split("\n")[:-2]) + "\n"
        return answer

    page = house.profile().new_page()
    page.context.route(
        f"{house.custodian}/v1/releases",
        lambda route: route.fulfill(response=(true := route.fetch()), body=json.dumps(unsign(true.json()))),
    )
    page.goto(f"{house.app}/#/app")
    expect(page.get_by_text("Personne d’indépendant n’atteste le journal")).to_be_visible()


def test_an_older_one_than_the_newest_and_than_the_one_seen_before(house: House, stage: Stage) -> None:
    """A newer release is logged and not served yet; then it is; then the older one comes back."""
    older = stage.log(stage.manifest)
    newer = stage.log(with_another_font(stage), "1.1")
    stage.serve(older)
    page = look(house)
    expect(page.get_by_text("Une version plus récente a été publiée.")).to_be_visible()
    expect(page.get_by_text("La version 1.1 est inscrite au journal")).to_be_visible()
    expect(page.get_by_text(GOOD)).to_be_visible()

    stage.serve(newer)
    page.get_by_role("button", name="Comparer de nouveau").click()
    expect(page.get_by_text(CHANGED)).to_be_visible()
    stage.serve(older)
    page.get_by_role("button", name="Comparer de nouveau").click()
    expect(page.get_by_role("alert").get_by_text("plus ancienne qu’une version déjà publiée")).to_be_visible()


def with_another_font(stage: Stage) -> bytes:
    """A build that is served by nobody."""
    manifest: Any = parse(stage.manifest)
    files = [
        {**file, "size": file["size"] + 1} if file["path"].endswith(".woff2") else file for file in manifest["files"]
    ]
    return canonical({**manifest, "files": files})
