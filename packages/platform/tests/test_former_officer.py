"""An officer has left, with the practice's root and everything else that could be copied; then the root was replaced.

While he was there he could sign epochs, and whoever holds the root can sign them still: so the practice asked for
another root, seven days passed, and it was taken up. What he keeps signs nothing that anybody believes, opens nothing
that was written since, and takes nothing over.
"""

import json
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from serment_client.access import Access
from serment_client.client import Client
from serment_client.custody import CustodyDesk
from serment_client.errors import Refused, RootNotMine
from serment_client.recovery import Found
from serment_client.state import State
from serment_client.team import make_epoch, republished
from serment_client.way_back import MadeShares, relay_of
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import BadSignature, WrongShare
from serment_protocol.kitfile import KeptRoots
from serment_protocol.practice import EpochRecord, all_new_secrets, lock_previous, verify_epoch
from serment_protocol.primitives import derive, sign_public
from serment_protocol.recovery import PAPER, Sharing, combine_shares, new_sharing, relay_sharing
from serment_protocol.replacements import verify_past_epoch, verify_replacements
from serment_protocol.shares import seal_for_custodian
from serment_protocol.signing import Signed, peek
from serment_protocol.structure import read
from serment_protocol.transparency import Entry

from .clients import NewClient, clients, command_line, days, draft, signed_up, wish
from .installation import Installed
from .test_departure import House, Ring, work


@dataclass(frozen=True)
class Story:
    """Who stayed, who left, what he kept."""

    officer: Client
    patient: Client
    gone: Client
    practice: str
    root: bytes
    kept: Access
    shares: tuple[bytes, bytes]
    way_back: Found
    sheets: list[bytes]
    replaced_in: int


def join_as_officer(officer: Client, practice: str, person: Client) -> str:
    person.team.answer(officer.team.invite(practice, "practitioner", officer=True), "Dr Parti")
    [answered] = [each.invitation for each in officer.team.invitations(practice) if each.answered]
    officer.team.rotate(practice, admit=[answered])
    return person.memberships.access(practice).self.member


def pinned(client: Client, practice: str) -> bytes:
    """By which root the vault knows the practice."""
    [root] = [each.root for each in client.account.vault.read().practices if each.practice == practice]
    return from_b64(root)


@pytest.fixture(scope="module")
def story(platform: Installed) -> Generator[Story]:
    """It happens once, and is looked at from all sides."""
    with clients(platform) as new:
        yield tell(new, platform)


def tell(new: NewClient, platform: Installed) -> Story:
    """He left with the root and two shares; the practice replaced both."""
    officer, gone, patient = signed_up(new), signed_up(new), signed_up(new, "patient")
    practice, sheets = officer.team.open(draft(), "Dr Tilleul"), list[bytes]()
    member = join_as_officer(officer, practice, gone)
    officer.shares.make(practice, lambda made: sheets.extend(made.papers), member)
    work(officer, patient, practice, 0)
    gone.agendas.read(practice, *days(gone))
    kept, shares = gone.memberships.renew(practice), (sheets[0], gone.shares.own(practice))
    way_back = gone.recovery.find(sheets[0])
    officer.team.rotate(practice, remove=[member], papers=lambda made: sheets.extend(made.papers))
    officer.roots.ask(practice, "root_compromised")
    platform.custodian.replace(practice)
    assert officer.roots.state(practice).mine
    before = officer.memberships.access(practice).epoch.epoch
    officer.roots.take_up(practice, lambda made: sheets.extend(made.papers))
    work(officer, patient, practice, 2)
    return Story(
        *(officer, patient, gone, practice, kept.root_seed(), kept, shares, way_back, sheets),
        replaced_in=before + 1,
    )


def forged(story: Story, at: Access) -> tuple[dict[str, object], Signed]:
    """What he can make: the next epoch of a practice as he knows it, with keys of his own, under the root he kept."""
    secrets = all_new_secrets(story.practice, at.epoch.epoch + 1)
    present = [at.current, at.current_clinical]
    previous = [lock_previous(before, after) for before, after in zip(present, secrets, strict=True)]
    made = make_epoch(secrets, at.epoch_signed, previous, at.members.members, story.root, "2026-12-01")
    locked = [
        {"compartment": name, "locked": b64(each)} for name, each in zip(("desk", "clinical"), previous, strict=True)
    ]
    publication = republished(story.officer.practices, story.practice, secrets[0])
    rest = {"previous": locked, "removed": [], "added": [], "publication": publication}
    return {**made, **rest}, made["epoch"]  # pyright: ignore[reportReturnType]


