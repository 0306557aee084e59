"""A month of answers against what was promised, and dates for a calendar."""

from datetime import UTC, date, datetime

import pytest

from serment_kernel.meter import BEYOND, Counted, Meter
from serment_kernel.processors import Words
from serment_platform.compliance.registers import ics, levels
from serment_platform.compliance.registers.actions import Registers
from serment_platform.compliance.registers.due import Due
from serment_platform.compliance.registers.types import SOFTWARE, Actor

from ..world import World
from .colleagues import events

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DIRECTOR = Actor("op-0123456789abcdef", frozenset({"director"}))
QUICK, SLOW, LATE = Counted(25, 940, 0), Counted(1000, 50, 5), Counted(BEYOND, 10, 5)
MONTH = levels.Month(date(2026, 10, 1), (QUICK, SLOW, LATE))


class TestTheMeter:
    def test_keeps_what_is_not_kept_elsewhere(self) -> None:
        meter = Meter()
        for status, seconds in ((200, 0.02), (500, 0.02), (200, 9.0)):
            meter.note(status, seconds)
        counted = meter.unkept()
        assert set(counted) == {Counted(25, 2, 1), Counted(BEYOND, 1, 0)}
        meter.note(200, 0.02)
        meter.kept(counted)
        assert meter.unkept() == (Counted(25, 1, 0),)
        assert meter.measured().requests == 4


class TestAMonth:
    def test_says_how_much_was_answered_and_how_fast(self) -> None:
        assert levels.measured("availability", MONTH) == 9900
        assert levels.measured("latency", MONTH) == 100_000

    @pytest.mark.parametrize(
        ("indicator", "counted"),
        [
            ("availability", (Counted(25, 99, 0),)),
            ("latency", (Counted(25, 94, 0), Counted(BEYOND, 6, 0))),
            ("restore", (QUICK,)),
        ],
    )
    def test_is_silent_where_it_says_nothing(self, indicator: str, counted: tuple[Counted, ...]) -> None:
        assert levels.measured(indicator, levels.Month(MONTH.first, counted)) is None

    def test_ends_and_begins_with_the_year(self) -> None:
        assert levels.before(date(2026, 1, 31)) == date(2025, 12, 1)
        assert levels.after(date(2025, 12, 1)) == date(2026, 1, 1)


@pytest.mark.asyncio(loop_scope="module")
class TestTheRegister:
    async def test_is_filled_by_itself_and_once(self, world: World) -> None:
        registers = Registers(world.service.db("compliance"), world.service.evidence)
        service = await registers.add(
            "service", {"title": "Rendez-vous", "hours": "24/7", "owner": "director"}, DIRECTOR, NOW
        )
        ids = [
            (await registers.add("sla", _promised(service.id, indicator, target), DIRECTOR, NOW)).id
            for indicator, target in (("availability", 9990), ("latency", 50_000), ("restore", 100))
        ]
        for _ in range(2):
            await registers.keep_answers((Counted(25, 100, 1),), datetime(2026, 10, 31, 23, 50, tzinfo=UTC))
        await registers.keep_answers((Counted(5000, 900, 0),), NOW)
        made = await registers.measure_month(NOW)
        assert {str(each.fields["sla"]): each.fields["measured"] for each in made} == {ids[0]: 9900, ids[1]: 2500}
        assert {(each.state, each.fields["month"], each.fields["sample"], each.by) for each in made} == {
            ("draft", "2026-10-01", 200, SOFTWARE.pseudonym)
        }
        assert await registers.measure_month(NOW) == []
        told = [each for each in await events(world, "register") if each["register"] == "sla_measure"]
        assert [each["row"] for each in told] == [each.id for each in made]
        assert await registers.verify() == []


def _promised(service: str, indicator: str, target: int) -> dict[str, object]:
    return {"title": indicator, "service": service, "indicator": indicator, "target": target, "period": "mois"}


class TestACalendarFile:
    def test_holds_what_is_to_come_in_lines_that_every_reader_takes(self) -> None:
        name = Words(fr="revue de l’engagement, avec tout le monde ; et bien plus loin encore", en="review")
        ahead = Due("sla", "sla-1", "review", name, NOW, "ahead", "")
        done = Due("sla", "sla-2", "review", name, NOW, "done", "")
        text = ics.calendar_file([ahead, done], "platform.example/log", "fr", NOW)
        lines = text.split("\r\n")
        assert lines[0] == "BEGIN:VCALENDAR"
        assert lines[-2:] == ["END:VCALENDAR", ""]
        assert all(len(each.encode()) <= ics.LONGEST_LINE for each in lines)
        whole = text.replace("\r\n ", "")
        assert whole.count("BEGIN:VEVENT") == 1
        assert "UID:sla-sla-1-review@platform.example-log\r\n" in whole
        assert "DTSTART:20261126T120000Z\r\n" in whole
        assert "tout le monde \\; et bien" in whole
