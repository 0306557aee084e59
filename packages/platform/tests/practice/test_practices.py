"""Practices over real HTTP: what is signed and complete is taken, and nothing that is not."""

import json
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from serment_protocol.closings import Closing, verify_closing
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.invitations import answer_invitation
from serment_protocol.practice import open_members, open_previous, open_root_wrap, open_wrap, verify_epoch, verify_root
from serment_protocol.primitives import sign_public
from serment_protocol.publication import verify_publication
from serment_protocol.signing import Signed, peek, sign
from serment_protocol.structure import convert
from serment_protocol.transparency import Bundle, open_bundle

from ..installation import PLATFORM_LOG, Installed
from ..people import Somebody, at_once, code, wire
from ..practices import Office, as_member, record_of, tomorrow

PATIENCE = 20.0


@pytest.fixture
def office(platform: Installed) -> Office:
    """A practice that has published."""
    return Office(Somebody(platform, "staff").open()).open()


@pytest.fixture
def colleague(platform: Installed) -> Somebody:
    """Another account of staff."""
    return Somebody(platform, "staff").open()


def answer(office: Office, invitation: str, person: Somebody) -> Any:
    body, mac = answer_invitation(secrets.token_bytes(32), office.id, person.member, "Une personne")
    given = {"answer": b64(body), "mac": b64(mac)}
    return person.platform.ask("POST", f"/invitations/{invitation}/answer", given, person.session)


def admit(office: Office, person: Somebody, *, officer: bool = False) -> None:
    invitation, _ = office.invite(officer=officer)
    assert answer(office, invitation, person).status_code == 204
    body = office.rotation(added=[(as_member(person, officer=officer), invitation)])
    assert office.rotate(body).status_code == 201


def proved(platform: Installed, bundle: Any, kind: Any) -> Signed:
    now = datetime.now(UTC)
    return open_bundle(convert(bundle, Bundle), kind, PLATFORM_LOG, platform.log_key, platform.witnesses, now)[0]


class TestOpening:
    def test_is_proved_by_the_log(self, platform: Installed) -> None:
        office = Office(Somebody(platform, "staff").open())
        opened = office.ask("POST", "/practices", office.opening()).json()
        root = verify_root(proved(platform, opened["root"], "practice_root"), office.id)
        epoch = verify_epoch(proved(platform, opened["epoch"], "epoch"), office.id, from_b64(root.root), 1)
        assert epoch.desk_sign == sign_public(office.desk_seed())

    def test_is_not_public_before_it_publishes(self, platform: Installed) -> None:
        office = Office(Somebody(platform, "staff").open())
        office.ask("POST", "/practices", office.opening())
        assert code(platform.ask("GET", f"/practices/{office.id}")) == (404, "practice_unknown")

    def test_the_same_request_again_answers_the_same(self, platform: Installed) -> None:
        office = Office(Somebody(platform, "staff").open())
        body = office.opening()
        answers = at_once(*[lambda: office.ask("POST", "/practices", body)] * 3)
        again = office.ask("POST", "/practices", body)
        assert {each.status_code for each in answers} <= {201, 409}
        assert again.status_code == 201
        leaves = {each.json()["root"]["index"] for each in [*answers, again] if each.status_code == 201}
        assert len(leaves) == 1

    def test_another_account_cannot_take_the_root(self, platform: Installed, colleague: Somebody) -> None:
        office = Office(Somebody(platform, "staff").open())
        body = office.opening()
        assert office.ask("POST", "/practices", body).status_code == 201
        assert code(platform.ask("POST", "/practices", body, colleague.session)) == (409, "practice_exists")

    def test_refuses_patients(self, platform: Installed) -> None:
        office = Office(Somebody(platform, "patient").open())
        assert code(office.ask("POST", "/practices", office.opening())) == (403, "staff_only")
        assert code(platform.ask("POST", "/practices", office.opening())) == (401, "session_refused")

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"wraps": []}, (422, "bad_epoch")),
            ({"root_wraps": []}, (422, "bad_epoch")),
            ({"officer": False}, (409, "last_officer")),
            ({"member": "0" * 32}, (422, "bad_epoch")),
            ({"members": ""}, (422, "bad_size")),
            ({"members": "é"}, (400, "bad_base64")),
            ({"record": {"predecessor": "0" * 64}}, (422, "bad_epoch")),
            ({"record": {"epoch": 2}}, (400, "bad_structure")),
            ({"record": {"practice": "0" * 32}}, (422, "another_practice")),
            ({"record": {"created": "2020-01-01"}}, (422, "bad_epoch")),
            ({"record": {"compartments": ()}}, (400, "bad_structure")),
            ({"role": "boss"}, (400, "bad_request")),
            ({"more": 1}, (400, "bad_request")),
        ],
    )
    def test_refuses_what_is_not_complete(
        self, colleague: Somebody, changes: dict[str, Any], refusal: tuple[int, str]
    ) -> None:
        office = Office(colleague)
        assert code(office.ask("POST", "/practices", office.opening(**changes))) == refusal

    def test_refuses_a_root_or_an_epoch_signed_by_another(self, colleague: Somebody) -> None:
        office, other = Office(colleague), secrets.token_bytes(32)
        forged_root = office.opening(root=wire(sign(other, "practice-root", office.record)))
        assert code(office.ask("POST", "/practices", forged_root)) == (422, "bad_signature")
        office = Office(colleague)
        body = office.opening()
        body["epoch"] = wire(sign(other, "epoch", record_of(office.epochs[0])))
        assert code(office.ask("POST", "/practices", body)) == (422, "bad_signature")

    def test_refuses_wraps_of_another_size(self, colleague: Somebody) -> None:
        for name in ("wraps", "root_wraps"):
            office = Office(colleague)
            body = office.opening()
            body[name][0]["sealed"] = b64(bytes(1000))
            assert code(office.ask("POST", "/practices", body)) == (422, "bad_size")


