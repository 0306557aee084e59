"""Who comes to work at the console, and who stays outside."""

import json
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from serment.demo.officers import SoftPasskey, enrolment_of, made_by
from serment_platform.compliance.staff.enrolment import invite, purge
from serment_platform.compliance.staff.errors import StaffTooFew
from serment_platform.compliance.staff.types import Grant, Role, Scope
from serment_protocol.console import StaffInvitation, invitation_hash
from serment_protocol.encoding import b64
from serment_protocol.primitives import hash_bytes

from ..world import APP, HOST, World
from .colleagues import Colleague, Founded, arrive, console, enrol, events, refused

PERIOD = Scope(date(2026, 7, 1), date(2026, 12, 31))
UNTIL = date(2026, 12, 15)
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def exchange(world: World, whose: Colleague, new: SoftPasskey) -> None:
    """Somebody adds a passkey, and takes the one before away."""
    made = made_by(new, await whose.nonce(), hash_bytes("officer", bytes.fromhex(whose.staff)).hex())
    step = await whose.step("add_passkey", hash_bytes("passkey", new.credential).hex())
    answer = await world.http.post("/v1/console/staff/passkeys", json={"label": "Seconde", **made, "step": step})
    assert answer.status_code == 201, answer.text
    first, whose.passkey = whose.passkey, new
    old = hash_bytes("passkey", first.credential).hex()
    body = {"credential": made_by(first, await whose.nonce(), old)["attestation"]["credential"]}
    body |= {"step": await whose.step("remove_passkey", old)}
    assert (await world.http.post("/v1/console/staff/passkeys/remove", json=body)).status_code == 204


async def passkeys(world: World, credential: bytes) -> list[tuple[Any, ...]]:
    """A row as a backup has it."""
    return await world.sql(
        """
        SELECT credential, staff, key_locked, sign_count, label, added, used
          FROM compliance.passkey WHERE credential = %s
        """,
        [credential],
    )


async def put_back(world: World, row: tuple[Any, ...]) -> None:
    """Write such a row into the table."""
    await world.sql(
        """
        INSERT INTO compliance.passkey (credential, staff, key_locked, sign_count, label, added, used)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        """,
        row,
    )


class TestEnrolment:
    async def test_the_first_two_are_founders_and_the_evidence_says_so(self, world: World, founders: Founded) -> None:
        assert founders.legal.active
        assert founders.director.active
        told = [each["act"] for each in await events(world)]
        assert told[:4] == ["invited", "founded", "invited", "founded"]

    async def test_the_third_waits_for_a_second_person(self, world: World, founders: Founded) -> None:
        third = await enrol(world, "Sofia Blanc", ["security_officer"])
        assert not third.active
        assert refused(await third.sign_in()) == (401, "staff_passkey_refused")
        assert (await founders.director.confirm(third)).status_code == 204
        assert (await third.sign_in()).status_code == 201
        last = (await events(world))[-1]
        assert (last["act"], last["staff"], last["by"]) == ("confirmed", third.staff, founders.director.staff)

    async def test_whoever_runs_the_machines_confirms_nobody(self, world: World, founders: Founded) -> None:
        operator, third = await enrol(world, "Olga", ["operator"]), await enrol(world, "Sofia", ["legal"])
        assert operator.active
        assert refused(await operator.confirm(third)) == (403, "role_missing")
        assert founders.legal.active

    async def test_nobody_founds_anew_by_deleting_rows(self, world: World, founders: Founded) -> None:
        await world.sql("UPDATE compliance.staff SET state = 'left'")
        assert not (await enrol(world, "Mallory", ["director"])).active
        await world.sql(
            "UPDATE compliance.staff SET state = 'active' WHERE name = ANY (%s)", [[each.name for each in founders]]
        )

    async def test_an_invitation_counts_once(self, world: World) -> None:
        await invite(console(world), "Ada", Grant(frozenset({"intake"})))
        somebody = await enrol(world, "Ada", ["intake"])
        again = {"invitation": "A" * 43}
        assert refused(await world.http.post("/v1/console/staff/invited", json=again))[1] == "staff_invitation_unknown"
        assert somebody.active

    async def test_evidence_names_nobody(self, world: World, founders: Founded) -> None:
        assert founders.legal.name not in json.dumps(await events(world))

    async def test_a_candidate_is_forgotten(self, world: World, founders: Founded) -> None:
        third = await enrol(world, "Sofia", ["legal"])
        world.clock[0] += timedelta(days=15)
        await purge(console(world))
        listed = (await founders.legal.ask("GET", "/staff")).json()["staff"]
        assert third.staff not in {each["staff"] for each in listed}


