"""An installation with a witness that is nobody's hand: its own process and key, and clients that insist on it."""

import json
import signal
import subprocess
import sysconfig
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from serment import installation
from serment.clients import NearParty, new_client, sign_up
from serment.configuration import Settings
from serment.keys import CUSTODIAN_LOG, LOG_KEY, SEALING_KEY, make_keys
from serment.places import Home, free_ports
from serment.prove import stage
from serment_client import Client, Refused
from serment_custodian.key_files import KeyFiles
from serment_custodian.log_key import make_log_key, read_log_key
from serment_custodian.sealing_key import SealingKey
from serment_protocol.cosignatures import Submission, write_submission, write_witness_key
from serment_protocol.errors import LogNotCosigned
from serment_protocol.kit import propose_words
from serment_protocol.notes import write_log_key

from ..conftest import STOP_SECONDS, serment
from ..malicious.liar import ForgedLog, Liar, answering
from ..started import temporary

NAME = "temoin.association.example"
CONFIG = """
name = "{name}"
key_file = "witness.key"
memory_file = "witnessed.json"
logs = {logs}
bind_host = "127.0.0.1"
bind_port = {port}
"""
PATIENCE = 30.0


@dataclass
class Association:
    """Keeps a witness on a machine of its own."""

    folder: Path
    port: int
    process: "subprocess.Popen[str] | None" = None

    @property
    def url(self) -> str:
        """Where it cosigns."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def memory(self) -> Path:
        """What it cosigned."""
        return self.folder / "witnessed.json"

    def run(self, command: str) -> "subprocess.CompletedProcess[str]":
        """A command that ends by itself."""
        return subprocess.run(self._words(command), capture_output=True, text=True, check=False, timeout=PATIENCE)

    def start(self) -> None:
        """Serve, and wait until it answers."""
        self.process = subprocess.Popen(self._words("serve"), stderr=subprocess.DEVNULL, text=True)
        until(lambda: httpx.get(f"{self.url}/health", trust_env=False).is_success)

    def stop(self) -> None:
        """Go away."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(STOP_SECONDS) == 0
            self.process = None

    def _words(self, command: str) -> list[str]:
        program = Path(sysconfig.get_path("scripts")) / "serment-witness"
        return [str(program), command, "--config", str(self.folder / "witness.toml")]


@dataclass
class World:
    """The installation, its external witness, and an officer with a practice."""

    settings: Settings
    association: Association
    officer: Client
    practice: str

    def shown(self) -> str:
        """The platform's checkpoint, as everybody is shown it."""
        return httpx.get(f"{self.settings.origins.platform}/v1/log/checkpoint", trust_env=False).text

    @property
    def size(self) -> int:
        return int(self.shown().split("\n")[1])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    folder = tmp_path_factory.mktemp("association")
    # A demonstration, that the practice be vouched for; nobody fills it.
    settings = temporary(tmp_path_factory.mktemp("watched"), demo=True)
    home = settings.home
    home.prepare()
    association = Association(folder, free_ports().app)
    logs = json.dumps([make_keys(home).platform.log, make_custodian_keys(home)])
    (folder / "witness.toml").write_text(CONFIG.format(name=NAME, logs=logs, port=association.port))
    verifier = association.run("keygen").stdout.split()[1]
    association.start()
    settings = settings._replace(witnesses=(f"{verifier} {association.url}",))
    try:
        with installation.running(settings, lambda _line: None):
            officer = new_client(settings)
            sign_up(officer, settings, "officer@exemple.example", propose_words("fr"), "staff")
            yield World(settings, association, officer, officer.team.open(stage.draft(), "Dr Essai"))
            officer.close()
    finally:
        association.stop()


def make_custodian_keys(home: Home) -> str:
    """The custodian's keys, as its own command would make them; the verifier key of its log."""
    hand, log = KeyFiles(home.custodian / SEALING_KEY), home.custodian / LOG_KEY
    hand.prepare(1)
    hand.complete(1)
    sealing = SealingKey([hand])
    make_log_key(log, CUSTODIAN_LOG, sealing)
    return write_log_key(CUSTODIAN_LOG, read_log_key(log, CUSTODIAN_LOG, sealing))


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    ended = threading.Event()
    timer = threading.Timer(PATIENCE, ended.set)
    timer.start()
    try:
        while not ended.is_set():
            try:
                if holds():
                    return
            except (httpx.TransportError, Refused):
                pass
            ended.wait(0.2)
    finally:
        timer.cancel()
    pytest.fail("It did not come.")


