"""What a person asks of a practice after a visit, by the SDK, from both sides."""

import asyncio
import json
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from serment_client.client import Client
from serment_client.demand_words import READY
from serment_client.errors import Refused, TooEarly, VisitRestricted
from serment_client.log import system_clock
from serment_client.state import State
from serment_client.visit_copy import MOST_BYTES, copy_of, in_letters
from serment_client.visits import Visit
from serment_kernel.database import Database, opened
from serment_kernel.erasures import Erasures, replay
from serment_platform.cli import main
from serment_platform.erasing import KINDS
from serment_protocol.encoding import from_b64
from serment_protocol.letters import attach
from serment_protocol.vault import Identity

from .clients import NewClient, clients, command_line, days, draft, signed_up, wish
from .installation import Installed
from .test_erasing import dump


@pytest.fixture(scope="module")
def anybody(platform: Installed) -> Generator[NewClient]:
    """Clients of people who have proved an address, for all tests of this file."""
    with clients(platform) as new:
        yield new


@pytest.fixture(scope="module")
def doctor(anybody: NewClient) -> Client:
    """Whoever opened the practice."""
    return signed_up(anybody)


@pytest.fixture(scope="module")
def practice(doctor: Client) -> str:
    """A practice of one."""
    return doctor.team.open(draft(), "Dr Tilleul")


@pytest.fixture
def patient(anybody: NewClient) -> Client:
    """Somebody who books there."""
    return signed_up(anybody, "patient")


@pytest.fixture
def visit(patient: Client, practice: str) -> Visit:
    """A visit of a test."""
    return patient.visits.book(wish(patient, practice))


class TestARequest:
    def test_is_answered_with_a_copy_of_what_is_held(self, doctor: Client, patient: Client, visit: Visit) -> None:
        practice, today = visit.told.practice, patient.context.today()
        doctor.agendas.read(practice, *days(doctor))
        doctor.desk.note(practice, visit.appointment, "Préfère le matin")
        doctor.desk.clinical_note(practice, visit.appointment, "Tension 12/8")
        asked = patient.mailboxes.ask(visit.appointment, "access", "Je voudrais une copie de tout.")
        assert (asked.state, asked.standing.asked, asked.standing.late) == ("received", today, False)
        demand = doctor.demands.find(practice, visit.appointment, 0)
        assert demand.request.asked.letter is not None
        assert demand.request.asked.letter.text == "Je voudrais une copie de tout."
        files = copy_of(demand.visit, "Cabinet des Tilleuls")
        doctor.demands.answer(practice, demand, "done", READY["copy"]["fr"], files)
        [request] = patient.mailboxes.read(visit.appointment).requests
        assert (request.state, request.standing.settled) == ("done", today)
        [reply] = request.replies
        assert reply.letter is not None
        held = {file.name: from_b64(file.content).decode() for file in reply.letter.files}
        assert set(held) == {"rendez-vous.json", "rendez-vous.txt"}
        assert "Note du secrétariat : Préfère le matin\n" in held["rendez-vous.txt"]
        assert all("Tension 12/8" in text and "Préfère le matin" in text for text in held.values())
        assert all(visit.keys.reply_public not in text for text in held.values())
        # The desk's own copy names the files, and has none of what is in them.
        kept = doctor.demands.find(practice, visit.appointment, 0).request.replies[0].letter
        assert kept is not None
        assert [file.content for file in kept.files] == ["", ""]

    def test_of_medical_information_waits_two_days(self, doctor: Client, patient: Client, visit: Visit) -> None:
        patient.mailboxes.ask(visit.appointment, "medical", "Mes résultats.")
        demand = doctor.demands.find(visit.told.practice, visit.appointment, 0)
        with pytest.raises(TooEarly):
            doctor.demands.answer(visit.told.practice, demand, "done", "Voici.")
        with pytest.raises(Refused) as refused:
            doctor.demands.extend(visit.told.practice, demand, READY["complex"]["fr"])
        assert refused.value.code == "not_extendable"

    def test_gets_more_time_once(self, doctor: Client, patient: Client, visit: Visit) -> None:
        first = patient.mailboxes.ask(visit.appointment, "objection", "Pas de statistiques.")
        demand = doctor.demands.find(visit.told.practice, visit.appointment, 0)
        doctor.demands.extend(visit.told.practice, demand, READY["many"]["fr"])
        [request] = patient.mailboxes.read(visit.appointment).requests
        assert request.state == "extended"
        assert request.standing.due > first.standing.due
        assert request.replies[0].letter is not None
        assert request.replies[0].letter.text == READY["many"]["fr"]

    def test_is_answered_in_several_letters_where_one_is_too_small(
        self, doctor: Client, patient: Client, visit: Visit
    ) -> None:
        patient.mailboxes.ask(visit.appointment, "access", "Tout.")
        demand = doctor.demands.find(visit.told.practice, visit.appointment, 0)
        long = "é" * MOST_BYTES
        doctor.demands.answer(visit.told.practice, demand, "done", "Voici.", [attach("notes.txt", long.encode())])
        [request] = patient.mailboxes.read(visit.appointment).requests
        letters = [one.letter for one in request.replies if one.letter]
        assert b"".join(from_b64(file.content) for one in letters for file in one.files).decode() == long
        assert request.state == "done"
        assert [len(part) for part in in_letters([attach("a", b"1"), attach("b", b"2")])] == [2]