class TestInviting:
    """By colleagues, whose browser alone has the secret."""

    async def test_a_guest_comes_by_a_link_that_waits_in_a_list(self, world: World, founders: Founded) -> None:
        days = {"first": "2026-07-01", "last": "2026-12-31", "until": "2026-12-15"}
        answer, secret = await founders.legal.invite("Aude Legrand", "auditor", **days)
        assert answer.status_code == 201, answer.text
        (waiting,) = (await founders.director.ask("GET", "/staff/invitations")).json()["invitations"]
        assert (waiting["name"], waiting["roles"], waiting["by"]) == ("Aude Legrand", ["auditor"], founders.legal.staff)
        assert {each: waiting[each] for each in days} == days
        guest = await arrive(world, "Aude Legrand", secret)
        assert guest.active
        assert (await guest.ask("GET", "/staff/me")).json()["until"] == "2026-12-15"
        assert (await founders.legal.ask("GET", "/staff/invitations")).json()["invitations"] == []
        again = await world.http.post("/v1/console/staff/invited", json={"invitation": b64(secret)})
        assert refused(again) == (404, "staff_invitation_unknown")
        told = [each for each in await events(world) if each["act"] == "invited"][-1]
        assert (told["by"], "Aude" in json.dumps(told)) == (founders.legal.staff, False)
        assert refused((await founders.legal.invite("Gil", "auditor"))[0]) == (422, "guest_unbounded")

    @pytest.mark.parametrize("role", ["security_officer", "witness"])
    async def test_whoever_invited_does_not_confirm(self, world: World, founders: Founded, role: Role) -> None:
        answer, secret = await founders.legal.invite("Sofia Blanc", role)
        assert answer.status_code == 201, answer.text
        third = await arrive(world, "Sofia Blanc", secret)
        assert not third.active
        assert refused(await third.sign_in()) == (401, "staff_passkey_refused")
        assert refused(await founders.legal.confirm(third)) == (403, "inviter_confirms")
        listed = (await founders.director.ask("GET", "/staff")).json()["staff"]
        assert [each["invited"] for each in listed if each["staff"] == third.staff] == [founders.legal.staff]
        assert (await founders.director.confirm(third)).status_code == 204
        assert (await third.sign_in()).status_code == 201
        assert (await founders.legal.dismiss(third)).status_code == 204

    async def test_only_who_approves_invites_and_for_what_they_signed(self, world: World, founders: Founded) -> None:
        operator = await enrol(world, "Olga", ["operator"])
        assert refused((await operator.invite("Mallory", "intake"))[0]) == (403, "role_missing")
        assert refused(await operator.ask("GET", "/staff/invitations")) == (403, "role_missing")
        asked = StaffInvitation(invitation="ab" * 32, name="Ines", roles=("intake",), first="", last="", until="")
        body = msgspec.to_builtins(asked) | {"step": await founders.legal.step("approve", invitation_hash(asked))}
        other = await world.http.post("/v1/console/staff/invitations", json=body | {"roles": ["legal"]})
        assert refused(other) == (401, "staff_step_refused")
        incompatible, _ = await founders.legal.invite("Mallory", "operator", "legal")
        assert refused(incompatible) == (422, "roles_incompatible")

    async def test_a_link_can_be_taken_back(self, world: World, founders: Founded) -> None:
        _, secret = await founders.legal.invite("Ines", "intake")
        assert (await founders.director.revoke(secret)).status_code == 204
        assert refused(await founders.director.revoke(secret)) == (404, "staff_invitation_unknown")
        answer = await world.http.post("/v1/console/staff/invited", json={"invitation": b64(secret)})
        assert refused(answer) == (404, "staff_invitation_unknown")
        last = (await events(world))[-1]
        assert (last["act"], last["by"], last["roles"]) == ("revoked", founders.director.staff, ["intake"])

    async def test_who_left_brings_nobody_in(self, world: World, founders: Founded) -> None:
        third = await enrol(world, "Sofia", ["director"])
        assert (await founders.director.confirm(third)).status_code == 204
        _, secret = await third.invite("Mallory", "intake")
        assert (await founders.legal.dismiss(third)).status_code == 204
        body = enrolment_of(SoftPasskey(APP, HOST), await founders.legal.nonce(), secret, "Clé")
        answer = await world.http.post("/v1/console/staff/enrolments", json=body)
        assert refused(answer) == (404, "staff_invitation_unknown")


