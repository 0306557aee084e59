"""Patients whom a practice knows book where others cannot: by its blind word, which serves once."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from serment_client.booking import Wish
from serment_client.client import Client
from serment_client.demand_words import READY
from serment_client.errors import NotKnownThere, Refused
from serment_client.mailbox import send
from serment_client.state import State
from serment_client.visits import contact_of
from serment_client.waiting import Want
from serment_client.wallet import Wallet
from serment_protocol.credentials import CredentialAsk, KnownAs, ask_of, request_credentials
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import CredentialRefused
from serment_protocol.letters import Letter, ask
from serment_protocol.publication import Publication
from serment_protocol.vault import KeptCredential

from .clients import ZOE, NewClient, command_line, days, draft, signed_up, wish
from .installation import Installed


def with_known() -> dict[str, Any]:
    """A practice with a class for patients whom it knows, and a motive for it."""
    drawn = draft()
    drawn["classes"].append({"class": "known-20", "duration": 20, "channel": "office", "audience": "known"})
    drawn["motives"].append({**drawn["motives"][0], "motive": "suivi", "class": "known-20"})
    drawn["schedules"][0]["classes"].append("known-20")
    return drawn


def opened(desk: Client) -> str:
    """Its practice, which says whom it knows."""
    practice = desk.team.open(with_known(), "Dr Tilleul")
    desk.desk.know(practice, ["known"])
    return practice


def attended(desk: Client, patient: Client, practice: str) -> None:
    """A first visit that took place."""
    visit = patient.visits.book(wish(patient, practice))
    desk.agendas.read(practice, *days(desk))
    desk.desk.set_state(practice, visit.appointment, "arrived")
    desk.desk.set_state(practice, visit.appointment, "fulfilled")


def follow_up(client: Client, practice: str, number: int = 0) -> Wish:
    """A visit in the class for known patients."""
    schedule = client.practices.get(practice).publication.schedules[0].schedule
    (times,) = client.directory.times([(schedule, "known-20")], client.context.today(), 30, "known")
    starts = [start for day in times.days[1:] for start in day.starts]
    return Wish(practice, schedule, starts[number], "suivi", ZOE)


def kept(client: Client) -> list[KeptCredential]:
    """What this person has."""
    client.account.wallet.settle()
    found = client.account.vault.current().credentials
    return list(found) if isinstance(found, tuple) else []


def test_who_was_there_books_where_others_cannot(client: NewClient) -> None:
    desk, zoe, other = signed_up(client), signed_up(client, "patient"), signed_up(client, "patient")
    practice = opened(desk)
    with pytest.raises(NotKnownThere):
        other.visits.book(follow_up(other, practice))
    attended(desk, zoe, practice)
    zoe.visits.list()
    assert len(kept(zoe)) == 2
    first = follow_up(zoe, practice)
    held = zoe.waits.hold(first.schedule, "known-20", first.start, practice)
    with pytest.raises(NotKnownThere):
        other.waits.hold(first.schedule, "known-20", first.start, practice)
    visit = zoe.visits.book(first, held)
    assert visit.last.service_class == "known-20"
    assert len(kept(zoe)) == 1
    with pytest.raises(NotKnownThere):  # There is one left, and a series takes one for each.
        zoe.visits.book_series([follow_up(zoe, practice, number) for number in (0, 4)])
    assert len(kept(zoe)) == 1
    schedule = visit.last.schedule
    taken = other.visits.book(replace(wish(other, practice), start=follow_up(zoe, practice, 4).start))
    day = taken.last.start[:10]
    want = Want(practice, [schedule], "known-20", day, day)
    with pytest.raises(NotKnownThere):
        other.waits.join(want, contact_of(ZOE, "fr"))
    line = zoe.waits.join(want, contact_of(ZOE, "fr"))
    other.visits.cancel(taken.appointment)
    assert len(kept(zoe)) == 1
    offered = zoe.waits.take(line.entry, follow_up(zoe, practice))
    assert (offered.last.service_class, offered.last.start) == ("known-20", taken.last.start)
    assert (kept(zoe), zoe.waits.list()) == ([], [])
    assert other.directory.times([(schedule, "known-20")], other.context.today(), 30) == []


def test_junk_in_the_place_of_an_answer_is_not_its_end(client: NewClient) -> None:
    """A member without the desk's key, or the platform, can hide the answer, and not make it lost for whoever reads."""
    desk, zoe = signed_up(client), signed_up(client, "patient")
    practice, answers = opened(desk), list[str]()

    def take(_wallet: Wallet, _seed: str, _reply: bytes, _visit: str, sealed: str, _publication: Publication) -> None:
        answers.append(sealed)

    attended(desk, zoe, practice)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Wallet, "collect", take)
        [visit] = zoe.visits.list().visits
    [sealed] = answers
    path = f"/practices/{practice}/credentials/{visit.appointment}"
    for lies_there, found in ((b64(bytes(len(from_b64(sealed)))), 0), (sealed, 2)):
        desk.account.session.tell("PUT", path, {"sealed": lies_there})
        zoe.visits.list()
        assert len(kept(zoe)) == found


