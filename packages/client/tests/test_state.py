"""What a device remembers, and in which file."""

import stat
from pathlib import Path

import pytest

from serment_client.errors import StateUnreadable
from serment_client.state import KeptToken, Remembered, State

TOKEN = KeptToken("booking", "AAAA", "2026-02-09T00:00:00Z")
PERSON = Remembered("patient", "secret-of-this-device", "0" * 64, "1" * 32, "")


def test_it_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    state = State(path)
    state.content.tokens.append(TOKEN)
    state.content.checkpoints["x"] = "note"
    state.content.remembered = PERSON
    state.save()
    assert State(path).content == state.content


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    State(path).save()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_locked_one_opens_by_its_passphrase_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    state = State(path, "correct horse")
    state.content.remembered = PERSON
    state.save()
    assert b"secret-of-this-device" not in path.read_bytes()
    assert State(path, "correct  horse").content.remembered == PERSON
    for wrong in ("", "battery"):
        with pytest.raises(StateUnreadable):
            State(path, wrong)


def test_a_plain_one_is_locked_when_it_is_saved_with_a_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    plain = State(path)
    plain.content.remembered = PERSON
    plain.save()
    State(path, "correct horse").save()
    assert b"secret-of-this-device" not in path.read_bytes()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"v":2}', '{"v":1}'])
def test_a_broken_one_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(StateUnreadable):
        State(path)


def test_forgetting_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    state = State(path)
    state.save()
    state.forget()
    assert list(tmp_path.iterdir()) == []


def test_without_a_file_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    State().save()
    assert list(tmp_path.iterdir()) == []
