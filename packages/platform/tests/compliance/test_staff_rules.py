"""Which roles one person may have at once."""

from datetime import date

import pytest

from serment_platform.compliance.staff import rules
from serment_platform.compliance.staff.errors import AccessOver, GuestUnbounded, PeriodReversed, RolesIncompatible
from serment_platform.compliance.staff.types import Grant, Role, Scope

PERIOD = Scope(date(2026, 7, 1), date(2026, 12, 31))
UNTIL = date(2026, 12, 15)
TODAY = date(2026, 11, 27)


class TestRules:
    @pytest.mark.parametrize("roles", [["operator", "legal"], ["auditor", "intake"], ["witness", "director"], []])
    def test_some_roles_are_nobodys_at_once(self, roles: list[Role]) -> None:
        with pytest.raises(RolesIncompatible):
            rules.require_grantable(Grant(frozenset(roles), PERIOD, UNTIL), TODAY)

    @pytest.mark.parametrize("scope", [Scope(), Scope(first=PERIOD.first), Scope(last=PERIOD.last)])
    def test_a_guest_comes_for_a_period_and_goes(self, scope: Scope) -> None:
        with pytest.raises(GuestUnbounded):
            rules.require_grantable(Grant(frozenset({"auditor"}), scope, UNTIL), TODAY)

    def test_security_and_intake_go_together(self) -> None:
        rules.require_grantable(Grant(frozenset({"security_officer", "intake"})), TODAY)

    def test_days_that_cannot_be_are_told_apart(self) -> None:
        with pytest.raises(PeriodReversed):
            rules.require_grantable(Grant(frozenset({"auditor"}), Scope(PERIOD.last, PERIOD.first), UNTIL), TODAY)
        with pytest.raises(AccessOver):
            rules.require_grantable(Grant(frozenset({"legal"}), until=date(2026, 11, 26)), TODAY)
        rules.require_grantable(Grant(frozenset({"legal"}), until=TODAY), TODAY)

    def test_a_scope_covers_its_days(self) -> None:
        assert [PERIOD.covers(day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1))] == [
            False,
            True,
            False,
        ]
