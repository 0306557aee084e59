"""The command line as its operator meets it: its own process, one sentence for what cannot be done."""

import argparse
import json
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import httpx
import pkcs11
import psycopg
import pytest

from serment_custodian import office_parser
from serment_custodian.cli import main
from serment_custodian.hsm import serial_of
from serment_custodian.officers.commands import COMMANDS
from serment_kernel.embedded import Cluster
from serment_kernel.keyfiles import KEY_BYTES
from serment_kernel.migrate import migrations_of
from serment_kernel.softhsm import SoftHsm
from serment_protocol.cosignatures import read_witness_key
from serment_protocol.encoding import b64, from_b64
from serment_protocol.notes import read_log_key
from serment_protocol.primitives import TAG_BYTES, sign_public

from .house import OWNER, PATIENT, RELAY_SEED, ROOMS, TOKEN, Site

FILE = """
name = "Essai"
public_url = "http://127.0.0.1:{port}"
app_origin = "https://app.example"
bind_host = "127.0.0.1"
bind_port = {port}
log_file = "custodian.log"
endorsement = "officers"
processors = "processors.toml"

[databases]
processor = "own"
{databases}

[keys]
sealing_key_file = "sealing.key"
log_key_file = "log.key"
log_origin = "custodian.example"
relay_public_key = "{relay}"

[evidence]
key_file = "evidence.key"

[smtp]
host = "127.0.0.1"
port = {smtp}
sender = "Serment <nudge@example.org>"
tls = "none"
processor = "own"
"""

