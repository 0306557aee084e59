"""The course of decisions and days in the custodian's log: whether they went the way that SPEC 11 lets them go."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

import msgspec

from serment_protocol.acts import Act, Step, UseDay
from serment_protocol.encoding import Json, canonical, parse, read_day
from serment_protocol.errors import BadStructure

SETTLED: frozenset[Step] = frozenset({"vetoed", "refused", "expired", "done", "noted"})
FIRST: frozenset[Step] = frozenset({"asked", "refused", "noted"})
ONE_DAY = timedelta(days=1)


class Progress(msgspec.Struct, frozen=True):
    """How far a decision has come."""

    first: Act
    last: Step
    approvals: int = 0
    not_before: str = ""
    approved: str = ""
    """The day on which the quorum was complete."""
    told: int = 0
    """How many days had been told by then."""


class Course:
    """What was read so far, in the order of the log."""

    def __init__(self) -> None:
        self._decisions: dict[str, Progress] = {}
        self._approved: set[tuple[str, str]] = set()
        self._last_day: date | None = None
        self._told = 0

    @property
    def last_day(self) -> date | None:
        """The last day whose uses are told."""
        return self._last_day

    def add(self, act: Act) -> None:
        """Check the next act."""
        before = self._decisions.get(act.decision)
        after = _begun(act) if before is None else _continued(before, act)
        self._decisions[act.decision] = after
        if after.last == "approved" and after.approvals >= act.quorum:
            self._approved.add((act.act, act.subject))
            if act.not_before and not after.approved:
                self._decisions[act.decision] = msgspec.structs.replace(after, approved=act.day, told=self._told)

    def require_approved(self, act: str, subject: Json) -> None:
        """Raise unless a quorum has approved just that, whose subject is public."""
        if (act, canonical(subject).decode()) not in self._approved:
            raise BadStructure(f"no decision {act} was approved for this")

    def use_up(self, act: str, practice: str) -> None:
        """Let what was approved about this practice approve nothing any more: it was done, and taken back."""
        self._approved = {each for each in self._approved if each[0] != act or _practice(each[1]) != practice}

    def require_ripe(self, decision: str, act: str, subject: Mapping[str, Json], day: str, delay: timedelta) -> None:
        """Raise unless this decision about all that was approved by a quorum, and has lain in the log for so long.

        Days are told one by one, each once it is over: whoever writes down an earlier day has too few of them.
        """
        found = self._decisions.get(decision)
        if found is None or found.first.act != act or not found.approved or found.last not in {"approved", "done"}:
            raise BadStructure(f"no decision {act} was approved as {decision}")
        about = cast("Mapping[str, Json]", parse((found.first.subject or "{}").encode()))
        if any(about.get(name) != value for name, value in subject.items()):
            raise BadStructure(f"decision {decision} is about something else")
        waited = read_day(day) - read_day(found.approved)
        # The last day may be told a little late.
        if waited < delay or self._told - found.told < delay.days - 1:
            raise BadStructure(f"decision {decision} has not lain in the log for {delay.days} days")

    def add_day(self, told: UseDay) -> None:
        """Check the next day: none is missing, and none is told twice."""
        day = read_day(told.day)
        if self._last_day is not None and day != self._last_day + ONE_DAY:
            raise BadStructure(f"the day after {self._last_day} is missing; here stands {day}")
        self._last_day = day
        self._told += 1


def _practice(subject: str) -> Json | None:
    return cast("Mapping[str, Json]", parse((subject or "{}").encode())).get("practice")


def _begun(act: Act) -> Progress:
    if act.step not in FIRST:
        raise BadStructure(f"decision {act.decision} was {act.step} before it was asked")
    return Progress(act, act.step)


def _continued(before: Progress, act: Act) -> Progress:
    first = before.first
    if before.last in SETTLED:
        raise BadStructure(f"decision {act.decision} was {act.step} after it was {before.last}")
    if (act.act, act.reason, act.subject, act.quorum) != (first.act, first.reason, first.subject, first.quorum):
        raise BadStructure(f"decision {act.decision} changed what it decides")
    if act.step == "approved":
        not_before = act.not_before or before.not_before
        return msgspec.structs.replace(before, last="approved", approvals=before.approvals + 1, not_before=not_before)
    if act.step == "done":
        _require_ripe(before, act)
    elif act.step not in SETTLED:
        raise BadStructure(f"decision {act.decision} was asked twice")
    return msgspec.structs.replace(before, last=act.step)


def _require_ripe(before: Progress, act: Act) -> None:
    if before.approvals < act.quorum:
        raise BadStructure(f"decision {act.decision} was done with {before.approvals} of {act.quorum} approvals")
    if act.quorum and (not before.not_before or act.day < before.not_before):
        raise BadStructure(f"decision {act.decision} was done before its delay was over")
