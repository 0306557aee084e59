"""`serment drill authority`: everything that can come in an envelope, on an installation that is gone afterwards."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec

from serment.clients import new_client, sign_up
from serment.configuration import CUSTODIAN_FILE, PLATFORM_FILE, Settings, near
from serment.drill import scenes
from serment.drill.office import open_office
from serment.drill.officers import everybody, one_address, open_officers
from serment.drill.scenes import Scene
from serment.installation import running, temporary
from serment.prove import stage
from serment_client import Wish
from serment_protocol.encoding import read_time, write_day
from serment_protocol.kit import propose_words
from serment_protocol.primitives import random_bytes
from serment_protocol.vault import Identity

Say = Callable[[str], None]
SECONDS = 60


class Drill(msgspec.Struct, frozen=True):
    """How it went."""

    ok: bool
    scenes: list[Scene]


def drill(say: Say) -> Drill:
    """Start a demonstration, play, and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="serment-drill-"))
    try:
        # Three officers are made at once here: in earnest, a day passes between a quorum and what it decided.
        with running(temporary(folder, demo=True)._replace(decision_seconds=0.0), say) as started:
            return play(started.settings, folder / "package", say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def play(settings: Settings, folder: Path, say: Say) -> Drill:
    """Play on an installation that runs."""
    say("Somebody books a visit, so that there is something to ask for …")
    query, patient = one_visit(settings)
    say("The office makes its passkeys …")
    file = settings.home.platform / PLATFORM_FILE
    with httpx.Client(base_url=near(settings, settings.ports.platform), trust_env=False, timeout=SECONDS) as http:
        office = open_office(file, http, settings.origins.app)
        say("Four letters come …")
        played = [
            scenes.forged(office),
            scenes.over_broad(office, query),
            scenes.secret(office, query),
            scenes.lawful(office, query, folder),
        ]
    say("Two come to the custodian …")
    keeper, origin = settings.home.custodian / CUSTODIAN_FILE, settings.origins.custodian
    with httpx.Client(base_url=near(settings, settings.ports.custodian), trust_env=False, timeout=SECONDS) as http:
        officers = open_officers(keeper, http, origin)
        played += [everybody(officers), one_address(officers, patient, folder.with_name("answer"))]
    return Drill(all(each.ok for each in played), played)


def one_visit(settings: Settings) -> tuple[dict[str, Any], str]:
    """A practice, a patient, a booking; what an order about it would name, and the patient's address."""
    officer, patient, address = new_client(settings), new_client(settings), _address("patient")
    try:
        sign_up(officer, settings, _address("officer"), propose_words("fr"), "staff")
        practice = officer.team.open(stage.draft(), "Exercice")
        sign_up(patient, settings, address, propose_words("fr"), "patient")
        start = stage.free_times(patient, practice)[0]
        who = Identity(given="Exercice", family="Exercice")
        wish = Wish(practice, stage.schedule_of(patient, practice), start, stage.MOTIVES[0], who, "")
        visit = patient.visits.book(wish)
    finally:
        officer.close()
        patient.close()
    day = write_day(read_time(start).date())
    return {"practice": practice, "first": day, "last": day, "appointments": [visit.appointment]}, address


def tell(found: Drill) -> str:
    """The same in lines."""
    lines = list[str]()
    for each in found.scenes:
        lines.append(f"{each.name}: {'as it should' if each.ok else 'NOT as it should'}, {each.ended}")
        lines += [f"  {line}" for line in each.went]
        lines += [f"  WRONG: {line}" for line in each.wrong]
    return "\n".join(lines)


def _address(name: str) -> str:
    return f"{name}-{random_bytes(6).hex()}@example.org"
