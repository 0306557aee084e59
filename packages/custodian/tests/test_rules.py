"""The rules of the rooms: no database, no clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_custodian.hardening import rules as hardening
from serment_custodian.hardening.errors import EvaluationsExhausted
from serment_custodian.hardening.types import Counts, Limits
from serment_custodian.people import AddressUnreadable, rules
from serment_custodian.people.types import Code
from serment_custodian.tickets import rules as tickets
from serment_custodian.tokens import rules as tokens
from serment_custodian.tokens.errors import TokenKeyUnknown, TokenMalformed, TokensExhausted, TokenWrongPurpose
from serment_custodian.tokens.types import IssuerKey

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


class TestTakesEffect:
    @pytest.mark.parametrize(
        ("now", "day"),
        [
            (datetime(2026, 3, 4, tzinfo=UTC), date(2026, 3, 11)),
            (datetime(2026, 3, 4, 0, 0, 1, tzinfo=UTC), date(2026, 3, 12)),
            (datetime(2026, 3, 4, 23, 59, tzinfo=UTC), date(2026, 3, 12)),
        ],
    )
    def test_never_comes_before_the_wait_is_over(self, now: datetime, day: date) -> None:
        assert rules.takes_effect(now, timedelta(days=7)) == day

    def test_has_its_second_letter_two_days_before(self) -> None:
        days = [date(2026, 3, day) for day in (4, 9, 10, 12, 20)]
        assert [rules.letters_due(date(2026, 3, 12), day) for day in days] == [1, 1, 2, 2, 2]


class TestNormalise:
    @pytest.mark.parametrize(
        ("typed", "normal"),
        [
            ("  Ana.Ruiz@Example.ORG ", "ana.ruiz@example.org"),
            ("a+b@example.org", "a+b@example.org"),
            ("lea@exämple.fr", "lea@xn--exmple-cua.fr"),
            ("lea@example.fr.", "lea@example.fr"),
        ],
    )
    def test_gives_one_spelling(self, typed: str, normal: str) -> None:
        assert rules.normalise(typed) == normal

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "@",
            "lea",
            "lea@",
            "@example.org",
            "lea@localhost",
            "lea@example..org",
            "le a@example.org",
            "lea@example.org\nBcc: all@example.org",
            "lea\r\n@example.org",
            ".lea@example.org",
            "lea..b@example.org",
            '"lea b"@example.org',
            "a" * 65 + "@example.org",
            "lea@" + "a" * 64 + ".org",
            "lea@" + ".".join(["abcdefgh"] * 32),
            "léa@example.org",
            "lea@-example.org",
            "lea@" + "é." * 60_000 + "org",
        ],
    )
    def test_refuses_what_is_no_address(self, typed: str) -> None:
        with pytest.raises(AddressUnreadable):
            rules.normalise(typed)


class TestSessionEnd:
    @given(INSTANTS)
    def test_lies_on_the_grid_and_leaves_fifteen_minutes(self, now: datetime) -> None:
        end = rules.session_end(now)
        assert (end.minute % 15, end.second, end.microsecond) == (0, 0, 0)
        assert timedelta(minutes=15) <= end - now < timedelta(minutes=30)


class TestCodeEnd:
    @given(INSTANTS)
    def test_lies_on_the_minute_and_leaves_ten(self, now: datetime) -> None:
        end = rules.code_end(now)
        assert (end.second, end.microsecond) == (0, 0)
        assert timedelta(minutes=10) <= end - now < timedelta(minutes=11)


class TestWorthRepeating:
    def code(self, tries: int, minutes: int) -> Code:
        return Code(bytes(37), bytes(16), tries, "fr", NOON + timedelta(minutes=minutes))

    def test_repeats_a_fresh_code(self) -> None:
        assert rules.worth_repeating(self.code(5, 8), NOON)

    @pytest.mark.parametrize(("tries", "minutes"), [(4, 8), (0, 8), (5, 4)])
    def test_replaces_a_tried_or_old_one(self, tries: int, minutes: int) -> None:
        assert not rules.worth_repeating(self.code(tries, minutes), NOON)


class TestDigits:
    @given(st.binary(min_size=32, max_size=32))
    def test_are_six(self, mac: bytes) -> None:
        assert len(rules.digits(mac)) == 6
        assert rules.digits(mac).isdecimal()


class TestEvaluations:
    def test_are_refused_by_the_day_and_by_the_month(self) -> None:
        limits = Limits(10, 100)
        hardening.require_evaluation_left(Counts(9, 99), limits)
        for counts in (Counts(10, 10), Counts(0, 100)):
            with pytest.raises(EvaluationsExhausted):
                hardening.require_evaluation_left(counts, limits)

    def test_no_monthly_budget_means_the_day_alone_counts(self) -> None:
        hardening.require_evaluation_left(Counts(59, 1700), Limits(60, 0))

    def test_a_month_is_thirty_days(self) -> None:
        assert hardening.month_before(date(2026, 3, 30)) == date(2026, 3, 1)


def key(**changes: object) -> IssuerKey:
    period = tokens.period(date(2026, 3, 2))
    values: dict[str, object] = {
        "key_id": bytes(32),
        "purpose": "booking",
        "issue_from": period.issue_from,
        "issue_until": period.issue_until,
        "redeem_until": period.redeem_until,
        "body": b"",
        "signature": b"",
        "leaf": 1,
        "private_locked": b"locked",
    }
    return IssuerKey(**(values | changes))  # type: ignore[arg-type]


class TestWeeks:
    @given(st.dates(date(2025, 1, 1), date(2035, 1, 1)))
    def test_begin_on_monday_as_iso_8601_says(self, day: date) -> None:
        monday = tokens.week_of(day)
        assert monday.isoweekday() == 1
        assert monday.isocalendar()[:2] == day.isocalendar()[:2]

    @given(INSTANTS)
    def test_a_key_for_now_and_for_next_week_is_always_wanted(self, now: datetime) -> None:
        this, following = tokens.periods_wanted(now)
        assert this.issue_from <= now < this.issue_until == following.issue_from

    def test_tokens_are_taken_for_five_weeks(self) -> None:
        period = tokens.period(date(2026, 3, 2))
        assert period.redeem_until == datetime(2026, 4, 6, tzinfo=UTC)


class TestIssuing:
    def test_accepts_this_weeks_key(self) -> None:
        assert tokens.require_issuing(key(), "booking", NOON) == key()

    @pytest.mark.parametrize("now", [NOON - timedelta(days=7), datetime(2026, 3, 9, tzinfo=UTC)])
    def test_refuses_another_weeks(self, now: datetime) -> None:
        with pytest.raises(TokenKeyUnknown):
            tokens.require_issuing(key(), "booking", now)

    def test_refuses_an_unknown_a_destroyed_and_another_purposes_key(self) -> None:
        with pytest.raises(TokenKeyUnknown):
            tokens.require_issuing(None, "booking", NOON)
        with pytest.raises(TokenKeyUnknown):
            tokens.require_issuing(key(private_locked=None), "booking", NOON)
        with pytest.raises(TokenWrongPurpose):
            tokens.require_issuing(key(), "opening", NOON)

    @pytest.mark.parametrize("number", [0, 1000, 1001])
    def test_refuses_what_is_no_residue(self, number: int) -> None:
        with pytest.raises(TokenMalformed):
            tokens.require_signable([number.to_bytes(256)], 1000)

    @pytest.mark.parametrize("length", [0, 255, 257])
    def test_refuses_another_length(self, length: int) -> None:
        with pytest.raises(TokenMalformed):
            tokens.require_signable([b"\x01" * length], 2**2048)

    def test_refuses_more_than_a_week_allows(self) -> None:
        tokens.require_within(2, 2)
        with pytest.raises(TokensExhausted):
            tokens.require_within(3, 2)


class TestTicketExpiry:
    @given(st.dates(date(2025, 1, 1), date(2035, 1, 1)))
    def test_is_the_first_of_a_month_over_a_year_ahead(self, day: date) -> None:
        end = tickets.expiry(day)
        assert end.day == 1
        assert timedelta(days=420) < end - day < timedelta(days=460)
