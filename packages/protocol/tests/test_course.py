"""The course of decisions and days: what may follow what in the custodian's log."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from serment_protocol.acts import USES, Act, Use, UseDay
from serment_protocol.course import Course
from serment_protocol.errors import BadStructure

ASKED = Act(
    decision="0" * 32,
    act="drill",
    reason="drill",
    step="asked",
    subject='{"rehearsal":"spring"}',
    subject_hash="",
    officers=(),
    quorum=2,
    not_before="",
    day="2026-03-04",
)


def step(step: str, **changes: Any) -> Act:
    """The same decision further on."""
    return msgspec.structs.replace(ASKED, step=step, **changes)


SUBJECT = {"rehearsal": "spring"}
WEEK = timedelta(days=7)
APPROVED = step("approved")
RIPE = step("approved", not_before="2026-03-11", day="2026-03-05")
DONE = step("done", day="2026-03-11")


def follow(*acts: Act) -> None:
    course = Course()
    for act in acts:
        course.add(act)


@pytest.mark.parametrize(
    "acts",
    [
        [ASKED, APPROVED, RIPE, DONE],
        [ASKED, APPROVED, RIPE, APPROVED, DONE],
        [ASKED, APPROVED, RIPE, step("vetoed")],
        [ASKED, step("vetoed")],
        [ASKED, step("expired")],
        [ASKED, APPROVED, RIPE, step("refused")],
        [step("refused", reason="legal_order")],
        [step("noted", quorum=0)],
    ],
)
def test_a_decision_may_go_this_way(acts: list[Act]) -> None:
    follow(*acts)


@pytest.mark.parametrize(
    "acts",
    [
        [APPROVED],
        [DONE],
        [ASKED, ASKED],
        [ASKED, DONE],
        [ASKED, APPROVED, DONE],
        [ASKED, APPROVED, RIPE, step("done", day="2026-03-10")],
        [ASKED, APPROVED, APPROVED, DONE],
        [ASKED, step("vetoed"), RIPE],
        [ASKED, APPROVED, RIPE, DONE, step("vetoed")],
        [ASKED, step("expired"), step("asked")],
        [step("refused"), APPROVED],
        [step("noted"), DONE],
        [ASKED, step("approved", subject="{}")],
        [ASKED, step("approved", act="stop")],
        [ASKED, step("approved", quorum=1)],
        [ASKED, step("approved", reason="emergency")],
    ],
)
def test_and_not_that_way(acts: list[Act]) -> None:
    with pytest.raises(BadStructure):
        follow(*acts)


def test_two_decisions_go_their_own_ways() -> None:
    other = msgspec.structs.replace(ASKED, decision="1" * 32)
    follow(ASKED, other, APPROVED, step("vetoed"), msgspec.structs.replace(APPROVED, decision="1" * 32))


def day(text: str) -> UseDay:
    return UseDay(day=text, uses=tuple(Use(use, reason, 0) for use, reason in USES))


def test_days_follow_one_another_also_over_the_end_of_a_month() -> None:
    course = Course()
    for text in ("2026-02-27", "2026-02-28", "2026-03-01"):
        course.add_day(day(text))
    assert str(course.last_day) == "2026-03-01"


@pytest.mark.parametrize("text", ["2026-03-01", "2026-03-03", "2026-02-28"])
def test_a_day_that_is_left_out_or_told_twice_is_found(text: str) -> None:
    course = Course()
    course.add_day(day("2026-03-01"))
    with pytest.raises(BadStructure):
        course.add_day(day(text))


def waited(days: int, *acts: Act) -> Course:
    """These acts, and so many days told after them."""
    course = Course()
    for act in acts:
        course.add(act)
    for day in range(5, 5 + days):
        course.add_day(UseDay(day=f"2026-03-{day:02}", uses=tuple(Use(use, reason, 0) for use, reason in USES)))
    return course


def test_what_lay_in_the_log_for_a_week_is_ripe() -> None:
    for more in ((), (APPROVED,), (DONE,)):
        waited(6, ASKED, APPROVED, RIPE, *more).require_ripe("0" * 32, "drill", SUBJECT, "2026-03-12", WEEK)


@pytest.mark.parametrize(
    ("course", "change"),
    [
        (waited(5, ASKED, APPROVED, RIPE), {}),
        (waited(7, ASKED, APPROVED, RIPE), {"day": "2026-03-11"}),
        (waited(7, ASKED, APPROVED), {}),
        (waited(7), {}),
        (waited(7, ASKED, APPROVED, RIPE, step("vetoed")), {}),
        (waited(7, ASKED, APPROVED, RIPE, step("refused")), {}),
        (waited(7, ASKED, APPROVED, RIPE), {"subject": {"rehearsal": "autumn"}}),
        (waited(7, ASKED, APPROVED, RIPE), {"subject": {"more": "spring"}}),
        (waited(7, ASKED, APPROVED, RIPE), {"act": "replace_root"}),
        (waited(7, ASKED, APPROVED, RIPE), {"decision": "1" * 32}),
    ],
)
def test_whatever_else_is_not(course: Course, change: dict[str, Any]) -> None:
    given: dict[str, Any] = {
        "decision": "0" * 32,
        "act": "drill",
        "subject": SUBJECT,
        "day": "2026-03-12",
        "delay": WEEK,
    }
    with pytest.raises(BadStructure):
        course.require_ripe(**(given | change))
