"""A request of an authority over HTTP, from the letter to the refusal or the signatures, and who is kept out."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from serment_kernel.authority import actions, report
from serment_kernel.authority.errors import RequestAltered
from serment_kernel.authority.types import RequestId
from serment_platform.compliance.staff import Scope

from ..scheduling.builders import PRACTICE
from ..world import World
from .colleagues import desk_of, enrol, events, refused
from .forging import ANY_BYTES
from .office import LETTER, VISIT, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def replace_by_hand(world: World, request: str, old: str, new: str) -> None:
    """What whoever owns the tables can do."""
    await world.sql("ALTER TABLE compliance.authority_move DISABLE TRIGGER USER")
    await world.sql(
        """
        UPDATE compliance.authority_move SET facts = replace(encode(facts, 'escape'), %s, %s)::bytea
         WHERE request = %s AND act = 'propose'
        """,
        [old, new, bytes.fromhex(request)],
    )
    await world.sql("ALTER TABLE compliance.authority_move ENABLE TRIGGER USER")


@asynccontextmanager
async def without(world: World, request: str, act: str = "") -> AsyncGenerator[None]:
    """What else whoever owns the tables can do: rows are gone, all of a request or those of an act."""
    db = world.sql
    given: list[object] = [bytes.fromhex(request), act, act]
    await db("ALTER TABLE compliance.authority_move DISABLE TRIGGER USER")
    await db("CREATE TABLE compliance.kept (LIKE compliance.authority_move)")
    await db(
        """
        WITH gone AS (
            DELETE FROM compliance.authority_move WHERE request = %s AND (%s = '' OR act = %s) RETURNING *
        ) INSERT INTO compliance.kept SELECT * FROM gone
        """,
        given,
    )
    yield
    await db("INSERT INTO compliance.authority_move SELECT * FROM compliance.kept")
    await db("DROP TABLE compliance.kept")
    await db("ALTER TABLE compliance.authority_move ENABLE TRIGGER USER")


async def sign_by_hand(world: World, seq: int, signature: bytes) -> None:
    """Put these bytes where the signature of an event belongs."""
    await world.sql("ALTER TABLE compliance.event DISABLE TRIGGER USER")
    await world.sql("UPDATE compliance.event SET signature = %s WHERE seq = %s", [signature, seq])
    await world.sql("ALTER TABLE compliance.event ENABLE TRIGGER USER")


class TestProcedure:
    async def test_is_told_as_data(self, office: Office) -> None:
        steps = {each["act"]: each for each in (await office.intake.ask("GET", "/authority/procedure")).json()["steps"]}
        assert steps["disclose"]["by"] == ["data_protection_officer", "legal"]
        assert (steps["seal"]["signed"], steps["seal"]["fields"]) == (True, [])
        fields = {each["id"]: each for each in steps["narrow"]["fields"]}
        assert fields["scope.first"] == {"id": "scope.first", "type": "day", "required": False, "choices": []}
        answer = await office.world.http.get("/v1/console/authority/procedure")
        assert refused(answer) == (401, "staff_session_refused")

    async def test_two_signatures_approve(self, office: Office) -> None:
        request = await office.proposed()
        assert (await office.sign(office.legal, request)).json()["state"] == "DECISION_PENDING"
        assert (await office.sign(office.director, request)).json()["state"] == "APPROVED"
        told = [each["act"] for each in await events(office.world, "authority") if each["request"] == request]
        assert told[-3:] == ["sign", "sign", "approve"]

    async def test_the_proposer_and_whoever_has_no_such_role_sign_nothing(self, office: Office) -> None:
        request = await office.proposed()
        assert refused(await office.sign(office.security, request)) == (403, "proposer_signs")
        assert refused(await office.sign(office.operator, request)) == (403, "role_missing")
        assert refused(await office.sign(office.witness, request)) == (403, "role_missing")

    async def test_nobody_signs_twice_nor_something_else(self, office: Office) -> None:
        request, other = await office.proposed(), await office.proposed()
        assert (await office.sign(office.legal, request)).status_code == 200
        assert refused(await office.sign(office.legal, request)) == (409, "request_moved")
        elsewhere = (await office.whole(other))["decision_hash"]
        assert refused(await office.sign(office.director, request, elsewhere)) == (401, "staff_step_refused")

    async def test_silence_means_refusal(self, office: Office) -> None:
        request = await office.proposed()
        assert (await office.sign(office.legal, request)).status_code == 200
        office.world.clock[0] += timedelta(hours=72)
        office.legal.session = ""
        digest = (await office.whole(request))["decision_hash"]
        assert refused(await office.sign(office.director, request, digest)) == (409, "decision_expired")
        assert await actions.tick(desk_of(office.world)) >= 1
        assert (await office.whole(request))["request"]["state"] == "REFUSED"

    async def test_a_call_goes_nowhere(self, office: Office) -> None:
        request = await office.receive(channel="call")
        assert refused(await office.take(office.legal, request, "authenticate")) == (422, "only_on_paper")

    async def test_nobody_moves_by_hand_what_takes_signatures(self, office: Office) -> None:
        request = await office.proposed()
        for act in ("approve", "expire", "seal", "build", "receive", "disclose_at_once"):
            answer = await office.take(office.legal, request, act)
            assert answer.status_code in {400, 404}, act

    async def test_an_auditor_reads_and_writes_nothing(self, office: Office) -> None:
        request = await office.receive()
        until, late = date(2026, 12, 31), Scope(date(2027, 1, 1), date(2027, 6, 30))
        now = Scope(date(2026, 7, 1), date(2026, 12, 31))
        inside = await enrol(office.world, "Gil", ["auditor"], scope=now, until=until)
        outside = await enrol(office.world, "Gus", ["auditor"], scope=late, until=until)
        assert (await office.whole(request, inside))["request"]["state"] == "RECEIVED"
        assert refused(await outside.ask("GET", f"/authority/requests/{request}")) == (404, "authority_request_unknown")
        assert (await outside.ask("GET", "/authority/requests")).json()["requests"] == []
        assert refused(await office.take(inside, request, "acknowledge", letter=LETTER)) == (403, "role_missing")


class TestEvidence:
    async def test_has_commitments_and_nobody(self, office: Office) -> None:
        await office.proposed()
        told = json.dumps(await events(office.world, "authority"))
        for secret in (PRACTICE, VISIT, LETTER, office.legal.name, "criminal_court"):
            assert secret not in told

    async def test_no_row_can_be_changed_by_the_room(self, office: Office) -> None:
        await office.receive()
        for query in (
            "UPDATE compliance.authority_move SET state = 'APPROVED'",
            "DELETE FROM compliance.authority_move",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                async with office.world.service.db("compliance").transaction() as tx:
                    await tx.execute(query.encode())

    async def test_a_row_changed_behind_its_back_stops_everything(self, office: Office) -> None:
        request = await office.proposed()
        await replace_by_hand(office.world, request, "comply", "partial")
        desk = desk_of(office.world)
        async with desk.db.transaction() as tx:
            with pytest.raises(RequestAltered):
                await actions.load(desk, tx, RequestId(bytes.fromhex(request)))
        await replace_by_hand(office.world, request, "partial", "comply")

    async def test_a_step_that_is_gone_is_missed(self, office: Office) -> None:
        request = await office.proposed()
        for who in (office.legal, office.director):
            assert (await office.sign(who, request)).status_code == 200
        await office.steps(request, (office.legal, "refuse", {"reason": "too_broad"}))
        desk, ident = desk_of(office.world), RequestId(bytes.fromhex(request))
        async with without(office.world, request, "refuse"):
            async with desk.db.transaction() as tx:
                with pytest.raises(RequestAltered):
                    await actions.approved(desk, tx, ident)
            again = await office.take(office.legal, request, "refuse", reason="too_broad")
            assert refused(again) == (503, "request_altered")
        assert (await office.whole(request))["request"]["state"] == "REFUSED"

    async def test_a_request_that_is_gone_is_missed_and_the_others_are_served(self, office: Office) -> None:
        gone, other = await office.receive(), await office.receive()
        desk = desk_of(office.world)
        async with without(office.world, gone):
            found = await actions.everything(desk)
            assert gone in {each.request for each in found.altered}
            assert other in {each.request for each in found.files}
            told = (await office.legal.ask("GET", "/authority/requests")).json()["requests"]
            assert next(each["state"] for each in told if each["request"] == gone) == "ALTERED"
            assert refused(await office.legal.ask("GET", f"/authority/requests/{gone}")) == (503, "request_altered")
            before = office.world.clock[0]
            office.world.clock[0] += timedelta(days=400)
            with pytest.raises(RequestAltered):
                await report.publish(desk, office.world.service.log.sign)
            office.world.clock[0] = before

    async def test_one_that_was_altered_keeps_no_other_from_its_end(self, office: Office) -> None:
        spoilt, other = await office.proposed(), await office.proposed()
        await replace_by_hand(office.world, spoilt, "comply", "partial")
        office.world.clock[0] += timedelta(days=30)
        assert await actions.tick(desk_of(office.world)) >= 1
        office.legal.session = ""
        assert (await office.whole(other))["request"]["state"] == "REFUSED"
        await replace_by_hand(office.world, spoilt, "partial", "comply")

    async def test_a_step_whose_event_nobody_signed_stops_everything(self, office: Office) -> None:
        request, world = await office.proposed(), office.world
        (signed,) = await world.sql(
            """
            SELECT seq, signature FROM compliance.event
             WHERE seq = (SELECT event FROM compliance.authority_move WHERE request = %s AND act = 'propose')
            """,
            [bytes.fromhex(request)],
        )
        await sign_by_hand(world, signed[0], ANY_BYTES)
        desk = desk_of(world)
        async with desk.db.transaction() as tx:
            with pytest.raises(RequestAltered):
                await actions.load(desk, tx, RequestId(bytes.fromhex(request)))
        await sign_by_hand(world, *signed)

    async def test_signatures_of_somebody_who_left_count_no_more(self, office: Office) -> None:
        lara = await enrol(office.world, "Lara", ["data_protection_officer"])
        assert (await office.director.confirm(lara)).status_code == 204
        request = await office.proposed()
        assert (await office.sign(lara, request)).status_code == 200
        assert (await office.director.dismiss(lara)).status_code == 204
        assert (await office.sign(office.director, request)).json()["state"] == "DECISION_PENDING"
        assert [each["staff"] for each in (await office.whole(request))["signatures"]] == [office.director.staff]


class TestPeriod:
    """Last in the file: what it adds to the evidence is of another year."""

    async def test_an_auditor_sees_no_step_that_came_after_it(self, office: Office) -> None:
        request = await office.receive()
        until = Scope(date(2026, 7, 1), date(2026, 12, 31))
        auditor = await enrol(office.world, "Guy", ["auditor"], scope=until, until=date(2027, 12, 31))
        office.world.clock[0] = datetime(2027, 1, 2, 9, tzinfo=UTC)
        office.intake.session = auditor.session = ""
        forged = {"verdict": "forged", "number_from": "official_directory", "evidence": LETTER}
        await office.steps(
            request,
            (office.intake, "acknowledge", {"letter": LETTER}),
            (office.legal, "authenticate", {}),
            (office.legal, "attest", forged),
        )
        seen = await office.whole(request, auditor)
        assert [each["act"] for each in seen["steps"]] == ["receive"]
        assert seen["request"]["state"] == "RECEIVED"
        listed = (await auditor.ask("GET", "/authority/requests")).json()["requests"]
        assert next(each["state"] for each in listed if each["request"] == request) == "RECEIVED"