class TestWhatHeSigns:
    def test_is_no_epoch_for_anybody_who_looks(self, story: Story) -> None:
        now = story.officer.memberships.renew(story.practice)
        for at in (now, story.kept):
            _, epoch = forged(story, at)
            assert verify_epoch(epoch, story.practice, sign_public(story.root))
            with pytest.raises(BadSignature):
                verify_epoch(epoch, story.practice, now.roots.now)
            with pytest.raises(BadSignature):
                verify_past_epoch([epoch], story.practice, now.roots, at.epoch.epoch + 1)

    def test_is_refused_by_the_platform_even_from_a_member(self, story: Story) -> None:
        body, _ = forged(story, story.officer.memberships.renew(story.practice))
        with pytest.raises(Refused) as refused:
            story.officer.account.session.tell("POST", f"/practices/{story.practice}/epochs", body)
        assert refused.value.code == "bad_signature"

    def test_counted_while_he_was_there_and_leads_to_the_new_root(self, story: Story) -> None:
        """The practice's own history is not lost with the root that signed it."""
        for client in (story.officer, story.patient):
            roots = client.practices.look_again(story.practice).roots
            for epoch in range(1, story.replaced_in + 1):
                assert client.practices.desk_key(story.practice, roots, epoch)

    def test_is_in_a_kit_s_file_with_what_leads_on(self, story: Story) -> None:
        papers = story.patient.practices.papers(story.practice, [2])
        assert len(papers.epochs) == story.replaced_in - 1
        assert isinstance(papers.replaced, KeptRoots)
        unreplaced = story.patient.practices.papers(story.practice, [story.replaced_in])
        assert len(unreplaced.epochs) == 1

    def test_is_no_older_epoch_either(self, story: Story) -> None:
        """An epoch of before, made anew: what a later root has signed names another."""
        now = story.officer.memberships.renew(story.practice)
        _, epoch = forged(story, story.kept)
        with pytest.raises(BadSignature):
            verify_past_epoch([epoch, now.epoch_signed], story.practice, now.roots, peek(epoch, EpochRecord).epoch)

    def test_is_no_wish_for_another_root(self, story: Story) -> None:
        with pytest.raises(Refused) as refused:
            story.gone.roots.ask(story.practice, "root_compromised")
        assert refused.value.code == "not_a_member"


class TestWhatHeOpens:
    def test_is_nothing_written_since(self, story: Story, platform: Installed) -> None:
        keys = combine_shares(story.way_back.record, story.shares)
        derived = [derive(story.root, name) for name in ("recovery/seal", "recovery/sign", "member/seal")]
        more = [story.root, *story.shares, keys.seal_seed, keys.sign_seed, *derived]
        ring = Ring.of(story.gone.memberships.keys, story.kept)
        ring = Ring(ring.seals + more, ring.filings + more)
        after = [each for each in House(platform, story.practice).closed() if each.epoch >= story.replaced_in]
        assert {"wrap", "practice-root", "recovery", "members", "previous"} <= {each.what for each in after}
        assert [each.what for each in after if each.opens(ring)] == []

    def test_was_everything_before(self, story: Story) -> None:
        """He had the root, and two shares that gave it: only so does the rest prove anything."""
        content = story.gone.recovery.open(story.way_back, story.shares).content
        assert content.root == story.root


