"""How officers come and go, and the switch with which any of them stops the service."""

import secrets

import pytest

from serment.demo.officers import SoftPasskey, enrolment_of
from serment_custodian.jobs import purge
from serment_custodian.officers import DecisionId
from serment_custodian.officers.enrolment import invitation_hash, invite
from serment_protocol.acts import ACT, Act
from serment_protocol.encoding import b64
from serment_protocol.signing import verify
from serment_protocol.structure import convert
from serment_protocol.transparency import Bundle, read_entry

from .house import House, refused
from .officials import (
    Official,
    acts,
    admitted,
    another_passkey,
    ceremony,
    decide,
    enrol,
    id_of,
    pending,
    remove_passkey,
)


class TestCeremony:
    async def test_makes_as_many_officers_as_the_quorum_and_no_more(self, house: House) -> None:
        officials = [await enrol(house, name) for name in ("Ada", "Basile", "Clémence")]
        assert [each.enrolled["active"] for each in officials] == [True, True, False]
        noted = [act for act in await acts(house) if act.step == "noted"]
        assert [(act.act, act.reason, act.subject, len(act.officers)) for act in noted] == [
            ("add_officer", "key_ceremony", "", 1)
        ] * 2

    async def test_an_invitation_is_good_once_and_for_three_days(self, house: House) -> None:
        secret = secrets.token_bytes(32)
        official = await enrol(house, "Ada", secret)
        again = enrolment_of(SoftPasskey(house.url), await official.nonce(), secret, "x")
        unknown = (404, "officer_invitation_unknown")
        assert refused(await house.post("/v1/officers/enrolments", again)) == unknown
        await invite(house.running.decisions.office, "Late", invitation_hash(b"late"))
        house.clock.advance(days=4)
        late = enrolment_of(SoftPasskey(house.url), await official.nonce(), b"late", "x")
        assert refused(await house.post("/v1/officers/enrolments", late)) == unknown

    async def test_no_name_stands_in_the_log(self, house: House) -> None:
        await ceremony(house)
        async with house.running.rooms.ledger.transaction() as tx:
            cursor = await tx.execute("SELECT string_agg(encode(entry, 'escape'), '') FROM ledger.leaf")
            [(text,)] = await cursor.fetchall()
        assert "Vasseur" not in str(text)


class TestAdmission:
    async def test_takes_a_quorum_a_day_and_the_very_key(self, house: House) -> None:
        first, second = await ceremony(house)
        third = await enrol(house, "Clémence Aubry")
        asked = await pending(first, "add_officer")
        mark = str(third.enrolled["mark"])
        assert "Clémence Aubry" in str(asked["text"])
        assert mark in str(asked["text"])
        assert await decide(id_of(asked), first, second) == "approved"
        assert refused(await house.post("/v1/officers/sessions", await third.step("sign_in")))[0] == 401
        house.clock.advance(days=1)
        await house.running.decisions.carry_out_ripe()
        assert await third.sign_in()

    async def test_that_is_vetoed_forgets_the_candidate(self, house: House) -> None:
        first, _ = await ceremony(house)
        await enrol(house, "Clémence Aubry")
        await first.decide(id_of(await pending(first, "add_officer")), "veto")
        house.clock.advance(days=1, minutes=1)
        await purge(house.running.rooms, house.clock())
        first.session = ""
        assert [each["name"] for each in (await first.look())["officers"]] == ["Ada Vasseur", "Basile Roy"]

    async def test_is_not_asked_for_by_hand(self, house: House) -> None:
        first, _ = await ceremony(house)
        session = await first.sign_in()
        subject = {"officer": "0" * 32, "name": "Nemo", "key": "0" * 64}
        asked = {"kind": "add_officer", "reason": "officer_change", "subject": subject}
        assert refused(await house.post("/v1/decisions", asked, session)) == (403, "not_by_hand")


