"""A witness that stands alone: what it cosigns, what it refuses, and what it does with its memory."""

import asyncio
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sysconfig
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from serment_kernel.keyfiles import read_key_file
from serment_protocol.cosignatures import Submission, check_cosigned, read_witnesses, write_submission
from serment_protocol.merkle import EMPTY_ROOT, consistency_proof, leaf_hash, root_of
from serment_protocol.notes import Checkpoint, sign_checkpoint, write_log_key
from serment_witness import config, memory
from serment_witness.cli import main
from serment_witness.config import Config
from serment_witness.errors import CannotStart, MemoryInUse, MemoryMissing, MemoryUnreadable
from serment_witness.main import assemble, verifier_of

ORIGIN, SEED, NAME = "platform.example/log", bytes(range(32)), "temoin.example/w1"
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
LEAVES = [leaf_hash(b"%d" % number) for number in range(20)]
OTHER = [leaf_hash(b"other"), *LEAVES[1:]]
FILE = """
name = "{name}"
key_file = "witness.key"
memory_file = "witnessed.json"
logs = ["{log}"]
bind_host = "127.0.0.1"
bind_port = {port}
"""


def write_config(folder: Path, port: int = 0, name: str = NAME) -> Path:
    path = folder / "witness.toml"
    path.write_text(FILE.format(name=name, log=write_log_key(ORIGIN, SEED), port=port))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The configuration of a witness that has its key."""
    path = write_config(tmp_path)
    assert main(["keygen", "--config", str(path)]) == 0
    return path


def note(size: int, leaves: list[bytes] = LEAVES, seed: bytes = SEED, origin: str = ORIGIN) -> str:
    return sign_checkpoint(Checkpoint(origin, size, root_of(leaves[:size])), origin, seed)


def submission(old: int, size: int, leaves: list[bytes] = LEAVES) -> bytes:
    proof = tuple(consistency_proof(leaves[:size], old)) if old < size else ()
    return write_submission(Submission(old, proof, note(size, leaves)))


def now() -> datetime:
    return NOW


@asynccontextmanager
async def answering(loaded: Config) -> AsyncGenerator[httpx.AsyncClient]:
    """The witness, as if it had just started."""
    seen = memory.File(Path(loaded.memory_file), verifier_of(loaded))
    transport = httpx.ASGITransport(assemble(loaded, seen, now))
    async with httpx.AsyncClient(transport=transport, base_url="http://witness.example") as http:
        yield http


async def add(http: httpx.AsyncClient, body: bytes) -> tuple[int, str]:
    answer = await http.post("/add-checkpoint", content=body)
    return answer.status_code, answer.text if answer.status_code in {200, 409} else answer.json()["code"]


class TestCosigning:
    async def test_what_only_grew(self, file: Path) -> None:
        loaded = config.load(file)
        policy = read_witnesses([verifier_of(loaded)], 1, 3)
        async with answering(loaded) as http:
            for old, size in ((0, 0), (0, 3), (3, 3), (3, 4), (4, 20)):
                answer = await http.post("/add-checkpoint", content=submission(old, size))
                assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
                check_cosigned(note(size) + answer.text, policy, NOW)
            assert f"{ORIGIN} 20 {root_of(LEAVES).hex()}\n" in (await http.get("/")).text

    async def test_no_fork_also_after_a_restart(self, file: Path) -> None:
        loaded = config.load(file)
        async with answering(loaded) as http:
            await add(http, submission(0, 5))
        async with answering(loaded) as http:
            assert await add(http, submission(0, 4, OTHER)) == (409, "5\n")
            assert await add(http, submission(5, 5, OTHER)) == (409, "5\n")
            assert await add(http, submission(5, 9, OTHER)) == (422, "log_forked")
            assert await add(http, submission(3, 4)) == (409, "5\n")
            assert (await add(http, submission(5, 9)))[0] == 200

    async def test_says_what_kind_of_size_it_names(self, file: Path) -> None:
        async with answering(config.load(file)) as http:
            answer = await http.post("/add-checkpoint", content=submission(2, 3))
            assert (answer.status_code, answer.text) == (409, "0\n")
            assert answer.headers["content-type"] == "text/x.tlog.size"

    async def test_only_its_own_logs_and_their_keys(self, file: Path) -> None:
        stranger = sign_checkpoint(Checkpoint("stranger.example", 0, EMPTY_ROOT), "stranger.example", SEED)
        async with answering(config.load(file)) as http:
            assert await add(http, write_submission(Submission(0, (), stranger))) == (404, "not_found")
            forged = write_submission(Submission(0, (), note(3, seed=bytes(32))))
            assert await add(http, forged) == (403, "checkpoint_forged")
            assert await add(http, write_submission(Submission(4, (), note(3)))) == (400, "bad_request")
            assert await add(http, b"old") == (400, "bad_request")

    async def test_two_at_once_never_go_back(self, file: Path) -> None:
        loaded = config.load(file)
        async with answering(loaded) as http:
            await add(http, submission(0, 4))
            answers = await asyncio.gather(*(add(http, submission(4, size)) for size in (20, 9, 12)))
            assert sorted(status for status, _ in answers) == [200, 409, 409]
        [kept] = memory.read(Path(loaded.memory_file), verifier_of(loaded)).values()
        assert answers[(20, 9, 12).index(kept.size)][0] == 200

    async def test_nothing_that_could_not_be_written_down(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        loaded = config.load(file)
        async with answering(loaded) as http:
            await add(http, submission(0, 4))
            monkeypatch.setattr(os, "fsync", full)
            assert await add(http, submission(4, 9)) == (500, "unexpected")
            monkeypatch.undo()
            assert await add(http, submission(9, 9)) == (409, "4\n")
        assert [path.name for path in file.parent.iterdir() if path.name.startswith(".witnessed")] == []

    async def test_other_addresses_are_refused(self, file: Path) -> None:
        async with answering(config.load(file)) as http:
            assert (await http.get("/add-checkpoint")).json()["code"] == "method_not_allowed"
            assert (await http.get("/v1/keys")).json()["code"] == "not_found"
            assert (await http.get("/health")).status_code == 204


class TestMemory:
    def test_belongs_to_its_owner(self, file: Path) -> None:
        for name in ("witness.key", "witnessed.json"):
            assert stat.S_IMODE((file.parent / name).stat().st_mode) == 0o600

    def test_once_lost_is_not_begun_anew(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (file.parent / "witnessed.json").unlink()
        for command in ("serve", "keygen", "logs"):
            assert main([command, "--config", str(file)]) == 2
            assert "must not go on under the same key" in capsys.readouterr().err
        with pytest.raises(MemoryMissing):
            memory.File(file.parent / "witnessed.json", verifier_of(config.load(file)))

    def test_of_another_witness_is_refused(self, file: Path) -> None:
        write_config(file.parent, name="temoin.example/w2")
        assert main(["serve", "--config", str(file)]) == 2
        with pytest.raises(MemoryUnreadable, match=r"it belongs to temoin\.example/w1"):
            memory.read(file.parent / "witnessed.json", verifier_of(config.load(file)))

    @pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b'{"v":1,"witness":"w","logs":[{"origin":"o"}]}'])
    def test_that_was_damaged_is_refused(self, file: Path, damage: bytes) -> None:
        (file.parent / "witnessed.json").write_bytes(damage)
        with pytest.raises(MemoryUnreadable, match="it was damaged"):
            memory.read(file.parent / "witnessed.json", verifier_of(config.load(file)))

    def test_is_held_by_one_process(self, file: Path) -> None:
        path = file.parent / "witnessed.json"
        with memory.alone(path), pytest.raises(MemoryInUse), memory.alone(path):
            pass

    def test_is_not_made_over_another(self, file: Path) -> None:
        with pytest.raises(CannotStart):
            memory.begin(file.parent / "witnessed.json", "w")


class TestCommandLine:
    def test_keygen_keeps_what_is_there(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = read_key_file(file.parent / "witness.key")
        assert main(["keygen", "--config", str(file)]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == f"witness {verifier_of(config.load(file))}"
        assert read_key_file(file.parent / "witness.key") == before

    async def test_logs_tells_how_much(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        main(["logs", "--config", str(file)])
        assert f"{ORIGIN} 0 nothing yet\n" in capsys.readouterr().out
        async with answering(config.load(file)) as http:
            await add(http, submission(0, 5))
        main(["logs", "--config", str(file)])
        assert capsys.readouterr().out == f"{ORIGIN} 5 {root_of(LEAVES[:5]).hex()}\n"

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ('name = "a b"', "name"),
            ("logs = []", "one log or more"),
            ('logs = ["x"]', "verifier key"),
            ("color = 1", "unknown field"),
        ],
    )
    def test_a_wrong_file_is_told(self, file: Path, capsys: pytest.CaptureFixture[str], line: str, why: str) -> None:
        field = line.partition(" ")[0]
        kept = [each for each in file.read_text().splitlines() if not each.startswith(f"{field} ")]
        file.write_text("\n".join([*kept, line]))
        assert main(["serve", "--config", str(file)]) == 2
        assert why in capsys.readouterr().err

    def test_without_a_key_it_names_the_remedy(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["serve", "--config", str(write_config(tmp_path))]) == 2
        assert "serment-witness keygen" in capsys.readouterr().err

    def test_it_serves_until_it_is_told_to_stop(self, tmp_path: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        path = write_config(tmp_path, port)
        program = Path(sysconfig.get_path("scripts")) / "serment-witness"
        said = subprocess.run([program, "keygen", "--config", path], capture_output=True, text=True, check=True)
        policy = read_witnesses([said.stdout.split()[1]], 1, 3)
        running = subprocess.Popen([program, "serve", "--config", path], stderr=subprocess.PIPE, text=True)
        try:
            answer = first_answer(f"http://127.0.0.1:{port}/add-checkpoint", submission(0, 5))
            check_cosigned(note(5) + answer.text, policy, datetime.now(UTC))
            second = subprocess.run([program, "serve", "--config", path], capture_output=True, text=True, check=False)
            assert (second.returncode, "A witness runs once" in second.stderr) == (2, True)
        finally:
            running.send_signal(signal.SIGTERM)
            _, log = running.communicate(timeout=20)
        assert running.returncode == 0
        assert re.search(r"POST /add-checkpoint 200 ", log)
        assert json.loads((tmp_path / "witnessed.json").read_text())["logs"][0]["size"] == 5


def first_answer(url: str, body: bytes) -> httpx.Response:
    """What it says once it is there."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return httpx.post(url, content=body, trust_env=False)
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