class TestPublic:
    def test_shows_keys_and_publication(self, platform: Installed, office: Office) -> None:
        found = platform.ask("GET", f"/practices/{office.id}").json()
        root = verify_root(proved(platform, found["root"], "practice_root"), office.id)
        epoch = verify_epoch(proved(platform, found["epoch"], "epoch"), office.id, from_b64(root.root))
        assert verify_publication(Signed(**found["publication"]), epoch).revision == 1

    def test_shows_every_epoch(self, platform: Installed, office: Office) -> None:
        office.rotate(office.rotation())
        for number in (1, 2):
            bundle = platform.ask("GET", f"/practices/{office.id}/epochs/{number}").json()
            assert proved(platform, bundle, "epoch") == office.epochs[number - 1]

    @pytest.mark.parametrize("number", ["0", "3", "999999999"])
    def test_does_not_know_other_epochs(self, platform: Installed, office: Office, number: str) -> None:
        answer = platform.ask("GET", f"/practices/{office.id}/epochs/{number}")
        assert code(answer) == (404, "epoch_unknown")

    @pytest.mark.parametrize("path", ["0" * 31, "Z" * 32, "0" * 32 + "/epochs/01", "0" * 32 + "/epochs/x"])
    def test_is_nowhere_else(self, platform: Installed, path: str) -> None:
        assert code(platform.ask("GET", f"/practices/{path}")) == (404, "not_found")

    def test_does_not_know_another(self, platform: Installed) -> None:
        assert code(platform.ask("GET", f"/practices/{'0' * 32}")) == (404, "practice_unknown")