class TestOldShares:
    def test_lead_nowhere(self, story: Story) -> None:
        for share in (*story.shares, story.sheets[1]):
            with pytest.raises(Refused) as refused:
                story.gone.recovery.find(share)
            assert refused.value.code == "share_unknown"

    def test_take_nothing_over(self, story: Story) -> None:
        """Not even with the takeover made from what was kept."""
        with pytest.raises(Refused):
            story.gone.recovery.take_up(story.shares, "Dr Parti", lambda _: None)
        body, _ = forged(story, story.officer.memberships.renew(story.practice))
        takeover = {"takeover": story.way_back.signed, "way_back": {"wrap": ""}}
        asked = {name: value for name, value in {**body, **takeover}.items() if name != "added"}
        with pytest.raises(Refused) as refused:
            story.gone.account.session.tell("POST", f"/practices/{story.practice}/takeover", asked)
        assert refused.value.code in {"bad_signature", "bad_structure"}

    def test_gave_way_to_new_ones_that_rehearse(self, story: Story, platform: Installed) -> None:
        third = platform.custodian.shares[story.practice][1]
        new = story.sheets[-2:] if len(story.sheets) > 3 else [story.sheets[-1], third]
        opened = story.officer.recovery.open(story.officer.recovery.find(new[0]), [new[0], third])
        assert sign_public(opened.content.root) == story.officer.memberships.renew(story.practice).roots.now
        with pytest.raises(WrongShare):
            story.officer.recovery.open(opened.found, story.shares)


def test_those_who_stayed_go_on(story: Story) -> None:
    agenda = story.officer.agendas.read(story.practice, *days(story.officer))
    assert len(agenda.visits) == 4
    assert story.patient.visits.book(wish(story.patient, story.practice, 5)).last.state == "booked"
    story.officer.team.rotate(story.practice)
    assert story.officer.memberships.renew(story.practice).root_seed() != story.root


def test_the_platform_s_log_repeats_the_replacement(story: Story, platform: Installed) -> None:
    # Other tests write leaves into this log that are no entries at all.
    rows = platform.sql("SELECT entry FROM keys.leaf WHERE position('root_replacement' IN entry) > 0 ORDER BY index")
    entries = [read(bytes(entry), Entry) for (entry,) in rows]
    [copied] = [
        Signed(each.body, each.signature)
        for each in entries
        if each.kind == "root_replacement" and story.practice.encode() in from_b64(each.body)
    ]
    assert copied == platform.custodian.replaced[story.practice][0]
    first, key = from_b64(story.kept.root.root), story.officer.context.installation.custodian.log_key.public
    today = story.officer.context.clock().date()
    assert verify_replacements([copied], key, story.practice, first, today).number == 1


class TestBefore:
    """He has left, and the practice has not had its root replaced: what he keeps still signs."""

    def test_displaces_no_share_at_the_custodian(self, client: NewClient, platform: Installed) -> None:
        officer, gone, sheets = signed_up(client), signed_up(client), list[MadeShares]()
        practice = officer.team.open(draft(), "Dr Tilleul")
        member = join_as_officer(officer, practice, gone)
        officer.shares.make(practice, sheets.append, member)
        access = gone.memberships.renew(practice)
        relay, root = relay_of(gone.account.session, practice), access.root_seed()
        officer.team.rotate(practice, remove=[member], papers=sheets.append)
        with pytest.raises(Refused) as refused:
            relay_of(gone.account.session, practice)
        assert refused.value.code == "not_a_member"
        signed, shares = new_sharing(root, practice, 3, PAPER, "2026-12-01")
        record = peek(signed, Sharing)
        sealed = seal_for_custodian(shares[2], record, gone.account.custodian.share_key())
        own = MadeShares(signed, record, shares[:2], sealed)
        for given in (relay, b64(relay_sharing(root, signed))):
            with pytest.raises(Refused) as refused:
                CustodyDesk(gone.context).hand_over(root, own, given)
            assert refused.value.code == "bad_signature"
        assert platform.custodian.shares[practice][0] == sheets[-1].record
        officer.shares.make(practice, sheets.append)
        state = officer.shares.state(practice)
        assert state is not None
        assert (state.sharing, state.custody_code) == (3, "")


