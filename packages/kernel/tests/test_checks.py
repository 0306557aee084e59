"""The engine of checks: what is green, who draws the sample, what an error tells, and what runs when."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from serment_kernel.checks.board import Board
from serment_kernel.checks.command import told_drill
from serment_kernel.checks.components import bill_of, components_of, locked_versions
from serment_kernel.checks.draw import Draw
from serment_kernel.checks.engine import MOST_AT_ONCE, Engine, Last
from serment_kernel.checks.hand import Column, Sealed
from serment_kernel.checks.measures.ciphertext import is_sealed
from serment_kernel.checks.osv import Feed, affecting
from serment_kernel.checks.records import DRILLED, RAN, Origin
from serment_kernel.checks.state import State, by_control, of_control
from serment_kernel.checks.types import Check, NotMeasured, Result, Title, band, check, judged, none_of
from serment_kernel.meter import Meter
from serment_protocol.encoding import write_time
from serment_protocol.evidence import CheckBody
from serment_protocol.primitives import random_bytes

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST_ROOT, SECOND_ROOT = Draw(b"1", date(2026, 11, 24)), Draw(b"2", date(2026, 11, 25))


@dataclass
class Thing:
    """What is measured."""

    draw: Draw
    is_well: list[bool]


@dataclass
class Book:
    """Records in a list."""

    kept: list[tuple[str, CheckBody]] = field(default_factory=list[tuple[str, CheckBody]])

    async def append(self, kind: str, record: CheckBody, now: datetime) -> int:
        assert now.tzinfo is UTC
        self.kept.append((kind, record))
        return len(self.kept) - 1

    async def last(self, checks: Sequence[tuple[str, str]], until: datetime | None = None) -> dict[str, Last]:
        return {name: self._last(name, code, write_time(until or NOON + timedelta(days=1000))) for name, code in checks}

    async def draw(self, check: str) -> Draw:
        assert check
        return FIRST_ROOT

    def _last(self, name: str, code: str, until: str) -> Last:
        runs = [
            (at, each)
            for at, (kind, each) in enumerate(self.kept)
            if kind == RAN and each.check == name and each.ended <= until
        ]
        failed = [each for _, each in self.kept if (each.check, each.code, each.result) == (name, code, "fail")]
        at, run = runs[-1] if runs else (-1, None)
        return Last(run, at, failed[-1].ended if failed else "")


@check("T1", Title("Bien", "Well"), period=HOUR, fresh=2 * HOUR, refs=("A.1", "A.2"), severity="low")
async def well(thing: Thing) -> Result:
    """Whether it is."""
    return none_of("things", 1, "faults", *([] if thing.is_well[0] else ["it"]))


@check("T2", Title("Lent", "Slow"), period=HOUR, fresh=2 * HOUR, refs=("A.2",), severity="low")
async def slow(_thing: Thing) -> Result:
    """Never ends."""
    await asyncio.sleep(60)
    return none_of("things", 1, "faults")


@check("T3", Title("Bavard", "Talkative"), period=HOUR, fresh=2 * HOUR, refs=("A.3",), severity="low")
async def talkative(_thing: Thing) -> Result:
    """Quotes somebody where it fails."""
    raise ValueError("lea@exemple.example")


@check("T4", Title("Absent", "Away"), period=HOUR, fresh=2 * HOUR, refs=("A.4",), severity="low")
async def away(_thing: Thing) -> Result:
    """Has nothing to look at."""
    raise NotMeasured


@dataclass
class Bench:
    """An engine, its clock, and what it measures."""

    clock: list[datetime] = field(default_factory=lambda: [NOON])
    is_well: list[bool] = field(default_factory=lambda: [True])
    book: Book = field(default_factory=Book)
    checks: list[Check[Thing]] = field(default_factory=lambda: [well])

    @property
    def engine(self) -> Engine[Thing]:
        by = Origin("0" * 32, "1.0")
        return Engine(self.checks, lambda draw: Thing(draw, self.is_well), self.book, lambda: self.clock[0], by, 0.05)

    async def state(self, name: str = "T1") -> State:
        [found] = [each for each in await self.engine.states() if each.check == name]
        return found


class TestGreen:
    async def test_is_what_passed_lately(self) -> None:
        bench = Bench()
        assert (await bench.state()).colour == "grey"
        await bench.engine.run(well)
        assert (await bench.state()).colour == "green"

    @pytest.mark.parametrize("later", [2 * HOUR, timedelta(days=365), -timedelta(minutes=2)])
    async def test_is_nothing_old_and_nothing_of_the_future(self, later: timedelta) -> None:
        bench = Bench()
        await bench.engine.run(well)
        bench.clock[0] += later
        assert (await bench.state()).colour == "grey"

    async def test_is_nothing_that_says_to_be_fresh_for_longer_than_declared(self) -> None:
        bench = Bench()
        record = await bench.engine.run(well)
        bench.book.kept[-1] = (RAN, msgspec.structs.replace(record, fresh_until="2099-01-01T00:00:00Z"))
        bench.clock[0] += 3 * HOUR
        assert (await bench.state()).colour == "grey"

    async def test_is_nothing_that_another_source_measured(self) -> None:
        bench = Bench()
        record = await bench.engine.run(well)
        bench.book.kept[-1] = (RAN, msgspec.structs.replace(record, code="0" * 64))
        assert (await bench.state()).colour == "grey"

    async def test_is_no_failure_however_old(self) -> None:
        bench = Bench(is_well=[False])
        await bench.engine.run(well)
        bench.clock[0] += timedelta(days=365)
        assert (await bench.state()).colour == "red"

    async def test_of_a_drill_failing_is_what_is_wanted(self) -> None:
        failed, passed = await Bench(is_well=[False]).engine.run(well), await Bench().engine.run(well)
        assert told_drill([failed], as_json=False).endswith("All 1 failed, as they should.")
        assert told_drill([failed, passed], as_json=False).endswith("DID NOT FAIL: T1.")

    async def test_is_no_drill(self) -> None:
        bench = Bench()
        record = await bench.engine.run(well)
        bench.book.kept[-1] = (DRILLED, record)
        assert (await bench.state()).colour == "grey"


class TestError:
    async def test_is_no_pass_and_tells_its_class_alone(self) -> None:
        bench = Bench(checks=[talkative])
        record = await bench.engine.run(talkative)
        assert record.result == "error"
        assert record.observed == {"failure": "ValueError"}
        assert (await bench.state("T3")).colour == "error"

    async def test_is_what_takes_too_long(self) -> None:
        bench = Bench(checks=[slow])
        assert (await bench.engine.run(slow)).observed == {"failure": "TimeoutError"}

    async def test_is_not_what_could_not_be_measured_which_is_grey(self) -> None:
        bench = Bench(checks=[away])
        await bench.engine.run(away)
        assert (await bench.state("T4")).colour == "grey"


class TestBoard:
    async def test_tells_of_a_weakness_a_day_later(self) -> None:
        bench = Bench(
            checks=[
                check("C20", Title("", ""), period=HOUR, fresh=48 * HOUR, refs=(), severity="high")(well.measure),
                well,
            ]
        )
        board = Board(bench.engine.states, bench.engine.states_at, lambda: bench.clock[0])
        for each in bench.checks:
            await bench.engine.run(each)
        bench.clock[0] += timedelta(hours=25)
        bench.is_well[0] = False
        for each in bench.checks:
            await bench.engine.run(each)
        told = {each.check: each for each in (await board.shown()).checks}
        assert (told["T1"].state, told["C20"].state, told["C20"].at) == ("red", "green", write_time(NOON))
        assert {each.colour for each in await board.states()} == {"red"}
        bench.clock[0] += timedelta(hours=24)
        told = {each.check: each for each in (await board.shown()).checks}
        assert told["C20"].state == "red"


class TestControl:
    async def test_stands_as_the_worst_of_its_checks(self) -> None:
        bench = Bench(checks=[well, slow, talkative, away])
        for each in bench.checks:
            await bench.engine.run(each)
        found = by_control(await bench.engine.states())
        assert found == {"A.1": "green", "A.2": "error", "A.3": "error", "A.4": "grey"}

    def test_without_any_is_grey(self) -> None:
        assert of_control([]) == "grey"


class TestDue:
    async def test_is_what_never_ran_and_then_what_is_over(self) -> None:
        bench = Bench()
        assert [each.check for each in await bench.engine.run_due()] == ["T1"]
        assert await bench.engine.run_due() == []
        bench.clock[0] += HOUR
        assert len(await bench.engine.run_due()) == 1

    async def test_is_what_another_source_measured(self) -> None:
        bench = Bench()
        record = await bench.engine.run(well)
        bench.book.kept[-1] = (RAN, msgspec.structs.replace(record, code="0" * 64))
        assert len(await bench.engine.run_due()) == 1

    async def test_is_what_a_clock_of_the_future_left_behind(self) -> None:
        bench = Bench(clock=[NOON + timedelta(days=900)])
        await bench.engine.run(well)
        bench.clock[0] = NOON
        assert len(await bench.engine.run_due()) == 1

    async def test_is_a_few_at_a_time_and_the_longest_waiting_first(self) -> None:
        bench = Bench(checks=[well, away, talkative, slow])
        await bench.engine.run(well)
        bench.clock[0] += 3 * HOUR
        assert [each.check for each in await bench.engine.run_due()] == ["T1", "T4", "T3"][:MOST_AT_ONCE]


class TestRecord:
    async def test_names_root_and_seed_of_a_sample(self) -> None:
        @check("T5", Title("", ""), period=HOUR, fresh=2 * HOUR, refs=(), severity="low")
        async def sampled(_thing: Thing) -> Result:
            return none_of("things", 500, "faults", sample=20)

        record = await Bench(checks=[sampled]).engine.run(sampled)
        assert (record.sample.n, record.sample.seed, record.sample.root) == (20, b"1".hex(), "2026-11-24")

    async def test_says_when_it_was_last_seen_failing(self) -> None:
        bench = Bench(is_well=[False])
        await bench.engine.run(well)
        bench.is_well[0] = True
        bench.clock[0] += HOUR
        assert (await bench.engine.run(well)).last_seen_failing == write_time(NOON)
        assert (await bench.state()).seen_failing == write_time(NOON)

    def test_has_bands_of_few(self) -> None:
        assert [band(each) for each in (0, 1, 9, 10, 182_044)] == [0, "1-9", "1-9", 10, 182_044]


class TestDraw:
    def test_picks_the_same_for_everybody_and_others_by_another_root(self) -> None:
        keys = [bytes([each]) for each in range(200)]
        assert FIRST_ROOT.picks(keys, 5) == FIRST_ROOT.picks(list(reversed(keys)), 5)
        assert FIRST_ROOT.picks(keys, 5) != SECOND_ROOT.picks(keys, 5)


class TestDeclaration:
    def test_is_refused_where_it_would_be_old_before_it_runs_again(self) -> None:
        with pytest.raises(ValueError, match="T9"):
            check("T9", Title("", ""), period=HOUR, fresh=HOUR, refs=(), severity="low")(well.measure)

    def test_a_result_passes_only_where_all_is_as_expected(self) -> None:
        assert judged("q", 1, {"a": 1}, {"a": 1}).outcome == "pass"
        assert judged("q", 1, {"a": 1}, {"a": 2}).outcome == "fail"
        assert judged("q", 1, {"a": 1}, {}).outcome == "fail"
        assert judged("q", 1, {"a": 1}, {"a": 1}, "but").outcome == "fail"


class TestCiphertext:
    COLUMN = Sealed(Column("room", "table", "value"), "key", b"\x01")

    def test_is_random_bytes_behind_a_version(self) -> None:
        assert all(is_sealed(b"\x01" + random_bytes(2048), self.COLUMN) for _ in range(50))

    @pytest.mark.parametrize(
        "value",
        [
            random_bytes(2048).replace(b"\x01", b"\x02"),
            b"\x01" + b"Martin" + bytes(2042),
            b"\x01" + random_bytes(64).hex().encode(),
            b"\x01" + random_bytes(1024) + b"Migraine since Monday, please call" + random_bytes(1024),
        ],
    )
    def test_is_nothing_else(self, value: bytes) -> None:
        assert not is_sealed(value, self.COLUMN)


class TestComponents:
    def test_are_all_that_the_package_asks_for(self, root: Path) -> None:
        lock = root / "requirements/run.txt"
        names = {each.name for each in components_of("serment-kernel")}
        assert {"serment-kernel", "serment-protocol", "psycopg", "cryptography"} <= names
        assert "pytest" not in names
        assert {name: locked_versions(lock)[name] for name in names if not name.startswith("serment")}
        assert bill_of("serment-kernel", lock)["bomFormat"] == "CycloneDX"

    @pytest.mark.parametrize(
        ("version", "affected"), [("1.9", False), ("2.0", True), ("2.4.1", True), ("2.5", False), ("3.0rc1", True)]
    )
    def test_are_affected_by_versions_and_ranges(self, version: str, affected: bool) -> None:
        feed = msgspec.convert(
            {
                "date": "2026-11-26",
                "vulns": [
                    {
                        "id": "PYSEC-1",
                        "affected": [
                            {
                                "package": {"name": "Some_Thing", "ecosystem": "PyPI"},
                                "versions": ["3.0rc1"],
                                "ranges": [
                                    {"type": "ECOSYSTEM", "events": [{"introduced": "2.0"}, {"fixed": "2.5.0"}]}
                                ],
                            }
                        ],
                    }
                ],
            },
            Feed,
        )
        assert list(affecting(feed, "some-thing", version)) == (["PYSEC-1"] if affected else [])
        assert list(affecting(feed, "another", version)) == []


class TestMeter:
    def test_counts_an_hour_and_forgets(self) -> None:
        now = [0.0]
        meter = Meter(lambda: now[0])
        for status, seconds in [(200, 0.004)] * 95 + [(500, 0.4)] * 5:
            meter.note(status, seconds)
        assert meter.measured() == (100, 5, 5)
        now[0] += 3601
        assert meter.measured().requests == 0
