"""`serment-platform` as its operator types it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from serment_platform.retention import CLASSES
from serment_protocol.encoding import from_b64
from serment_protocol.notes import read_log_key

from .installation import Installed, run
from .people import Somebody
from .practices import Office

WHY = ("--reason", "checked", "--by", "Ada Essai")


class TestKeygen:
    def test_prints_the_public_halves_and_keeps_what_is_there(self, platform: Installed) -> None:
        first, second = platform.command("keygen"), platform.command("keygen")
        assert first.stdout == second.stdout
        log, witness, relay = (line.split(" ", 1) for line in first.stdout.splitlines())
        assert (log[0], witness[0], relay[0]) == ("log", "witness", "relay")
        assert read_log_key(log[1]) == platform.log_key
        assert len(from_b64(relay[1])) == 32


class TestMigrate:
    def test_has_nothing_to_do_twice(self, platform: Installed) -> None:
        done = platform.command("migrate")
        assert (done.returncode, done.stderr) == (0, "")


class TestList:
    def test_refuses_a_practice_that_is_unknown(self, platform: Installed) -> None:
        done = platform.command("list", "--practice", "0" * 32, *WHY)
        assert done.returncode == 2
        assert done.stderr.startswith("serment-platform: ")
        assert "0" * 32 not in platform.command("acts").stdout

    def test_refuses_a_practice_that_the_custodian_does_not_vouch_for(self, platform: Installed) -> None:
        office = Office(Somebody(platform, "staff").open()).open()
        done = platform.command("list", "--practice", office.id, *WHY)
        assert (done.returncode, "does not vouch" in done.stderr) == (2, True)
        assert "does not vouch for" in platform.command("list", "--all", *WHY).stderr
        assert platform.command("list", "--practice", office.vouch().id, *WHY).returncode == 0
        assert platform.command("unlist", "--practice", office.id, "--reason", "asked", "--by", "Ada").returncode == 0

    def test_wants_to_know_which(self, platform: Installed) -> None:
        assert platform.command("list", *WHY).returncode == 2
        assert platform.command("unlist", "--all", "--reason", "asked", "--by", "Ada").returncode == 2
        assert platform.command("list", "--practice", "x", *WHY).returncode == 2

    @pytest.mark.parametrize(
        "why",
        [
            *((), WHY[:2], WHY[2:], ("--reason", "because", *WHY[2:])),
            *((*WHY[:2], "--by", name) for name in (" ", "x" * 101)),
        ],
    )
    def test_wants_a_reason_and_a_name(self, platform: Installed, why: tuple[str, ...]) -> None:
        assert platform.command("list", "--all", *why).returncode == 2


class TestRetention:
    def test_counts_and_says_when_each_job_was_last_done(self, platform: Installed) -> None:
        found = json.loads(platform.command("retention", "--json").stdout)
        assert {each["name"] for each in found} == {each.name for each in CLASSES}
        ran = {each["job"] for each in found if each["last_run"]}
        assert {"purge", "retention", "scheduling upkeep"} <= ran
        assert {each["late"] for each in found if each["job"] == "retention"} == {0}
        told = platform.command("retention").stdout.splitlines()
        assert (told[0].split()[0], len(told)) == ("class", len(found) + 1)

    def test_goes_on_after_a_pause_only_where_clock_and_operator_agree(self, platform: Installed) -> None:
        wrong = platform.command("retention", "--today", "2001-01-01")
        assert (wrong.returncode, "set the clock first" in wrong.stderr) == (2, True)
        assert platform.command("retention", "--today", datetime.now(UTC).date().isoformat()).returncode == 0

    def test_keeps_visits_for_as_long_as_a_practice_chose(self, platform: Installed) -> None:
        unknown = platform.command("keep", "--practice", "0" * 32, "--months", "3")
        assert (unknown.returncode, unknown.stderr) == (2, "serment-platform: There is no such practice.\n")
        assert platform.command("keep", "--practice", "0" * 32, "--months", "2").returncode == 2


class TestRefusals:
    def test_says_in_one_sentence_what_is_wrong(self, tmp_path: Path) -> None:
        missing = run("serve", "--config", str(tmp_path / "none.toml"))
        assert missing.returncode == 2
        assert missing.stderr.count("\n") == 1
        assert "Traceback" not in missing.stderr

    def test_says_that_the_address_is_taken(self, platform: Installed) -> None:
        done = platform.command("serve")
        assert done.returncode == 2
        assert "Cannot listen" in (platform.config.parent / "platform.log").read_text() + done.stderr
