"""Teams by the SDK: who reads what, and a change of keys that nothing in flight is lost in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from serment_client.client import Client
from serment_client.errors import CompartmentClosed, GrantMisplaced, InvitationUnknown, Offline, Refused
from serment_client.state import State
from serment_protocol.errors import CannotOpen
from serment_protocol.practice import CLINICAL

from .clients import NewClient, command_line, days, draft, join, signed_up, wish, words
from .installation import Installed


@pytest.fixture
def officer(client: NewClient) -> Client:
    """A practitioner who opened a practice."""
    return signed_up(client)


@pytest.fixture
def practice(officer: Client) -> str:
    """It."""
    return officer.team.open(draft(), "Dr Tilleul")


class TestClinicalNotes:
    def test_are_read_by_practitioners_and_not_by_the_desk(
        self, client: NewClient, officer: Client, practice: str
    ) -> None:
        clerk, colleague = signed_up(client), signed_up(client)
        join(officer, practice, clerk, "Camille")
        join(officer, practice, colleague, "Dr Orme", "practitioner")
        visit = officer.desk.book(wish(officer, practice))
        officer.desk.clinical_note(practice, visit.appointment, "Toux sèche")
        officer.desk.clinical_note(practice, visit.appointment, "Toux sèche depuis huit jours")
        [read] = colleague.agendas.read(practice, *days(colleague)).visits
        assert read.clinical_note == "Toux sèche depuis huit jours"
        [closed] = clerk.agendas.read(practice, *days(clerk)).visits
        assert (closed.note, closed.clinical_note) == (None, None)
        assert closed.content
        assert closed.content.patient.given == "Zoé"
        with pytest.raises(CompartmentClosed):
            clerk.desk.clinical_note(practice, visit.appointment, "Rien")

    def test_are_refused_by_the_platform_from_whoever_has_no_key(
        self, client: NewClient, officer: Client, practice: str
    ) -> None:
        clerk = signed_up(client)
        join(officer, practice, clerk, "Camille")
        visit = officer.desk.book(wish(officer, practice))
        noted = officer.desk.clinical_note(practice, visit.appointment, "Toux")
        path = f"/practices/{practice}/notes/{visit.appointment}"
        with pytest.raises(Refused) as refused:
            clerk.context.transport.send(
                "PUT",
                clerk.context.platform_url(path),
                msgspec.to_builtins(noted.note),
                session=clerk.account.session.bearer,
            )
        assert (refused.value.status, refused.value.code) == (403, "compartment_closed")

    def test_open_by_a_grant_with_those_before_it_and_close_again(
        self, client: NewClient, officer: Client, practice: str
    ) -> None:
        clerk = signed_up(client)
        member = join(officer, practice, clerk, "Camille")
        visit = officer.desk.book(wish(officer, practice))
        officer.desk.clinical_note(practice, visit.appointment, "Toux")
        granted = officer.team.rotate(practice, grant=[member])
        assert [CLINICAL in each.opens for each in granted.members.members] == [True, True]
        [read] = clerk.agendas.read(practice, *days(clerk)).visits
        assert read.clinical_note == "Toux"
        clerk.desk.clinical_note(practice, visit.appointment, "Toux, rappeler")
        officer.team.rotate(practice, withdraw=[member])
        [closed] = clerk.agendas.read(practice, *days(clerk)).visits
        assert (closed.note, closed.clinical_note) == (None, None)
        [kept] = officer.agendas.read(practice, *days(officer)).visits
        assert kept.clinical_note == "Toux, rappeler"

    def test_a_grant_comes_with_the_admission_if_wished(
        self, client: NewClient, officer: Client, practice: str
    ) -> None:
        clerk = signed_up(client)
        join(officer, practice, clerk, "Camille", granted=True)
        assert clerk.memberships.access(practice).current_clinical.name == CLINICAL
        officer.team.rotate(practice)
        assert clerk.memberships.renew(practice).current_clinical.epoch == 3

    def test_cannot_be_taken_from_practitioners(self, officer: Client, practice: str) -> None:
        member = officer.memberships.access(practice).self.member
        with pytest.raises(GrantMisplaced):
            officer.team.rotate(practice, withdraw=[member])
        assert officer.team.interrupted() == []

    def test_the_loser_of_a_race_reads_again(self, client: NewClient, officer: Client, practice: str) -> None:
        colleague = signed_up(client)
        join(officer, practice, colleague, "Dr Orme", "practitioner")
        visit = officer.desk.book(wish(officer, practice))
        colleague.agendas.read(practice, *days(colleague))
        officer.desk.clinical_note(practice, visit.appointment, "Une")
        with pytest.raises(Refused) as refused:
            colleague.desk.clinical_note(practice, visit.appointment, "Deux")
        assert refused.value.code == "filing_conflict"
        colleague.agendas.read(practice, *days(colleague))
        assert colleague.desk.clinical_note(practice, visit.appointment, "Une et deux").clinical_note == "Une et deux"


class TestAccessIsWhatTheListSays:
    """The platform can leave a wrap out, slip one in or exchange two: the signed list says which there are."""

    @pytest.mark.parametrize("change", ["left out", "slipped in", "exchanged", "another lock", "lock left out"])
    def test_or_nothing_opens(
        self, client: NewClient, officer: Client, practice: str, platform: Installed, change: str
    ) -> None:
        clerk = signed_up(client)
        join(officer, practice, clerk, "Camille")
        keys = officer.memberships.keys
        query: Any = {
            "left out": "DELETE FROM practice.wrap WHERE practice = %s AND compartment = 'clinical' AND member = %s",
            "slipped in": """
                INSERT INTO practice.wrap SELECT w.practice, m.member, w.epoch, 'clinical', w.sealed
                  FROM practice.wrap AS w JOIN practice.member AS m USING (practice)
                 WHERE w.practice = %s AND w.member = %s AND w.epoch = 2 AND compartment = 'desk'
                       AND m.member <> w.member""",
            "exchanged": """
                UPDATE practice.wrap AS w SET sealed = o.sealed FROM practice.wrap AS o
                 WHERE w.practice = %s AND w.member = %s AND w.epoch = 2 AND o.epoch = 1
                       AND (o.practice, o.member, o.compartment) = (w.practice, w.member, w.compartment)""",
            "another lock": "UPDATE practice.epoch SET clinical_previous = body WHERE practice = %s AND %s <> ''",
            "lock left out": "UPDATE practice.epoch SET clinical_previous = '' WHERE practice = %s AND %s <> ''",
        }[change]
        platform.sql(query, [bytes.fromhex(practice), bytes.fromhex(keys.member)])
        victim = clerk if change == "slipped in" else officer
        with pytest.raises(CannotOpen):
            victim.memberships.renew(practice)


class TestChangeOfKeys:
    def test_is_told_in_steps(self, client: NewClient, officer: Client, practice: str) -> None:
        clerk, steps = signed_up(client), list[tuple[int, int]]()
        join(officer, practice, clerk, "Camille")
        officer.team.rotate(practice, progress=lambda done, total: steps.append((done, total)))
        assert steps == [(1, 2), (2, 2)]

    @pytest.mark.parametrize("answered", [False, True])
    def test_goes_on_after_a_crash(
        self, client: NewClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, answered: bool
    ) -> None:
        """The request that begins the epoch, or its answer, is lost, and with it the program."""
        passphrase, state = words(), State(tmp_path / "state")
        officer, clerk = client(state), signed_up(client)
        officer.sign_up(passphrase, "staff")
        practice = officer.team.open(draft(), "Dr Tilleul")
        member = join(officer, practice, clerk, "Camille")
        ask = type(officer.account.session).ask

        def lost(session: Any, kind: Any, method: str, path: str, body: Any = None) -> Any:
            if path.endswith("/epochs"):
                if answered:
                    ask(session, kind, method, path, body)
                raise Offline
            return ask(session, kind, method, path, body)

        with monkeypatch.context() as patched:
            patched.setattr(type(officer.account.session), "ask", lost)
            with pytest.raises(Offline):
                officer.team.rotate(practice, remove=[member])
        state.close()
        again = client(State(tmp_path / "state"))
        again.sign_in(passphrase, "staff")
        assert again.team.interrupted() == [practice]
        access = again.team.resume(practice)
        assert (access.epoch.epoch, access.members.find(member)) == (3, None)
        assert again.team.interrupted() == []
        assert again.team.resume(practice).epoch.epoch == 3

    def test_begins_anew_when_a_colleague_was_faster(
        self, client: NewClient, officer: Client, practice: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clerk = signed_up(client)
        member = join(officer, practice, clerk, "Camille")
        begin = type(officer.team)._begin  # pyright: ignore[reportPrivateUsage]
        raced = list[bool]()

        def late(team: Any, *parts: Any) -> None:
            if not raced:
                raced.append(True)
                begin(team, *parts)  # What a colleague does at the same moment, by another device of the officer.
            begin(team, *parts)

        monkeypatch.setattr(type(officer.team), "_begin", late)
        access = officer.team.rotate(practice, remove=[member])
        assert (access.epoch.epoch, access.members.find(member)) == (3, None)

    def test_what_was_refused_is_not_tried_again(self, officer: Client, practice: str) -> None:
        with pytest.raises(InvitationUnknown):
            officer.team.rotate(practice, admit=["0" * 32])
        assert officer.team.interrupted() == []


class TestBookingsInFlight:
    def test_a_patient_reseals_and_spends_one_right(
        self, client: NewClient, officer: Client, practice: str, platform: Installed
    ) -> None:
        patient = signed_up(client, "patient")
        asked = wish(patient, practice)  # From here on the patient knows the first epoch.
        stock, spent = (
            len(patient.context.state.content.tokens),
            platform.sql("SELECT count(*) FROM identity.spent_token"),
        )
        officer.team.rotate(practice)
        visit = patient.visits.book(asked)
        assert visit.statements[0].epoch == 2
        assert len(patient.context.state.content.tokens) == stock - 1
        assert platform.sql("SELECT count(*) FROM identity.spent_token") == [(spent[0][0] + 1,)]
        [read] = officer.agendas.read(practice, *days(officer)).visits
        assert read.content
        assert read.content.note == "Toux"

    def test_an_envelope_sealed_before_is_refused_and_spends_nothing(
        self, client: NewClient, officer: Client, practice: str, platform: Installed
    ) -> None:
        patient = signed_up(client, "patient")
        asked = wish(patient, practice)
        known = patient.practices.get(practice)
        officer.team.rotate(practice)
        patient.practices.refresh = lambda _: known  # type: ignore[method-assign] # pyright: ignore[reportAttributeAccessIssue]
        stock, spent = (
            len(patient.context.state.content.tokens),
            platform.sql("SELECT count(*) FROM identity.spent_token"),
        )
        with pytest.raises(Refused) as refused:
            patient.visits.book(asked)
        assert (refused.value.code, refused.value.epoch) == ("epoch_retired", 2)
        assert len(patient.context.state.content.tokens) == stock
        assert platform.sql("SELECT count(*) FROM identity.spent_token") == spent

    def test_the_desk_files_notes_and_marks_under_the_new_keys(
        self, client: NewClient, officer: Client, practice: str
    ) -> None:
        clerk = signed_up(client)
        join(officer, practice, clerk, "Camille")
        visit = clerk.desk.book(wish(clerk, practice))
        officer.agendas.read(practice, *days(officer))
        officer.team.rotate(practice)
        assert clerk.desk.note(practice, visit.appointment, "Rappeler").content
        assert clerk.desk.set_state(practice, visit.appointment, "arrived").last.by == "desk:3"
        officer.agendas.read(practice, *days(officer))
        officer.team.rotate(practice)
        assert officer.desk.clinical_note(practice, visit.appointment, "Toux").note

    def test_a_booking_by_the_desk_is_made_once(
        self, client: NewClient, officer: Client, practice: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Keys change after the booking was taken and before it is filed."""
        clerk = signed_up(client)
        join(officer, practice, clerk, "Camille")
        file, raced = type(clerk.agendas).file, list[bool]()

        def late(agendas: Any, *parts: Any) -> Any:
            if not raced:
                raced.append(True)
                officer.team.rotate(practice)
            return file(agendas, *parts)

        asked = wish(clerk, practice)
        monkeypatch.setattr(type(clerk.agendas), "file", late)
        visit = clerk.desk.book(asked)
        assert (visit.statements[0].epoch, visit.filing and visit.filing.epoch) == (2, 3)
        [read] = officer.agendas.read(practice, *days(officer)).visits
        assert read.content
        assert read.content.claim != ""


