"""The publisher over real HTTP: what it hands out, what it refuses, and what it says with every answer."""

import base64
import gzip
import hashlib
import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from serment_protocol.encoding import canonical
from serment_protocol.releases import read_manifest
from serment_protocol.releases import release_hash as protocol_hash
from serment_web.bundle import load_bundle
from serment_web.manifest import manifest_of, release_hash

from .conftest import CUSTODIAN, PLATFORM, RunningPublisher, free_port, run_publisher, write_config, write_release

LOG_SECONDS = 10.0


def policy(headers: dict[str, str]) -> dict[str, str]:
    """The directives of a content security policy."""
    pairs = (part.strip().partition(" ") for part in headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in pairs}


def script_of(publisher: RunningPublisher) -> str:
    """The path of the app's main script, as the page names it."""
    found = re.search(rb'<script type="module"[^>]* src="([^"]+)"', publisher.ask("GET", "/").body)
    assert found
    return found[1].decode()


class TestThePage:
    def test_is_html_without_inline_script_or_style(self, publisher: RunningPublisher) -> None:
        reply = publisher.ask("GET", "/")
        assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert not re.search(rb"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", reply.body)
        assert not re.search(rb'(src|href)="(https?:)?//', reply.body)

    def test_is_asked_for_anew_each_time_and_costs_nothing_when_unchanged(self, publisher: RunningPublisher) -> None:
        first = publisher.ask("GET", "/")
        assert first.headers["cache-control"] == "no-cache"
        again = publisher.ask("GET", "/", {"If-None-Match": f"W/{first.headers['etag']}"})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["content-security-policy"] == first.headers["content-security-policy"]

    def test_names_both_apis_and_nothing_else_to_speak_to(self, publisher: RunningPublisher) -> None:
        directives = policy(publisher.ask("GET", "/").headers)
        assert directives["connect-src"] == f"'self' {PLATFORM} {CUSTODIAN}"
        assert directives["default-src"] == "'none'"
        assert directives["script-src"] == "'self'"
        assert directives["require-trusted-types-for"] == "'script'"
        assert "unsafe-inline" not in json.dumps(directives)
        assert "unsafe-eval" not in directives["style-src"]

    def test_says_strict_transport_only_over_tls(
        self, publisher: RunningPublisher, publisher_over_tls: RunningPublisher
    ) -> None:
        assert "strict-transport-security" not in publisher.ask("GET", "/").headers
        assert publisher_over_tls.ask("GET", "/").headers["strict-transport-security"] == "max-age=31536000"


class TestFiles:
    def test_with_a_hash_in_their_name_are_kept_for_ever(self, publisher: RunningPublisher) -> None:
        reply = publisher.ask("GET", script_of(publisher))
        assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"

    def test_let_a_worker_compile_webassembly(self, publisher: RunningPublisher) -> None:
        directives = policy(publisher.ask("GET", script_of(publisher)).headers)
        assert directives["script-src"] == "'self' 'wasm-unsafe-eval'"

    def test_come_compressed_to_those_who_accept_it(self, publisher: RunningPublisher) -> None:
        path = script_of(publisher)
        plain = publisher.ask("GET", path)
        packed = publisher.ask("GET", path, {"Accept-Encoding": "gzip;q=0.5, br;q=0"})
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        assert publisher.ask("GET", path, {"Accept-Encoding": "gzip, br"}).headers["content-encoding"] == "br"
        assert packed.headers["vary"] == "accept-encoding"

    def test_answer_head_with_the_length_and_no_body(self, publisher: RunningPublisher) -> None:
        path = script_of(publisher)
        head = publisher.ask("HEAD", path)
        assert head.body == b""
        assert head.headers["content-length"] == str(len(publisher.ask("GET", path).body))


class TestInstallation:
    def test_is_served_as_it_was_written(self, publisher: RunningPublisher) -> None:
        reply = publisher.ask("GET", "/installation.json")
        assert (reply.headers["content-type"], reply.headers["cache-control"]) == ("application/json", "no-cache")
        assert json.loads(reply.body)["custodian"]["url"] == CUSTODIAN


class TestRelease:
    def test_is_served_beside_and_says_what_is_served(self, publisher: RunningPublisher) -> None:
        reply = publisher.ask("GET", "/release.json")
        assert (reply.headers["content-type"], reply.headers["cache-control"]) == ("application/json", "no-cache")
        encoded = json.loads(reply.body)["manifest"]
        manifest = json.loads(base64.urlsafe_b64decode(encoded + "=="))
        assert manifest["files"][0]["path"] == "/"
        for file in manifest["files"]:
            answer = publisher.ask("GET", file["path"])
            assert (len(answer.body), hashlib.sha256(answer.body).hexdigest()) == (file["size"], file["sha256"])
            assert answer.headers["content-type"] == file["type"]

    def test_asks_for_the_headers_that_are_sent(
        self, publisher: RunningPublisher, publisher_over_tls: RunningPublisher
    ) -> None:
        headers = json.loads(manifest_of(load_bundle()))["headers"]
        for running, names in ((publisher, ("page",)), (publisher_over_tls, ("page", "tls"))):
            sent = running.ask("GET", "/").headers
            for header in (each for name in names for each in headers[name]):
                value = header["value"].replace("{platform}", PLATFORM).replace("{custodian}", CUSTODIAN)
                assert sent[header["name"]] == value

    def test_is_in_the_form_of_the_protocol(self) -> None:
        manifest = manifest_of(load_bundle())
        assert canonical(read_manifest(manifest)) == manifest
        assert release_hash(manifest) == protocol_hash(manifest)

    def test_of_another_bundle_keeps_the_publisher_from_starting(self, tmp_path: Path) -> None:
        config = write_config(tmp_path, free_port())
        write_release(tmp_path, b"another")
        done = run_publisher(config)
        assert (done.returncode, "is the release of another bundle" in done.stderr) == (2, True), done.stderr

    @pytest.mark.parametrize("text", ["[]", "{}", '{"manifest": 7}', "nothing"])
    def test_that_is_none_does_so_too(self, tmp_path: Path, text: str) -> None:
        config = write_config(tmp_path, free_port())
        (tmp_path / "release.json").write_text(text)
        done = run_publisher(config)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr

    def test_is_told_to_be_signed_elsewhere(self) -> None:
        command = [sys.executable, "-m", "serment_web.cli", "manifest"]
        told = subprocess.run(command, capture_output=True, timeout=20, check=True)
        assert told.stdout == manifest_of(load_bundle())


