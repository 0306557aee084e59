"""Receipts of an erasure, checked by the file alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from serment_client.cli import main
from serment_client.ending import check_file
from serment_client.errors import ReceiptsUnreadable
from serment_protocol.encoding import from_b64
from serment_protocol.erasures import ERASURE, ErasureRecord
from serment_protocol.errors import AnotherErasure
from serment_protocol.notes import ALGORITHM, LogKey, key_id, write_key
from serment_protocol.signing import Signed, verify
from serment_protocol.structure import read
from serment_protocol.transparency import Entry

VECTORS = Path(__file__).resolve().parents[3] / "protocol" / "vectors" / "erasures"
NAME = "platform.example/log"


@pytest.fixture
def receipts() -> dict[str, Any]:
    """A file as whoever erased an account at the platform alone has it."""
    given = json.loads((VECTORS / "receipt.json").read_text())["input"]
    public = from_b64(given["key"])
    key = write_key(LogKey(NAME, key_id(NAME, ALGORITHM + public), public), ALGORITHM)
    return {
        "v": 1,
        "type": "erasure_receipts",
        "installation": "Essai",
        "logs": {"platform": key},
        "nonce": given["drawn"],
        "account": given["name"],
        "address": "",
        "platform": given["done"],
    }


def written(folder: Path, content: object) -> str:
    file = folder / "erased.json"
    file.write_text(json.dumps(content))
    return str(file)


def test_a_receipt_holds_and_names_its_leaf(receipts: dict[str, Any]) -> None:
    [checked] = check_file(json.dumps(receipts).encode())
    assert (checked.receipt.hand, checked.leaf, checked.log.split("+")[0]) == ("platform", 7, NAME)
    entry = read(checked.entry, Entry)
    assert entry.kind == "erasure"
    key = from_b64(json.loads((VECTORS / "receipt.json").read_text())["input"]["key"])
    verify(key, ERASURE, Signed(entry.body, entry.signature), ErasureRecord)


def test_somebody_else_s_does_not(receipts: dict[str, Any]) -> None:
    with pytest.raises(AnotherErasure):
        check_file(json.dumps({**receipts, "account": "0" * 32}).encode())


def test_anything_else_is_no_file_of_receipts() -> None:
    for data in (b"", b"{}", b'{"type":"kit_file"}'):
        with pytest.raises(ReceiptsUnreadable):
            check_file(data)


def test_the_command_line_says_it(receipts: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = f"--state={tmp_path / 'state.json'}"
    assert main([state, "check-receipts", written(tmp_path, receipts)]) == 0
    assert "The platform has destroyed" in capsys.readouterr().out
    assert main([state, "check-receipts", written(tmp_path, {**receipts, "account": "0" * 32})]) == 1
    assert "another erasure" in capsys.readouterr().err
