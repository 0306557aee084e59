"""The half-yearly report: zeros too, nothing that points at a case, and none that could vanish."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import psycopg
import pytest

from serment_kernel.authority import report, report_store
from serment_kernel.authority.types import Built, File, Received
from serment_platform.compliance.authority.table import PROCEDURE
from serment_platform.compliance.authority.types import Qualified, Scope
from serment_protocol.authority_reports import REPORT, AuthorityReport, banded, report_hash
from serment_protocol.encoding import canonical, from_b64
from serment_protocol.signing import Signed, verify

from .colleagues import desk_of, events
from .office import Office

HASH = "ab" * 32
OPENED = datetime(2026, 11, 2, 9, tzinfo=UTC)
ORDER = Qualified("FR", "police", "CPP 60-1", True, True, "", "directly", Scope("", "", "", ()))


def file(ended: str = "refused", days: int = 4, *, drill: bool = False, opened: datetime = OPENED) -> File:
    """A request that came to an end."""
    return File(
        request="cd" * 16,
        state="CLOSED",
        opened=opened,
        since=opened,
        received=Received("letter", HASH, drill),
        qualified=ORDER,
        ended=ended,
        ended_at=opened + timedelta(days=days),
        disclosed=ended == "ciphertext_disclosed",
        persons="1-9",
    )


def counted(*files: File, half: str = "2026-H2") -> AuthorityReport:
    made = datetime(2027, 1, 2, tzinfo=UTC).date()
    return report.count(files, half, "platform.test/log", made, "0" * 64, PROCEDURE.ends)


def cells(found: AuthorityReport, group: str) -> dict[str, object]:
    return {each.name: each.count for each in getattr(found, group)}


class TestCounting:
    def test_nothing_is_told_as_nothing(self) -> None:
        found = counted()
        assert (found.received, found.disclosed, found.clear_text, found.median_days) == (0, 0, 0, -1)
        assert set(cells(found, "by_kind").values()) == {0}
        assert cells(found, "persons") == {"0": 0, "1-9": 0, "10-99": 0, "100+": 0}

    def test_drills_are_no_requests(self) -> None:
        assert counted(file(drill=True)) == counted()

    def test_a_drill_of_which_a_package_came_is_one(self) -> None:
        played = msgspec.structs.replace(file("ciphertext_disclosed", drill=True), built=Built(HASH, 1))
        assert (counted(played).received, counted(played).disclosed) == (1, 1)

    def test_few_are_a_band_and_totals_are_exact(self) -> None:
        found = counted(file(), file("ciphertext_disclosed", 8))
        assert (found.received, found.disclosed, found.median_days) == (2, 1, 6)
        assert cells(found, "by_country") == {"FR": "1-9", "EU": 0, "adequate": 0, "other": 0, "unqualified": 0}
        assert found.secrecy_orders == "1-9"
        assert [banded(number) for number in (0, 1, 9, 10)] == [0, "1-9", "1-9", 10]

    def test_what_comes_in_one_half_may_end_in_the_next(self) -> None:
        late = file(days=90)
        assert (counted(late).received, counted(late).open, counted(late).median_days) == (1, "1-9", -1)
        next_half = counted(late, half="2027-H1")
        assert (next_half.received, next_half.open, next_half.median_days) == (0, 0, 90)

    def test_no_half_is_left_out(self) -> None:
        assert report.missing("2026-H2", ["2026-H2"], datetime(2028, 1, 1, tzinfo=UTC).date()) == [
            "2027-H1",
            "2027-H2",
        ]
        assert report.missing("2026-H2", [], datetime(2026, 12, 31, tzinfo=UTC).date()) == []


@pytest.mark.asyncio(loop_scope="module")
class TestPublishing:
    async def test_is_signed_chained_and_shown_to_everybody(self, office: Office) -> None:
        world, desk = office.world, desk_of(office.world)
        await office.receive()
        await office.receive(drill=True)
        world.clock[0] = datetime(2027, 7, 2, tzinfo=UTC)
        assert await report.publish(desk, world.service.log.sign) == 2
        assert await report.publish(desk, world.service.log.sign) == 0
        answer = await world.http.get("/v1/trust/authority-requests")
        first, second = [Signed(**each) for each in answer.json()["reports"]]
        public = world.service.log.public
        told = [verify(public, REPORT, each, AuthorityReport) for each in (first, second)]
        assert [(each.half, each.received) for each in told] == [("2026-H2", 1), ("2027-H1", 0)]
        assert told[1].previous == report_hash(from_b64(first.body))
        noted = [each["report"] for each in await events(world, "authority_report")]
        assert noted == [report_hash(from_b64(each.body)) for each in (first, second)]

    async def test_shows_none_that_the_evidence_or_the_log_s_key_does_not_bear_out(self, office: Office) -> None:
        desk = desk_of(office.world)
        async with desk.db.transaction() as tx:
            body = canonical(msgspec.structs.replace(counted(half="2031-H1"), received=0))
            await report_store.add_report(tx, report_store.Report("2031-H1", body, bytes(64)), 0)
            told = {"half": "2031-H1", "report": report_hash(body)}
            await desk.chain.append(tx, "authority_report", told, desk.now())
            signed = office.world.service.log.sign(REPORT, body)
            await report_store.add_report(tx, report_store.Report("2031-H2", body, signed), 0)
        answer = await office.world.http.get("/v1/trust/authority-requests")
        assert [json.loads(from_b64(each["body"]))["half"] for each in answer.json()["reports"]] == [
            "2026-H2",
            "2027-H1",
        ]
        page = await office.world.http.get("/v1/trust/authority-requests", headers={"accept": "text/html"})
        assert "2031" not in page.text

    @pytest.mark.parametrize(("language", "word"), [("fr", "Demandes d’autorités"), ("en", "Requests of authorities")])
    async def test_is_a_page_for_people(self, office: Office, language: str, word: str) -> None:
        headers = {"accept": "text/html", "accept-language": language}
        answer = await office.world.http.get("/v1/trust/authority-requests", headers=headers)
        assert answer.headers["content-type"].startswith("text/html")
        assert word in answer.text
        assert "<script" not in answer.text

    async def test_none_can_vanish(self, office: Office) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with office.world.service.db("compliance").transaction() as tx:
                await tx.execute("DELETE FROM compliance.authority_report")
