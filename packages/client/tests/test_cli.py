"""The command line's manners; what it does is tested against the real services."""

import io
import json
from pathlib import Path

import pytest

from serment_client.cli import build_parser, main
from serment_client.cli.session import LIGHT_ON_DARK, PLAIN, picture
from serment_protocol.cosignatures import write_witness_key
from serment_protocol.encoding import b64
from serment_protocol.notes import write_log_key

from .server import Server

PARTY = {
    "url": "http://127.0.0.1:1",
    "log_origin": "x/log",
    "log_key": write_log_key("x/log", bytes(32)),
    "witnesses": {"keys": [write_witness_key("x/witness", bytes(32))], "quorum": 1, "days": 3},
}


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        build_parser().parse_args(["--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    for command in (
        "sign-up",
        "sign-in",
        "add-device",
        "arrive",
        "kit-file",
        "search",
        "times",
        "book",
        "list",
        "move",
        "cancel",
        "agenda",
        "rotate",
        "shares",
    ):
        assert f"    {command}" in shown


def test_a_picture_is_dark_on_light_on_any_screen() -> None:
    lines = picture("http://localhost/#/device/patient/A").splitlines()
    assert {(line[: len(LIGHT_ON_DARK)], line[-len(PLAIN) :]) for line in lines} == {(LIGHT_ON_DARK, PLAIN)}
    drawn = [line.removeprefix(LIGHT_ON_DARK).removesuffix(PLAIN) for line in lines]
    assert {len(line) for line in drawn} == {2 * 4 + 29}
    assert set("".join(drawn)) == set(" █▀▄")
    # Four modules of quiet all round, or no camera finds it.
    assert set("".join(drawn[:2]) + "".join(line[:4] + line[-4:] for line in drawn[2:-2])) == {"█"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["x", "visit", "b" * 32, "--last", "2026-12-01"], "argument practice: x is no id"),
        (["a" * 32, "visit", "y", "--last", "2026-12-01"], "argument schedules: y is no id"),
        (["a" * 32, "visit", "b" * 32, "--last", "12/01"], "argument --last: 12/01 is no day"),
        (["a" * 32, "visit", "b" * 32, "--last", "2026-12-01", "--from", "8h"], "argument --from: 8h is no hour"),
    ],
)
def test_waiting_says_which_argument_was_wrong(typed: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(["wait", *typed])
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["book"], ["mark", "p", "a", "lost"]])
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2


def test_a_refusal_is_1_and_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--state", str(tmp_path / "s"), "list"]) == 1
    assert "--installation" in capsys.readouterr().err


def test_nobody_there_is_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--json", "--state", str(tmp_path / "s"), "--installation", "http://127.0.0.1:1", "list"]
    assert main(arguments) == 3
    assert json.loads(capsys.readouterr().err)["code"] == "offline"


def test_the_installation_is_remembered_and_must_not_change(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher = {"url": "http://127.0.0.1:1", "release_keys": [b64(bytes(32))]}
    document = {"v": 1, "name": "Serment", "demo": True, "platform": PARTY, "custodian": PARTY, "publisher": publisher}
    server.answers["/installation.json"] = [(200, json.dumps(document).encode())]
    state = ["--json", "--state", str(tmp_path / "s")]
    for arguments in ([*state, "--installation", server.url, "list"], [*state, "list"]):
        assert main(arguments) == 1
        assert json.loads(capsys.readouterr().err)["code"] == "not_remembered"
    server.answers["/installation.json"] = [(200, json.dumps({**document, "name": "Other"}).encode())]
    assert main([*state, "list"]) == 1
    assert json.loads(capsys.readouterr().err)["code"] == "installation_changed"


def test_a_draft_that_is_none_is_told(tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert server.url
    path = tmp_path / "draft.json"
    path.write_text("[]")
    assert main(["--state", str(tmp_path / "s"), "open-practice", str(path), "--as", "Ada"]) == 2
    assert "is not a draft" in capsys.readouterr().err


def test_a_secret_of_a_letter_is_no_argument(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands on a command line is shown to everybody on the machine."""
    custodian = {**PARTY, "url": server.url}
    publisher = {"url": "http://127.0.0.1:1", "release_keys": [b64(bytes(32))]}
    document = {"v": 1, "name": "Serment", "demo": True, "platform": PARTY, "custodian": custodian}
    server.answers["/installation.json"] = [(200, json.dumps({**document, "publisher": publisher}).encode())]
    server.answers["/v1/address/veto"] = [(204, b"")]
    command = ["--json", "--state", str(tmp_path / "s"), "--installation", server.url, "veto-email"]
    with pytest.raises(SystemExit):
        main([*command, "https://keys.example/#/veto/c2VjcmV0"])
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("https://keys.example/#/veto/c2VjcmV0 \n"))
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out) == {"stopped": True}
    assert [json.loads(body) for _, path, body in server.asked if path == "/v1/address/veto"] == [{"veto": "c2VjcmV0"}]