REGISTER = """
[own]
name = "Essai"
role = "own"
since = 2026-11-26
hds = false
receives = [{ fr = "des essais", en = "trials" }]
purpose = { fr = "Essayer.", en = "To try." }
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def write_config(folder: Path, site: Site, port: int = 8001, *, relay: str = "") -> Path:
    """A configuration for the database of a site."""
    connections = {"owner": site.cluster.dsn(*OWNER, site.database)}
    connections |= {each.role: site.cluster.dsn(*each, site.database) for each in ROOMS}
    databases = "\n".join(f"{name} = {json.dumps(dsn)}" for name, dsn in connections.items())
    key = relay or b64(sign_public(RELAY_SEED))
    path = folder / "custodian.toml"
    text = FILE.format(port=port, databases=databases, relay=key, smtp=site.smtp_port)
    if site.soft:
        text = text.replace('sealing_key_file = "sealing.key"\n', "") + hsm_table(site.soft)
    path.write_text(text)
    path.with_name("processors.toml").write_text(REGISTER)
    return path


def hsm_table(soft: SoftHsm) -> str:
    """What a configuration says of a token."""
    return f'\n[hsm]\nmodule = "{soft.module}"\ntoken = "{TOKEN}"\npin_file = "{soft.pin}"\n'


def run(command: str, config: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    arguments = [sys.executable, "-m", "serment_custodian.cli", command, "--config", str(config), *options]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)


def sentence(done: "subprocess.CompletedProcess[str]") -> str:
    """What a command that could not be done said: one line, and nothing on standard output."""
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    lines = done.stderr.splitlines()
    assert len([line for line in lines if line.startswith("serment-custodian: ")]) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return lines[-1].removeprefix("serment-custodian: ")


@pytest.fixture
def empty(cluster: Cluster, tmp_path: Path) -> Generator[Site]:
    """A database in which nothing was done yet."""
    cluster.create_database("custodian_empty", OWNER, ROOMS)
    yield Site(cluster, "custodian_empty", tmp_path, 1)
    with psycopg.connect(cluster.superuser_dsn(), autocommit=True) as connection:
        connection.execute("DROP DATABASE custodian_empty WITH (FORCE)")


class TestKeygen:
    def test_makes_what_is_missing_and_says_the_log_s_key(self, tmp_path: Path, empty: Site) -> None:
        # The platform's operator may not have sent the relay's key yet.
        config = write_config(tmp_path, empty, relay="to be told")
        first, again = run("keygen", config), run("keygen", config)
        assert first.stdout == again.stdout
        log, witness = (line.split(" ", 1) for line in first.stdout.splitlines())
        assert (log[0], read_log_key(log[1]).name) == ("log", "custodian.example")
        assert (witness[0], read_witness_key(witness[1]).name) == ("witness", "custodian.example/witness")
        assert first.stderr.splitlines() == ["made sealing.key", "made log.key", "made evidence.key"]
        assert again.stderr == ""
        for name in ("sealing.key", "log.key", "evidence.key"):
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600

    def test_keeps_the_log_s_key_locked(self, tmp_path: Path, empty: Site) -> None:
        config = write_config(tmp_path, empty)
        run("keygen", config)
        assert len(from_b64((tmp_path / "log.key").read_text().strip())) > KEY_BYTES + TAG_BYTES
        (tmp_path / "sealing.key").unlink()
        assert "it was locked by another sealing key" in sentence(run("keygen", config))

    def test_says_where_it_cannot_write(self, tmp_path: Path, empty: Site) -> None:
        config = write_config(tmp_path, empty)
        config.write_text(config.read_text().replace('"sealing.key"', '"nowhere/sealing.key"'))
        assert re.search(r"nowhere/sealing\.key\S*: No such file or directory$", sentence(run("keygen", config)))


class TestCeremony:
    @pytest.fixture
    def config(self, tmp_path: Path, empty: Site, hsm: SoftHsm) -> Path:
        return write_config(tmp_path, replace(empty, soft=hsm))

    def test_makes_the_keys_and_a_record_to_sign(self, config: Path, hsm: SoftHsm) -> None:
        done = run("ceremony", config)
        assert done.returncode == 0, done.stderr
        [record] = config.parent.glob("ceremony-*.txt")
        assert record.read_text() == done.stdout
        token = pkcs11.lib(hsm.module).get_token(token_label=TOKEN)
        assert serial_of(token) in done.stdout
        checked = re.findall(
            r"serment custodian\.example (locking|hashing) 1, id [0-9a-f]{16}: [0-9a-f]{8}\n", done.stdout
        )
        assert checked == ["locking", "hashing"]
        assert run("keygen", config).stdout in done.stdout
        assert hsm.pin.read_text().strip() not in done.stdout + done.stderr
        shown = run("show-keys", config).stdout
        assert shown in done.stdout
        assert run("migrate", config).returncode == 0
        assert run("rotate-issuers", config).returncode == 0

    def test_changes_nothing_that_is_there(self, config: Path) -> None:
        run("ceremony", config)
        first = run("show-keys", config).stdout
        assert sentence(run("ceremony", config)).endswith("and there is the log's key (log.key).")
        (config.parent / "log.key").rename(config.parent / "kept.key")
        assert "and there is ceremony-" in sentence(run("ceremony", config))
        for record in config.parent.glob("ceremony-*.txt"):
            record.unlink()
        said = sentence(run("ceremony", config))
        assert said.endswith("and there is version 1 of the sealing key in the token serment.")
        (config.parent / "kept.key").rename(config.parent / "log.key")
        assert run("show-keys", config).stdout == first

    def test_needs_an_hsm(self, tmp_path: Path, empty: Site) -> None:
        assert sentence(run("ceremony", write_config(tmp_path, empty))).startswith("A ceremony makes keys in an HSM")


class TestPreparing:
    def test_migrates_once_and_then_makes_keys_and_rewrites(self, tmp_path: Path, empty: Site) -> None:
        config = write_config(tmp_path, empty)
        run("keygen", config)
        applied = run("migrate", config)
        assert applied.returncode == 0
        every = [f"applied {each.name}" for each in migrations_of("serment_custodian")]
        assert applied.stderr.splitlines() == every
        assert run("migrate", config).stderr == ""
        for command in ("rotate-issuers", "rotate-issuers", "rewrite"):
            assert run(command, config).returncode == 0
        with psycopg.connect(empty.cluster.superuser_dsn(empty.database)) as connection:
            found = connection.execute("SELECT count(*) FROM tokens.issuer_key WHERE leaf IS NOT NULL").fetchone()
        assert found == (4,)


class TestRefusing:
    def test_a_configuration_that_is_missing_or_wrong(self, tmp_path: Path, empty: Site) -> None:
        assert sentence(run("serve", tmp_path / "absent.toml")).endswith("absent.toml: No such file or directory")
        config = write_config(tmp_path, empty, relay="to be told")
        assert "relay_public_key" in sentence(run("serve", config))

    def test_to_serve_without_keys_says_how_to_make_them(self, tmp_path: Path, empty: Site) -> None:
        assert "`serment-custodian keygen`" in sentence(run("serve", write_config(tmp_path, empty, free_port())))

    def test_to_serve_an_empty_database(self, tmp_path: Path, empty: Site) -> None:
        config = write_config(tmp_path, empty, free_port())
        run("keygen", config)
        assert sentence(run("serve", config)).startswith("The database refuses: relation ")

    def test_to_serve_with_another_sealing_key(self, tmp_path: Path, site: Site) -> None:
        config = write_config(tmp_path, site, free_port())
        run("keygen", config)
        assert sentence(run("serve", config)).endswith("is not the sealing key that locked what this database holds.")

    def test_to_migrate_with_a_wrong_password(self, tmp_path: Path, empty: Site) -> None:
        config = write_config(tmp_path, empty)
        config.write_text(config.read_text().replace("password=owner ", "password=wrong "))
        said = sentence(run("migrate", config))
        assert "password authentication failed" in said
        assert "password=wrong" not in said

    def test_to_serve_on_a_port_that_is_taken(self, tmp_path: Path, site: Site) -> None:
        with socket.create_server(("127.0.0.1", 0)) as sock:
            port = int(sock.getsockname()[1])
            config = write_config(tmp_path, site, port)
            assert sentence(run("serve", config)) == f"Cannot listen on 127.0.0.1:{port}: Address already in use."


class TestOfficers:
    """Whoever has the machine can ask and stop; what is decided, the officers' passkeys decide."""

    @pytest.fixture
    def config(self, tmp_path: Path, site: Site) -> Path:
        for name in ("sealing.key", "log.key", "evidence.key"):
            (tmp_path / name).write_bytes((site.folder / name).read_bytes())
        return write_config(tmp_path, site)

    @staticmethod
    def office(config: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        arguments = [sys.executable, "-m", "serment_custodian.cli", *words, "--config", str(config)]
        return subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)

    def test_are_invited_by_a_link_that_stands_nowhere_else(self, config: Path, site: Site) -> None:
        link, meaning = self.office(config, "officers", "invite", "--name", "Ada Vasseur").stdout.splitlines()
        assert re.fullmatch(r"http://127\.0\.0\.1:8001/officers#[\w-]{43}", link)
        assert meaning.startswith("For Ada Vasseur alone. It makes an officer")
        with psycopg.connect(site.cluster.superuser_dsn(site.database)) as connection:
            found = connection.execute("SELECT invitation_hash::text || name FROM officers.invitation").fetchone()
        assert link.partition("#")[2] not in str(found)
        assert self.office(config, "officers", "list").stdout == "It takes 2 officers to decide.\n"

    def test_are_asked_and_the_asking_is_an_act(self, config: Path) -> None:
        asked = ("decisions", "ask", "--kind", "drill", "--subject", '{"rehearsal":"spring"}', "--reason")
        decision = self.office(config, *asked, "drill").stdout.strip()
        assert re.fullmatch(r"[0-9a-f]{32}", decision)
        assert self.office(config, "decisions", "list").stdout.startswith(f"{decision}  asked")
        assert sentence(self.office(config, *asked, "legal_order")).startswith("The custodian acts for no authority")
        acts = self.office(config, "acts").stdout.splitlines()
        assert [line.split()[2:5] for line in acts[:-1]] == [
            ["asked", "drill", "(drill)"],
            ["refused", "drill", "(legal_order)"],
        ]
        assert acts[-1] == "2 acts: every signature is good, and every decision went its way."

    def test_have_commands_that_are_there(self) -> None:
        """How they are called, and what they do, stand apart: a command loads no more than it needs."""
        parsers = argparse.ArgumentParser().add_subparsers()
        assert [name for _, name in office_parser.add_commands(parsers)] == list(COMMANDS)

    def test_are_not_needed_to_stop(self, config: Path) -> None:
        assert self.office(config, "stop", "--reason", "drill").returncode == 0
        assert "noted     stop (drill)" in self.office(config, "acts").stdout

    def test_cannot_be_asked_about_nonsense(self, config: Path) -> None:
        asked = ("decisions", "ask", "--kind", "drill", "--reason", "drill", "--subject")
        for subject in ("spring", "[]", '{"Rehearsal": 1.5}'):
            assert sentence(self.office(config, *asked, subject))
        assert sentence(self.office(config, "officers", "remove", "--name", "Nemo")) == "There is no such officer."