def test_who_booked_before_asks_by_letter(client: NewClient) -> None:
    """Also where junk lies in the place of the answer; and no letter makes more of them than a visit brings."""
    desk, zoe = signed_up(client), signed_up(client, "patient")
    practice = desk.team.open(with_known(), "Dr Tilleul")
    attended(desk, zoe, practice)
    [visit] = zoe.visits.list().visits
    with pytest.raises(NotKnownThere):
        zoe.mailboxes.ask(visit.appointment, "known", "Je suis venue.")
    desk.desk.know(practice, ["known"])
    desk.account.session.tell(
        "PUT", f"/practices/{practice}/credentials/{visit.appointment}", {"sealed": b64(bytes(3185))}
    )
    zoe.practices.forget_all()
    for number in range(2):
        zoe.mailboxes.ask(visit.appointment, "known", "Je suis venue.")
        demand = desk.demands.find(practice, visit.appointment, number)
        desk.demands.vouch(practice, demand, READY["known"]["fr"])
        zoe.visits.list()
        assert len(kept(zoe)) == 2
    assert [one.state for one in zoe.mailboxes.read(visit.appointment).requests] == ["done", "done"]
    assert zoe.visits.book(follow_up(zoe, practice)).last.service_class == "known-20"


@pytest.mark.parametrize("asked", [("colleagues",), ()])
def test_a_letter_makes_nobody_a_colleague(client: NewClient, asked: tuple[KnownAs, ...]) -> None:
    """Whoever writes it asks for what they like."""
    desk, zoe = signed_up(client), signed_up(client, "patient")
    practice = opened(desk)
    desk.desk.know(practice, ["colleagues"])
    attended(desk, zoe, practice)
    [visit] = zoe.visits.list().visits
    known = zoe.practices.refresh(practice)
    asks: list[CredentialAsk] = []
    for audience in asked:
        key = known.publication.credential_key(audience)
        assert key is not None
        asks.append(ask_of(request_credentials(from_b64(visit.seed), practice, key, 1), key))
    letter = Letter(kind="known", text="Je suis venue.", at=zoe.context.now(), files=(), asks=tuple(asks))
    posted = ask(letter, visit.keys, practice, known.epoch.epoch, known.epoch.desk_seal, 0)
    send(zoe.context, visit.appointment, posted)
    demand = desk.demands.find(practice, visit.appointment, 0)
    with pytest.raises(CredentialRefused):
        desk.demands.vouch(practice, demand, READY["known"]["fr"])


def test_what_was_asked_under_keys_of_before_is_not_given(client: NewClient) -> None:
    desk, zoe = signed_up(client), signed_up(client, "patient")
    practice = opened(desk)
    attended(desk, zoe, practice)
    [visit] = zoe.visits.list().visits
    zoe.mailboxes.ask(visit.appointment, "known", "Je suis venue.")
    desk.team.rotate(practice)
    demand = desk.demands.find(practice, visit.appointment, 0)
    with pytest.raises(CredentialRefused):
        desk.demands.vouch(practice, demand, READY["known"]["fr"])