class TestAccess:
    def test_opens_every_epoch_for_a_new_member(self, office: Office, colleague: Somebody) -> None:
        admit(office, colleague)
        found = colleague.platform.ask("GET", f"/practices/{office.id}/access", session=colleague.session).json()
        keys = colleague.member
        assert (found["member"], found["role"], found["officer"]) == (keys.member, "secretary", False)
        assert found["root_wrap"] == ""
        [wrap] = found["wraps"]
        current = open_wrap(from_b64(wrap["sealed"]), office.id, 2, keys.member, keys.seal_seed)
        members = open_members(from_b64(found["members"]), record_of(office.epochs[1]), current.filing)
        assert members.find(keys.member)
        previous, _ = found["previous"]
        assert open_previous(from_b64(previous["locked"]), current) == office.secrets[0]

    def test_gives_an_officer_the_root(self, office: Office, colleague: Somebody) -> None:
        admit(office, colleague, officer=True)
        found = colleague.platform.ask("GET", f"/practices/{office.id}/access", session=colleague.session).json()
        keys = colleague.member
        wrap = from_b64(found["root_wrap"])
        assert open_root_wrap(wrap, office.id, keys.member, keys.seal_seed) == office.root_seed

    def test_is_listed_among_memberships(self, office: Office, colleague: Somebody) -> None:
        assert colleague.platform.ask("GET", "/memberships", session=colleague.session).json() == {"practices": []}
        admit(office, colleague)
        own = {"practice": office.id, "member": colleague.member.member, "role": "secretary", "officer": False}
        found = colleague.platform.ask("GET", "/memberships", session=colleague.session).json()
        assert found == {"practices": [own]}

    def test_refuses_others_and_unknown_practices_alike(self, office: Office, colleague: Somebody) -> None:
        ask = colleague.platform.ask
        answers = [ask("GET", f"/practices/{each}/access", session=colleague.session) for each in (office.id, "0" * 32)]
        assert [code(each) for each in answers] == [(403, "not_a_member")] * 2


class TestRotation:
    def test_removes_a_member_with_everything(self, office: Office, colleague: Somebody) -> None:
        admit(office, colleague)
        assert office.rotate(office.rotation(removed=[colleague.member.member])).status_code == 201
        refused = colleague.platform.ask("GET", f"/practices/{office.id}/access", session=colleague.session)
        assert code(refused) == (403, "not_a_member")
        query = "SELECT count(*) FROM practice.wrap WHERE member = %s"
        assert office.officer.platform.sql(query, [bytes.fromhex(colleague.member.member)]) == [(0,)]

    def test_the_same_request_again_answers_the_same(self, office: Office) -> None:
        body = office.rotation()
        assert office.rotate(body).json()["epoch"]["index"] == office.rotate(body).json()["epoch"]["index"]

    def test_of_two_at_once_one_wins(self, office: Office) -> None:
        bodies = [office.rotation()]
        office.epochs.pop()
        office.secrets.pop()
        office.clinical.pop()
        office.published.pop()
        bodies.append(office.rotation())
        answers = at_once(lambda: office.rotate(bodies[0]), lambda: office.rotate(bodies[1]))
        assert sorted(each.status_code for each in answers) == [201, 409]
        loser = next(each for each in answers if each.status_code == 409)
        assert (loser.json()["code"], loser.json()["epoch"]) == ("epoch_conflict", 2)

    @pytest.mark.parametrize(
        ("record", "refusal"),
        [
            ({"epoch": 3}, (409, "epoch_conflict")),
            ({"predecessor": "0" * 64}, (409, "epoch_conflict")),
            ({"created": "2030-01-01"}, (422, "bad_epoch")),
            ({"practice": "0" * 32}, (422, "another_practice")),
        ],
    )
    def test_refuses_what_does_not_follow(self, office: Office, record: dict[str, Any], refusal: Any) -> None:
        assert code(office.rotate(office.rotation(record=record))) == refusal

    def test_refuses_a_forged_epoch(self, office: Office) -> None:
        body = office.rotation()
        body["epoch"] = wire(sign(secrets.token_bytes(32), "epoch", record_of(office.epochs[-1])))
        assert code(office.rotate(body)) == (422, "bad_signature")

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"wraps": []}, (422, "bad_epoch")),
            ({"root_wraps": []}, (422, "bad_epoch")),
            ({"previous": []}, (422, "bad_size")),
            ({"previous": [{"compartment": "desk", "locked": b64(bytes(20))}]}, (422, "bad_size")),
            ({"previous": [{"compartment": "billing", "locked": ""}]}, (400, "bad_request")),
            ({"removed": ["0" * 32]}, (422, "bad_epoch")),
        ],
    )
    def test_refuses_what_is_not_complete(self, office: Office, changes: dict[str, Any], refusal: Any) -> None:
        assert code(office.rotate(office.rotation() | changes)) == refusal

    def test_refuses_to_remove_the_last_officer(self, office: Office, colleague: Somebody) -> None:
        admit(office, colleague)
        body = office.rotation(removed=[office.officer.member.member])
        assert code(office.rotate(body)) == (409, "last_officer")

    def test_refuses_whoever_is_no_officer(self, office: Office, colleague: Somebody) -> None:
        admit(office, colleague)
        path = f"/practices/{office.id}/epochs"
        body = office.rotation()
        assert code(colleague.platform.ask("POST", path, body, colleague.session)) == (403, "officer_only")

    def test_refuses_whoever_was_not_invited(self, office: Office, colleague: Somebody) -> None:
        invitation, _ = office.invite()
        body = office.rotation(added=[(as_member(colleague), invitation)])
        assert code(office.rotate(body)) == (404, "invitation_unknown")

    def test_refuses_another_role_than_was_offered(self, office: Office, colleague: Somebody) -> None:
        invitation, _ = office.invite("secretary")
        answer(office, invitation, colleague)
        body = office.rotation(added=[(as_member(colleague, "practitioner"), invitation)])
        assert code(office.rotate(body)) == (422, "bad_epoch")

    def test_refuses_the_old_desk_as_publisher(self, office: Office) -> None:
        body = office.rotation()
        office.published.pop()
        body["publication"] = wire(office.publication(office.desk_seed(1)))
        assert code(office.rotate(body)) == (422, "publication_forged")

    def test_a_refusal_writes_nothing(self, platform: Installed, office: Office) -> None:
        size = platform.sql("SELECT count(*) FROM keys.leaf")
        office.rotate(office.rotation() | {"wraps": []})
        assert platform.sql("SELECT count(*) FROM keys.leaf") == size


