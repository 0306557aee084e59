"""Fills the week of the attended practices: fictitious patients with accounts of their own, tokens, tickets and
sealed envelopes; a few visits by telephone; an absence. Nothing goes past the real path.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from random import Random
from typing import NamedTuple

import msgspec

from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.demo.people import DOMAIN, NOTES, PATIENT, visitor
from serment.demo.record import Person, Record
from serment.installation import Say
from serment_client import Client, Wish
from serment_client.account import new_kit
from serment_client.errors import Refused
from serment_client.practices import KnownPractice
from serment_protocol.encoding import read_time, write_time
from serment_protocol.hardening import UNSAFE_TEST_COST
from serment_protocol.kit import propose_words
from serment_protocol.primitives import random_bytes
from serment_protocol.publication import Motive, Schedule
from serment_protocol.vault import Identity

DAYS = 8
FULL = 0.25
BY_TELEPHONE = 3
# What a person gets in a week (tokens), and what a pool of seeds holds with room to spare.
VISITS_EACH = 12
TELL_EVERY = 5
AT_A_TIME = 2
CONFLICT = 409
ABSENCE_HOURS = 2
# Of the demonstration's patient: in which attended practice, and on which of the days with free times.
OWN_VISITS = ((0, 1), (1, 3), (2, 5))


class Slot(NamedTuple):
    """A visit to be made."""

    practice: str
    schedule: str
    motive: str
    start: str


def fill_by_desk(desk: Client, practice: str) -> None:
    """An absence, and somebody who telephoned, in each calendar."""
    known = desk.practices.look_again(practice)
    random = Random(random_bytes(16))
    for schedule in known.publication.schedules:
        slots = list(plan(desk, known, schedule, random))
        if not slots:
            continue
        _block_an_afternoon(desk, practice, slots[-1])
        for slot in random.sample(slots[:-1], min(BY_TELEPHONE, len(slots) - 1)):
            _unless_taken(partial(desk.desk.book, _wish(slot, visitor(random), random)))


def fill_by_patients(settings: Settings, record: Record, practices: list[str], say: Say) -> None:
    """Patients by the dozen, each a person of its own who opens an account, books and is never seen again."""
    random = Random(random_bytes(16))
    looking = new_client(settings)
    slots = [
        slot
        for known in map(looking.practices.refresh, practices)
        for schedule in known.publication.schedules
        for slot in plan(looking, known, schedule, random)
    ]
    looking.close()
    random.shuffle(slots)
    parts = [slots[first : first + VISITS_EACH] for first in range(0, len(slots), VISITS_EACH)]
    # Each waits for both servers in turn: two at a time leave neither idle.
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for number, _ in enumerate(pool.map(partial(_book_as_somebody, settings), parts)):
            if number % TELL_EVERY == 0:
                say(f"  sealed visits: {number * VISITS_EACH} of {len(slots)}")
    record.finish("week")


def open_patient(settings: Settings, record: Record, practices: list[str]) -> None:
    """The patient with a sign-in: a profile and some visits."""
    name = f"{PATIENT.given} {PATIENT.family}"
    person = Person(name, "patient", "", PATIENT.email, propose_words("fr"))
    client = new_client(settings)
    # Written down first, as an account whose passphrase is lost is of no use to anybody.
    record.content.people = [each for each in record.content.people if each.email != person.email] + [person]
    record.save()
    account = sign_up(client, settings, person.email, person.passphrase, "patient")
    account.vault.change(lambda vault: msgspec.structs.replace(vault, profile=PATIENT))
    # The app lets nobody book without a second way back; of this one nobody keeps the words.
    kit, words = new_kit("fr")
    account.add_kit(kit, " ".join(words))
    random = Random(random_bytes(16))
    for index, day in OWN_VISITS:
        known = client.practices.refresh(practices[index])
        slots = list(plan(client, known, known.publication.schedules[0], random))
        if slots:
            slot = slots[min(day * len(slots) // DAYS, len(slots) - 1)]
            _unless_taken(partial(client.visits.book, _wish(slot, PATIENT, random)))
    client.close()
    record.finish("patient")


def plan(client: Client, known: KnownPractice, schedule: Schedule, random: Random) -> Iterator[Slot]:
    """Walk through the free times of a calendar and take about half, one after the other."""
    offered = [motive for motive in known.publication.motives if _offers(schedule, motive)]
    minutes = {each.service_class: each.duration for each in known.publication.classes}
    class_of = {motive.motive: motive.class_of(schedule.practitioner) for motive in offered}
    classes = sorted(set(class_of.values()))
    asked = [(schedule.schedule, name) for name in classes]
    answers = client.directory.times(asked, client.context.today(), DAYS)
    free = {each.service_class: {start for day in each.days for start in day.starts} for each in answers}
    busy_until = ""
    for start in sorted(set[str]().union(*free.values())):
        motive = random.choice(offered)
        wanted = class_of[motive.motive]
        if start < busy_until or start not in free[wanted] or random.random() > FULL:
            continue
        end = read_time(start) + timedelta(minutes=minutes[wanted])
        busy_until = write_time(end)
        yield Slot(known.root.practice, schedule.schedule, motive.motive, start)


def _book_as_somebody(settings: Settings, slots: list[Slot]) -> None:
    random = Random(random_bytes(16))
    # Nobody will sign in here again: the passphrase is drawn, used once and forgotten, whatever guessing it would cost.
    client = new_client(settings, cost=UNSAFE_TEST_COST)
    email = f"patient-{random_bytes(4).hex()}@{DOMAIN}"
    account = sign_up(client, settings, email, propose_words("fr"), "patient")
    account.rights.fetch("booking", VISITS_EACH - account.rights.count("booking"))
    tickets = client.context.state.content.tickets
    tickets += client.custodian.fetch_tickets(VISITS_EACH - len(tickets))
    for slot in slots:
        _unless_taken(partial(client.visits.book, _wish(slot, visitor(random), random)))
    client.close()


def _block_an_afternoon(desk: Client, practice: str, last: Slot) -> None:
    until = read_time(last.start) + timedelta(hours=ABSENCE_HOURS)
    reason = "Formation (fictive)"
    _unless_taken(lambda: desk.desk.block(practice, last.schedule, last.start, write_time(until), reason))


def _wish(slot: Slot, patient: Identity, random: Random) -> Wish:
    note = random.choice(NOTES)
    return Wish(slot.practice, slot.schedule, slot.start, slot.motive, patient, note)


def _offers(schedule: Schedule, motive: Motive) -> bool:
    for_all = not motive.practitioners
    offered = motive.class_of(schedule.practitioner) in schedule.classes
    return offered and (for_all or schedule.practitioner in motive.practitioners)


def _unless_taken(work: Callable[[], object]) -> None:
    """Somebody who tries Serment meanwhile may be faster, and so may the clock."""
    try:
        work()
    except Refused as refusal:
        if refusal.status != CONFLICT and refusal.code != "too_late":
            raise