class TestRows:
    async def test_a_role_written_into_the_table_is_none(self, world: World, founders: Founded) -> None:
        intake = await enrol(world, "Ines", ["intake"])
        await world.sql(
            "UPDATE compliance.staff SET grant_locked = (SELECT grant_locked FROM compliance.staff WHERE staff = %s)"
            " WHERE staff = %s",
            [bytes.fromhex(founders.legal.staff), bytes.fromhex(intake.staff)],
        )
        assert refused(await intake.sign_in()) == (401, "staff_passkey_refused")
        await world.sql("UPDATE compliance.staff SET state = 'left' WHERE staff = %s", [bytes.fromhex(intake.staff)])

    async def test_a_passkey_moved_to_another_person_is_nobodys(self, world: World, founders: Founded) -> None:
        intake = await enrol(world, "Ines", ["intake"])
        await world.sql(
            "UPDATE compliance.passkey SET staff = %s WHERE staff = %s",
            [bytes.fromhex(founders.legal.staff), bytes.fromhex(intake.staff)],
        )
        assert refused(await intake.sign_in()) == (401, "staff_passkey_refused")
        await world.sql("DELETE FROM compliance.passkey WHERE credential = %s", [intake.passkey.credential])

    async def test_a_candidate_set_active_by_hand_may_nothing(self, world: World, founders: Founded) -> None:
        third = await enrol(world, "Sofia", ["director"])
        await world.sql("UPDATE compliance.staff SET state = 'active' WHERE staff = %s", [bytes.fromhex(third.staff)])
        assert refused(await third.sign_in()) == (401, "staff_passkey_refused")
        await world.sql("UPDATE compliance.staff SET state = 'left' WHERE staff = %s", [bytes.fromhex(third.staff)])
        assert founders.legal.active


class TestABackup:
    """Rows that were ours once, and that somebody put there again."""

    async def test_brings_nobody_back(self, world: World, founders: Founded) -> None:
        somebody = await enrol(world, "Sofia", ["security_officer"])
        assert (await founders.director.confirm(somebody)).status_code == 204
        assert (await somebody.ask("GET", "/staff/me")).status_code == 200
        staff = bytes.fromhex(somebody.staff)
        (grant,) = await world.sql("SELECT grant_locked FROM compliance.staff WHERE staff = %s", [staff])
        (passkey,) = await passkeys(world, somebody.passkey.credential)
        assert (await founders.legal.dismiss(somebody)).status_code == 204
        back = "UPDATE compliance.staff SET state = 'active', grant_locked = %s WHERE staff = %s"
        await world.sql(back, [*grant, staff])
        await put_back(world, passkey)
        assert refused(await somebody.ask("GET", "/staff/me")) == (401, "staff_session_refused")
        assert refused(await somebody.sign_in()) == (401, "staff_passkey_refused")
        await world.sql("DELETE FROM compliance.passkey WHERE staff = %s", [staff])
        await world.sql("UPDATE compliance.staff SET state = 'left' WHERE staff = %s", [staff])

    async def test_brings_no_passkey_back(self, world: World, founders: Founded) -> None:
        somebody, new = await enrol(world, "Ines", ["intake"]), SoftPasskey(APP, HOST)
        assert founders.legal.active
        first = somebody.passkey
        (kept,) = await passkeys(world, first.credential)
        await exchange(world, somebody, new)
        await put_back(world, kept)
        assert (await somebody.sign_in()).status_code == 201
        somebody.passkey = first
        assert refused(await somebody.sign_in()) == (401, "staff_passkey_refused")