class TestDeparture:
    async def test_takes_the_others_and_no_veto_of_their_own(self, house: House) -> None:
        first, second = await ceremony(house)
        third = await admitted(house, first, second)
        decision = await self.ask(house, third, "Basile Roy", by=first)
        assert refused(await second.decide(decision, "veto")) == (403, "barred")
        assert refused(await second.decide(decision)) == (403, "barred")
        assert await decide(decision, first, third) == "done"
        assert refused(await house.post("/v1/officers/sessions", await second.step("sign_in")))[0] == 401

    async def test_leaves_a_quorum(self, house: House) -> None:
        first, _ = await ceremony(house)
        session = await first.sign_in()
        me = next(each for each in (await first.look())["officers"] if each["name"] == "Basile Roy")
        subject = {"officer": me["officer"], "name": "Basile Roy"}
        asked = {"kind": "remove_officer", "reason": "officer_change", "subject": subject}
        assert refused(await house.post("/v1/decisions", asked, session)) == (409, "too_few_officers")

    async def test_ends_a_session(self, house: House) -> None:
        first, second = await ceremony(house)
        third = await admitted(house, first, second)
        await second.sign_in()
        await decide(await self.ask(house, third, "Basile Roy", by=first), first, third)
        answer = await house.http.get("/v1/officers/overview", headers={"Authorization": f"Bearer {second.session}"})
        assert refused(answer) == (401, "officer_session_refused")

    @staticmethod
    async def ask(house: House, looking: Official, name: str, *, by: Official) -> DecisionId:
        who = next(each for each in (await looking.look())["officers"] if each["name"] == name)
        subject = {"officer": who["officer"], "name": name}
        asked = {"kind": "remove_officer", "reason": "officer_change", "subject": subject}
        answer = await house.post("/v1/decisions", asked, await by.sign_in())
        assert answer.status_code == 201, answer.text
        return DecisionId(bytes.fromhex(answer.json()["decision"]))


class TestPasskeys:
    async def test_another_one_speaks_for_the_same_officer(self, house: House) -> None:
        first, _ = await ceremony(house)
        other = await another_passkey(first)
        assert (await other.look())["me"] == (await first.look())["me"]
        assert len((await other.look())["passkeys"]) == 2
        assert (await acts(house))[-1].act == "add_passkey"

    async def test_the_last_one_stays(self, house: House) -> None:
        first, _ = await ceremony(house)
        with pytest.raises(AssertionError, match="last_passkey"):
            await remove_passkey(first, first)
        assert await first.sign_in()

    async def test_somebody_else_s_cannot_be_taken_away(self, house: House) -> None:
        first, second = await ceremony(house)
        with pytest.raises(AssertionError, match="officer_unknown"):
            await remove_passkey(first, second)


class TestSwitch:
    async def ask(self, house: House, kind: str, by: Official) -> DecisionId:
        subject: dict[str, str] = {}
        asked = {"kind": kind, "reason": "drill", "subject": subject}
        answer = await house.post("/v1/decisions", asked, by.session or await by.sign_in())
        assert answer.status_code == 201, answer.text
        return DecisionId(bytes.fromhex(answer.json()["decision"]))

    async def test_one_officer_stops_and_two_let_go_on(self, house: House) -> None:
        first, second = await ceremony(house)
        opened = await house.enter()
        assert await decide(await self.ask(house, "stop", first), first) == "done"
        assert (await house.get("/v1/state")).json() == {"stopped": True, "since": "2026-03-04"}
        stopped = (503, "custodian_stopped")
        assert refused(await house.post("/v1/codes", {"email": "a@b.example", "language": "fr"})) == stopped
        assert refused(await house.post("/v1/tickets", {"count": 1}, opened.session)) == stopped
        assert refused(await house.post("/v1/relay", {"body": "", "signature": ""})) == stopped
        for path in ("/v1/keys", "/v1/sms", "/v1/log/checkpoint", "/health"):
            assert (await house.get(path)).is_success
        # A person's no needs no key.
        assert refused(await house.post("/v1/phone/stop", {"stop": b64(bytes(32))})) == (404, "phone_unknown")

        resume = await self.ask(house, "resume", second)
        assert await decide(resume, first) == "asked"
        assert refused(await house.post("/v1/tickets", {"count": 1}, opened.session)) == stopped
        assert await decide(resume, second) == "done"
        assert (await house.post("/v1/tickets", {"count": 1}, opened.session)).is_success
        told = [(act.act, act.step) for act in await acts(house) if act.act in {"stop", "resume"}]
        assert told == [
            *(("stop", step) for step in ("asked", "approved", "done")),
            *(("resume", step) for step in ("asked", "approved", "approved", "done")),
        ]

    async def test_is_the_log_which_a_command_can_only_stop(self, house: House) -> None:
        running = house.running.decisions
        await running.note("resume", "drill", {"by": "command"})
        await running.note("stop", "drill", {"by": "command"})
        await running.note("resume", "drill", {"by": "command"})
        assert (await house.get("/v1/state")).json()["stopped"] is True
        async with house.running.rooms.officers.transaction() as tx:
            cursor = await tx.execute("SELECT count(*) FROM pg_tables WHERE tablename LIKE '%switch%'")
            assert await cursor.fetchone() == (0,)

    async def test_is_not_turned_by_an_old_leaf_that_is_written_again(self, house: House) -> None:
        first, second = await ceremony(house)
        await decide(await self.ask(house, "stop", first), first)
        await decide(await self.ask(house, "resume", second), first, second)
        async with house.running.rooms.ledger.transaction() as tx:
            cursor = await tx.execute("SELECT entry FROM ledger.leaf ORDER BY index")
            before = [bytes(row[0]) for row in await cursor.fetchall()]
        await decide(await self.ask(house, "stop", first), first)
        async with house.running.rooms.ledger.transaction() as tx:
            for leaf in before:
                await house.running.ledger.log.append(tx, leaf)
        assert (await house.get("/v1/state")).json()["stopped"] is True
        await decide(await self.ask(house, "resume", second), first, second)
        assert (await house.get("/v1/state")).json()["stopped"] is False

    async def test_stops_the_mail_that_waits(self, house: House) -> None:
        await house.enter()
        first, _ = await ceremony(house)
        await decide(await self.ask(house, "stop", first), first)
        async with house.running.rooms.people.transaction() as tx:
            person = await (await tx.execute("SELECT person FROM people.person")).fetchone()
        async with house.running.rooms.tickets.transaction() as tx:
            await tx.execute("SELECT tickets.wait(%s)", person)
        await house.job("nudges")
        async with house.running.rooms.tickets.transaction() as tx:
            cursor = await tx.execute("SELECT count(*) FROM tickets.waiting")
            assert await cursor.fetchone() == (1,)


