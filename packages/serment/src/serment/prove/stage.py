"""The proof's own practice: unlisted, opened through the platform's door, removed at the end."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from serment.demo.practices import practices
from serment_client import Client
from serment_protocol.encoding import write_day
from serment_protocol.primitives import random_bytes

MINUTES = 10
DAYS = 30
CLASS = "office-10"
MOTIVES = ("controle", "resultats")


def draft() -> dict[str, object]:
    """What it publishes: one calendar, open all week, in steps of ten minutes."""
    practitioner, schedule = random_bytes(16).hex(), random_bytes(16).hex()
    person = cast("list[Mapping[str, Any]]", practices()[0]["practitioners"])[0]
    return {
        **practices()[0],
        "name": "Cabinet de la preuve (fictif)",
        "time_zone": "Europe/Paris",
        "practitioners": [{**person, "practitioner": practitioner}],
        "classes": [{"class": CLASS, "duration": MINUTES, "channel": "office", "audience": "public"}],
        "motives": [_motive(name) for name in MOTIVES],
        "schedules": [
            {
                "schedule": schedule,
                "practitioner": practitioner,
                "step": MINUTES,
                "classes": [CLASS],
                "notice_minutes": 0,
                "horizon_days": DAYS,
                "windows": [{"weekday": day, "from": "07:00", "to": "21:00"} for day in range(1, 8)],
                "exceptions": [],
            }
        ],
    }


def schedule_of(client: Client, practice: str) -> str:
    """Its one calendar."""
    return client.practices.refresh(practice).publication.schedules[0].schedule


def free_times(client: Client, practice: str) -> list[str]:
    """When it is free from tomorrow on, soonest first."""
    (times,) = client.directory.times([(schedule_of(client, practice), CLASS)], client.context.today(), DAYS)
    return [start for day in times.days[1:] for start in day.starts]


def clear(officer: Client, practice: str) -> None:
    """Cancel what lies ahead and remove the practice."""
    today = officer.context.clock().date()
    agenda = officer.agendas.read(practice, write_day(today), write_day(today + timedelta(days=DAYS)))
    now = officer.context.now()
    for visit in agenda.visits:
        if visit.last.state == "booked" and visit.last.start > now:
            officer.desk.set_state(practice, visit.appointment, "cancelled")
    officer.team.close(practice)


def _motive(name: str) -> dict[str, object]:
    labels = {"fr": f"Motif {name}", "en": f"Motive {name}"}
    return {
        "motive": name,
        "labels": labels,
        "class": CLASS,
        "practitioners": [],
        "instructions": {"fr": "", "en": ""},
    }
