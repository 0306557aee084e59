"""The procedure as its table says it: nothing that is missing there can be done, and nothing discloses by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from serment_kernel.authority import rules
from serment_kernel.authority.errors import (
    DecisionExpired,
    NoGround,
    NotNow,
    OnlyOnPaper,
    OutsideScope,
    ProposerSigns,
    SecrecyForbids,
    TooBroad,
    TwoMustAsk,
)
from serment_kernel.authority.rules import BY_TIME
from serment_kernel.authority.types import (
    Answered,
    Asked,
    Built,
    CalledBack,
    Contested,
    Deferred,
    Disclosed,
    Facts,
    File,
    Nothing,
    Opinion,
    Received,
    Refused,
    Told,
)
from serment_kernel.errors import Refusal
from serment_platform.compliance.authority.notices import notice_of
from serment_platform.compliance.authority.table import DISCLOSING, PROCEDURE, STEPS
from serment_platform.compliance.authority.types import Narrowed, Proposed, Qualified, Scope
from serment_platform.compliance.staff import Actor, Role, RoleMissing, Signature
from serment_protocol.disclosure import AuthorityDecision

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HASH, PRACTICE, VISIT, OTHER = "ab" * 32, "ab" * 16, "01" * 32, "02" * 32
SCOPE = Scope(PRACTICE, "2026-11-02", "2026-11-06", ())
QUERY = Scope(PRACTICE, "2026-11-03", "2026-11-03", (VISIT,))
EVERYTHING = Scope("", "", "", ())
ORDER = Qualified("FR", "criminal_court", "CPP 60-1", True, False, "2026-12-20", "directly", SCOPE)
FILING = Contested(HASH)
OPINION = Opinion(HASH, *([True] * 5))
ROLES: dict[str, list[Role]] = {
    "ines": ["intake"],
    "line": ["legal"],
    "lara": ["data_protection_officer"],
    "dino": ["director"],
    "both": ["legal", "director"],
    "sofia": ["security_officer"],
    "olga": ["operator"],
    "witt": ["witness"],
    "gil": ["auditor"],
}
PEOPLE = {name: Actor(f"{number:032x}", frozenset(roles)) for number, (name, roles) in enumerate(ROLES.items())}


def take(file: File, who: str, act: str, facts: Facts, now: datetime = NOON) -> File:
    """One step."""
    step = PROCEDURE.step_of(act)
    rules.require(step, Asked(file, facts, PEOPLE[who], now))
    return PROCEDURE.after(file, step, facts, PEOPLE[who].pseudonym, now)


def received(channel: Any = "letter") -> File:
    return rules.opened("cd" * 16, Received(channel, HASH), NOON)


def authenticated(verdict: Any = "genuine") -> File:
    file = take(received(), "line", "authenticate", Nothing())
    for who in ("line", "sofia"):
        file = take(file, who, "attest", CalledBack(verdict, "official_directory", HASH))
    return file


def qualified(order: Qualified = ORDER) -> File:
    return take(authenticated(), "line", "qualify", order)


def reviewed(order: Qualified = ORDER, opinion: Opinion = OPINION) -> File:
    file = take(qualified(order), "line", "tell_controller", Told(HASH, HASH if order.secrecy else ""))
    return take(take(file, "line", "review", Nothing()), "line", "opine", opinion)


def pending(query: Scope = QUERY) -> File:
    return take(reviewed(), "sofia", "propose", Proposed("comply", query))


def changed(kind: Any, **changes: Any) -> Any:
    return rules.replace(kind, **changes)


def by(*names: str) -> list[Signature]:
    return [Signature(PEOPLE[name], NOON) for name in names]


class TestTheTable:
    def test_only_refusal_comes_of_time(self) -> None:
        assert {PROCEDURE.by_name[act].after for act in BY_TIME} == {"REFUSED"}

    def test_only_a_built_package_is_sealed_and_only_an_approved_decision_is_built(self) -> None:
        ways = {each.act: each.before for each in STEPS if each.after in DISCLOSING}
        assert ways == {"build": {"APPROVED"}, "seal": {"PACKAGE_BUILT"}, "disclose": {"SEALED"}}
        assert [each.act for each in STEPS if each.after == "APPROVED"] == ["approve"]
        assert PROCEDURE.by_name["approve"].by == frozenset()

    def test_whoever_runs_the_machines_decides_nothing(self) -> None:
        theirs = {each.act for each in STEPS if "operator" in each.by}
        assert theirs == {"receive", "acknowledge", "build"}

    def test_a_closed_file_stays_as_it_is(self) -> None:
        assert [each.act for each in STEPS if "CLOSED" in each.before] == []


class TestAuthenticating:
    @pytest.mark.parametrize("channel", ["call", "email"])
    def test_takes_paper(self, channel: str) -> None:
        with pytest.raises(OnlyOnPaper):
            take(received(channel), "line", "authenticate", Nothing())

    @pytest.mark.parametrize("channel", ["letter", "hand", "fax", "portal"])
    def test_goes_on_with_what_is_written(self, channel: str) -> None:
        assert take(received(channel), "line", "authenticate", Nothing()).state == "AUTHENTICATING"

    def test_takes_two_persons(self) -> None:
        file = take(received(), "line", "authenticate", Nothing())
        file = take(file, "line", "attest", CalledBack("genuine", "official_directory", HASH))
        with pytest.raises(TwoMustAsk):
            take(file, "line", "attest", CalledBack("genuine", "official_directory", HASH))
        with pytest.raises(TwoMustAsk):
            take(file, "line", "qualify", ORDER)

    def test_ends_a_forged_letter(self) -> None:
        with pytest.raises(TwoMustAsk):
            take(authenticated("forged"), "line", "qualify", ORDER)
        assert take(authenticated("forged"), "line", "reject", Nothing()).state == "REJECTED_FORGED"

    def test_intake_only_registers(self) -> None:
        with pytest.raises(RoleMissing):
            take(received(), "ines", "authenticate", Nothing())


class TestQualifying:
    def test_a_ban_on_telling_is_contested_before_the_controller_is_told(self) -> None:
        file = qualified(changed(ORDER, secrecy=True))
        with pytest.raises(SecrecyForbids):
            take(file, "line", "tell_controller", Told(HASH))
        file = take(file, "line", "contest_secrecy", Answered(HASH))
        assert [each.what for each in PROCEDURE.alarms(file)] == ["contest", "ask_secrecy_again"]
        assert take(file, "line", "tell_controller", Told(HASH, HASH)).state == "CONTROLLER_TOLD"

    @pytest.mark.parametrize(
        ("order", "opinion"),
        [
            (changed(ORDER, binding=False), OPINION),
            (ORDER, changed(OPINION, necessary=False)),
            (ORDER, changed(OPINION, proportionate=False)),
            (ORDER, changed(OPINION, professional_secrecy=False)),
            (changed(ORDER, country="other"), changed(OPINION, agreement=False)),
            (changed(ORDER, country="other"), changed(OPINION, chapter_v=False)),
            (changed(ORDER, through="parent_company"), changed(OPINION, agreement=False)),
            (changed(ORDER, through="orally"), changed(OPINION, agreement=False)),
        ],
    )
    def test_without_a_ground_it_is_contested_or_refused(self, order: Qualified, opinion: Opinion) -> None:
        file = reviewed(order, opinion)
        with pytest.raises(NoGround):
            take(file, "sofia", "propose", Proposed("comply", QUERY))
        assert take(file, "line", "refuse", Refused("no_basis")).state == "REFUSED"

    @pytest.mark.parametrize(
        "scope",
        [
            EVERYTHING,
            Scope(PRACTICE, "", "", ()),
            Scope(PRACTICE, "2026-01-01", "2026-12-31", ()),
            Scope("", "2026-11-02", "2026-11-06", ()),
        ],
    )
    def test_a_general_request_is_contested_first(self, scope: Scope) -> None:
        file = reviewed(changed(ORDER, scope=scope))
        with pytest.raises(TooBroad):
            take(file, "sofia", "propose", Proposed("comply", QUERY))

    def test_a_scope_narrows_and_never_widens(self) -> None:
        file = take(reviewed(changed(ORDER, scope=EVERYTHING)), "line", "challenge", FILING)
        file = take(file, "line", "narrow", Narrowed(SCOPE))
        assert file.scope == SCOPE
        again = take(take(file, "line", "review", Nothing()), "line", "opine", OPINION)
        again = take(again, "line", "challenge", FILING)
        with pytest.raises(OutsideScope):
            take(again, "line", "narrow", Narrowed(EVERYTHING))


class TestProposing:
    @pytest.mark.parametrize(
        ("query", "refusal"),
        [
            (Scope(PRACTICE, "2026-11-03", "2026-11-03", ()), TooBroad),
            (Scope("ef" * 16, "2026-11-03", "2026-11-03", (VISIT,)), OutsideScope),
            (Scope(PRACTICE, "2026-11-01", "2026-11-03", (VISIT,)), OutsideScope),
            (Scope(PRACTICE, "2026-11-03", "2026-11-07", (VISIT,)), OutsideScope),
            (Scope(PRACTICE, "2026-11-03", "2026-11-03", (VISIT, VISIT)), OutsideScope),
        ],
    )
    def test_stays_within_what_was_asked_for(self, query: Scope, refusal: type[Refusal]) -> None:
        with pytest.raises(refusal):
            pending(query)

    def test_names_nobody_whom_the_letter_did_not(self) -> None:
        narrow = changed(ORDER, scope=changed(SCOPE, appointments=(VISIT,)))
        with pytest.raises(OutsideScope):
            take(reviewed(narrow), "sofia", "propose", Proposed("comply", changed(QUERY, appointments=(OTHER,))))

    def test_comes_after_an_opinion_of_this_round(self) -> None:
        assert not SCOPE.is_general
        assert pending().decision is not None


class TestSigning:
    @pytest.mark.parametrize(
        ("names", "approved"),
        [
            (("line", "dino"), True),
            (("lara", "dino"), True),
            (("both", "dino"), True),
            (("line", "both"), True),
            (("both",), False),
            (("line", "lara"), False),
            (("dino",), False),
            (("line", "sofia"), False),
            (("line", "olga", "witt", "gil", "ines"), False),
            ((), False),
        ],
    )
    def test_takes_one_for_the_law_and_another_who_directs(self, names: tuple[str, ...], approved: bool) -> None:
        decision = pending().decision
        assert decision is not None
        assert PROCEDURE.is_approved(decision, by(*names), NOON) is approved

    def test_the_proposer_counts_for_nothing(self) -> None:
        file = take(reviewed(), "line", "propose", Proposed("comply", QUERY))
        decision = file.decision
        assert decision is not None
        assert not PROCEDURE.is_approved(decision, by("line", "dino"), NOON)
        with pytest.raises(ProposerSigns):
            PROCEDURE.require_may_sign(file, PEOPLE["line"], NOON)

    def test_silence_means_refusal(self) -> None:
        file, late = pending(), NOON + rules.DECISION_TIME
        assert rules.expires(file, late)
        with pytest.raises(DecisionExpired):
            PROCEDURE.require_may_sign(file, PEOPLE["dino"], late)
        decision = file.decision
        assert decision is not None
        assert not PROCEDURE.is_approved(decision, by("line", "dino"), late)

    def test_what_was_signed_holds_for_three_days(self) -> None:
        file = PROCEDURE.after(pending(), PROCEDURE.by_name["approve"], Nothing(), "signed", NOON)
        PROCEDURE.require_approved(file, by("line", "dino"), NOON)
        with pytest.raises(DecisionExpired):
            PROCEDURE.require_approved(file, by("line", "dino"), NOON + rules.DECISION_TIME)


class TestBuilding:
    def test_holds_as_many_records_as_were_decided(self) -> None:
        file = PROCEDURE.after(pending(), PROCEDURE.by_name["approve"], Nothing(), "signed", NOON)
        assert take(file, "olga", "build", Built(HASH, 1)).state == "PACKAGE_BUILT"
        with pytest.raises(Refusal):
            take(file, "olga", "build", Built(HASH, 2))


class TestAlarms:
    def test_remind_of_what_is_due(self) -> None:
        file = qualified()
        due = {each.what: each.due for each in PROCEDURE.alarms(file)}
        assert due["tell_controller"] == NOON + timedelta(hours=24)
        assert due["contest"] == datetime(2026, 12, 15, tzinfo=UTC)
        assert [each.what for each in PROCEDURE.alarms(received())] == ["acknowledge"]


class TestTelling:
    def built(self, order: Qualified = ORDER) -> File:
        """A package that was sealed."""
        file = take(reviewed(order), "sofia", "propose", Proposed("comply", QUERY))
        file = PROCEDURE.after(file, PROCEDURE.by_name["approve"], Nothing(), "signed", NOON)
        file = take(file, "olga", "build", Built(HASH, 1))
        return PROCEDURE.after(file, PROCEDURE.by_name["seal"], Nothing(), "witness", NOON)

    def test_a_practice_hears_what_was_asked_and_what_was_given(self) -> None:
        asked = notice_of(take(qualified(), "line", "tell_controller", Told(HASH)), "tell_controller")
        assert asked is not None
        assert (asked[0], asked[1].stage, asked[1].first, asked[1].appointments) == (PRACTICE, "asked", SCOPE.first, ())
        done = take(self.built(), "line", "disclose", Disclosed(HASH))
        given = notice_of(done, "disclose")
        assert given is not None
        assert (given[1].stage, given[1].appointments, given[1].silent_until) == ("given", (VISIT,), "")
        assert notice_of(take(done, "line", "tell_persons", Told(HASH)), "tell_persons") is None

    def test_under_a_ban_it_hears_of_everything_once_the_persons_may(self) -> None:
        file = take(qualified(changed(ORDER, secrecy=True)), "line", "contest_secrecy", Answered(HASH))
        file = take(take(file, "line", "review", Nothing()), "line", "opine", OPINION)
        file = take(file, "sofia", "propose", Proposed("comply", QUERY))
        file = PROCEDURE.after(file, PROCEDURE.by_name["approve"], Nothing(), "signed", NOON)
        file = PROCEDURE.after(file, PROCEDURE.by_name["build"], Built(HASH, 1), "operator", NOON)
        file = PROCEDURE.after(file, PROCEDURE.by_name["seal"], Nothing(), "witness", NOON)
        file = take(file, "line", "disclose", Disclosed(HASH))
        assert notice_of(file, "disclose") is None
        file = take(file, "line", "defer_telling", Deferred(HASH, "2027-01-31"))
        assert notice_of(file, "defer_telling") is None
        told = notice_of(take(file, "line", "tell_persons", Told(HASH)), "tell_persons")
        assert told is not None
        assert (told[1].appointments, told[1].silent_until) == ((VISIT,), "2027-01-31")

    def test_who_is_named_by_nobody_is_told_nothing(self) -> None:
        file = take(qualified(changed(ORDER, scope=EVERYTHING)), "line", "tell_controller", Told(HASH))
        assert notice_of(file, "tell_controller") is None


STEP_NAMES = [each.act for each in STEPS if each.by and each.act not in {"build", "receive"}]
FACTS: dict[type[Facts], st.SearchStrategy[Any]] = {
    Nothing: st.just(Nothing()),
    Answered: st.just(Answered(HASH)),
    CalledBack: st.builds(
        CalledBack, st.sampled_from(["genuine", "genuine", "forged"]), st.just("court_registry"), st.just(HASH)
    ),
    Qualified: st.sampled_from([ORDER, changed(ORDER, secrecy=True), changed(ORDER, scope=EVERYTHING)]),
    Contested: st.just(FILING),
    Disclosed: st.just(Disclosed(HASH)),
    Told: st.sampled_from([Told(HASH), Told(HASH, HASH)]),
    Opinion: st.sampled_from([OPINION, OPINION, changed(OPINION, necessary=False)]),
    Narrowed: st.sampled_from([Narrowed(SCOPE), Narrowed(EVERYTHING)]),
    Proposed: st.sampled_from([Proposed("comply", QUERY), Proposed("partial", QUERY)]),
    Refused: st.just(Refused("no_basis")),
}


def facts_of(act: str) -> st.SearchStrategy[Any]:
    """Something that fits a step."""
    form = PROCEDURE.by_name[act].form
    return FACTS.get(form, st.none())


class Procedure(RuleBasedStateMachine):
    """Anybody does anything, in any order, at any time; of whoever may approve, signatures that verify."""

    @initialize()
    def begin(self) -> None:
        self.now = NOON
        self.file = received()
        self.signed: set[str] = set()

    @rule(who=st.sampled_from(sorted(PEOPLE)), act=st.sampled_from(STEP_NAMES), data=st.data())
    def step(self, who: str, act: str, data: st.DataObject) -> None:
        facts = data.draw(facts_of(act))
        if facts is None:
            return
        before = self.file.decision
        try:
            self.file = take(self.file, who, act, facts, self.now)
        except Refusal:
            return
        if self.file.decision != before:
            self.signed = set()

    @rule()
    def usual_way(self) -> None:
        """Come as far as a decision that waits, as examples seldom do by themselves."""
        if self.file.state == "RECEIVED":
            self.file, self.signed = pending(), set()

    @rule(hours=st.integers(1, 200))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        if rules.expires(self.file, self.now):
            self.file = PROCEDURE.after(self.file, PROCEDURE.by_name["expire"], Refused("expired"), "clock", self.now)

    @rule(who=st.sampled_from(sorted(PEOPLE)))
    def sign(self, who: str) -> None:
        try:
            decision = PROCEDURE.require_may_sign(self.file, PEOPLE[who], self.now)
        except Refusal:
            return
        self.signed.add(who)
        if PROCEDURE.is_approved(decision, by(*sorted(self.signed)), self.now):
            self.file = PROCEDURE.after(self.file, PROCEDURE.by_name["approve"], Nothing(), "signed", self.now)

    @rule(count=st.integers(0, 2))
    def build(self, count: int) -> None:
        try:
            PROCEDURE.require_approved(self.file, by(*sorted(self.signed)), self.now)
            self.file = take(self.file, "olga", "build", Built(HASH, count), self.now)
        except Refusal:
            return

    @invariant()
    def two_persons_stand_behind_whatever_leaves(self) -> None:
        if self.file.state in {"APPROVED", *DISCLOSING, "NOTICE_DEFERRED", "SUBJECTS_TOLD"}:
            decision = self.file.decision
            assert decision is not None
            heard = {name for name in self.signed if PEOPLE[name].pseudonym != decision.proposer}
            assert len(heard) > 1
            assert heard & {"line", "lara", "both"}
            assert heard & {"dino", "both"}
            assert len({each.by for each in self.file.attestations if each.verdict == "genuine"}) > 1

    @invariant()
    def nothing_is_built_beyond_the_letter(self) -> None:
        decision, scope = self.file.decision, self.file.scope
        if isinstance(decision, AuthorityDecision) and isinstance(scope, Scope):
            assert scope.covers(decision.query)
        if self.file.state == "PACKAGE_BUILT":
            assert self.file.built == Built(HASH, 1)


TestProcedure = Procedure.TestCase
TestProcedure.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_what_is_not_in_the_table_cannot_be_done() -> None:
    with pytest.raises(Refusal):
        PROCEDURE.step_of("disclose_at_once")
    with pytest.raises(NotNow):
        take(received(), "line", "disclose", Disclosed(HASH))
