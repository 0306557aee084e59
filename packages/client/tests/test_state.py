"""What a device remembers, and in which file."""

import json
import stat
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from serment_client.cli import main
from serment_client.errors import StateBusy, StateUnreadable
from serment_client.state import Content, KeptToken, Remembered, State, read_content

TOKEN = KeptToken("booking", "AAAA", "2026-02-09T00:00:00Z")
PERSON = Remembered("patient", "secret-of-this-device", "0" * 64, "1" * 32, "")


def write(path: Path, passphrase: str = "", change: Callable[[Content], object] = lambda _: None) -> Content:
    """What one program does: take the file, change something, let it go."""
    with closing(State(path, passphrase)) as state:
        change(state.content)
        state.save()
        return state.content


def remember(content: Content) -> None:
    content.remembered = PERSON


def test_it_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    write(path, change=lambda content: content.tokens.append(TOKEN))
    written = write(path, change=remember)
    assert read_content(path) == written
    assert (written.tokens, written.remembered) == ([TOKEN], PERSON)


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    write(path)
    assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert sorted(each.name for each in path.parent.iterdir()) == [".state.json.lock", "state.json"]


def test_a_locked_one_opens_by_its_passphrase_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write(path, "correct horse", remember)
    assert b"secret-of-this-device" not in path.read_bytes()
    assert read_content(path, "correct  horse").remembered == PERSON
    for wrong in ("", "battery"):
        with pytest.raises(StateUnreadable):
            State(path, wrong)


def test_a_plain_one_is_locked_when_it_is_saved_with_a_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write(path, change=remember)
    write(path, "correct horse")
    assert b"secret-of-this-device" not in path.read_bytes()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"v":2}', '{"v":1}'])
def test_a_broken_one_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    for _ in range(2):  # And held by nobody afterwards.
        with pytest.raises(StateUnreadable):
            State(path, patience=0)


def test_forgetting_leaves_nothing(tmp_path: Path) -> None:
    with closing(State(tmp_path / "state.json")) as state:
        state.save()
        state.forget()
    assert list(tmp_path.iterdir()) == []


def test_without_a_file_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    State().save()
    assert list(tmp_path.iterdir()) == []


APPEND = """
import sys, time
from pathlib import Path
from serment_client.state import State
for number in range(20):
    state = State(Path(sys.argv[1]))
    state.content.used.append(f"{sys.argv[2]}-{number}")
    time.sleep(0.002)
    state.save()
    state.close()
"""
HOLD = """
import sys
from pathlib import Path
from serment_client.state import State
state = State(Path(sys.argv[1]))
state.save()
print("held", flush=True)
sys.stdin.read()
"""


class TestTwoPrograms:
    def test_lose_nothing_of_each_other(self, tmp_path: Path) -> None:
        path = tmp_path / "state.json"
        programs = [subprocess.Popen([sys.executable, "-c", APPEND, str(path), name]) for name in ("a", "b")]
        assert [each.wait() for each in programs] == [0, 0]
        assert sorted(read_content(path).used) == sorted(f"{name}-{number}" for name in "ab" for number in range(20))

    def test_that_come_second_are_told_unless_the_first_ends(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "state.json"
        monkeypatch.setattr("serment_client.cli.session.PATIENCE", 0)
        with held(path) as first:
            with pytest.raises(StateBusy):
                State(path, patience=0)
            assert read_content(path) == Content()
            assert main(["--json", "--state", str(path), "list"]) == 1
            assert json.loads(capsys.readouterr().err)["code"] == "state_busy"
            first.kill()  # The kernel lets go of what a crash held.
            first.wait()
            assert main(["--json", "--state", str(path), "list"]) == 1
            assert json.loads(capsys.readouterr().err)["code"] == "installation_unnamed"

    def test_wait_while_another_forgets(self, tmp_path: Path) -> None:
        """The lock that they wait for is gone with the file; they take a new one."""
        path = tmp_path / "state.json"
        first = State(path)
        waiting = subprocess.Popen([sys.executable, "-c", APPEND, str(path), "a"])
        first.forget()
        first.close()
        assert waiting.wait() == 0
        assert len(read_content(path).used) == 20


@contextmanager
def held(path: Path) -> Generator[subprocess.Popen[bytes]]:
    """Another program at work with this file."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as it:
        assert it.stdout
        assert it.stdout.readline() == b"held\n"
        yield it
        it.kill()