class TestALongMailbox:
    def test_is_opened_by_itself(self, doctor: Client, patient: Client, visit: Visit) -> None:
        practice, long = visit.told.practice, "é" * 15_000
        for _ in range(2):
            patient.mailboxes.ask(visit.appointment, "access", long)
        listed = [
            one.request for one in doctor.demands.list(practice).demands if one.visit.appointment == visit.appointment
        ]
        assert [(one.is_closed, one.kind) for one in listed] == [(True, ""), (False, "access")]
        demand = doctor.demands.find(practice, visit.appointment, 0)
        assert demand.request.asked.letter is not None
        assert demand.request.asked.letter.text == long
        doctor.demands.answer(practice, demand, "done", "Voici.")
        assert patient.mailboxes.read(visit.appointment).requests[0].state == "done"

    def test_of_which_a_letter_is_spoilt_still_takes_others_and_tells_of_a_gap(
        self, patient: Client, visit: Visit, platform: Installed
    ) -> None:
        for text in ("Un.", "Deux.", "Trois."):
            patient.mailboxes.ask(visit.appointment, "access", text)
        first = [bytes.fromhex(visit.appointment)]
        spoil = "UPDATE scheduling.letter SET signature = %s WHERE appointment = %s AND number = 1"
        platform.sql(spoil, [bytes(64), *first])
        assert patient.mailboxes.ask(visit.appointment, "erasure", "Quatre.").standing.number == 3
        assert patient.mailboxes.read(visit.appointment).doubtful == 1
        platform.sql("DELETE FROM scheduling.letter WHERE appointment = %s AND number = 1", first)
        assert patient.mailboxes.read(visit.appointment).doubtful == 1
        platform.sql("DELETE FROM scheduling.letter WHERE appointment = %s AND number = 0", first)
        box = patient.mailboxes.read(visit.appointment)
        assert (box.doubtful, box.withheld) == (2, False)
        platform.sql("DELETE FROM scheduling.letter WHERE appointment = %s AND number = 3", first)
        box = patient.mailboxes.read(visit.appointment)
        assert ([one.cover.number for one in box.letters], box.withheld) == ([2], True)

    def test_of_which_the_last_is_spoilt_still_takes_others_of_both_hands(
        self, doctor: Client, patient: Client, visit: Visit, platform: Installed
    ) -> None:
        practice, first = visit.told.practice, [bytes.fromhex(visit.appointment)]
        for text in ("Un.", "Deux."):
            patient.mailboxes.ask(visit.appointment, "access", text)
        doctor.demands.answer(practice, doctor.demands.find(practice, visit.appointment, 0), "done", "Voici.")
        spoil = (
            "UPDATE scheduling.letter SET signature = 'short' WHERE appointment = %s AND by_desk = %s AND number = %s"
        )
        for place in ((False, 1), (True, 0)):
            platform.sql(spoil, [*first, *place])
        assert patient.mailboxes.ask(visit.appointment, "erasure", "Trois.").standing.number == 2
        doctor.demands.answer(practice, doctor.demands.find(practice, visit.appointment, 2), "refused", "Non.")
        box = patient.mailboxes.read(visit.appointment)
        assert [(each.standing.number, each.state) for each in box.requests] == [(0, "received"), (2, "refused")]
        assert box.doubtful == 2
        before = doctor.demands.list(practice)
        platform.sql("UPDATE scheduling.statement SET signature = 'short' WHERE appointment = %s", first)
        queue = doctor.demands.list(practice)
        assert queue.doubtful == before.doubtful + 3
        assert len(queue.demands) == len(before.demands) - 2
        platform.sql("DELETE FROM scheduling.appointment WHERE appointment = %s", first)