class TestCommandLine:
    @pytest.fixture
    def ask(
        self, client: NewClient, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> Callable[..., Any]:
        """The JSON that a command of an officer's device prints."""
        return command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys)

    def test_takes_the_secret_of_a_link_as_it_is_typed(
        self,
        client: NewClient,
        platform: Installed,
        ask: Callable[..., Any],
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        (tmp_path / "draft.json").write_text(json.dumps(draft()), "utf-8")
        practice = ask("open-practice", str(tmp_path / "draft.json"), "--as", "Dr Tilleul")["practice"]
        link = ask("invite", practice)["link"]
        folder = tmp_path / "clerk"
        folder.mkdir()
        clerk = command_line(client(State(folder / "state")), platform, folder, capsys)
        typed = [f"https://app.example/#/practice/join/{link}"]
        assert clerk("join", "--as", "Camille", typed=typed) == {"practice": practice}
        [row] = ask("invitations", practice)
        assert row["answered"] == "Camille"

    def test_shows_members_notes_and_changes_keys(self, ask: Callable[..., Any], tmp_path: Path) -> None:
        (tmp_path / "draft.json").write_text(json.dumps(draft()), "utf-8")
        practice = ask("open-practice", str(tmp_path / "draft.json"), "--as", "Dr Tilleul")["practice"]
        [member] = ask("members", practice)
        assert (member["name"], member["role"], member["clinical"]) == ("Dr Tilleul", "practitioner", True)
        assert ask("rotate", practice) == {"epoch": 2, "members": 1}
        assert ask("rotate", practice, "--resume") == {"epoch": 2, "members": 1}
        [way] = [each for each in ask("ways") if each["kind"] == "passphrase"]
        closed = ask("remove-way", way["locator"], "--change-keys")
        assert (closed["removed"], closed["renewed"]) == (way["locator"], [practice])
        [row] = ask("practices")
        assert row["epoch"] == 3
