"""The whole main job, through the SDK, with canary values in every place where a person would type something."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from serment import mailbox
from serment.clients import new_client, prove_address, sign_up
from serment.configuration import Settings
from serment.errors import CannotProve
from serment.prove import stage
from serment.prove.canaries import Canaries
from serment_client import Client, Exchange, Query, Wish
from serment_client.account import new_kit
from serment_client.visits import Visit
from serment_protocol.appointments import PatientName
from serment_protocol.encoding import from_b64, read_time, write_day, write_time
from serment_protocol.kit import propose_words
from serment_protocol.primitives import random_bytes
from serment_protocol.vault import Identity

ABSENCE = timedelta(hours=1)
# A batch of nudges at the platform, then one at the custodian, and some patience.
PATIENCE = 3.0


@dataclass
class Traces:
    """What the clients know afterwards."""

    officer: Client
    exchanges: list[Exchange]
    practice: str = ""
    identifiers: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """Of the patient's account, appointments and vault, and of the schedule: nothing that the custodian may know."""
    steps: list[str] = field(default_factory=list[str])


def perform(settings: Settings, canaries: Canaries, traces: Traces, nudges_within: float) -> None:
    """Everything that a patient and a practice do; raise CannotProve where it does not come out right."""
    officer = traces.officer
    sign_up(officer, settings, _address("officer"), propose_words("fr"), "staff")
    traces.practice = officer.team.open(stage.draft(), "Preuve")
    schedule = stage.schedule_of(officer, traces.practice)
    traces.identifiers["schedule"] = bytes.fromhex(schedule)
    traces.steps.append("a practice opens")

    secretary = _secretary(settings, traces)
    passphrase = propose_words("fr")
    patient = new_client(settings, traces.exchanges.append)
    _open_patient(patient, settings, canaries, passphrase, traces)
    _search(patient, canaries, traces)
    booked = _book(patient, canaries, traces, schedule)
    second = _second_browser(settings, canaries, passphrase, traces)
    _move_and_cancel(second, traces, booked)
    _desk(secretary, canaries, traces, schedule)
    newcomer = _change_hands(settings, secretary, canaries, traces, schedule)
    _clinical(officer, secretary, canaries, traces)
    _agenda(officer, canaries, traces)
    if nudges_within:
        _nudge(settings, canaries, traces, nudges_within)
    for client in (secretary, patient, second, newcomer):
        client.close()


def _secretary(settings: Settings, traces: Traces) -> Client:
    """Invited, admitted with a new epoch: from here on everything is sealed to the second one."""
    client, officer, practice = new_client(settings, traces.exchanges.append), traces.officer, traces.practice
    sign_up(client, settings, _address("secretary"), propose_words("fr"), "staff")
    client.team.answer(officer.team.invite(practice, "secretary"), "Secrétariat")
    answered = [each.invitation for each in officer.team.invitations(practice) if each.answered]
    officer.team.rotate(practice, admit=answered)
    traces.steps.append("a secretary joins and an epoch begins")
    return client


def _open_patient(client: Client, settings: Settings, canaries: Canaries, passphrase: str, traces: Traces) -> None:
    account = sign_up(client, settings, canaries.email, passphrase, "patient")
    kit, words = new_kit("fr")
    account.add_kit(kit, " ".join(words))
    vault = account.vault.change(lambda vault: msgspec.structs.replace(vault, profile=_identity(canaries)))
    traces.identifiers["account"] = bytes.fromhex(account.session.account)
    for way in account.ways():
        traces.identifiers[f"way in ({way.kind})"] = bytes.fromhex(way.locator)
    for number, seed in enumerate(vault.pools[0].seeds[:4]):
        traces.identifiers[f"manage seed {number}"] = from_b64(seed.seed)
    traces.steps.append("a patient signs up, tries the paper kit, keeps a profile")


def _search(client: Client, canaries: Canaries, traces: Traces) -> None:
    client.directory.search(Query(name=canaries.search))
    client.directory.names(canaries.search)
    client.directory.places(canaries.search)
    traces.steps.append("the patient searches")


def _book(client: Client, canaries: Canaries, traces: Traces, schedule: str) -> list[Visit]:
    times = stage.free_times(client, traces.practice)
    visits = [client.visits.book(_wish(traces, schedule, canaries, start)) for start in times[:2]]
    for number, visit in enumerate(visits):
        traces.identifiers[f"appointment {number}"] = bytes.fromhex(visit.appointment)
        traces.identifiers[f"manage key {number}"] = visit.keys.sign_public
    traces.steps.append("the patient books twice")
    return visits


def _second_browser(settings: Settings, canaries: Canaries, passphrase: str, traces: Traces) -> Client:
    client = new_client(settings, traces.exchanges.append)
    prove_address(client, settings, canaries.email)
    client.sign_in(passphrase)
    _require(len(client.visits.list().visits) == 2, "another browser does not find both visits")  # noqa: PLR2004
    traces.steps.append("another browser finds both visits")
    return client


def _move_and_cancel(client: Client, traces: Traces, booked: list[Visit]) -> None:
    start = stage.free_times(client, traces.practice)[-1]
    moved = client.visits.move(booked[0].appointment, start)
    cancelled = client.visits.cancel(booked[1].appointment)
    _require(moved.last.start == start and cancelled.last.state == "cancelled", "moving or cancelling did not last")
    traces.steps.append("the patient moves one visit and cancels the other")


