"""A practice's way back, by the SDK: made, looked after, rehearsed, and the real case."""

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, LiteralString

import pytest

from serment_client.client import Client
from serment_client.errors import (
    HolderMisplaced,
    PapersUnwatched,
    Refused,
    ShareLost,
    ShareNotMine,
    ShareUnreleased,
)
from serment_client.shares import SharesState
from serment_client.state import State
from serment_client.way_back import MadeShares
from serment_protocol.encoding import b64
from serment_protocol.errors import CannotOpen, SameShare, WrongShare
from serment_protocol.primitives import random_bytes
from serment_protocol.shares import request_id, request_mark
from serment_protocol.signing import Signed, sign

from .clients import NewClient, command_line, days, draft, join, signed_up, wish
from .installation import Installed


@dataclass
class Folder:
    """Where somebody keeps paper."""

    made: list[MadeShares] = field(default_factory=list[MadeShares])

    def __call__(self, new: MadeShares) -> None:
        self.made.append(new)

    @property
    def papers(self) -> tuple[bytes, ...]:
        """The newest sheets."""
        return self.made[-1].papers


@pytest.fixture
def officer(client: NewClient) -> Client:
    """A practitioner who opened a practice."""
    return signed_up(client)


@pytest.fixture
def practice(officer: Client) -> str:
    """It."""
    return officer.team.open(draft(), "Dr Tilleul")


@pytest.fixture
def folder() -> Folder:
    """For paper."""
    return Folder()


@pytest.fixture(autouse=True)
def custodian_is_there(platform: Installed) -> Generator[None]:
    """Whatever a test did to it."""
    yield
    platform.custodian.away = False


def stands(client: Client, practice: str) -> SharesState:
    state = client.shares.state(practice)
    assert state
    return state