class TestRefusals:
    @pytest.mark.parametrize(
        "target",
        [
            "/../cli.py",
            "/..%2fcli.py",
            "/%2e%2e/cli.py",
            "/assets/../../bundle.json",
            "//etc/passwd",
            "/....//cli.py",
            "/index.html/",
            "/bundle.json",
            "/assets/",
            "/%00",
        ],
    )
    def test_nothing_beside_the_bundle(self, publisher: RunningPublisher, target: str) -> None:
        reply = publisher.ask("GET", target)
        assert (reply.status, reply.body) == (404, b"There is nothing at this address.")
        assert "content-security-policy" in reply.headers

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
    def test_no_other_method(self, publisher: RunningPublisher, method: str) -> None:
        reply = publisher.ask(method, "/")
        assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")
        assert reply.headers["referrer-policy"] == "no-referrer"

    def test_no_cookie_no_server_name_in_any_answer(self, publisher: RunningPublisher) -> None:
        for target in ("/", script_of(publisher), "/installation.json", "/nothing"):
            headers = publisher.ask("GET", target).headers
            assert not {"set-cookie", "server", "x-powered-by"} & headers.keys()
            allowed = [one for one in headers["permissions-policy"].split(", ") if not one.endswith("=()")]
            own = ("camera", "publickey-credentials-create", "publickey-credentials-get")
            assert allowed == [f"{feature}=(self)" for feature in own]
            assert headers["cross-origin-opener-policy"] == "same-origin"
            assert headers["x-content-type-options"] == "nosniff"


class TestTheAccessLog:
    def test_holds_no_query_no_address_no_agent_and_nothing_made_up(self, publisher: RunningPublisher) -> None:
        canary, before = "canary-7b1e", publisher.log.read_text().count("(other) /")
        publisher.ask("GET", f"/?q={canary}", {"User-Agent": canary, "Referer": canary, "X-Forwarded-For": canary})
        publisher.ask("GET", f"/{canary}")
        publisher.ask(canary.upper(), "/")
        lines = lines_up_to(publisher.log, "(other) /", before + 1)[-3:]
        assert [line.split("access ")[1].rsplit(" ", 2)[0] for line in lines] == [
            "GET / 200",
            "GET (unknown) 404",
            "(other) / 405",
        ]
        assert "127.0.0.1" not in publisher.log.read_text()


def lines_up_to(log: Path, last: str, times: int) -> list[str]:
    """The lines of a log once this one is there so often: it is written after its answer has left."""
    deadline = time.monotonic() + LOG_SECONDS
    while (text := log.read_text()).count(last) < times and time.monotonic() < deadline:
        time.sleep(0.02)
    return text.splitlines()


class TestStarting:
    def test_refuses_a_taken_port_in_a_sentence(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = int(taken.getsockname()[1])
            done = run_publisher(write_config(tmp_path, port))
        assert done.returncode == 2
        assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("port = '8002'", "port is missing or not of type int"),
            ("public_url = 'http://a.example; script-src *'", "public_url is not an http or https address"),
            ("public_url = 'ftp://a.example'", "public_url is not an http or https address"),
            ("colour = 'green'", "colour is not a setting"),
        ],
    )
    def test_refuses_a_setting_it_cannot_use(self, tmp_path: Path, line: str, said: str) -> None:
        config = write_config(tmp_path, free_port())
        name = line.partition(" ")[0]
        kept = [each for each in config.read_text().splitlines() if not each.startswith(f"{name} ")]
        config.write_text("\n".join([*kept, line]))
        done = run_publisher(config)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr

    def test_refuses_an_installation_without_its_services(self, tmp_path: Path) -> None:
        config = write_config(tmp_path, free_port())
        (tmp_path / "installation.json").write_text('{"platform": {"url": "javascript:alert(1)"}}')
        done = run_publisher(config)
        assert done.returncode == 2
        assert "platform.url is not an http or https address" in done.stderr

    def test_stops_cleanly_when_interrupted(self, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "serment_web.cli", "serve", "--config", write_config(tmp_path, free_port())]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()  # "serving release ..."
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=10)
        assert (process.returncode, errors) == (0, b"")
