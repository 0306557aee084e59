"""No secret has a default: a configuration that leaves one out is refused, in one sentence."""

import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

from serment import toml
from serment.configuration import CUSTODIAN_FILE, PLATFORM_FILE, Settings

FILES = {"platform": PLATFORM_FILE, "custodian": CUSTODIAN_FILE}
# Tables of each file whose every line is a secret, names the file of one, or says whose word is believed.
SECRET = {"platform": ("databases", "log", "custodian", "relay"), "custodian": ("databases", "keys")}


def check(part: str, file: Path) -> subprocess.CompletedProcess[str]:
    """A command that reads the configuration and does little else."""
    command = [str(Path(sysconfig.get_path("scripts")) / f"serment-{part}"), "serve", "--config", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


@pytest.mark.parametrize("part", FILES)
class TestConfiguration:
    def test_without_a_table_of_secrets_is_refused(self, installation: Settings, tmp_path: Path, part: str) -> None:
        table = tomllib.loads((installation.home.root / part / FILES[part]).read_text())
        for name in SECRET[part]:
            file = tmp_path / f"{name}.toml"
            toml.write(file, "A test's.", {key: value for key, value in table.items() if key != name})
            done = check(part, file)
            assert done.returncode == 2
            assert len(done.stderr.strip().splitlines()) == 1, done.stderr

    def test_without_a_key_file_is_refused(self, installation: Settings, tmp_path: Path, part: str) -> None:
        file = tmp_path / FILES[part]
        table = tomllib.loads((installation.home.root / part / FILES[part]).read_text())
        register = str(installation.home.root / part / table["processors"])
        toml.write(file, "A test's.", {**table, "bind_port": 0, "processors": register})
        done = check(part, file)
        assert done.returncode == 2
        assert "keygen" in done.stderr