def test_one_serves_once_also_where_two_devices_have_it(client: NewClient) -> None:
    desk, zoe = signed_up(client), signed_up(client, "patient")
    practice = opened(desk)
    attended(desk, zoe, practice)
    zoe.visits.list()
    before = kept(zoe)
    zoe.visits.book(follow_up(zoe, practice))
    content = zoe.context.state.content
    content.shown, content.credentials = [], list(before)
    assert zoe.visits.book(follow_up(zoe, practice)).last.state == "booked"
    content.shown, content.credentials = [], list(before)
    with pytest.raises((Refused, NotKnownThere)) as refused:
        zoe.visits.book(follow_up(zoe, practice))
    assert refused.value.code in {"credential_spent", "not_known_there"}


def test_another_epoch_ends_them_and_the_next_visit_brings_others(client: NewClient) -> None:
    desk, zoe = signed_up(client), signed_up(client, "patient")
    practice = opened(desk)
    attended(desk, zoe, practice)
    zoe.visits.list()
    desk.team.rotate(practice)
    zoe.practices.forget_all()
    with pytest.raises(NotKnownThere):
        zoe.visits.book(follow_up(zoe, practice))
    attended(desk, zoe, practice)
    zoe.visits.list()
    assert zoe.visits.book(follow_up(zoe, practice)).last.state == "booked"


def test_nobody_gives_them_to_whom_the_desk_has_not_seen(client: NewClient) -> None:
    desk, zoe = signed_up(client), signed_up(client, "patient")
    practice = opened(desk)
    zoe.visits.book(wish(zoe, practice))
    desk.agendas.read(practice, *days(desk))
    zoe.visits.list()
    assert kept(zoe) == []


def test_a_word_that_the_practice_never_gave_is_refused(client: NewClient) -> None:
    """Of another practice, and of bytes that look like one."""
    desks = [signed_up(client) for _ in range(2)]
    practices = [opened(desk) for desk in desks]
    zoe = signed_up(client, "patient")
    attended(desks[0], zoe, practices[0])
    zoe.visits.list()
    kept(zoe)
    key = zoe.practices.get(practices[1]).publication.credential_key("known")
    assert key is not None
    forged = b"\x00\x02" + bytes(64) + bytes.fromhex(key.key_id) + bytes(256)
    zoe.context.state.content.credentials = [KeptCredential(practices[1], "known", b64(forged))]
    with pytest.raises(Refused) as refused:
        zoe.visits.book(follow_up(zoe, practices[1]))
    assert refused.value.code == "credential_refused"


def test_by_the_command_line(
    client: NewClient, platform: Installed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = command_line(client(State(tmp_path / "state")), platform, tmp_path, capsys)
    (tmp_path / "draft.json").write_text(json.dumps(with_known()), "utf-8")
    practice = run("open-practice", str(tmp_path / "draft.json"), "--as", "Dr Tilleul")["practice"]
    assert run("know", practice, "--for", "known")["revision"] == 2
    zoe = signed_up(client, "patient")
    visit = zoe.visits.book(wish(zoe, practice))
    assert run("give-word", practice, visit.appointment)["given"]
    zoe.visits.list()
    assert len(kept(zoe)) == 2
    schedule = visit.last.schedule
    assert run("times", schedule, "known-20", "--audience", "known", "--days", "9")
    assert zoe.visits.book(follow_up(zoe, practice)).last.service_class == "known-20"
    zoe.mailboxes.ask(visit.appointment, "known", "Je suis venue.")
    assert run("vouch", practice, visit.appointment, "0")["appointment"] == visit.appointment
    assert run("know", practice)["audiences"] == []
    zoe.practices.forget_all()
    with pytest.raises(NotKnownThere):
        zoe.visits.book(follow_up(zoe, practice))