class TestBetween:
    """The root was replaced, and the practice has not taken the new one up yet."""

    def test_patients_go_on_by_the_last_word_for_the_old_one(self, client: NewClient, platform: Installed) -> None:
        officer, patient = signed_up(client), signed_up(client, "patient")
        practice = officer.team.open(draft(), "Dr Tilleul")
        officer.roots.ask(practice, "root_renewed")
        platform.custodian.replace(practice)
        assert officer.roots.state(practice).waiting == 1
        assert patient.visits.book(wish(patient, practice)).last.state == "booked"

    def test_the_old_one_signs_no_new_keys(self, client: NewClient, platform: Installed) -> None:
        officer = signed_up(client)
        practice = officer.team.open(draft(), "Dr Tilleul")
        officer.roots.ask(practice, "root_renewed")
        platform.custodian.replace(practice)
        assert officer.roots.state(practice).waiting == 1
        with pytest.raises(Refused) as refused:
            officer.team.rotate(practice)
        assert refused.value.code == "root_replaced"

    def test_who_did_not_make_it_does_not_take_it_up(self, client: NewClient, platform: Installed) -> None:
        officer, other = signed_up(client), signed_up(client)
        practice = officer.team.open(draft(), "Dr Tilleul")
        join_as_officer(officer, practice, other)
        officer.roots.ask(practice, "root_renewed")
        platform.custodian.replace(practice)
        assert not other.roots.state(practice).mine
        with pytest.raises(RootNotMine):
            other.roots.take_up(practice)

    def test_a_crash_before_the_paper_loses_neither_the_shares_nor_the_root(
        self, client: NewClient, platform: Installed
    ) -> None:
        officer, sheets = signed_up(client), list[bytes]()
        practice = officer.team.open(draft(), "Dr Tilleul")
        officer.shares.make(practice, lambda made: sheets.extend(made.papers))
        officer.roots.ask(practice, "root_renewed")
        platform.custodian.replace(practice)

        def torn(_made: MadeShares) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            officer.roots.take_up(practice, torn)
        root = officer.memberships.renew(practice).roots.now
        assert pinned(officer, practice) != root
        officer.team.resume(practice, papers=lambda made: sheets.extend(made.papers))
        assert pinned(officer, practice) == root
        officer.shares.rehearse(practice, sheets[-2:])

    def test_a_colleague_asks_again_for_whoever_vanished(self, client: NewClient, platform: Installed) -> None:
        """Who asked has the new root alone, and takes nothing up: another replacement brings another root."""
        vanished, other = signed_up(client), signed_up(client)
        practice = vanished.team.open(draft(), "Dr Tilleul")
        join_as_officer(vanished, practice, other)
        vanished.roots.ask(practice, "root_renewed")
        platform.custodian.replace(practice)
        other.roots.ask(practice, "root_lost")
        platform.custodian.replace(practice)
        other.roots.take_up(practice)
        assert other.memberships.renew(practice).roots.number == 2

    def test_a_lost_root_is_taken_up_by_a_practitioner_who_had_none(
        self, client: NewClient, platform: Installed
    ) -> None:
        """The officer's account is gone, and there were no shares: the epoch's keys are left to work with."""
        officer, other = signed_up(client), signed_up(client)
        practice = officer.team.open(draft(), "Dr Tilleul")
        other.team.answer(officer.team.invite(practice, "practitioner"), "Dr Reste")
        [answered] = [each.invitation for each in officer.team.invitations(practice)]
        officer.team.rotate(practice, admit=[answered])
        lost = officer.memberships.renew(practice).root_seed()
        other.roots.ask(practice, "root_lost")
        platform.custodian.replace(practice)
        other.roots.take_up(practice)
        assert other.memberships.renew(practice).self.officer
        assert other.memberships.renew(practice).root_seed() != lost
        other.team.rotate(practice, remove=[officer.memberships.keys.member])
        assert len(other.memberships.renew(practice).members.members) == 1


def test_the_command_line_asks_shows_and_takes_up(
    client: NewClient, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys)
    path = tmp_path / "draft.json"
    path.write_text(json.dumps(draft()), "utf-8")
    practice = run("open-practice", str(path), "--as", "Dr Tilleul")["practice"]
    asked = run("root", "ask", practice, "--reason", "root_renewed")
    [row] = run("root", "state", practice)["requests"]
    assert (row["mark"], row["state"]) == (asked["mark"], "asked")
    assert run("root", "object", practice, row["request"])["request"] == row["request"]
    platform.custodian.replace(practice)
    assert run("root", "state", practice)["waiting"] == 1
    assert run("root", "take-up", practice)["number"] == 1
    assert run("root", "state", practice)["waiting"] == 0
