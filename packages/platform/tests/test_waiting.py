"""Held times and lines, by the SDK and by the command line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from serment_client.agenda import AgendaVisit
from serment_client.booking import Wish
from serment_client.client import Client
from serment_client.errors import NotWaiting, Refused
from serment_client.state import State
from serment_client.visits import contact_of
from serment_client.waiting import Want
from serment_protocol.encoding import read_day, write_day, write_time

from .clients import ZOE, NewClient, command_line, days, draft, signed_up, wish
from .installation import Installed


def the_day(client: Client, practice: str) -> list[Wish]:
    """A wish for each time of the first whole day that is open."""
    first = wish(client, practice)
    day = read_day(first.start[:10]) + timedelta(days=1)
    (times,) = client.directory.times([(first.schedule, "office-20")], write_day(day), 1)
    return [Wish(practice, first.schedule, start, "consultation", ZOE) for each in times.days for start in each.starts]


def test_a_held_time_is_ones_own_until_it_is_booked(client: NewClient) -> None:
    practice = signed_up(client).team.open(draft(), "Dr Tilleul")
    zoe, rival = signed_up(client, "patient"), signed_up(client, "patient")
    wanted = wish(zoe, practice)
    held = zoe.waits.hold(wanted.schedule, "office-20", wanted.start)
    with pytest.raises(Refused) as refused:
        rival.visits.book(wanted)
    assert refused.value.code == "time_taken"
    before = zoe.account.rights.count("booking")
    assert zoe.visits.book(wanted, held).last.start == wanted.start
    assert zoe.account.rights.count("booking") == before
    other = wish(zoe, practice)
    zoe.waits.give_back(zoe.waits.hold(other.schedule, "office-20", other.start))
    assert rival.visits.book(other).last.start == other.start


def test_a_practice_knows_who_did_not_come(client: NewClient) -> None:
    desks = [signed_up(client) for _ in range(2)]
    practices = [desk.team.open(draft(), "Dr Tilleul") for desk in desks]
    zoe, other = signed_up(client, "patient"), signed_up(client, "patient")
    missed, kept = (zoe.visits.book(wish(zoe, practices[0])) for _ in range(2))
    zoe.visits.book(wish(zoe, practices[1]))
    other.visits.book(wish(other, practices[0]))
    desks[0].agendas.read(practices[0], *days(desks[0]))
    with pytest.raises(Refused) as refused:
        desks[0].desk.set_state(practices[0], missed.appointment, "noshow")
    assert refused.value.code == "not_begun"
    desks[0].desk.move(practices[0], missed.appointment, just_now())
    desks[0].desk.set_state(practices[0], missed.appointment, "noshow")
    agenda = desks[0].agendas.read(practices[0], *days(desks[0]))
    found = {each.appointment: desks[0].agendas.missed(each) for each in agenda.visits}
    assert (found[kept.appointment], sorted(found.values())) == (1, [0, 0, 1])
    again = desks[0].agendas.find(kept.appointment)
    assert [missed_read_afresh(desks[0], practices[0], again, months) for months in (2, 14)] == [1, 0]
    [elsewhere] = desks[1].agendas.read(practices[1], *days(desks[1])).visits
    names = [each.content.pseudonym for each in (*agenda.visits, elsewhere) if each.content]
    assert len(set(names)) == 3


def test_staff_overbook_and_are_named(client: NewClient) -> None:
    desk = signed_up(client)
    practice = desk.team.open(draft(), "Dr Tilleul")
    first, *_, free = the_day(desk, practice)
    desk.desk.book(first)
    with pytest.raises(Refused):
        desk.desk.book(first)
    on_top, beside = desk.desk.book(first, overbook=True), desk.desk.book(free, overbook=True)
    assert [on_top.overbooked, beside.overbooked, beside.overbookings] == [True, False, ()]
    [act] = on_top.overbookings
    access = desk.memberships.access(practice)
    assert (act.sequence, act.member, act.day) == (0, access.keys.member, desk.context.today())
    away = desk.desk.move(practice, on_top.appointment, the_day(desk, practice)[0].start)
    assert (away.overbooked, away.overbookings) == (False, (act,))
    back = desk.desk.move(practice, on_top.appointment, first.start, overbook=True)
    assert (back.overbooked, [each.sequence for each in back.overbookings]) == (True, [0, 2])


def just_now() -> str:
    """The last time at which a visit could have begun."""
    now = datetime.now(UTC)
    return write_time(now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0))


def missed_read_afresh(desk: Client, practice: str, visit: AgendaVisit, months: int) -> int:
    """How often whoever booked it did not come, for whoever looks some months later and has read nothing else."""
    desk.agendas.known.clear()
    clock = desk.context.clock
    desk.context.clock = lambda: clock() + timedelta(days=30 * months)
    desk.agendas.read_missed(practice)
    desk.context.clock = clock
    assert all(each.last.state == "noshow" for each in desk.agendas.known.values())
    return desk.agendas.missed(visit)


def test_staff_hold_for_the_telephone(client: NewClient) -> None:
    desk = signed_up(client)
    practice = desk.team.open(draft(), "Dr Tilleul")
    wanted = wish(desk, practice)
    hold = desk.desk.hold(practice, wanted.schedule, "office-20", wanted.start)
    with pytest.raises(Refused):
        desk.desk.book(wanted)
    assert desk.desk.book(wanted, hold).last.start == wanted.start


def test_whoever_waits_books_what_another_gives_back(
    client: NewClient, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = signed_up(client)
    practice = desk.team.open(draft(), "Dr Tilleul")
    visits = [desk.desk.book(each) for each in the_day(desk, practice)]
    schedule, day = visits[0].last.schedule, visits[0].last.start[:10]
    zoe = signed_up(client, "patient")
    first = zoe.waits.join(Want(practice, [schedule], "office-20", day, day), contact_of(ZOE, "fr"))
    run = command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys, "patient")
    second = run("wait", practice, "office-20", schedule, "--first", day, "--last", day)
    assert (first.ahead, second["ahead"]) == (0, 1)
    desk.desk.set_state(practice, visits[3].appointment, "cancelled")
    [standing] = zoe.waits.list()
    assert standing.offer is None or standing.offer.start == visits[3].last.start
    assert standing.offer is not None
    taken = zoe.waits.take(first.entry, wish(zoe, practice))
    assert (taken.last.start, zoe.waits.list()) == (visits[3].last.start, [])
    with pytest.raises(NotWaiting):
        zoe.waits.take(first.entry, wish(zoe, practice))
    desk.desk.set_state(practice, visits[5].appointment, "cancelled")
    [offered] = run("lines")
    assert offered["offered"] == visits[5].last.start
    run("leave-line", second["entry"][:12])
    assert json.dumps(run("lines")) == "[]"


def test_holds_and_series_by_the_command_line(
    client: NewClient, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = signed_up(client)
    practice = desk.team.open(draft(), "Dr Tilleul")
    run = command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys, "patient")
    wanted = [wish(desk, practice, number) for number in range(0, 40, 5)]
    what, starts = (practice, wanted[0].schedule), [each.start for each in wanted]
    who = ("--given", "Zoé", "--family", "Perrin")
    held = run("hold", *what, "office-20", starts[0])
    assert [each["hold"] for each in run("holds")] == [held["hold"]]
    with pytest.raises(Refused):
        desk.desk.book(wanted[0])
    assert run("book", *what, starts[0], wanted[0].motive, *who)["start"] == starts[0]
    assert run("holds") == []
    # The right of a time that was given back holds no other: another one does.
    for start in starts[1:3]:
        run("let-go", run("hold", *what, "office-20", start)["hold"])
    assert desk.desk.book(wanted[1]).last.start == starts[1]
    booked = run("series", *what, starts[2], wanted[0].motive, *starts[3:5], *who)
    assert [each["start"] for each in booked] == starts[2:5]


def test_staff_hold_and_book_series_by_the_command_line(
    client: NewClient, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys)
    (tmp_path / "draft.json").write_text(json.dumps(draft()), "utf-8")
    practice = run("open-practice", str(tmp_path / "draft.json"), "--as", "Dr Tilleul")["practice"]
    zoe = signed_up(client, "patient")
    wanted = [wish(zoe, practice, number) for number in range(0, 20, 5)]
    what, starts, who = (practice, wanted[0].schedule), [each.start for each in wanted], ("--given", "Zoé")
    held = run("hold-for", *what, "office-20", starts[0])["hold"]
    with pytest.raises(Refused) as refused:
        zoe.visits.book_series(wanted[:2])
    assert (refused.value.failed, "time_taken (visit 1)" in str(refused.value)) == ({0: "time_taken"}, True)
    assert run("book-for", *what, starts[0], wanted[0].motive, "--hold", held, *who)["start"] == starts[0]
    booked = run("series-for", *what, starts[1], wanted[0].motive, *starts[2:4], *who)
    assert [each["start"] for each in booked] == starts[1:4]