class TestCompartments:
    """Roles are keys: who opens clinical notes is said by the wraps, and the platform holds every epoch to it."""

    @staticmethod
    def compartments(body: dict[str, Any], member: str) -> list[str]:
        return [each["compartment"] for each in body["wraps"] if each["member"] == member]

    def test_a_secretary_gets_the_desk_and_no_more(self, office: Office, colleague: Somebody) -> None:
        admit(office, colleague)
        found = colleague.platform.ask("GET", f"/practices/{office.id}/access", session=colleague.session).json()
        assert [each["compartment"] for each in found["wraps"]] == ["desk"]
        assert [(each["epoch"], each["compartment"]) for each in found["previous"]] == [(2, "desk"), (2, "clinical")]

    def test_a_grant_is_a_wrap_of_the_next_epoch(self, office: Office, colleague: Somebody) -> None:
        admit(office, colleague)
        office.granted.add(colleague.member.member)
        assert office.rotate(office.rotation()).status_code == 201
        found = colleague.platform.ask("GET", f"/practices/{office.id}/access", session=colleague.session).json()
        current = {each["compartment"]: each["sealed"] for each in found["wraps"] if each["epoch"] == 3}
        keys = colleague.member
        sealed = from_b64(current["clinical"])
        clinical = open_wrap(sealed, office.id, 3, keys.member, keys.seal_seed, "clinical")
        locked = {(each["epoch"], each["compartment"]): from_b64(each["locked"]) for each in found["previous"]}
        assert open_previous(locked[3, "clinical"], clinical) == office.clinical[1]

    def test_refuses_a_practitioner_without_clinical_keys(self, office: Office) -> None:
        body = office.rotation()
        body["wraps"] = [each for each in body["wraps"] if each["compartment"] == "desk"]
        assert code(office.rotate(body)) == (422, "bad_epoch")

    def test_refuses_a_wrap_twice_or_for_a_stranger(self, office: Office) -> None:
        for more in (0, "0" * 32):
            office.epochs, office.secrets, office.clinical = office.epochs[:1], office.secrets[:1], office.clinical[:1]
            office.published = office.published[:1]
            body = office.rotation()
            extra = body["wraps"][0] | ({"member": more} if more else {})
            assert code(office.rotate(body | {"wraps": [*body["wraps"], extra]})) == (422, "bad_epoch")

    def test_refuses_an_epoch_without_clinical_keys(self, office: Office) -> None:
        made = record_of(office.epochs[0]).compartments
        assert code(office.rotate(office.rotation(record={"compartments": made[:1]}))) == (422, "bad_epoch")

    def test_a_practice_from_before_clinical_keys_begins_them(self, platform: Installed, office: Office) -> None:
        """Its epochs stay as they were signed; the next one has every compartment, and nothing to lock before it."""
        old = msgspec.structs.replace(
            record_of(office.epochs[0]), compartments=record_of(office.epochs[0]).compartments[:1]
        )
        signed = sign(office.root_seed, "epoch", old)
        query = "UPDATE practice.epoch SET body = %s, signature = %s WHERE practice = %s RETURNING 1"
        assert platform.sql(query, [signed.body_bytes, signed.signature_bytes, bytes.fromhex(office.id)])
        office.epochs, office.clinical = [signed], []
        body = office.rotation()
        assert [each["compartment"] for each in body["previous"]] == ["desk"]
        assert office.rotate(body).status_code == 201


