"""deploy/nginx/serment.conf, run by a real nginx: three origins behind TLS, events that arrive at once, and a limiter
that sees who asks.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, Page, expect

from serment import configuration, installation
from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.hands import program
from serment.places import free_ports, origins
from serment.prove import stage
from serment_client import Client
from serment_protocol.encoding import from_b64, read_time, write_time
from serment_protocol.kit import propose_words
from serment_protocol.releases import Place, check_file, check_headers, read_manifest, read_published

from ..started import temporary

NAMES = {"platform": "rdv.example.org", "custodian": "tiers.example.org", "app": "app.example.org"}
PUBLIC = tuple(f"https://{NAMES[part]}" for part in ("platform", "custodian"))
PLACES = ("/usr/sbin/nginx", "/usr/local/sbin/nginx")
# Debian starts a service when it installs it; in runlevel 1 it does not.
QUIETLY = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
CUSTODIAN_BUDGET = 120
AT_ONCE = 3.0
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
ASK_A_PASSKEY = """async (rpId) => {
  const publicKey = {challenge: new Uint8Array(32), rpId};
  return navigator.credentials.get({publicKey}).then(() => "", ({message}) => message);
}"""
HTTP = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
{user}
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{servers}
}}
"""


class Proxied(NamedTuple):
    """An installation, and where nginx stands before it."""

    settings: Settings
    tls_port: int
    plain_port: int

    def client(self, address: str = "127.0.0.1") -> httpx.Client:
        """A browser at this address; the certificate is our own."""
        transport = httpx.HTTPTransport(verify=False, local_address=address)
        return httpx.Client(transport=transport, trust_env=False)

    def ask(self, client: httpx.Client, part: str, path: str, **headers: str) -> httpx.Response:
        """An answer through TLS."""
        url = f"https://127.0.0.1:{self.tls_port}{path}"
        return client.get(url, headers={"host": NAMES[part], **headers}, extensions={"sni_hostname": NAMES[part]})


def find_nginx() -> str:
    """An nginx, installed if we may; without one the test fails and names the package."""
    found = shutil.which("nginx") or next(filter(os.path.exists, PLACES), None)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["update"], ["install", "-y", "--no-install-recommends", "nginx"]):
            subprocess.run(["apt-get", "-qq", *command], env=os.environ | QUIETLY, capture_output=True, check=False)
        found = next(filter(os.path.exists, PLACES), None)
    if found is None:
        pytest.fail("There is no nginx: install the package nginx of your system.")
    return found


def write_certificate(folder: Path) -> None:
    """A certificate of our own for the three names, under the file names of the example."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "serment test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in NAMES.values()]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for part in NAMES:
        (folder / f"{part}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (folder / f"{part}.key").write_bytes(private)


def write_configuration(root: Path, folder: Path, settings: Settings, tls: int, plain: int) -> Path:
    """The example as it is, but for ports and for where the certificates lie."""
    text = (root / "deploy" / "nginx" / "serment.conf").read_text()
    text = re.sub(r"listen 443 ", f"listen 127.0.0.1:{tls} ", text)
    text = re.sub(r"listen 80 ", f"listen 127.0.0.1:{plain} ", text)
    text = text.replace("/etc/serment/tls", str(folder))
    for example, port in zip((8000, 8001, 8002), settings.ports, strict=False):
        text = text.replace(f"127.0.0.1:{example};", f"127.0.0.1:{port};")
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(HTTP.format(folder=folder, user=user, servers=text))
    return file


@pytest.fixture(scope="module")
def proxied(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Proxied]:
    """An installation that is known by https addresses, and nginx before it."""
    nginx, folder = find_nginx(), tmp_path_factory.mktemp("nginx")
    with pytest.MonkeyPatch.context() as patched:
        # A demonstration vouches for every practice, as the officer needs; yet this one counts requests as others do.
        patched.setattr(configuration, "DEMO_CUSTODIAN_BUDGETS", {})
        settings = temporary(folder / "data", demo=True)
        given = {part: f"https://{name}" for part, name in NAMES.items()}
        settings = settings._replace(origins=origins(settings.ports, given), behind_proxy=True)
        with installation.running(settings, lambda _line: None):
            tls, plain, *_ = free_ports()
            write_certificate(folder)
            with serving(nginx, write_configuration(root, folder, settings, tls, plain)):
                wait_for_port(tls)
                yield Proxied(settings, tls, plain)


@pytest.fixture
def visitor(proxied: Proxied, browser: Browser, chromium: str) -> Generator[Page]:
    """A browser that finds the three names here, and takes our certificate; with a passkey's device of its own."""
    found = f"--host-resolver-rules=MAP *.example.org:443 127.0.0.1:{proxied.tls_port}"
    arguments = [found, "--ignore-certificate-errors", "--disable-background-networking", "--no-first-run"]
    with browser.browser_type.launch(executable_path=chromium, args=arguments) as launched:
        page = launched.new_page(locale="fr-FR", ignore_https_errors=True)
        session: Any = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        yield page


