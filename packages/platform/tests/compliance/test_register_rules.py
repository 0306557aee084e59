"""What may be written in a register, by whom, in which order."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_kernel.errors import Refusal
from serment_platform.compliance.registers import errors, fields, rules
from serment_platform.compliance.registers.fields import shown
from serment_platform.compliance.registers.kinds import REGISTERS, kind_of
from serment_platform.compliance.registers.looking import newest, seen
from serment_platform.compliance.registers.seeds import seeds
from serment_platform.compliance.registers.types import APART, SOFTWARE, STATE, Field, Kind, heard, list_of, words
from serment_platform.compliance.staff import Scope
from serment_platform.retention import CLASSES

from .builders import (
    ACCEPTANCE,
    ADA,
    AUDITOR,
    BEA,
    CERTIFICATE,
    CHIEF,
    INCIDENT,
    NOW,
    ON_CALL,
    PRIVATE,
    RISK,
    Row,
)

KINDS = pytest.mark.parametrize("kind", REGISTERS.values(), ids=list(REGISTERS))


class TestKinds:
    """The registers are data, and the data is whole."""

    @KINDS
    def test_name_states_and_fields_that_there_are(self, kind: Kind) -> None:
        names, states = {each.id for each in kind.fields}, {each.id for each in kind.states}
        assert len(names) == len(kind.fields)
        assert len(states) == len(kind.states)
        assert STATE not in names
        for state in kind.states:
            assert {*state.next} <= states - {state.id}
            assert {*state.needs, *state.needs_if, *state.needs_if.values()} <= names
        for deadline in kind.deadlines:
            assert {deadline.start, *filter(None, (deadline.done, deadline.only_if))} <= names
        for limit in kind.limits:
            assert {limit.start, limit.end} <= names
        assert {each.of for each in kind.fields if each.type == "reference"} <= set(REGISTERS)
        assert kind.claim is None or {kind.claim.checks} <= names

    @KINDS
    def test_reach_every_state(self, kind: Kind) -> None:
        reached = {kind.states[0].id, *({"seeded"} & {each.id for each in kind.states})}
        for _ in kind.states:
            reached |= {name for state in reached for name in kind.state(state).next}
        assert reached == {each.id for each in kind.states}

    @KINDS
    def test_have_names_in_both_languages(self, kind: Kind) -> None:
        for each in (kind.name, *(field.name for field in kind.fields), *(state.name for state in kind.states)):
            assert each.fr.strip()
            assert each.en.strip()

    def test_no_auditor_writes(self) -> None:
        assert not [kind.id for kind in REGISTERS.values() if {"auditor", "measure"} & set(kind.editors)]

    def test_an_unknown_one_is_refused(self) -> None:
        with pytest.raises(errors.KindUnknown):
            kind_of("cats")


class TestSeeds:
    """A fresh installation has rows to look at, and nothing that says that anything was done."""

    def test_are_93_controls_31_requirements_and_every_family(self) -> None:
        found = list(seeds(CLASSES))
        counts = {kind: sum(each.kind == kind for each in found) for kind in {each.kind for each in found}}
        assert (counts["control"], counts["requirement"], counts["risk"]) == (93, 31, 8)
        assert len({(each.kind, each.id) for each in found}) == len(found)

    def test_are_rows_and_claim_nothing(self) -> None:
        for each in seeds(CLASSES):
            kind = REGISTERS[each.kind]
            made = rules.added(kind, each.fields, SOFTWARE, NOW)
            assert made[STATE] == "seeded"
            assert made.get("status", "none") in {"none", "open"}

    def test_speak_one_language_to_each_reader(self) -> None:
        for seed in seeds(CLASSES):
            kind = REGISTERS[seed.kind]
            fr = [shown(each, seed.fields.get(each.id), "fr") for each in kind.fields]
            en = [shown(each, seed.fields.get(each.id), "en") for each in kind.fields]
            assert not any(APART.strip() in text for text in (*fr, *en))
            if seed.kind in {"asset", "risk", "regime", "processing"}:
                assert fr != en
        assert heard("FR : là ‖ FR: there\n24/7 / nuit", "en") == "FR: there\n24/7 / nuit"

    def test_hold_no_certificate(self) -> None:
        assert not [each for each in seeds(CLASSES) if each.kind in {"certificate", "audit", "acceptance"}]

    def test_cover_every_class_of_data_about_persons(self) -> None:
        activities = [each.fields for each in seeds(CLASSES) if each.kind == "processing"]
        covered = {name for each in activities for name in list_of(each, "data_classes")}
        assert {each.name for each in CLASSES if each.about != "nobody"} <= covered


class TestAField:
    """Only a value of the field is one."""

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"colour": "red"}, errors.FieldUnknown),
            ({"family": "Z"}, errors.FieldRefused),
            ({"owner": "Ada Essai"}, errors.FieldRefused),
            ({"title": "  "}, errors.FieldRefused),
            ({"title": "two\nlines"}, errors.FieldRefused),
            ({"title": None}, errors.FieldMissing),
            ({"review_on": "2026-02-30"}, errors.FieldRefused),
            ({"supporting_assets": "asset-1"}, errors.FieldRefused),
            ({"supporting_assets": ["a", "a"]}, errors.FieldRefused),
            ({"state": "done"}, errors.StepRefused),
        ],
    )
    def test_of_another_form_is_refused(self, changes: Mapping[str, object], refusal: type[Refusal]) -> None:
        with pytest.raises(refusal):
            Row("risk", {**RISK, **changes})

    def test_names_a_person_by_role_or_pseudonym(self) -> None:
        for owner in ("director", "op-00c0ffee", "0f" * 16):
            assert Row("risk", {**RISK, "owner": owner}).newest.fields["owner"] == owner

    def test_that_happened_is_not_in_the_future(self) -> None:
        with pytest.raises(errors.InTheFuture):
            Row("incident", {**INCIDENT, "awareness_at": "2026-11-26T09:00:01Z"})

    @given(st.integers(-(10**12), 10**12), st.integers(0, 4))
    def test_number_is_read_as_it_is_shown(self, value: int, decimals: int) -> None:
        field = Field("n", words("n", "n"), "number", decimals=decimals)
        written = fields.shown(field, value, "fr")
        if len(written.lstrip("-").partition(".")[0]) <= 12:
            assert fields.typed(field, written) == value

    @given(st.sampled_from([field for kind in REGISTERS.values() for field in kind.fields]), st.text())
    def test_typed_is_a_value_or_refused(self, field: Field, text: str) -> None:
        with suppress(Refusal):
            value = fields.checked(field, fields.typed(field, text), NOW)
            assert fields.checked(field, value, NOW) == value


class TestWrittenOnce:
    """When somebody became aware stands as it was first written."""

    def test_is_not_changed(self) -> None:
        with pytest.raises(errors.WrittenOnce):
            Row("incident", INCIDENT).change(awareness_at="2026-11-26T08:30:00Z")

    def test_is_not_emptied_and_written_again(self) -> None:
        row = Row("incident", INCIDENT).change(gdpr_told_at="2026-11-26T08:50:00Z")
        with pytest.raises(errors.WrittenOnce):
            row.change(gdpr_told_at=None)

    def test_said_again_it_is_no_change(self) -> None:
        with pytest.raises(errors.NothingChanged):
            Row("incident", INCIDENT).change(awareness_at=INCIDENT["awareness_at"])


class TestTwoPersons:
    """What takes two persons is taken by somebody else than whoever wrote what is there."""

    def test_an_acceptance(self) -> None:
        row = Row("acceptance", ACCEPTANCE, ADA)
        assert row.change(CHIEF, state="accepted").newest.by == CHIEF.pseudonym

    def test_not_by_the_one_who_proposed_it(self) -> None:
        with pytest.raises(errors.SecondPerson):
            Row("acceptance", ACCEPTANCE, CHIEF).change(CHIEF, state="accepted")

    def test_not_by_one_who_changed_it_meanwhile(self) -> None:
        row = Row("acceptance", ACCEPTANCE, ADA).change(CHIEF, until="2029-01-01")
        with pytest.raises(errors.SecondPerson):
            row.change(CHIEF, state="accepted")

    def test_not_with_something_changed_in_the_same_step(self) -> None:
        with pytest.raises(errors.NothingElse):
            Row("acceptance", ACCEPTANCE, ADA).change(CHIEF, state="accepted", until="2029-01-01")

    def test_not_in_another_office(self) -> None:
        with pytest.raises(errors.NotYourRegister):
            Row("acceptance", ACCEPTANCE, ADA).change(BEA, state="accepted")

    def test_what_was_accepted_is_not_changed_any_more(self) -> None:
        row = Row("acceptance", ACCEPTANCE, ADA).change(CHIEF, state="accepted")
        with pytest.raises(errors.RowFrozen):
            row.change(BEA, until="2029-01-01")
        with pytest.raises(errors.RowFrozen):
            row.change(BEA, state="ended", until="2029-01-01")

    def test_a_change_is_not_approved_by_its_author(self) -> None:
        wanted = {"title": "Essai fictif", "reason": "r", "risk": "r", "rollback": "r", "lowers_guarantees": False}
        with pytest.raises(errors.SecondPerson):
            Row("change", wanted, ON_CALL).change(ON_CALL, state="approved")
        assert Row("change", wanted, ON_CALL).change(ADA, state="approved").newest.state == "approved"

    def test_a_change_that_lowers_a_guarantee_needs_the_practices(self) -> None:
        wanted = {"title": "Essai fictif", "reason": "r", "risk": "r", "rollback": "r", "lowers_guarantees": True}
        row = Row("change", wanted, ON_CALL)
        with pytest.raises(errors.FieldMissing):
            row.change(ADA, state="approved")
        assert row.change(ON_CALL, client_consent="fictif").change(ADA, state="approved").newest.state == "approved"

    def test_whoever_wrote_an_earlier_draft_may_approve_what_another_took_up(self) -> None:
        said = {"title": "d", "number": "1", "content_hash": "0", "owner": "legal", "review_on": "2027-01-01"}
        row = Row("document", said, ADA).change(BEA, state="approved").change(BEA, state="draft")
        assert row.change(ADA, state="approved").newest.state == "approved"

    def test_no_step_of_two_is_taken_by_the_software(self) -> None:
        row = Row(
            "document", {"title": "d", "number": "1", "content_hash": "0", "owner": "legal", "review_on": "2027-01-01"}
        )
        with pytest.raises(errors.SecondPerson):
            row.change(SOFTWARE, state="approved")


class TestAFinding:
    """Is closed with the day its correction was seen to hold, by a second person, or not at all."""

    def opened(self) -> Row:
        wanted = {"title": "Essai fictif", "grade": "minor", "source": "contradiction", "what": "w", "contradicts": "k"}
        return Row("finding", wanted, SOFTWARE)

    def test_takes_a_cause_a_correction_and_a_day(self) -> None:
        row = self.opened()
        with pytest.raises(errors.FieldMissing):
            row.change(ADA, state="corrected")
        row.change(ADA, state="corrected", cause="c", correction="c", corrected_on="2026-11-20", owner="director")
        with pytest.raises(errors.FieldMissing):
            row.change(BEA, state="closed")
        row.change(ADA, effective_on="2026-11-25", effectiveness="vu")
        with pytest.raises(errors.SecondPerson):
            row.change(ADA, state="closed")
        assert row.change(BEA, state="closed").newest.state == "closed"
        with pytest.raises(errors.StepRefused):
            row.change(ADA, state="open")

    def test_is_not_closed_at_once(self) -> None:
        with pytest.raises(errors.StepRefused):
            self.opened().change(ADA, state="closed", effective_on="2026-11-25", effectiveness="vu")

    def test_never_forgets_what_it_contradicts(self) -> None:
        with pytest.raises(errors.WrittenOnce):
            self.opened().change(ADA, contradicts="another")


class TestACertificate:
    """Is held for three years at most, and was issued before two persons."""

    ISSUED: ClassVar[dict[str, object]] = {
        "number": "FICTIF-1",
        "issued_on": "2026-11-01",
        "until": "2029-11-01",
        "document_hash": "0" * 64,
    }

    def prepared(self) -> Row:
        row = Row("certificate", CERTIFICATE, ADA)
        row.change(ADA, state="stage_1", stage_1_on="2026-06-01", body="Organisme fictif")
        return row.change(ADA, state="stage_2", stage_2_on="2026-09-01")

    def test_leads_its_life(self) -> None:
        row = self.prepared().change(ADA, state="corrections").change(ADA, wanted=self.ISSUED)
        with pytest.raises(errors.SecondPerson):
            row.change(ADA, state="issued")
        later = NOW + timedelta(days=800)
        row.change(CHIEF, state="issued")
        row.change(ADA, later, state="surveillance_1", surveillance_1_on="2027-10-20")
        row.change(ADA, later, state="surveillance_2", surveillance_2_on="2028-10-20")
        row.change(ADA, later, state="renewal").change(ADA, later, state="expired")
        with pytest.raises(errors.StepRefused):
            row.change(ADA, later, state="issued")

    def test_does_not_last_longer_than_three_years(self) -> None:
        with pytest.raises(errors.FieldRefused):
            self.prepared().change(ADA, wanted={**self.ISSUED, "until": "2029-11-02"})

    def test_is_not_issued_before_both_stages(self) -> None:
        with pytest.raises(errors.StepRefused):
            Row("certificate", CERTIFICATE, ADA).change(CHIEF, wanted={"state": "issued"} | self.ISSUED)


class TestAnOffice:
    """Each register is written by the offices that answer for it."""

    def test_of_an_auditor_writes_nowhere(self) -> None:
        with pytest.raises(errors.NotYourRegister):
            Row("risk", RISK, AUDITOR)

    def test_of_the_operator_writes_no_risk(self) -> None:
        with pytest.raises(errors.NotYourRegister):
            Row("risk", RISK, ON_CALL)

    def test_nobody_types_what_the_software_mirrors(self) -> None:
        for kind in ("processor", "data_map"):
            with pytest.raises(errors.WrittenByTheSoftware):
                Row(kind, {}, PRIVATE)

    def test_nobody_adds_a_control(self) -> None:
        wanted = {"applicable": True, "responsibility": "us", "status": "none", "shown": "L"}
        with pytest.raises(errors.WrittenByTheSoftware):
            Row("control", wanted, ADA)

    def test_nobody_begins_in_the_middle(self) -> None:
        with pytest.raises(errors.StepRefused):
            Row("acceptance", {**ACCEPTANCE, "state": "accepted"}, CHIEF)


class TestAGuest:
    """Sees what stood in their period, and nothing that was written later."""

    def test_sees_what_stood_when_it_began_and_what_came(self) -> None:
        row = Row("risk", RISK, now=NOW)
        for days in (10, 20, 30, 40):
            row.change(now=NOW + timedelta(days=days), title=f"Fictif {days}")
        scope = Scope((NOW + timedelta(days=15)).date(), (NOW + timedelta(days=30)).date())
        assert [each.version for each in seen(row.history, scope)] == [2, 3, 4]
        assert newest(seen(row.history, scope), "risk")[0].fields["title"] == "Fictif 30"

    def test_of_an_earlier_period_sees_nothing(self) -> None:
        scope = Scope(NOW.date() - timedelta(days=20), NOW.date() - timedelta(days=1))
        assert seen(Row("risk", RISK).history, scope) == []

    def test_of_no_period_sees_everything(self) -> None:
        history = Row("risk", RISK).change(title="Fictif 2").history
        assert seen(history, Scope()) == history