class TestWhatFollows:
    def test_something_wrong_is_put_right(self, doctor: Client, patient: Client, visit: Visit) -> None:
        practice = visit.told.practice
        patient.mailboxes.ask(visit.appointment, "rectification", "Je m’appelle Zoë.")
        demand = doctor.demands.find(practice, visit.appointment, 0)
        right = Identity("Zoë", "Exemple", "1990-05-17", "0600000000", "zoe@example.org")
        doctor.demands.rectify(practice, visit.appointment, right)
        doctor.demands.answer(practice, demand, "done", READY["corrected"]["fr"])
        again = {each.appointment: each for each in doctor.agendas.read(practice, *days(doctor)).visits}
        content = again[visit.appointment].content
        assert content is not None
        assert content.patient == right

    def test_what_must_be_kept_is_restricted_and_no_more_used(
        self, doctor: Client, patient: Client, visit: Visit
    ) -> None:
        practice = visit.told.practice
        patient.mailboxes.ask(visit.appointment, "erasure", "Effacez tout.")
        demand = doctor.demands.find(practice, visit.appointment, 0)
        assert doctor.demands.restrict(practice, visit.appointment).restricted == doctor.context.today()
        doctor.demands.answer(practice, demand, "refused", READY["care-kept"]["fr"])
        read = {each.appointment: each for each in doctor.agendas.read(practice, *days(doctor)).visits}
        assert read[visit.appointment].restricted
        with pytest.raises(VisitRestricted):
            doctor.desk.note(practice, visit.appointment, "Encore")
        with pytest.raises(VisitRestricted):
            doctor.desk.clinical_note(practice, visit.appointment, "Encore")
        with pytest.raises(VisitRestricted):
            doctor.demands.rectify(practice, visit.appointment, Identity())
        assert doctor.demands.restrict(practice, visit.appointment, lift=True).restricted == ""
        doctor.desk.note(practice, visit.appointment, "De nouveau")


class TestTheEndOfAVisit:
    """One that is no care: everything of it goes, and the person is told."""

    def test_leaves_nothing_but_the_practice_s_word(
        self, doctor: Client, patient: Client, visit: Visit, platform: Installed
    ) -> None:
        practice, ident = visit.told.practice, visit.appointment
        patient.mailboxes.ask(ident, "erasure", "Effacez tout.")
        patient.visits.cancel(ident)
        doctor.demands.find(practice, ident, 0)
        query = "SELECT envelope, self_copy, manage FROM scheduling.appointment WHERE appointment = %s"
        kept = platform.sql(query, [bytes.fromhex(ident)])
        receipt = doctor.demands.erase(practice, ident)
        counts = {each.table.removeprefix("scheduling."): each.count for each in receipt.destroyed}
        assert counts == {"appointment": 1, "statement": 2, "filing": 1, "note": 0, "letter": 1}
        after = dump(platform)
        assert not [each for each in kept[0] if bytes(each).hex() in after]
        assert after.count(ident) == 1  # The word, and nothing else.
        listing = patient.visits.list()
        assert [(each.appointment, each.practice) for each in listing.erased] == [(ident, practice)]
        assert not [each for each in listing.doubtful if each.appointment == ident]
        assert all(demand.visit.appointment != ident for demand in doctor.demands.list(practice).demands)

    def test_is_refused_while_it_stands_or_is_care(self, doctor: Client, patient: Client, visit: Visit) -> None:
        practice, ident = visit.told.practice, visit.appointment
        doctor.agendas.read(practice, *days(doctor))
        with pytest.raises(Refused, match="cancel it first"):
            doctor.demands.erase(practice, ident)
        doctor.desk.clinical_note(practice, ident, "Tension 12/8")
        patient.visits.cancel(ident)
        with pytest.raises(Refused) as changed:
            doctor.demands.erase(practice, ident)
        assert changed.value.code == "statement_conflict"
        doctor.agendas.read(practice, *days(doctor))
        with pytest.raises(Refused) as kept:
            doctor.demands.erase(practice, ident)
        assert kept.value.code == "care_kept"

    def test_is_done_again_in_a_restored_backup(
        self, doctor: Client, patient: Client, visit: Visit, platform: Installed
    ) -> None:
        practice, ident = visit.told.practice, bytes.fromhex(visit.appointment)
        doctor.agendas.read(practice, *days(doctor))
        with backup_of(platform, ident):
            taken = busy_positions(platform)
            patient.visits.cancel(visit.appointment)
            doctor.agendas.read(practice, *days(doctor))
            doctor.demands.erase(practice, visit.appointment)
        assert busy_positions(platform) == taken  # The visit is booked in it.
        with ThreadPoolExecutor(1) as aside:
            aside.submit(lambda: asyncio.run(brought_up_to_date(platform))).result()
        for table in BACKED_UP[1:]:
            found = sql.SQL("SELECT appointment FROM scheduling.{} WHERE appointment = %s").format(
                sql.Identifier(table)
            )
            assert as_owner(platform, found, ident) == []
        assert busy_positions(platform) == taken - visit.last.duration // 5


