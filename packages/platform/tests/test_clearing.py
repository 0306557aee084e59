"""A desk that clears a morning: what is in the way is named, moved as proposed, and only then closed."""

import json
import secrets
from pathlib import Path

import pytest

from serment_client.errors import Refused
from serment_client.relocation import Closing
from serment_client.state import State

from .clients import NewClient, command_line, draft, signed_up, wish
from .installation import Installed


def test_what_was_accepted_moves_and_the_rest_is_named(client: NewClient) -> None:
    officer = signed_up(client)
    practice = officer.team.open(draft(), "Dr Tilleul")
    first, second = (officer.desk.book(wish(officer, practice, 0)) for _ in range(2))
    schedule, start = first.last.schedule, first.last.start
    end = f"{start[:11]}23:00:00Z"
    with pytest.raises(Refused) as refused:
        officer.desk.block(practice, schedule, start, end, "Congé")
    assert (refused.value.code, refused.value.visits) == ("visits_in_the_way", (first.appointment, second.appointment))
    plan = officer.relocations.plan(practice, schedule, start, end)
    assert [move.visit.appointment for move in plan] == [first.appointment, second.appointment]
    [moved] = officer.relocations.move_all(practice, plan[:1])
    assert (moved.code, moved.visit.last.start, moved.visit.last.sequence) == ("", plan[0].start, 1)
    still = officer.relocations.plan(practice, schedule, start, end)
    assert [move.visit.appointment for move in still] == [second.appointment]
    officer.relocations.move_all(practice, still)
    officer.desk.block(practice, schedule, start, end, "Congé")
    agenda = officer.agendas.read(practice, start[:10], start[:10])
    assert ([one.reason for one in agenda.absences], agenda.visits) == (["Congé"], ())


def test_a_room_that_closes_is_left_at_the_same_time(client: NewClient) -> None:
    officer = signed_up(client)
    wanted, rooms = draft(), sorted(secrets.token_hex(16) for _ in range(2))
    wanted["resources"] = [{"resource": room, "kind": "location", "name": "Salle"} for room in rooms]
    wanted["classes"][0]["needs"] = [rooms]
    practice = officer.team.open(wanted, "Dr Tilleul")
    visit = officer.desk.book(wish(officer, practice))
    closing = Closing(rooms[0], visit.last.start, f"{visit.last.start[:11]}23:00:00Z")
    plan = officer.relocations.plan(practice, *closing)
    assert [(move.schedule, move.start) for move in plan] == [(visit.last.schedule, visit.last.start)]
    [moved] = officer.relocations.move_all(practice, plan, closing)
    assert (moved.code, moved.visit.last.start, moved.visit.last.sequence) == ("", visit.last.start, 1)
    officer.desk.block(practice, *closing, "Peinture")
    agenda = officer.agendas.read(practice, visit.last.start[:10], visit.last.start[:10])
    assert [one.resources for one in agenda.visits] == [(rooms[1],)]


def test_by_command(client: NewClient, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys)
    path = tmp_path / "draft.json"
    path.write_text(json.dumps(draft()), "utf-8")
    practice = run("open-practice", str(path), "--as", "Dr Tilleul")["practice"]
    wanted = wish(client(), practice)
    person = ("--given", "Zoé", "--family", "Exemple", "--birth-date", "1990-05-17", "--phone", "0600000000")
    run("book-for", practice, wanted.schedule, wanted.start, wanted.motive, *person)
    span = (practice, wanted.schedule, wanted.start, f"{wanted.start[:11]}23:00:00Z")
    [shown] = run("clear", *span)
    assert (shown["moved"], shown["given"], bool(shown["to"])) == (False, "Zoé", True)
    moved, absence = run("clear", *span, "--accept", "all", "--reason", "Congé")
    assert (moved["moved"], moved["to"], absence["reason"]) == (True, shown["to"], "Congé")