@contextmanager
def serving(nginx: str, file: Path) -> Generator[None]:
    """An nginx with this configuration; it ends at once, whoever still listens to events."""
    server = subprocess.Popen([nginx, "-c", str(file)], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


@pytest.fixture(scope="module")
def officer(proxied: Proxied) -> Generator[tuple[Client, str]]:
    """A practice, opened beside the proxy by an SDK that signs for the public origin."""
    client = new_client(proxied.settings)
    sign_up(client, proxied.settings, "officer@proxy.serment.example", propose_words("fr"), "staff")
    yield client, client.team.open(stage.draft(), "Officer")
    client.close()


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx does not listen")


class TestOrigins:
    def test_each_answers_under_its_name(self, proxied: Proxied) -> None:
        with proxied.client() as client:
            assert "Serment" in proxied.ask(client, "platform", "/").text
            assert proxied.ask(client, "custodian", "/v1/keys").json()["issuers"]
            assert "text/html" in proxied.ask(client, "app", "/").headers["content-type"]

    def test_the_app_learns_the_public_addresses(self, proxied: Proxied) -> None:
        with proxied.client() as client:
            told = proxied.ask(client, "app", "/installation.json").json()
            policy = proxied.ask(client, "app", "/").headers["content-security-policy"]
        assert told["platform"]["url"] == "https://rdv.example.org"
        assert told["custodian"]["url"] == "https://tiers.example.org"
        assert "connect-src 'self' https://rdv.example.org https://tiers.example.org;" in policy

    def test_the_app_arrives_as_its_release_says(self, proxied: Proxied) -> None:
        with proxied.client() as client:
            published = read_published(proxied.ask(client, "app", "/release.json").json())
            manifest = read_manifest(from_b64(published.manifest))
            for path in ("/", *(file.path for file in manifest.files[-3:])):
                answer = proxied.ask(client, "app", path)
                check_file(manifest, path, answer.content)
                check_headers(manifest, path, answer.headers, Place(*PUBLIC, tls=True))

    @pytest.mark.parametrize("part", NAMES)
    def test_browsers_are_told_to_stay_on_tls(self, proxied: Proxied, part: str) -> None:
        with proxied.client() as client:
            assert "max-age" in proxied.ask(client, part, "/nowhere").headers["strict-transport-security"]

    def test_the_app_alone_may_ask(self, proxied: Proxied) -> None:
        with proxied.client() as client:
            answer = proxied.ask(client, "platform", "/v1/specialties", origin="https://app.example.org")
            other = proxied.ask(client, "platform", "/v1/specialties", origin="http://app.example.org")
        assert answer.headers["access-control-allow-origin"] == "https://app.example.org"
        assert "access-control-allow-origin" not in other.headers

    def test_plain_http_only_leads_to_tls(self, proxied: Proxied) -> None:
        with proxied.client() as client:
            answer = client.get(f"http://127.0.0.1:{proxied.plain_port}/x", headers={"host": NAMES["platform"]})
        assert answer.status_code == 308
        assert answer.headers["location"] == "https://rdv.example.org/x"


class TestConsole:
    """The console is the app's, and its passkeys are the platform's: two hosts, of which neither is below the other."""

    def test_a_browser_lets_the_app_use_the_platform_s_passkeys(self, visitor: Page, proxied: Proxied) -> None:
        file = proxied.settings.home.platform / configuration.PLATFORM_FILE
        days = ("--from", "2026-01-01", "--to", "2099-12-31", "--until", "2099-12-31")
        words = ("staff", "invite", "--config", str(file), "--name", "Aude", "--role", "auditor", *days)
        link = subprocess.check_output([program("serment-platform"), *words], text=True).splitlines()[0]
        assert link.startswith("https://app.example.org/#/console/join/")
        visitor.goto(link)
        visitor.get_by_label("Nom de la clé").fill("Clé bleue")
        visitor.get_by_role("button", name="Faire ma clé d’accès").click()
        visitor.get_by_role("link", name="Console", exact=True).click()
        visitor.get_by_role("button", name="Entrer avec ma clé d’accès").click()
        expect(visitor.get_by_role("navigation", name="Console")).to_be_visible()

    def test_and_no_other_page(self, visitor: Page) -> None:
        visitor.goto("https://tiers.example.org/officers/fr")
        assert "no listed origin matched" in visitor.evaluate(ASK_A_PASSKEY, "rdv.example.org")


class TestEvents:
    def test_a_change_arrives_at_once(self, proxied: Proxied, officer: tuple[Client, str]) -> None:
        client, practice = officer
        heard = threading.Event()
        listening = threading.Event()

        def listen() -> None:
            for line in self.lines(proxied, client.account.session.bearer, practice, listening):
                if "changed" in line:
                    heard.set()
                    return

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        assert listening.wait(AT_ONCE)
        start = stage.free_times(client, practice)[5]
        end = write_time(read_time(start) + timedelta(minutes=stage.MINUTES))
        client.desk.block(practice, stage.schedule_of(client, practice), start, end, "Absence")
        assert heard.wait(AT_ONCE)
        thread.join(AT_ONCE)

    @staticmethod
    def lines(proxied: Proxied, bearer: str, practice: str, listening: threading.Event) -> Iterator[str]:
        """The stream as it comes through nginx."""
        url = f"https://127.0.0.1:{proxied.tls_port}/v1/practices/{practice}/events"
        headers = {"host": NAMES["platform"], "authorization": f"Bearer {bearer}"}
        extensions = {"sni_hostname": NAMES["platform"], "timeout": httpx.Timeout(20).as_dict()}
        with (
            proxied.client() as client,
            client.stream("GET", url, headers=headers, extensions=extensions) as answer,
        ):
            assert answer.status_code == 200
            listening.set()
            yield from answer.iter_lines()


class TestLimiter:
    def test_counts_the_address_that_nginx_saw(self, proxied: Proxied) -> None:
        """Whoever writes X-Forwarded-For themselves stays the same to the limiter; a neighbour is not punished."""
        with proxied.client("127.0.0.2") as busy, proxied.client("127.0.0.3") as neighbour:
            seen = [
                proxied.ask(busy, "custodian", "/health", **{"x-forwarded-for": f"198.51.100.{number}"}).status_code
                for number in range(CUSTODIAN_BUDGET + 40)
            ]
            assert seen[0] == 204
            assert seen[-1] == 429
            assert proxied.ask(neighbour, "custodian", "/health").status_code == 204