def _desk(client: Client, canaries: Canaries, traces: Traces, schedule: str) -> None:
    """The secretary's day: a telephone call, a note, an absence."""
    times = stage.free_times(client, traces.practice)
    caller = Identity(given=canaries.telephone_name, family=canaries.family, phone=canaries.phone, email=canaries.email)
    visit = client.desk.book(Wish(traces.practice, schedule, times[0], stage.MOTIVES[1], caller, canaries.motive_note))
    noted = client.desk.note(traces.practice, visit.appointment, canaries.staff_note)
    client.desk.set_state(traces.practice, noted.appointment, "arrived")
    begins = read_time(times[-10])
    client.desk.block(traces.practice, schedule, times[-10], write_time(begins + ABSENCE), canaries.absence)
    traces.steps.append("the desk books by telephone, notes, marks arrived, blocks an absence")


def _change_hands(settings: Settings, desk: Client, canaries: Canaries, traces: Traces, schedule: str) -> Client:
    """Who lost everything gets a visit back at the counter, and who telephoned takes one from paper."""
    client = new_client(settings, traces.exchanges.append)
    account = sign_up(client, settings, _address("newcomer"), propose_words("fr"), "patient")
    account.vault.change(lambda vault: msgspec.structs.replace(vault, profile=_identity(canaries)))
    traces.identifiers["new account"] = bytes.fromhex(account.session.account)
    desk.agendas.read(traces.practice, *_days(desk))
    code = client.counter.show(PatientName(canaries.given, canaries.family))
    counter = desk.desk.meet(traces.practice, code)
    counter.propose([traces.identifiers["appointment 0"].hex()])
    client.counter.hear()
    _require(client.counter.accept() == counter.hear(), "the counter's two screens differ")
    _require([handed.code for handed in counter.hand_over()] == [""], "a visit was not handed over")
    times = stage.free_times(client, traces.practice)
    caller = Identity(given=canaries.telephone_name, family=canaries.family, phone=canaries.phone)
    booked = desk.desk.book(Wish(traces.practice, schedule, times[5], stage.MOTIVES[0], caller, canaries.motive_note))
    claim = desk.desk.claim_code(booked.appointment)
    visits = [*client.counter.wait().visits, client.visits.claim(claim)]
    _require(len(client.visits.list().visits) == len(visits) == 2, "what changed hands is not found")  # noqa: PLR2004
    for number, visit in enumerate(visits):
        traces.identifiers[f"appointment in new hands {number}"] = bytes.fromhex(visit.appointment)
    traces.identifiers |= {"counter code": code, "claim code": claim}
    traces.steps.append("a visit gets a new key at the counter, another one by a code on paper")
    return client


def _clinical(officer: Client, secretary: Client, canaries: Canaries, traces: Traces) -> None:
    """The practitioner notes, and the desk has no key to it."""
    days = _days(officer)
    officer.memberships.renew(traces.practice)
    visit = officer.agendas.read(traces.practice, *days).visits[0]
    officer.desk.clinical_note(traces.practice, visit.appointment, canaries.clinical_note)
    seen = {each.clinical_note for each in secretary.agendas.read(traces.practice, *days).visits}
    _require(seen == {None}, "the desk reads a clinical note")
    traces.steps.append("a practitioner notes, which the desk cannot read")


def _days(client: Client) -> tuple[str, str]:
    today = client.context.clock().date()
    return write_day(today), write_day(today + timedelta(days=stage.DAYS))


def _agenda(officer: Client, canaries: Canaries, traces: Traces) -> None:
    """Another member reads what was sealed and filed."""
    officer.memberships.renew(traces.practice)
    agenda = officer.agendas.read(traces.practice, *_days(officer))
    contents = [visit.content for visit in agenda.visits if visit.content is not None]
    _require(len(contents) == len(agenda.visits), "the practice cannot open every visit")
    _require(canaries.given in {content.patient.given for content in contents}, "the practice misses the patient")
    _require(canaries.staff_note in {content.staff_note for content in contents}, "a colleague misses the note")
    _require(canaries.clinical_note in {visit.clinical_note for visit in agenda.visits}, "the clinical note is lost")
    _require([each.reason for each in agenda.absences] == [canaries.absence], "a colleague misses the absence")
    traces.steps.append("a colleague reads names, notes and the absence")


def _nudge(settings: Settings, canaries: Canaries, traces: Traces, seconds: float) -> None:
    """The confirmation arrives, content-free."""
    folder = settings.home.mailbox
    _wait(lambda: any(_is_nudge(mail) for mail in mailbox.read(folder, canaries.email)), seconds)
    traces.steps.append("a content-free mail arrives")


def _is_nudge(mail: mailbox.Mail) -> bool:
    return not any(len(word) == 6 and word.isdecimal() for word in mail.text.split())  # noqa: PLR2004 -- a code's digits


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + PATIENCE * seconds + PATIENCE
    while not condition():
        _require(time.monotonic() < deadline, "no nudge arrives")
        time.sleep(0.1)


def _identity(canaries: Canaries) -> Identity:
    who = {"given": canaries.given, "family": canaries.family, "birth_date": canaries.birth_date}
    return Identity(**who, phone=canaries.phone, email=canaries.email)


def _wish(traces: Traces, schedule: str, canaries: Canaries, start: str) -> Wish:
    note = f"{canaries.motive_note}, {canaries.address}"
    return Wish(traces.practice, schedule, start, stage.MOTIVES[0], _identity(canaries), note)


def _address(who: str) -> str:
    return f"{who}-{random_bytes(6).hex()}@proof.serment.example"


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise CannotProve(f"The main job did not come out right: {sentence}.")
