"""What `serment up` writes for the services."""

import tomllib
from pathlib import Path

import pytest

from serment.cli import main
from serment.configuration import write_platform
from serment.installation import temporary
from serment.keys import Verifiers


@pytest.mark.parametrize("workers", [1, 3])
def test_the_platform_has_as_many_processes_as_were_asked_for(tmp_path: Path, workers: int) -> None:
    settings = temporary(tmp_path, demo=False)._replace(workers=workers)
    settings.home.prepare()
    written = write_platform(settings, Verifiers("log", "witness"), {"backup": ""})
    assert tomllib.loads(written.read_text("utf-8"))["workers"] == workers


def test_no_process_at_all_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["up", "--workers", "0"])
    assert "not a number of processes" in capsys.readouterr().err
