"""What runs on a data folder, and which commands go on there."""

from pathlib import Path

import pytest

from serment import running
from serment.cli import main
from serment.errors import CannotStart
from serment.installation import temporary


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder on which an installation runs that is no demonstration."""
    settings = temporary(tmp_path, demo=False)
    settings.home.prepare()
    running.announce(settings)
    return tmp_path


def files(folder: Path) -> dict[Path, bytes]:
    """Every file and what is in it."""
    return {each: each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}


class TestFound:
    def test_is_what_was_announced(self, tmp_path: Path) -> None:
        settings = temporary(tmp_path, demo=True)
        settings.home.prepare()
        running.announce(settings)
        assert running.found_demo(tmp_path).ports == running.found(tmp_path).ports == settings.ports

    def test_is_nothing_where_nothing_was(self, tmp_path: Path) -> None:
        assert not running.is_running(tmp_path)
        with pytest.raises(CannotStart, match="No `serment up` runs"):
            running.found(tmp_path)


@pytest.mark.parametrize("command", [("prove",), ("bench",), ("prove", "leaks")], ids=" ".join)
def test_where_officers_vouch_a_command_that_books_stops_before_it_begins(
    empty: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str], chromium: str
) -> None:
    assert chromium  # `prove leaks` asks for one before anything else
    before = files(empty)
    assert main([*command, f"--data={empty}"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"serment: The installation on {empty} is no demonstration")
    assert said.err.endswith("Use --fresh, which starts a demonstration of its own and removes it.\n")
    assert said.err.count("\n") == 1
    assert files(empty) == before
