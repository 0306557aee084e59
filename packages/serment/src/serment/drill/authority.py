"""`serment drill authority`: everything that can come in an envelope, on an installation that is gone afterwards."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec

from serment.clients import new_client, sign_up
from serment.configuration import PLATFORM_FILE, Settings, near
from serment.drill import scenes
from serment.drill.office import open_office
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
        with running(temporary(folder, demo=True), say) as started:
            return play(started.settings, folder / "package", say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def play(settings: Settings, folder: Path, say: Say) -> Drill:
    """Play on an installation that runs."""
    say("Somebody books a visit, so that there is something to ask for …")
    query = one_visit(settings)
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
    return Drill(all(each.ok for each in played), played)


def one_visit(settings: Settings) -> dict[str, Any]:
    """A practice, a patient, a booking; what an order about it would name."""
    officer, patient = new_client(settings), new_client(settings)
    try:
        sign_up(officer, settings, _address("officer"), propose_words("fr"), "staff")
        practice = officer.team.open(stage.draft(), "Exercice")
        sign_up(patient, settings, _address("patient"), propose_words("fr"), "patient")
        start = stage.free_times(patient, practice)[0]
        who = Identity(given="Exercice", family="Exercice")
        wish = Wish(practice, stage.schedule_of(patient, practice), start, stage.MOTIVES[0], who, "")
        visit = patient.visits.book(wish)
    finally:
        officer.close()
        patient.close()
    day = write_day(read_time(start).date())
    return {"practice": practice, "first": day, "last": day, "appointments": [visit.appointment]}


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
