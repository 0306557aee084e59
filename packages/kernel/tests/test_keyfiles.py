"""Key files: private, never overwritten, read strictly."""

from pathlib import Path

import pytest

from serment_kernel.keyfiles import KeyFileExists, KeyFileUnreadable, read_key_file, write_key_file
from serment_protocol.encoding import b64


def test_a_new_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    key = write_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == b64(key) + "\n"
    assert read_key_file(path) == key != write_key_file(tmp_path / "b.key")


def test_a_given_key_is_kept(tmp_path: Path) -> None:
    write_key_file(tmp_path / "a.key", bytes(range(32)))
    assert read_key_file(tmp_path / "a.key") == bytes(range(32))


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    key = write_key_file(path)
    with pytest.raises(KeyFileExists, match=r"a\.key exists already"):
        write_key_file(path)
    assert read_key_file(path) == key


@pytest.mark.parametrize(
    "content",
    ["", b64(bytes(31)), b64(bytes(33)), b64(bytes(32)) + "=", "é" * 43, b64(bytes(32)) + "\n" + b64(bytes(32))],
)
def test_anything_else_is_refused_without_being_quoted(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.key"
    path.write_text(content)
    with pytest.raises(KeyFileUnreadable) as refused:
        read_key_file(path)
    assert str(refused.value) == f"{path} is not a key file: one line of base64url of 32 bytes."


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileUnreadable, match=r"absent\.key"):
        read_key_file(tmp_path / "absent.key")