BACKED_UP = ("occupancy", "appointment", "statement", "filing")


@contextmanager
def backup_of(platform: Installed, appointment: bytes) -> Generator[None]:
    """What there was of a visit before the block is there again after it."""
    for table in BACKED_UP:
        keep = sql.SQL("CREATE TABLE public.{0} AS TABLE scheduling.{0}")
        as_owner(platform, keep.format(sql.Identifier(table)))
    yield
    as_owner(platform, sql.SQL("DELETE FROM scheduling.occupancy"))
    for table in BACKED_UP:
        columns = sql.SQL(", ").join(map(sql.Identifier, columns_of(platform, table)))
        bring = "INSERT INTO scheduling.{0} ({1}) SELECT {1} FROM public.{0}"
        of = "" if table == "occupancy" else " WHERE appointment = %s"
        back = sql.SQL(bring + of).format(sql.Identifier(table), columns)
        as_owner(platform, back, *([appointment] if of else []))
        as_owner(platform, sql.SQL("DROP TABLE public.{}").format(sql.Identifier(table)))


def columns_of(platform: Installed, table: str) -> list[str]:
    """All that are not computed."""
    query = (
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'scheduling' AND table_name = %s AND is_generated = 'NEVER'"
    )
    return [str(row[0]) for row in platform.sql(query, [table])]


def as_owner(platform: Installed, query: sql.SQL | sql.Composed, *given: object) -> list[tuple[Any, ...]]:
    """The same as `sql`, for names that are put together."""
    with psycopg.connect(platform.owner, autocommit=True) as connection:
        cursor = connection.execute(query, given)
        return cursor.fetchall() if cursor.description else []


def busy_positions(platform: Installed) -> int:
    """How many five-minute steps are taken."""
    return int(platform.sql("SELECT sum(bit_count(busy)) FROM scheduling.occupancy")[0][0])


async def brought_up_to_date(platform: Installed) -> None:
    """As a restore does it."""
    db = Database(platform.owner, size=1)
    async with opened(db):
        await replay(db, Erasures(platform.config.parent / "erasures.journal"), KINDS)


class TestOverdue:
    def test_is_late_for_both_when_its_day_is_past(self, doctor: Client, patient: Client, visit: Visit) -> None:
        patient.mailboxes.ask(visit.appointment, "medical", "Mes résultats.")
        standing = doctor.demands.find(visit.told.practice, visit.appointment, 0).request.standing
        assert not standing.late
        with pytest.MonkeyPatch.context() as patch:
            # Only what the screens count by: nothing is asked of a server at this time.
            patch.setattr(doctor.context, "clock", lambda: system_clock() + timedelta(days=9))
            [found] = [
                each
                for each in doctor.demands.list(visit.told.practice).demands
                if each.visit.appointment == visit.appointment
            ]
        assert found.request.standing.late


