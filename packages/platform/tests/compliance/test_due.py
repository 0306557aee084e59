"""Clocks, calendar and alarms."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_platform.compliance.registers.drafts import ASKED, draft
from serment_platform.compliance.registers.due import Due, alarms, calendar, due_of, earlier, later
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.types import Span, Version

from .builders import CERTIFICATE, INCIDENT, NOW, Row, version

ALL = frozenset({"gdpr", "nis2", "health_fr", "contract"})


def clocks(row: Version, now: datetime, regimes: frozenset[str] = ALL) -> dict[str, Due]:
    return {each.deadline: each for each in due_of(REGISTERS[row.kind], row, regimes, now)}


class TestAnIncident:
    """From the moment somebody is aware, the clocks of the law run."""

    def test_starts_every_clock(self) -> None:
        found = clocks(Row("incident", {**INCIDENT, "high_risk": True, "care_affected": True}).newest, NOW)
        at = {name: each.at for name, each in found.items()}
        aware = datetime(2026, 11, 26, 8, tzinfo=UTC)
        assert at == {
            "gdpr_authority": aware + timedelta(hours=72),
            "gdpr_persons": aware,
            "practices": aware,
            "nis2_warning": aware + timedelta(hours=24),
            "nis2_notification": aware + timedelta(hours=72),
            "health_fr": aware,
        }
        assert {name for name, each in found.items() if each.standing == "late"} == {
            "gdpr_persons",
            "practices",
            "health_fr",
        }

    def test_of_a_regime_that_does_not_apply_starts_none(self) -> None:
        assert set(clocks(Row("incident", INCIDENT).newest, NOW, frozenset({"gdpr"}))) == {"gdpr_authority"}

    def test_told_in_time_and_too_late(self) -> None:
        after = NOW + timedelta(days=5)
        row = Row("incident", INCIDENT)
        row.change(now=after, nis2_warned_at="2026-11-27T08:00:00Z", gdpr_told_at="2026-11-29T08:00:01Z")
        found = clocks(row.newest, after)
        assert found["nis2_warning"].standing == "done"
        assert found["gdpr_authority"].standing == "done_late"

    def test_the_last_report_is_due_a_month_after_the_notification(self) -> None:
        row = Row("incident", INCIDENT, now=NOW + timedelta(days=70))
        row.change(now=NOW + timedelta(days=70), nis2_notified_at="2027-01-31T10:00:00Z")
        assert clocks(row.newest, NOW)["nis2_final"].at == datetime(2027, 2, 28, 10, tzinfo=UTC)

    @pytest.mark.parametrize("regime", ASKED)
    def test_is_drafted_for_each_regime_in_both_languages(self, regime: str) -> None:
        row = Row("incident", INCIDENT).newest
        fr, en = draft(row, regime, "fr"), draft(row, regime, "en")
        assert "2026-11-26T08:00:00Z (26/11/2026 09:00 Paris)" in fr
        assert "Une panne fictive." in en
        assert fr != en


class TestACertificate:
    """Says twelve, six and three months before that it ends."""

    @pytest.mark.parametrize(
        ("day", "standing", "alarm"),
        [
            ("2028-10-31", "ahead", ""),
            ("2028-11-02", "soon", "P12M"),
            ("2029-05-02", "soon", "P6M"),
            ("2029-08-02", "soon", "P3M"),
            ("2029-11-02", "late", ""),
        ],
    )
    def test_alarms(self, day: str, standing: str, alarm: str) -> None:
        row = version("certificate", "certificate-1", {**CERTIFICATE, "state": "issued", "until": "2029-11-01"})
        end = clocks(row, datetime.fromisoformat(f"{day}T00:00:00Z"))["end"]
        assert (end.standing, end.alarm) == (standing, alarm)

    def test_that_is_over_is_no_longer_in_the_calendar(self) -> None:
        row = version("certificate", "certificate-1", {**CERTIFICATE, "state": "withdrawn", "until": "2029-11-01"})
        assert clocks(row, NOW) == {}


def test_the_calendar_shows_the_next_first() -> None:
    kind = REGISTERS["acceptance"]
    days = ("2027-05-01", "2026-12-01", "2026-01-01")
    rows = [version("acceptance", f"acceptance-{day}", {"state": "accepted", "until": day}) for day in days]
    found = calendar(((kind, row) for row in rows), (), NOW)
    assert [each.at.date().isoformat() for each in found] == sorted(days)
    assert [each.standing for each in alarms(found)] == ["late", "soon"]


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(0, 60), st.integers(0, 400))  # noqa: DTZ001
def test_a_span_later_is_later_and_never_skips_a_month(naive: datetime, months: int, hours: int) -> None:
    moment = naive.replace(tzinfo=UTC)
    assert later(moment, Span(months, 0, hours)) >= moment
    ahead = later(moment, Span(months))
    assert (ahead.year * 12 + ahead.month) - (moment.year * 12 + moment.month) == months
    assert earlier(ahead, Span(months)) <= moment