class TestPublication:
    def test_is_applied_at_once(self, platform: Installed, office: Office) -> None:
        assert office.publish(office.publication(name="Cabinet du Moulin")).json() == {"revision": 2}
        row = platform.sql("SELECT name FROM directory.practice WHERE practice = %s", [bytes.fromhex(office.id)])
        assert row == [("Cabinet du Moulin",)]
        found = platform.ask("GET", f"/practitioners/{office.practitioner}").json()
        assert (found["practice"], found["practice_name"]) == (office.id, "Cabinet du Moulin")

    def test_the_same_again_answers_the_same(self, office: Office) -> None:
        signed = office.publication()
        assert [office.publish(signed).json() for _ in range(2)] == [{"revision": 2}] * 2

    @pytest.mark.parametrize("changes", [{"revision": 3}, {"revision": 1}, {"previous": "0" * 64}])
    def test_refuses_what_does_not_follow(self, office: Office, changes: dict[str, Any]) -> None:
        refused = office.publish(office.publication(**changes))
        assert code(refused) == (409, "publication_conflict")
        assert refused.json()["revision"] == 1

    def test_of_two_at_once_one_wins(self, office: Office) -> None:
        one = office.publication(name="Un")
        office.published.pop()
        other = office.publication(name="Deux")
        answers = at_once(lambda: office.publish(one), lambda: office.publish(other))
        assert sorted(each.status_code for each in answers) == [200, 409]

    def test_refuses_what_the_desk_did_not_sign(self, office: Office) -> None:
        assert code(office.publish(office.publication(secrets.token_bytes(32)))) == (422, "publication_forged")

    def test_tells_the_old_desk_of_the_new_epoch(self, office: Office) -> None:
        office.rotate(office.rotation())
        refused = office.publish(office.publication(office.desk_seed(1), epoch=1))
        assert code(refused) == (409, "epoch_retired")
        assert refused.json()["epoch"] == 2

    def test_refuses_what_contradicts_itself(self, platform: Installed, office: Office) -> None:
        before = platform.ask("GET", f"/practices/{office.id}").json()["publication"]
        assert code(office.publish(office.publication(time_zone="Europe/Nowhere"))) == (422, "bad_publication")
        assert platform.ask("GET", f"/practices/{office.id}").json()["publication"] == before

    def test_refuses_another_practices_calendar(self, office: Office, platform: Installed) -> None:
        other = Office(Somebody(platform, "staff").open()).open()
        office.schedule = other.schedule
        assert code(office.publish(office.publication())) == (409, "identifier_taken")

    def test_any_member_may_publish_and_nobody_else(self, office: Office, colleague: Somebody) -> None:
        assert code(office.publish(office.publication(), colleague.session)) == (403, "not_a_member")
        office.published.pop()
        admit(office, colleague)
        assert office.publish(office.publication(), colleague.session).status_code == 200

    def test_a_crash_in_between_is_mended(self, platform: Installed, office: Office) -> None:
        ident = [bytes.fromhex(office.id)]
        platform.sql("DELETE FROM directory.practice WHERE practice = %s", ident)
        deadline = datetime.now(UTC) + timedelta(seconds=20)
        while not platform.sql("SELECT revision FROM directory.practice WHERE practice = %s", ident):
            assert datetime.now(UTC) < deadline