class TestCommands:
    def test_list_answer_and_restrict(
        self,
        client: NewClient,
        platform: Installed,
        patient: Client,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        run = command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys)
        (tmp_path / "draft.json").write_bytes(_draft())
        practice = run("open-practice", str(tmp_path / "draft.json"), "--as", "Dr Tilleul")["practice"]
        visit = patient.visits.book(wish(patient, practice))
        patient.mailboxes.ask(visit.appointment, "erasure", "Effacez tout.")
        [row] = run("demands", practice)
        assert (row["kind"], row["state"], row["text"]) == ("erasure", "received", "Effacez tout.")
        assert run("restrict", practice, visit.appointment)["restricted"]
        run("answer-demand", practice, visit.appointment, "0", "refused", "--ready", "care-kept")
        [row] = run("demands", practice)
        assert (row["state"], bool(row["restricted"])) == ("refused", True)
        [shown] = [each for each in run("agenda", practice, "--days", "40") if each["appointment"] == visit.appointment]
        assert (shown["note"], shown["family"]) == ("", "Exemple")
        [request] = patient.mailboxes.read(visit.appointment).requests
        assert request.replies[0].letter is not None
        assert request.replies[0].letter.text == READY["care-kept"]["fr"]


class Operator:
    """Runs the operator's commands in this process: what each prints, or the sentence of why not."""

    def __init__(self, platform: Installed, capsys: pytest.CaptureFixture[str]) -> None:
        self._config = str(platform.config)
        self._capsys = capsys

    def __call__(self, *arguments: str) -> str:
        main([arguments[0], "--config", self._config, *arguments[1:]])
        told = self._capsys.readouterr()
        return told.out or told.err

    def queue(self) -> dict[str, Any]:
        """All that waits."""
        return json.loads(self("requests", "--json"))


@pytest.fixture
def operator(platform: Installed, capsys: pytest.CaptureFixture[str]) -> Operator:
    """Whoever runs the platform."""
    return Operator(platform, capsys)


class TestOperator:
    def test_counts_what_waits_and_what_came_late(
        self, doctor: Client, patient: Client, visit: Visit, platform: Installed, operator: Operator
    ) -> None:
        def counted() -> dict[str, int]:
            [row] = [each for each in operator.queue()["practices"] if each["practice"] == visit.told.practice]
            return row["requests"]

        before = counted()
        patient.mailboxes.ask(visit.appointment, "access", "Tout.")
        patient.mailboxes.ask(visit.appointment, "medical", "Mes résultats.")
        platform.sql(
            "UPDATE scheduling.letter SET day = day - 60, due = due - 60 WHERE appointment = %s AND number = 0",
            [bytes.fromhex(visit.appointment)],
        )
        after = counted()
        assert {name: after[name] - before[name] for name in ("waiting", "late")} == {"waiting": 2, "late": 1}
        doctor.demands.answer(
            visit.told.practice, doctor.demands.find(visit.told.practice, visit.appointment, 0), "done", "Voici."
        )
        settled = counted()
        assert (settled["late"] - before["late"], settled["answered_late"] - before["answered_late"]) == (0, 1)

    def test_notes_letters_by_kind_and_day_and_closes_them(self, operator: Operator) -> None:
        today = system_clock().date()
        number = operator("request-note", "--kind", "erasure", "--by", "letter", "--day", today.isoformat()).strip()
        [row] = operator.queue()["noted"]
        assert (row["request"], row["kind"], row["closed"]) == (number, "erasure", None)
        assert operator("request-extend", number, "--reason", "complex").strip() > row["due"]
        assert "once" in operator("request-extend", number, "--reason", "many")
        operator("request-close", number, "--outcome", "passed_on")
        assert "no such request" in operator("request-close", number, "--outcome", "done")
        told = operator("requests")
        assert f"{number}  {today}  erasure by letter, passed_on on {today} (extended: complex)" in told

    def test_says_in_a_letter_what_it_cannot_do(self, operator: Operator) -> None:
        assert "nous ne pouvons pas le lire" in operator("request-letter", "--kind", "access")
        assert "we cannot read it" in operator("request-letter", "--kind", "erasure", "--language", "en")


def _draft() -> bytes:
    return json.dumps(draft()).encode()
