"""The vectors that both languages run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from serment_protocol.errors import ProtocolRefusal

PROTOCOL = Path(__file__).resolve().parents[3] / "protocol"
sys.path.append(str(PROTOCOL))

from scenarios.operations import OPERATIONS, run  # noqa: E402

FILES = sorted((PROTOCOL / "vectors").glob("*/*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_vector(path: Path) -> None:
    vector: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert (vector["area"], vector["case"]) == (path.parent.name, path.stem)
    if vector["expect"] == "accepted":
        assert run(vector["operation"], vector["input"]) == vector["output"]
        return
    with pytest.raises(ProtocolRefusal) as caught:
        run(vector["operation"], vector["input"])
    assert caught.value.code == vector["expect"]
    assert "output" not in vector


def test_most_vectors_are_refusals() -> None:
    refusals = [path for path in FILES if '"expect": "accepted"' not in path.read_text("utf-8")]
    assert len(FILES) >= 80
    assert len(refusals) > len(FILES) / 2


def test_every_operation_has_a_vector() -> None:
    used = {json.loads(path.read_text("utf-8"))["operation"] for path in FILES}
    assert used == set(OPERATIONS)


def test_the_files_are_what_is_generated() -> None:
    command = [sys.executable, "-P", str(PROTOCOL / "generate.py"), "--check"]
    done = subprocess.run(command, env={"PYTHONPATH": str(PROTOCOL)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