class TestInvitation:
    def test_shows_the_officer_who_answered(self, office: Office, colleague: Somebody) -> None:
        invitation, opened = office.invite()
        assert opened.status_code == 201
        [row] = office.ask("GET", f"/practices/{office.id}/invitations").json()["invitations"]
        assert (row["answer"], row["mac"]) == ("", "")
        for _ in range(2):
            assert answer(office, invitation, colleague).status_code == 204
        [row] = office.ask("GET", f"/practices/{office.id}/invitations").json()["invitations"]
        assert row["invitation"] == invitation
        assert row["expires"] == tomorrow().isoformat()
        assert len(from_b64(row["mac"])) == 32

    def test_is_used_once(self, office: Office, colleague: Somebody) -> None:
        admit(office, colleague)
        assert office.ask("GET", f"/practices/{office.id}/invitations").json() == {"invitations": []}

    def test_the_first_to_answer_keeps_it(self, office: Office, colleague: Somebody, platform: Installed) -> None:
        invitation, _ = office.invite()
        answer(office, invitation, colleague)
        late = Somebody(platform, "staff").open()
        assert code(answer(office, invitation, late)) == (404, "invitation_unknown")

    def test_refuses_a_member(self, office: Office) -> None:
        invitation, _ = office.invite()
        assert code(answer(office, invitation, office.officer)) == (422, "bad_invitation")

    def test_refuses_an_answer_to_another_practice_or_of_another_member(
        self, office: Office, colleague: Somebody
    ) -> None:
        invitation, _ = office.invite()
        body, mac = answer_invitation(secrets.token_bytes(32), "0" * 32, colleague.member, "x")
        path = f"/invitations/{invitation}/answer"
        given = {"answer": b64(body), "mac": b64(mac)}
        assert code(colleague.platform.ask("POST", path, given, colleague.session)) == (422, "bad_invitation")
        body, _ = answer_invitation(secrets.token_bytes(32), office.id, colleague.member, "x")
        wrong = canonical({**json.loads(body), "member": "0" * 32})
        given = {"answer": b64(wrong), "mac": b64(mac)}
        assert code(colleague.platform.ask("POST", path, given, colleague.session)) == (422, "bad_invitation")
        given = {"answer": b64(body), "mac": "AA"}
        assert code(colleague.platform.ask("POST", path, given, colleague.session)) == (422, "bad_size")

    @pytest.mark.parametrize("expires", ["2020-01-01", "2099-01-01", "tomorrow", "2026-02-30"])
    def test_refuses_other_days(self, office: Office, expires: str) -> None:
        assert code(office.invite(expires=expires)[1]) == (422, "bad_invitation")

    def test_the_same_again_changes_nothing_and_another_is_refused(self, office: Office, platform: Installed) -> None:
        invitation, _ = office.invite()
        assert office.invite(invitation=invitation)[1].status_code == 201
        assert code(office.invite("practitioner", invitation=invitation)[1]) == (409, "invitation_taken")
        other = Office(Somebody(platform, "staff").open()).open()
        assert code(other.invite(invitation=invitation)[1]) == (409, "invitation_taken")

    def test_refuses_whoever_is_no_officer(self, office: Office, colleague: Somebody) -> None:
        admit(office, colleague)
        path = f"/practices/{office.id}/invitations"
        body = {"invitation": "0" * 32, "role": "secretary", "officer": False, "expires": tomorrow().isoformat()}
        ask = colleague.platform.ask
        assert code(ask("POST", path, body, colleague.session)) == (403, "officer_only")
        assert code(ask("GET", path, session=colleague.session)) == (403, "officer_only")

    def test_does_not_know_another(self, office: Office, colleague: Somebody) -> None:
        assert code(answer(office, "0" * 32, colleague)) == (404, "invitation_unknown")