def test_clients_demand_both_cosignatures(world: World) -> None:
    pinned = world.officer.context.installation
    party = pinned.platform
    assert ([key.name for key in party.witnesses.keys], party.witnesses.quorum) == (
        ["serment-custodian/witness", NAME],
        2,
    )
    assert world.officer.practices.refresh(world.practice).root.practice == world.practice
    liar = Liar(world.settings.origins.platform)
    liar.tell(f"/v1/practices/{world.practice}", without_witness)
    with answering(liar) as url:
        near = NearParty(url, party.log_origin, party.log_key, party.witnesses, party.origin)
        client = Client(replace(pinned, platform=near))
        with pytest.raises(LogNotCosigned):
            client.practices.refresh(world.practice)
        liar.repent()
        assert client.practices.refresh(world.practice).root.practice == world.practice
        client.close()


def test_anybody_s_tools_can_check_it(world: World, tmp_path: Path) -> None:
    """By a policy file alone."""
    policy = tmp_path / "platform.policy"
    printed = run("policy", "platform", "--data", str(world.settings.home.root))
    assert f"witness w2 {NAME}+" in printed.stdout
    policy.write_text(printed.stdout)
    found = run("verify", "log", "--policy", str(policy), "--json")
    assert found.returncode == 0, found.stdout + found.stderr
    assert set(json.loads(found.stdout)["cosigned"]) == {"serment-custodian/witness", NAME}
    strict = printed.stdout.replace("quorum quorum-of-witnesses", "")
    policy.write_text(f"{strict}witness w3 {stranger()}\ngroup g all quorum-of-witnesses w3\nquorum g\n")
    refused = run("verify", "log", "--policy", str(policy))
    assert (refused.returncode, "there is none of stranger.example" in refused.stdout) == (1, True)


def test_it_cosigns_no_fork(world: World) -> None:
    forged = ForgedLog(world.settings, changed=0)
    for old in (0, world.size):
        body = write_submission(Submission(old, (), forged.note()))
        assert httpx.post(f"{world.association.url}/add-checkpoint", content=body, trust_env=False).status_code == 409


def test_while_it_is_away_what_is_new_waits_and_says_so(world: World) -> None:
    before, size = world.association.memory.read_bytes(), world.size
    world.association.stop()
    with pytest.raises(Refused) as refused:
        world.officer.team.open(stage.draft(), "Dr Essai")
    assert (refused.value.status, refused.value.code) == (503, "log_not_witnessed")
    assert str(refused.value) == "The witnesses have not vouched for this key yet; please try again in a moment."
    assert world.size == size
    assert world.officer.practices.refresh(world.practice).root.practice == world.practice

    world.association.start()
    until(lambda: world.size > size)
    assert world.association.memory.read_bytes() != before


def test_one_that_forgot_does_not_go_on(world: World) -> None:
    association = world.association
    association.stop()
    kept = association.memory.read_bytes()
    association.memory.unlink()
    lost = association.run("serve")
    assert (lost.returncode, "must not go on under the same key" in lost.stderr) == (2, True)
    association.memory.write_bytes(kept)
    association.start()
    body = write_submission(Submission(0, (), ForgedLog(world.settings, changed=0).note()))
    assert httpx.post(f"{association.url}/add-checkpoint", content=body, trust_env=False).status_code == 409
    assert f"serment-platform {world.size} " in association.run("logs").stdout


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(serment(*words), capture_output=True, text=True, check=False, timeout=120)


def without_witness(answer: dict[str, Any]) -> dict[str, Any]:
    """The same, with the external witness's line left out of each checkpoint."""

    def stripped(bundle: dict[str, Any]) -> dict[str, Any]:
        lines = bundle["checkpoint"].splitlines(keepends=True)
        return {**bundle, "checkpoint": "".join(line for line in lines if NAME not in line)}

    return {**answer, "root": stripped(answer["root"]), "epoch": stripped(answer["epoch"])}


def stranger() -> str:
    """A witness that never saw this log."""
    return write_witness_key("stranger.example", bytes(32))