class TestRequests:
    def test_are_noted_without_a_name_and_answered_by_a_letter(
        self, tmp_path: Path, site: Site, capsys: pytest.CaptureFixture[str]
    ) -> None:
        config = str(write_config(tmp_path, site))

        def told(command: str, *options: str) -> str:
            main([command, "--config", config, *options])
            found = capsys.readouterr()
            return found.out or found.err

        number = told("request-note", "--kind", "erasure", "--by", "letter", "--day", "2026-11-02").strip()
        assert f"{number}  2026-11-02  erasure by letter, until 2026-12-02" in told("requests")
        assert told("request-close", number, "--outcome", "passed_on").strip() == number
        assert "no such request" in told("request-close", number, "--outcome", "done")
        letter = told("request-letter", "--kind", "erasure", "--language", "en")
        assert "We erase nothing on the word of a letter" in letter


class TestServing:
    def test_answers_until_it_is_told_to_stop_and_writes_nobody_down(self, tmp_path: Path, site: Site) -> None:
        port = free_port()
        config = write_config(tmp_path, site, port)
        for name in ("sealing.key", "log.key", "evidence.key"):
            (tmp_path / name).write_bytes((site.folder / name).read_bytes())
        arguments = [sys.executable, "-m", "serment_custodian.cli", "serve", "--config", str(config)]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            ask_around(f"http://127.0.0.1:{port}")
        finally:
            process.send_signal(signal.SIGTERM)
            printed, _ = process.communicate(timeout=20)
        assert (process.returncode, printed) == (0, b"")
        log = (tmp_path / "custodian.log").read_text()
        assert "NO HSM IS CONFIGURED" in log
        assert [line.split()[-5:-2] for line in log.splitlines() if "serment.access" in line] == [
            ["GET", "/health", "204"],
            ["POST", "/v1/codes", "202"],
            ["GET", "(none)", "404"],
            ["POST", "/v1/sessions", "401"],
        ]
        assert not re.search(r"127\.0\.0\.1|lea|Agent|secret", log)


def ask_around(url: str) -> None:
    """A few requests that all carry something about somebody."""
    headers = {"User-Agent": "Agent of lea", "Referer": "https://secret.example"}
    with httpx.Client(base_url=url, headers=headers, trust_env=False) as client:
        until_up(client)
        assert client.post("/v1/codes", json={"email": PATIENT, "language": "fr"}).status_code == 202
        assert client.get("/lea.martin?name=secret").status_code == 404
        answer = client.post("/v1/sessions", json={"email": PATIENT, "code": "secret", "handle": "A" * 22})
        assert answer.status_code == 401
        assert "server" not in answer.headers
        assert "set-cookie" not in answer.headers


def until_up(client: httpx.Client) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            client.get("/health", timeout=30)
        except httpx.ConnectError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return