class TestSessions:
    async def test_lasts_a_quarter_of_an_hour(self, world: World, founders: Founded) -> None:
        assert (await founders.legal.ask("GET", "/staff/me")).json()["roles"] == ["legal"]
        world.clock[0] += timedelta(minutes=15)
        assert refused(await founders.legal.ask("GET", "/staff/me")) == (401, "staff_session_refused")

    async def test_ends_with_the_person(self, world: World, founders: Founded) -> None:
        intake = await enrol(world, "Ines", ["intake"])
        assert (await intake.ask("GET", "/staff/me")).status_code == 200
        assert (await founders.legal.dismiss(intake)).status_code == 204
        assert refused(await intake.ask("GET", "/staff/me")) == (401, "staff_session_refused")
        assert refused(await intake.sign_in()) == (401, "staff_passkey_refused")

    async def test_ends_with_the_last_day_of_a_guest_who_sees_no_names(self, world: World, founders: Founded) -> None:
        guest = await enrol(world, "Gil", ["auditor"], scope=PERIOD, until=UNTIL)
        me = (await guest.ask("GET", "/staff/me")).json()
        assert (me["first"], me["last"], me["until"]) == ("2026-07-01", "2026-12-31", "2026-12-15")
        assert {each["name"] for each in (await guest.ask("GET", "/staff")).json()["staff"]} == {""}
        world.clock[0] += timedelta(days=15)
        assert refused(await guest.sign_in()) == (401, "staff_passkey_refused")
        assert founders.legal.active

    async def test_a_step_counts_once(self, world: World, founders: Founded) -> None:
        step = await founders.legal.step("sign_in")
        answers = [await world.http.post("/v1/console/staff/sessions", json=step) for _ in range(2)]
        assert answers[0].status_code == 201
        assert refused(answers[1]) == (401, "staff_step_refused")

    async def test_needs_its_owner_verified(self, founders: Founded) -> None:
        before, founders.legal.passkey.flags = founders.legal.passkey.flags, 0x01
        answer = await founders.legal.sign_in()
        founders.legal.passkey.flags = before
        assert refused(answer) == (401, "staff_passkey_refused")

    async def test_ends_when_it_is_told_to(self, founders: Founded) -> None:
        assert (await founders.legal.ask("DELETE", "/staff/sessions/current")).status_code == 204
        assert refused(await founders.legal.ask("GET", "/staff/me")) == (401, "staff_session_refused")


class TestLeaving:
    async def test_two_who_could_confirm_stay(self, founders: Founded) -> None:
        answer = await founders.legal.dismiss(founders.director)
        assert refused(answer) == (409, StaffTooFew.code)

    async def test_a_second_passkey_and_the_end_of_the_first(self, world: World, founders: Founded) -> None:
        legal, new = founders.legal, SoftPasskey(APP, HOST)
        first = legal.passkey
        await exchange(world, legal, new)
        last = (await events(world))[-1]
        assert (last["act"], last["staff"], len(last["key"])) == ("passkey_removed", legal.staff, 64)
        legal.passkey = first
        assert refused(await legal.sign_in()) == (401, "staff_passkey_refused")
