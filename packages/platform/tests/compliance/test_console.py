"""The control board: who looks, what a guest sees, and a record with its proofs."""

from datetime import date, timedelta

import pytest

from serment_kernel.evidence.roots import publish_days
from serment_platform.compliance.staff.types import Scope
from serment_protocol.evidence import EvidenceRoot
from serment_protocol.evidence_export import read_event_line
from serment_protocol.merkle import is_included, leaf_hash
from serment_protocol.structure import convert, read
from serment_protocol.transparency import Bundle, read_entry

from ..world import APP, World
from .colleagues import Founded, enrol, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATHS = ("/checks", "/checks/C25", "/evidence/0")


class TestLooking:
    async def test_takes_a_session(self, world: World) -> None:
        for path in PATHS:
            assert refused(await world.http.get(f"/v1/console{path}")) == (401, "staff_session_refused")

    async def test_is_of_no_concern_to_whoever_takes_letters_in(self, world: World) -> None:
        intake = await enrol(world, "Ines", ["intake"])
        for path in PATHS:
            assert refused(await intake.ask("GET", path)) == (403, "role_missing")

    async def test_shows_what_was_never_measured_as_that(self, founders: Founded) -> None:
        states = {each["check"]: each for each in (await founders.legal.ask("GET", "/checks")).json()["checks"]}
        assert (states["C25"]["colour"], states["C25"]["event"]) == ("grey", -1)
        assert "A.8.24" in states["C25"]["refs"]
        course = (await founders.legal.ask("GET", "/checks/C25")).json()
        assert (course["days"], course["runs"]) == ([], [])
        assert (await founders.legal.ask("GET", "/checks/C00")).status_code == 404

    async def test_of_a_guest_is_their_period_alone(self, world: World) -> None:
        today = world.service.now().date()
        before = Scope(date(2025, 1, 1), date(2025, 12, 31))
        guest = await enrol(world, "Gus", ["auditor"], scope=before, until=today)
        assert (await guest.ask("GET", "/checks")).json() == {"checks": []}
        assert (await guest.ask("GET", "/evidence/0")).status_code == 404


class TestTheRecord:
    async def test_comes_with_its_place_in_the_day_once_that_is_witnessed(
        self, world: World, founders: Founded
    ) -> None:
        service = world.service
        found = (await founders.legal.ask("GET", "/evidence/0")).json()
        assert found["day"] is None
        event = read_event_line(found["line"].encode() + b"\n")
        assert event.seq == 0
        world.clock[0] += timedelta(days=1)
        await publish_days(service.db("compliance"), service.evidence, service.log, service.now())
        founders.legal.session = ""
        place = (await founders.legal.ask("GET", "/evidence/0")).json()["day"]
        root = read(read_entry(convert(place["root"], Bundle), "evidence_root").body_bytes, EvidenceRoot)
        proof = [bytes.fromhex(each) for each in place["proof"]]
        assert is_included(leaf_hash(event.hash), place["index"], root.count, proof, bytes.fromhex(root.root))

    async def test_of_no_number_is_not_there(self, founders: Founded) -> None:
        for number in ("99999999", "-1", "x"):
            assert (await founders.legal.ask("GET", f"/evidence/{number}")).status_code == 404


class TestPages:
    async def test_of_the_app_alone_use_the_passkeys(self, world: World) -> None:
        assert (await world.http.get("/.well-known/webauthn")).json() == {"origins": [APP]}