class TestClosing:
    def test_leaves_the_leaves_alone(self, platform: Installed, office: Office) -> None:
        leaves = platform.sql("SELECT count(*) FROM keys.leaf")
        assert office.close().status_code == 204
        assert code(platform.ask("GET", f"/practices/{office.id}")) == (404, "practice_unknown")
        assert code(office.ask("GET", f"/practices/{office.id}/access")) == (403, "not_a_member")
        assert platform.sql("SELECT count(*) FROM keys.leaf") == leaves
        ident = [bytes.fromhex(office.id)]
        for query in (
            "SELECT FROM practice.epoch WHERE practice = %s",
            "SELECT FROM scheduling.schedule WHERE practice = %s",
            "SELECT FROM directory.practice WHERE practice = %s",
        ):
            assert platform.sql("SELECT 1 WHERE EXISTS (" + query + ")", ident) == []  # pyright: ignore[reportArgumentType]

    def test_refuses_whoever_is_no_officer(self, office: Office, colleague: Somebody) -> None:
        admit(office, colleague)
        refused = office.close(session=colleague.session)
        assert code(refused) == (403, "officer_only")

    def test_refuses_what_is_listed(self, platform: Installed, office: Office) -> None:
        done = platform.command("list", "--practice", office.vouch().id, "--reason", "checked", "--by", "Ada")
        assert done.returncode == 0, done.stderr
        assert code(office.close()) == (409, "practice_in_use")
        assert platform.command("unlist", "--practice", office.id, "--reason", "asked", "--by", "Ada").returncode == 0
        assert office.close().status_code == 204

    def test_needs_the_root_s_own_word(self, office: Office) -> None:
        assert code(office.close(practice="0" * 32)) == (422, "another_practice")
        stranger = Office(office.officer)
        stranger.record = office.record
        assert code(stranger.close()) == (422, "bad_signature")
        assert office.ask("GET", f"/practices/{office.id}/access").status_code == 200

    def test_ends_the_custodian_s_word_for_it(self, platform: Installed, office: Office) -> None:
        assert office.vouch().close().status_code == 204
        until(lambda: not platform.sql("SELECT practice FROM practice.closing"))
        [closing] = [each for each in platform.custodian.closed if peek(each, Closing).practice == office.id]
        assert verify_closing(closing, office.id, from_b64(office.record.root))

    def test_waits_for_a_custodian_that_is_away(self, platform: Installed, office: Office) -> None:
        platform.custodian.away, asked = True, platform.custodian.asked
        before = asked.count("/v1/closings")
        try:
            assert office.close().status_code == 204
            until(lambda: asked.count("/v1/closings") > before)
            assert len(platform.sql("SELECT practice FROM practice.closing")) == 1
        finally:
            platform.custodian.away = False
        until(lambda: not platform.sql("SELECT practice FROM practice.closing"))
        assert [peek(each, Closing).practice for each in platform.custodian.closed].count(office.id) == 1

    @pytest.mark.parametrize(
        ("declined", "kept"), [("root_replaced", False), ("bad_signature", True), ("not_found", True)]
    )
    def test_is_not_sent_for_ever(self, platform: Installed, office: Office, declined: str, *, kept: bool) -> None:
        """What the custodian declines for what it says is over; a wrong key or address is put right one day."""
        custodian = platform.custodian
        custodian.declines, before = declined, custodian.asked.count("/v1/closings")
        try:
            assert office.close().status_code == 204
            until(lambda: custodian.asked.count("/v1/closings") > before + kept)
            until(lambda: bool(platform.sql("SELECT practice FROM practice.closing")) is kept)
        finally:
            custodian.declines = ""
        until(lambda: not platform.sql("SELECT practice FROM practice.closing"))
        closed = [peek(each, Closing).practice for each in custodian.closed]
        assert closed.count(office.id) == kept


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
