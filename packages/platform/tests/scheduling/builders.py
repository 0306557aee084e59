"""Values with good defaults for the tests of times."""

from typing import Any

PRACTICE, SCHEDULE, PRACTITIONER = "9" * 32, "5" * 32, "7" * 32


def publication(**changes: Any) -> dict[str, Any]:
    """A practice with one general practitioner, open in the mornings of every day."""
    draft: dict[str, Any] = {
        "v": 1,
        "type": "publication",
        "practice": PRACTICE,
        "epoch": 1,
        "revision": 1,
        "previous": "0" * 64,
        "name": "Cabinet des Tilleuls (fictif)",
        "fictitious": True,
        "attended": True,
        "address": {
            "line": "1 rue du Moulin",
            "postcode": "69003",
            "town": "Lyon",
            "town_code": "69123",
            "latitude_e6": 45_757_800,
            "longitude_e6": 4_832_000,
        },
        "time_zone": "Europe/Paris",
        "phone": "01 99 00 00 00",
        "practitioners": [
            {
                "practitioner": PRACTITIONER,
                "prefix": "Dr",
                "given": "Hélène",
                "family": "Tilleul",
                "profession": "10",
                "specialty": "SM54",
                "languages": ["fr", "en"],
                "sector": "1",
                "accepts_new": True,
                "about": "",
            }
        ],
        "classes": [
            {"class": "office-20", "duration": 20, "channel": "office", "audience": "public"},
            {"class": "staff-30", "duration": 30, "channel": "office", "audience": "staff"},
        ],
        "motives": [
            {
                "motive": "consultation",
                "labels": {"fr": "Consultation", "en": "Visit"},
                "class": "office-20",
                "practitioners": [],
                "instructions": {"fr": "", "en": ""},
            }
        ],
        "schedules": [
            {
                "schedule": SCHEDULE,
                "practitioner": PRACTITIONER,
                "step": 20,
                "classes": ["office-20", "staff-30"],
                "notice_minutes": 60,
                "horizon_days": 30,
                "windows": [{"weekday": day, "from": "09:00", "to": "12:00"} for day in range(1, 8)],
                "exceptions": [],
            }
        ],
    }
    return draft | changes
