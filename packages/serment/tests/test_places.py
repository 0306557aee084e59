"""A data folder keeps others out, also one that was there before."""

import os
from pathlib import Path

import pytest

from serment.errors import CannotStart
from serment.places import Home


class TestHome:
    def test_closes_what_was_open(self, tmp_path: Path) -> None:
        (tmp_path / "custodian").mkdir()
        (tmp_path / "custodian").chmod(0o777)
        Home(tmp_path).prepare()
        assert {folder.stat().st_mode & 0o777 for folder in tmp_path.iterdir()} == {0o700}

    def test_refuses_a_folder_of_somebody_else(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        Home(tmp_path).prepare()
        own = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: own + 1)
        with pytest.raises(CannotStart, match="somebody else's"):
            Home(tmp_path).prepare()