class TestMaking:
    def test_without_a_colleague_makes_two_sheets(self, officer: Client, practice: str, folder: Folder) -> None:
        assert officer.shares.state(practice) is None
        officer.shares.make(practice, folder)
        state = stands(officer, practice)
        assert [each.holder for each in state.shares] == ["paper", "paper", "custodian"]
        assert (len(folder.papers), state.sharing, state.custody_code, state.rehearsed) == (2, 1, "", "")
        assert [each.checked for each in state.shares] == ["", "", ""]

    def test_gives_the_second_to_another_officer(
        self, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        colleague = with_officer(client, officer, practice)
        officer.shares.make(practice, folder)
        state = stands(officer, practice)
        assert [(each.holder, each.name) for each in state.shares[:2]] == [("paper", ""), ("colleague", "Dr Orme")]
        assert len(folder.papers) == 1
        assert stands(colleague, practice).shares[1].mine

    def test_or_to_whoever_is_named_who_can_show_it_and_no_more(
        self, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        clerk = signed_up(client)
        member = join(officer, practice, clerk, "Camille")
        officer.shares.make(practice, folder, member)
        share = clerk.shares.own(practice)
        assert stands(officer, practice).shares[1].checked_by == "Camille"
        found = clerk.recovery.find(share)
        with pytest.raises(SameShare):
            clerk.recovery.open(found, [share, share])
        with pytest.raises(ShareNotMine):
            officer.shares.own(practice)
        assert clerk.memberships.renew(practice).root_wrap == b""

    def test_gives_none_to_whoever_makes_them_or_to_a_stranger(
        self, officer: Client, practice: str, folder: Folder
    ) -> None:
        own = officer.memberships.access(practice).self.member
        for second in (own, "0" * 32):
            with pytest.raises(HolderMisplaced):
                officer.shares.make(practice, folder, second)
        assert folder.made == []
        assert officer.team.interrupted() == []

    def test_needs_the_custodian(self, platform: Installed, officer: Client, practice: str, folder: Folder) -> None:
        platform.custodian.away = True
        with pytest.raises(Refused):
            officer.shares.make(practice, folder)
        assert officer.shares.state(practice) is None

    def test_that_did_not_reach_the_custodian_is_handed_over_later(
        self, platform: Installed, officer: Client, practice: str, folder: Folder
    ) -> None:
        officer.shares.make(practice, folder)
        del platform.custodian.shares[practice]
        assert stands(officer, practice).custody_code == "share_not_held"
        officer.shares.hand_over(practice)
        assert stands(officer, practice).custody_code == ""

    def test_twice_leaves_the_first_worth_nothing(self, officer: Client, practice: str, folder: Folder) -> None:
        officer.shares.make(practice, folder)
        officer.shares.make(practice, folder)
        first, second = folder.made
        assert (first.record.sharing, second.record.sharing) == (1, 2)
        for old in first.papers:
            with pytest.raises(Refused, match="No practice has a share"):
                officer.recovery.find(old)
            with pytest.raises(WrongShare):
                officer.shares.check(practice, old)


class TestKeeping:
    def test_every_change_of_keys_renews_the_wrap(
        self, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        officer.shares.make(practice, folder)
        before = officer.recovery.find(folder.papers[0])
        join(officer, practice, signed_up(client), "Camille")
        officer.team.rotate(practice)
        found = officer.recovery.find(folder.papers[0])
        assert (found.epoch.epoch, found.wrap != before.wrap) == (before.epoch.epoch + 2, True)
        opened = officer.recovery.open(found, folder.papers)
        assert opened.content.root == officer.memberships.renew(practice).root_seed()

    def test_a_sheet_typed_back_is_noted_with_day_and_name(
        self, officer: Client, practice: str, folder: Folder
    ) -> None:
        officer.shares.make(practice, folder)
        assert officer.shares.check(practice, folder.papers[1]) == 2
        second = stands(officer, practice).shares[1]
        assert (second.checked, second.checked_by) == (officer.context.today(), "Dr Tilleul")

    def test_a_rehearsal_opens_everything_and_changes_nothing_but_its_note(
        self, officer: Client, practice: str, folder: Folder
    ) -> None:
        officer.shares.make(practice, folder)
        before = officer.memberships.renew(practice).epoch
        officer.shares.rehearse(practice, folder.papers)
        state = stands(officer, practice)
        assert (state.rehearsed, state.rehearsed_by) == (officer.context.today(), "Dr Tilleul")
        assert officer.memberships.renew(practice).epoch == before
        assert officer.recovery.find(folder.papers[0])

    def test_a_rehearsal_with_one_share_is_none(self, officer: Client, practice: str, folder: Folder) -> None:
        officer.shares.make(practice, folder)
        for shares, refusal in (([folder.papers[0]] * 2, SameShare), ([folder.papers[0], bytes(32)], WrongShare)):
            with pytest.raises(refusal):
                officer.shares.rehearse(practice, shares)
        assert stands(officer, practice).rehearsed == ""

    def test_a_note_that_no_member_signed_shows_nothing(
        self, platform: Installed, officer: Client, practice: str, folder: Folder
    ) -> None:
        officer.shares.make(practice, folder)
        officer.shares.check(practice, folder.papers[0])
        body = {"v": 1, "type": "share_check", "practice": practice, "sharing": 1, "shares": [1, 2], "opened": True}
        member = officer.memberships.access(practice).self.member
        forged = sign(random_bytes(32), "share-check", {**body, "day": "2026-12-01", "member": member})
        platform.sql(
            "INSERT INTO practice.share_check VALUES (decode(%s, 'hex'), '1 2', true, %s, %s)",
            [practice, forged.body_bytes, forged.signature_bytes],
        )
        state = stands(officer, practice)
        assert (state.rehearsed, state.shares[0].checked) == ("", officer.context.today())

    def test_an_older_sharing_shown_by_the_platform_is_refused(
        self, platform: Installed, officer: Client, practice: str, folder: Folder
    ) -> None:
        officer.shares.make(practice, folder)
        query: LiteralString = "SELECT sharing, body, signature, wrap FROM practice.sharing WHERE practice = %s"
        [old] = platform.sql(query, [bytes.fromhex(practice)])
        officer.shares.make(practice, folder)
        change: LiteralString = (
            "UPDATE practice.sharing SET (sharing, body, signature, wrap) = (%s, %s, %s, %s) WHERE practice = %s"
        )
        platform.sql(change, [*old, bytes.fromhex(practice)])
        for act in (officer.shares.state, officer.team.rotate):
            with pytest.raises(CannotOpen):
                act(practice)


class TestLeaving:
    def test_of_a_holder_makes_new_shares_in_the_same_change(
        self, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        colleague = with_officer(client, officer, practice)
        officer.shares.make(practice, folder)
        old = [folder.papers[0], colleague.shares.own(practice)]
        member = colleague.memberships.access(practice).self.member
        with pytest.raises(PapersUnwatched):
            officer.team.rotate(practice, remove=[member])
        assert officer.memberships.renew(practice).members.find(member)
        epoch = officer.memberships.renew(practice).epoch.epoch
        officer.team.rotate(practice, remove=[member], papers=folder)
        state = stands(officer, practice)
        assert officer.memberships.renew(practice).epoch.epoch == epoch + 1
        assert ([each.holder for each in state.shares], state.sharing) == (["paper", "paper", "custodian"], 2)
        assert state.custody_code == ""
        for share in old:
            with pytest.raises(Refused, match="No practice has a share"):
                colleague.recovery.find(share)

    def test_goes_on_while_the_custodian_is_away(
        self, platform: Installed, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        colleague = with_officer(client, officer, practice)
        officer.shares.make(practice, folder)
        platform.custodian.away = True
        officer.team.rotate(practice, remove=[colleague.memberships.access(practice).self.member], papers=folder)
        platform.custodian.away = False
        with pytest.raises(ShareLost):
            officer.shares.hand_over(practice)
        officer.shares.rehearse(practice, folder.papers)
        officer.shares.make(practice, folder)
        assert stands(officer, practice).custody_code == ""

    def test_is_refused_by_the_platform_without_new_shares(
        self, client: NewClient, officer: Client, practice: str, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        colleague = with_officer(client, officer, practice)
        officer.shares.make(practice, folder)
        member = colleague.memberships.access(practice).self.member
        way_back: Callable[..., Any] = type(officer.team)._way_back  # pyright: ignore[reportPrivateUsage]

        def forgetful(team: Any, access: Any, change: Any, *rest: Any) -> Any:
            return way_back(team, access, replace(change, removed=()), *rest)

        monkeypatch.setattr(type(officer.team), "_way_back", forgetful)
        with pytest.raises(Refused) as refused:
            officer.team.rotate(practice, remove=[member])
        assert refused.value.code == "sharing_needed"

    def test_after_a_crash_shares_are_made_anew(
        self, client: NewClient, practice: str, officer: Client, folder: Folder
    ) -> None:
        del client

        def crash(_made: MadeShares) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            officer.shares.make(practice, crash)
        assert officer.team.interrupted() == [practice]
        officer.team.resume(practice, papers=folder)
        assert (folder.made[-1].record.sharing, officer.team.interrupted()) == (2, [])
        officer.shares.rehearse(practice, folder.papers)

    @pytest.mark.parametrize("where", ["before the answer", "before the paper"])
    def test_that_crashed_prints_new_shares_once_it_is_resumed(
        self,
        client: NewClient,
        officer: Client,
        practice: str,
        folder: Folder,
        monkeypatch: pytest.MonkeyPatch,
        where: str,
    ) -> None:
        """Those of the crash are valid already, and no sheet shows them: others take their place."""
        colleague = with_officer(client, officer, practice)
        officer.shares.make(practice, folder)
        member = colleague.memberships.access(practice).self.member
        ask, crashed = type(officer.account.session).ask, list[MadeShares]()

        def lost(session: Any, kind: Any, method: str, path: str, body: Any = None) -> Any:
            answer = ask(session, kind, method, path, body)
            if path.endswith("/epochs") and where == "before the answer":
                raise KeyboardInterrupt
            return answer

        def torn(made: MadeShares) -> None:
            crashed.append(made)
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(type(officer.account.session), "ask", lost)
            with pytest.raises(KeyboardInterrupt):
                officer.team.rotate(practice, remove=[member], papers=torn)
        assert len(crashed) == (where == "before the paper")
        assert officer.memberships.renew(practice).members.find(member) is None
        with pytest.raises(PapersUnwatched):
            officer.team.resume(practice)
        officer.team.resume(practice, papers=folder)
        assert ([each.record.sharing for each in folder.made], officer.team.interrupted()) == ([1, 3], [])
        officer.shares.rehearse(practice, folder.papers)
        assert stands(officer, practice).custody_code == ""

    @pytest.mark.parametrize(
        "answer", [(503, "log_not_witnessed"), (502, "unexpected"), (409, "epoch_conflict"), (403, "officer_only")]
    )
    def test_that_was_done_and_answered_by_an_error_loses_no_shares(
        self,
        client: NewClient,
        officer: Client,
        practice: str,
        folder: Folder,
        monkeypatch: pytest.MonkeyPatch,
        answer: tuple[int, str],
    ) -> None:
        """The witness stayed away, a proxy lost patience, or the platform lies: the epoch began."""
        colleague = with_officer(client, officer, practice)
        officer.shares.make(practice, folder)
        member = colleague.memberships.access(practice).self.member
        ask, begun = type(officer.account.session).ask, list[str]()

        def failing(session: Any, kind: Any, method: str, path: str, body: Any = None) -> Any:
            answered = ask(session, kind, method, path, body)
            if path.endswith("/epochs"):
                begun.append(path)
                raise Refused(*answer, "")
            return answered

        with monkeypatch.context() as patched:
            patched.setattr(type(officer.account.session), "ask", failing)
            with pytest.raises(Refused):
                officer.team.rotate(practice, remove=[member], papers=folder)
        assert (officer.team.interrupted(), len(folder.made)) == ([practice], 1)
        officer.team.resume(practice, papers=folder)
        assert ([each.record.sharing for each in folder.made], officer.team.interrupted()) == ([1, 2 + len(begun)], [])
        officer.shares.rehearse(practice, folder.papers)
        assert stands(officer, practice).custody_code == ""

    def test_that_was_done_and_answered_by_one_conflict_prints_its_shares(
        self, client: NewClient, officer: Client, practice: str, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever asks again after a lie does not take the change for a colleague's."""
        colleague = with_officer(client, officer, practice)
        officer.shares.make(practice, folder)
        member = colleague.memberships.access(practice).self.member
        ask, lies = type(officer.account.session).ask, [Refused(409, "epoch_conflict", "")]

        def lying(session: Any, kind: Any, method: str, path: str, body: Any = None) -> Any:
            answered = ask(session, kind, method, path, body)
            if path.endswith("/epochs") and lies:
                raise lies.pop()
            return answered

        with monkeypatch.context() as patched:
            patched.setattr(type(officer.account.session), "ask", lying)
            officer.team.rotate(practice, remove=[member], papers=folder)
        assert ([each.record.sharing for each in folder.made], officer.team.interrupted()) == ([1, 3], [])
        officer.shares.rehearse(practice, folder.papers)

    def test_another_change_of_keys_prints_what_a_crash_left(
        self, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        colleague = with_officer(client, officer, practice)
        officer.shares.make(practice, folder)

        def torn(_made: MadeShares) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            officer.team.rotate(practice, remove=[colleague.memberships.access(practice).self.member], papers=torn)
        officer.team.rotate(practice, papers=folder)
        assert [each.record.sharing for each in folder.made] == [1, 3]
        officer.team.rotate(practice, papers=folder)
        assert len(folder.made) == 2


class TestRecovery:
    @pytest.mark.parametrize("where", ["before the answer", "before the paper"])
    def test_that_crashed_prints_new_shares_once_it_is_resumed(
        self,
        client: NewClient,
        officer: Client,
        practice: str,
        folder: Folder,
        monkeypatch: pytest.MonkeyPatch,
        where: str,
    ) -> None:
        officer.shares.make(practice, folder)
        again, crashed = signed_up(client), list[MadeShares]()
        ask = type(again.account.session).ask

        def lost(session: Any, kind: Any, method: str, path: str, body: Any = None) -> Any:
            answer = ask(session, kind, method, path, body)
            if path.endswith("/takeover") and where == "before the answer":
                raise KeyboardInterrupt
            return answer

        def torn(made: MadeShares) -> None:
            crashed.append(made)
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(type(again.account.session), "ask", lost)
            with pytest.raises(KeyboardInterrupt):
                again.recovery.take_up(folder.papers, "Dr Tilleul", torn)
        assert len(crashed) == (where == "before the paper")
        # The sheets of before open nothing any more, and those of the crash are nowhere.
        assert again.team.interrupted() == [practice]
        again.team.resume(practice, papers=folder)
        assert ([each.record.sharing for each in folder.made], again.team.interrupted()) == ([1, 3], [])
        again.shares.rehearse(practice, folder.papers)

    def test_by_two_sheets_from_a_new_account(
        self, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        """Everything that was written opens again; whoever worked there is out, and every old key is."""
        clerk = signed_up(client)
        join(officer, practice, clerk, "Camille")
        visit = officer.desk.book(wish(officer, practice))
        officer.desk.clinical_note(practice, visit.appointment, "Toux sèche")
        officer.shares.make(practice, folder)
        old = folder.papers
        again = signed_up(client)
        assert again.recovery.take_up(old, "Dr Tilleul", folder) == practice
        access = again.memberships.renew(practice)
        assert [(each.name, each.officer) for each in access.members.members] == [("Dr Tilleul", True)]
        [read] = again.agendas.read(practice, *days(again)).visits
        assert (read.clinical_note, read.appointment) == ("Toux sèche", visit.appointment)
        for gone in (officer, clerk):
            with pytest.raises(Refused) as refused:
                gone.memberships.renew(practice)
            assert refused.value.code == "not_a_member"
        assert stands(again, practice).sharing == 2
        again.shares.rehearse(practice, folder.papers)
        with pytest.raises(Refused, match="No practice has a share"):
            again.recovery.find(old[0])
        join(again, practice, signed_up(client), "Camille")

    def test_by_paper_and_custodian_once_its_officers_have_decided(
        self, platform: Installed, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        officer.shares.make(practice, folder)
        [paper, _] = folder.papers
        again = signed_up(client)
        with pytest.raises(ShareUnreleased):
            again.recovery.progress(practice)
        request = again.recovery.ask_custodian(paper)
        assert request == again.recovery.ask_custodian(paper)
        with pytest.raises(ShareUnreleased):
            again.recovery.released(paper)
        [seen] = seen_by(officer, practice)
        assert (seen.mark, seen.reason) == (request_mark(request), "practice_recovery")
        platform.custodian.released.add(request_id(request))
        again.recovery.take_up([paper, again.recovery.released(paper)], "Dr Tilleul", folder)
        assert again.memberships.renew(practice).self.officer

    def test_what_was_released_of_shares_replaced_since_is_asked_for_anew(
        self, platform: Installed, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        officer.shares.make(practice, folder)
        again = signed_up(client)
        request = again.recovery.ask_custodian(folder.papers[0], "drill")
        platform.custodian.released.add(request_id(request))
        officer.shares.make(practice, folder)
        with pytest.raises(ShareUnreleased):
            again.recovery.released(folder.papers[0])
        assert again.recovery.ask_custodian(folder.papers[0]) != request

    def test_by_a_colleague_s_share_keeps_whom_one_names(
        self, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        clerk, other = signed_up(client), signed_up(client)
        member = join(officer, practice, clerk, "Camille")
        kept = join(officer, practice, other, "Sacha", granted=True)
        officer.shares.make(practice, folder, member)
        again = signed_up(client)
        shares = [folder.papers[0], clerk.shares.own(practice)]
        own = officer.memberships.access(practice).self.member
        again.recovery.take_up(shares, "Dr Tilleul", folder, keep=[kept, own])
        members = again.memberships.renew(practice).members
        assert sorted(each.name for each in members.members) == ["Dr Tilleul", "Sacha"]
        assert other.memberships.renew(practice).clinical

    def test_of_a_colleague_makes_the_colleague_the_officer(
        self, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        clerk = signed_up(client)
        member = join(officer, practice, clerk, "Camille")
        officer.shares.make(practice, folder, member)
        clerk.recovery.take_up([folder.papers[0], clerk.shares.own(practice)], "Camille", folder, "secretary")
        access = clerk.memberships.renew(practice)
        assert (access.self.officer, access.self.role, len(access.members.members)) == (True, "secretary", 1)

    def test_is_refused_to_the_root_alone(
        self, client: NewClient, officer: Client, practice: str, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever once opened a way back knows the root; after new shares that takes nothing over."""
        officer.shares.make(practice, folder)
        thief = signed_up(client)
        kept = thief.recovery.open(thief.recovery.find(folder.papers[0]), folder.papers)
        officer.shares.make(practice, folder)
        current = officer.recovery.find(folder.papers[0])
        stolen = type(kept)(current, kept.keys, officer.recovery.open(current, folder.papers).content, kept.members)
        monkeypatch.setattr(type(thief.recovery), "open", always(stolen))
        monkeypatch.setattr(type(thief.recovery), "find", always(current))
        with pytest.raises(Refused) as refused:
            thief.recovery.take_up(folder.papers, "Dr Voleur", folder)
        assert refused.value.code == "bad_signature"
        assert officer.memberships.renew(practice).self.officer

    def test_an_officer_who_is_there_objects(
        self, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        officer.shares.make(practice, folder)
        thief = signed_up(client)
        request = thief.recovery.ask_custodian(folder.papers[0])
        [seen] = seen_by(officer, practice)
        officer.shares.object_to(practice, seen.request)
        assert thief.recovery.progress(practice).objected
        assert thief.recovery.ask_custodian(folder.papers[0], "drill") != request

    def test_forgets_the_device_that_asked_with_its_state(
        self, client: NewClient, officer: Client, practice: str, folder: Folder
    ) -> None:
        """The key is derived from the account: any device of it opens what is released."""
        officer.shares.make(practice, folder)
        again = signed_up(client)
        assert again.context.state.content.share_requests == {}
        request: Signed = again.recovery.ask_custodian(folder.papers[0])
        assert again.context.state.content.share_requests == {practice: request}
        assert State().content.share_requests == {}


class TestCommandLine:
    def test_makes_shows_rehearses_and_recovers(
        self, client: NewClient, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        devices = [tmp_path / name for name in ("first", "second")]
        for each in devices:
            each.mkdir()
        ask, again = [command_line(client(State(each / "state")), platform, each, capsys) for each in devices]
        (tmp_path / "draft.json").write_text(json.dumps(draft()), "utf-8")
        practice = ask("open-practice", str(tmp_path / "draft.json"), "--as", "Dr Tilleul")["practice"]
        assert ask("shares", "state", practice)["sharing"] == 0
        papers = [" ".join(words) for words in ask("shares", "make", practice)["papers"]]
        assert ask("shares", "check", practice, typed=papers[1:])["share"] == 2
        ask("shares", "rehearse", practice, typed=papers)
        state = ask("shares", "state", practice)
        assert (state["custodian"], state["rehearsed"][:2], state["shares"][1]["checked_by"]) == (
            True,
            "20",
            "Dr Tilleul",
        )
        assert again("shares", "recover", "--as", "Dr Tilleul", typed=papers)["sharing"] == 2
        assert [row["name"] for row in again("members", practice)] == ["Dr Tilleul"]


def always(value: Any) -> Callable[..., Any]:
    return lambda *_parts: value


def seen_by(officer: Client, practice: str) -> list[Any]:
    custody = stands(officer, practice).custody
    assert custody
    return list(custody.requests)


def with_officer(client: NewClient, officer: Client, practice: str) -> Client:
    """Another officer of the practice."""
    colleague = signed_up(client)
    colleague.team.answer(officer.team.invite(practice, "practitioner", officer=True), "Dr Orme")
    [answered] = [each.invitation for each in officer.team.invitations(practice) if each.answered]
    officer.team.rotate(practice, admit=[answered])
    assert b64(colleague.memberships.access(practice).root_seed())
    return colleague