class TestLooking:
    @pytest.mark.parametrize("path", ["/v1/officers/overview", "/v1/officers/acts/0"])
    async def test_takes_a_session(self, house: House, path: str) -> None:
        assert refused(await house.get(path)) == (401, "officer_session_refused")
        opened = await house.enter()
        answer = await house.http.get(path, headers={"Authorization": f"Bearer {opened.session}"})
        assert refused(answer) == (401, "officer_session_refused")

    async def test_ends_after_a_quarter_of_an_hour_and_at_once_by_leaving(self, house: House) -> None:
        first, _ = await ceremony(house)
        headers = {"Authorization": f"Bearer {await first.sign_in()}"}
        house.clock.advance(minutes=16)
        assert refused(await house.http.get("/v1/officers/overview", headers=headers))[0] == 401
        headers = {"Authorization": f"Bearer {await first.sign_in()}"}
        assert (await house.http.delete("/v1/officers/sessions/current", headers=headers)).status_code == 204
        assert refused(await house.http.get("/v1/officers/overview", headers=headers))[0] == 401

    async def test_tells_acts_with_names(self, house: House) -> None:
        first, _ = await ceremony(house)
        session = await first.sign_in()
        answer = await house.http.get("/v1/officers/acts/0", headers={"Authorization": f"Bearer {session}"})
        told = answer.json()["acts"]
        assert [each["officers"] for each in told] == [["Basile Roy"], ["Ada Vasseur"]]
        assert all(each["leaf"] >= 0 for each in told)

    async def test_by_everybody_is_at_leaves_of_the_log_and_names_nobody(self, house: House) -> None:
        first, _ = await ceremony(house)
        answer = await house.get("/v1/trust/acts")
        found = [convert(each, Bundle) for each in answer.json()["acts"]]
        told = [verify(house.running.ledger.log.public, ACT, read_entry(each, "custodian_act"), Act) for each in found]
        assert [each.day for each in told] == [each.day for each in reversed(await acts(house))]
        assert first.name not in answer.text

    async def test_speaks_the_reader_s_language(self, house: House) -> None:
        first, _ = await ceremony(house)
        assert [each["text"] for each in (await first.look("en"))["kinds"] if each["kind"] == "drill"] == [
            "A drill: nothing is done, everybody only shows that they can decide."
        ]
