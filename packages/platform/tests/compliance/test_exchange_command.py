"""OSCAL and the auditor kit from a platform that runs, and every way to spoil a kit."""

import hashlib
import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from pypdf import PdfReader

from serment.errors import CannotVerify
from serment.verify.kit import PART, unpack, verify_kit
from serment_kernel.auditor_kit import Period, write_kit
from serment_kernel.evidence import stand_alone
from serment_platform.cli import main
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_protocol.auditor_kit import EVIDENCE, MANIFEST, SIGNATURE

from ..installation import Installed

TODAY = datetime.now(UTC).date()
Members = dict[str, bytes]


@pytest.fixture(scope="module")
def kit(platform: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit of the last days."""
    file = tmp_path_factory.mktemp("kit") / "kit.zip"
    first = (TODAY - timedelta(days=2)).isoformat()
    assert main(["auditor-kit", str(file), "--from", first, "--config", str(platform.config)]) == 0
    return file


def members(kit: Path) -> Members:
    with ZipFile(kit) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class TestOscal:
    def test_of_an_installation_says_how_it_stands(self, platform: Installed, tmp_path: Path) -> None:
        main(["checks", "--run", "C16", "--config", str(platform.config)])
        assert main(["exchange", "oscal", "--out", str(tmp_path / "o"), "--config", str(platform.config)]) == 0
        made = {path.name: json.loads(path.read_text()) for path in (tmp_path / "o").iterdir()}
        (result,) = made["assessment-results.json"]["assessment-results"]["results"]
        known = {each["title"] for each in result["findings"]}
        assert {"A.8.24", "A.8.13", "EXI-23"} <= known
        for each in result["observations"]:
            (proof,) = each["relevant-evidence"]
            said = {prop["name"]: prop["value"] for prop in proof["props"]}
            stored = platform.sql("SELECT encode(hash, 'hex') FROM compliance.event WHERE seq = %s", [said["event"]])
            assert stored == [(said["event-hash"],)]

    def test_overwrites_nothing(self, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "poam.json").write_text("mine")
        assert main(["exchange", "oscal", "--out", str(tmp_path), "--config", str(platform.config)]) == 2
        assert "poam.json is there already" in capsys.readouterr().err
        assert [path.name for path in tmp_path.iterdir()] == ["poam.json"]


class TestAKit:
    def test_holds_what_an_auditor_asks_for(self, kit: Path) -> None:
        names = set(members(kit))
        assert {EVIDENCE, MANIFEST, SIGNATURE, "README.fr.txt", "README.en.txt", "checkpoint.txt"} <= names
        assert {f"registers/{each}/{name}.csv" for each in ("fr", "en") for name in REGISTERS} <= names
        assert {f"registers/fr/{name}.{ending}" for name in REGISTERS for ending in ("html", "pdf")} <= names
        assert "oscal/assessment-results.json" in names
        assert json.loads(members(kit)["registers/faults.json"]) == []

    def test_has_each_register_on_paper_which_names_the_csv_beside_it(self, kit: Path) -> None:
        files = members(kit)
        for language in ("fr", "en"):
            found = PdfReader(BytesIO(files[f"registers/{language}/control.pdf"])).pages[0].extract_text()
            assert hashlib.sha256(files[f"registers/{language}/control.csv"]).hexdigest() in found

    def test_is_verified(self, kit: Path) -> None:
        found = verify_kit(kit)
        assert (found.ok, found.evidence.ok, [each for each in found.findings if not each.holds]) == (True, True, [])
        assert found.evidence.events > 100  # Every row that a fresh installation has was an event.

    def test_is_verified_by_tools_that_are_not_ours(self, kit: Path, tmp_path: Path) -> None:
        with ZipFile(kit) as archive:
            archive.extractall(tmp_path)
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
        command = ["python3", "-I", "-S", stand_alone.NAME, EVIDENCE]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def test_is_not_written_over(self, kit: Path, platform: Installed) -> None:
        before = kit.read_bytes()
        assert main(["auditor-kit", str(kit), "--from", TODAY.isoformat(), "--config", str(platform.config)]) == 2
        assert kit.read_bytes() == before

    def test_of_the_same_things_is_the_same_bytes(self, kit: Path, tmp_path: Path) -> None:
        files = {name: data for name, data in members(kit).items() if name not in {MANIFEST, SIGNATURE, "SHA256SUMS"}}
        period = Period("platform.test/log", TODAY, TODAY, datetime(2026, 11, 26, tzinfo=UTC))
        for name, each in (("a", files), ("b", dict(reversed(files.items())))):
            with (tmp_path / name).open("xb") as out:
                write_kit(out, bytes(32), period, each)
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def _changed(name: str, old: bytes, new: bytes) -> Callable[[Members], None]:
    def spoil(files: Members) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return spoil


def _added(files: Members) -> None:
    files["registers/fr/secret.csv"] = b"x"


def _dropped(files: Members) -> None:
    del files["registers/fr/control.csv"]


def _evidence_cut(files: Members) -> None:
    lines = files[EVIDENCE].splitlines(keepends=True)
    files[EVIDENCE] = b"".join(lines[:-2] + lines[-1:])


def _signature(files: Members) -> None:
    files[SIGNATURE] = b"A" * 86 + b"\n"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_changed("registers/fr/control.csv", b"A.8.24", b"A.8.99"), "is not what the manifest says"),
        (_changed("oscal/assessment-results.json", b"not-satisfied", b"satisfied"), "is not what the manifest says"),
        (_changed(stand_alone.NAME, b"import", b"impore"), "is not what the manifest says"),
        (_changed(MANIFEST, b'"made":"2', b'"made":"3'), ""),
        (_added, "is not in the manifest"),
        (_dropped, "is missing"),
        (_evidence_cut, "is not what the manifest says"),
        (_signature, ""),
    ],
)
def test_a_kit_that_was_touched_does_not_hold(
    spoil: Callable[[Members], None], said: str, kit: Path, tmp_path: Path
) -> None:
    files = members(kit)
    spoil(files)
    found = verify_kit(_zipped(tmp_path / "spoilt.zip", files))
    faults = [fault for each in found.findings for fault in each.faults]
    assert not found.ok
    assert any(said in fault for fault in faults)


def test_a_name_that_is_there_twice_does_not_hold(kit: Path, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        file = _zipped(tmp_path / "twice.zip", members(kit), "README.fr.txt")
    assert not verify_kit(file).ok


def test_no_more_is_unpacked_than_the_manifest_says(kit: Path, tmp_path: Path) -> None:
    files = members(kit)
    size = len(files[EVIDENCE])
    bomb = _zipped(tmp_path / "bomb.zip", {**files, EVIDENCE: files[EVIDENCE] + bytes(32 * PART)})
    with ZipFile(bomb) as archive:
        unpack(archive, tmp_path / EVIDENCE, size)
    assert size < (tmp_path / EVIDENCE).stat().st_size <= size + PART
    assert not verify_kit(bomb).ok


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_kit_is_said_so(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(CannotVerify):
        verify_kit(tmp_path / "x.zip")


def _zipped(path: Path, files: Members, *again: str) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name in (*files, *again):
            archive.writestr(name, files[name])
    return path


class TestStaff:
    def test_lists_who_is_invited(self, platform: Installed, capsys: pytest.CaptureFixture[str]) -> None:
        who = ("--name", "Ada Essai", "--role", "intake")
        assert main(["staff", "invite", *who, "--config", str(platform.config)]) == 0
        assert main(["staff", "--config", str(platform.config), "list"]) == 0
        listed = capsys.readouterr().out.splitlines()[-1]
        assert ("invited" in listed, listed.endswith("Ada Essai")) == (True, True)

    def test_needs_a_configuration_somewhere(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["staff", "list"])
        assert "--config" in capsys.readouterr().err


class TestSettings:
    def test_that_were_approved_are_measured_at_once(
        self, platform: Installed, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["checks", "approve", "--config", str(platform.config)]) == 0
        assert capsys.readouterr().out.splitlines()[-1].startswith("C22  pass")
