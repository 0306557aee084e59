"""A publication that contradicts itself is refused before it can close a practice."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from serment_platform.scheduling.errors import PublicationUnreadable
from serment_platform.scheduling.opening import opening_of
from serment_platform.scheduling.sense import read_publication
from serment_platform.scheduling.types import WeeklyWindow, Window

from .builders import PRACTITIONER, SCHEDULE, publication

Draft = dict[str, Any]
HOURS = {"from": "09:00", "to": "12:00"}
EVERYTHING = {
    "holidays": "FR-57",
    "motives": [publication()["motives"][0] | {"classes": [{"practitioner": PRACTITIONER, "class": "staff-30"}]}],
    "schedules": [
        publication()["schedules"][0]
        | {
            "cycle": {"weeks": 2, "anchor": "2026-12-28"},
            "windows": [
                {
                    "weekday": 1,
                    **HOURS,
                    "weeks": [2],
                    "classes": ["staff-30"],
                    "audiences": ["staff"],
                    "channels": ["office"],
                }
            ],
            "extra": [{"day": "2027-01-02", "windows": [HOURS]}],
        }
    ],
}


def spoil(change: Callable[[Draft], object]) -> bytes:
    draft = publication()
    change(draft)
    return msgspec.json.encode(draft)


CONTRADICTIONS: list[Callable[[Draft], object]] = [
    lambda d: d.update(time_zone="Mars/Olympus"),
    lambda d: d.update(time_zone="../../etc/passwd"),
    lambda d: d.update(time_zone="Antarctica/Troll"),
    lambda d: d.update(time_zone="localtime"),
    lambda d: d.update(name="Cabinet\0"),
    lambda d: d["practitioners"][0].update(specialty="é" * 5000),
    lambda d: d["practitioners"][0].update(about="\x1b[2J"),
    lambda d: d["schedules"].extend({**d["schedules"][0], "schedule": f"{number:032x}"} for number in range(300)),
    lambda d: d["schedules"][0]["windows"].extend(d["schedules"][0]["windows"] * 100),
    lambda d: d.pop("phone"),
    lambda d: d["schedules"][0].update(step=7),
    lambda d: d["schedules"][0].update(step=0),
    lambda d: d["schedules"][0].update(horizon_days=4000),
    lambda d: d["schedules"][0].update(notice_minutes=-5),
    lambda d: d["schedules"][0].update(practitioner="f" * 32),
    lambda d: d["schedules"][0].update(classes=["nowhere"]),
    lambda d: d["schedules"][0].update(schedule="short"),
    lambda d: d["schedules"].append(d["schedules"][0]),
    lambda d: d["schedules"][0]["windows"].append({"weekday": 8, "from": "09:00", "to": "10:00"}),
    lambda d: d["schedules"][0]["windows"].append({"weekday": 1, "from": "10:00", "to": "09:00"}),
    lambda d: d["schedules"][0]["windows"].append({"weekday": 1, "from": "9:00", "to": "10:00"}),
    lambda d: d["schedules"][0]["exceptions"].append({"day": "2026-12-32", "windows": []}),
    lambda d: d["classes"][0].update(duration=7),
    lambda d: d["classes"][0].update({"class": "Not a name"}),
    lambda d: d["classes"][0].update(audience="everyone"),
    lambda d: d["motives"][0].update({"class": "nowhere"}),
    lambda d: d["motives"][0].update(practitioners=["f" * 32]),
]

OPENING: list[tuple[str, Callable[[Draft], object]]] = [
    ("holidays", lambda d: d.update(holidays="Alsace")),
    ("holidays", lambda d: d.update(holidays="FR-75")),
    ("holidays", lambda d: d.update(holidays="ZZ")),
    ("buffer", lambda d: d["classes"][0].update(before=3)),
    ("buffer", lambda d: d["classes"][0].update(after=245)),
    ("notice", lambda d: d["classes"][0].update(notice_minutes=60 * 24 * 61)),
    ("horizon", lambda d: d["classes"][0].update(horizon_days=0)),
    ("class_unknown", lambda d: d["motives"][0].update(classes=[{"practitioner": PRACTITIONER, "class": "x"}])),
    (
        "practitioner_unknown",
        lambda d: d["motives"][0].update(classes=[{"practitioner": "0" * 32, "class": "staff-30"}]),
    ),
    (
        "motive_classes",
        lambda d: d["motives"][0].update(classes=[{"practitioner": PRACTITIONER, "class": "staff-30"}] * 2),
    ),
    ("cycle", lambda d: d["schedules"][0].update(cycle={"weeks": 53, "anchor": "2026-12-28"})),
    ("cycle", lambda d: d["schedules"][0].update(cycle={"weeks": 0, "anchor": "2026-12-28"})),
    ("weeks", lambda d: d["schedules"][0]["windows"][0].update(weeks=[2])),
    ("weeks", lambda d: d["schedules"][0]["windows"][0].update(weeks=[])),
    ("weeks", lambda d: d["schedules"][0]["windows"][0].update(weeks=[1, 1])),
    ("day_twice", lambda d: d["schedules"][0].update(extra=[{"day": "2026-12-24", "windows": [HOURS]}] * 2)),
    ("day_twice", lambda d: d["schedules"][0].update(exceptions=[{"day": "2026-12-24", "windows": []}] * 2)),
    ("extra_empty", lambda d: d["schedules"][0].update(extra=[{"day": "2026-12-24", "windows": []}])),
    ("window", lambda d: d["schedules"][0].update(extra=[{"day": "2026-12-24", "windows": [HOURS | {"to": "09:00"}]}])),
    ("window_class", lambda d: d["schedules"][0]["windows"][0].update(classes=["office-20", "x"])),
    ("window_for_nobody", lambda d: d["schedules"][0]["windows"][0].update(classes=[])),
    ("window_for_nobody", lambda d: d["schedules"][0]["windows"][0].update(channels=["office", "office"])),
    ("window_for_nobody", lambda d: d["schedules"][0]["windows"][0].update(channels=["home"])),
    ("window_for_nobody", lambda d: d["schedules"][0]["windows"][0].update(classes=["staff-30"], audiences=["public"])),
]


class TestReadPublication:
    def test_reads_what_it_needs(self) -> None:
        read = read_publication(msgspec.json.encode(publication()))
        rules = opening_of(read, read.schedules[0]).rules
        assert rules.zone == "Europe/Paris"
        assert rules.weekly[0] == WeeklyWindow(1, Window(540, 720))
        assert read.classes[0].name == "office-20"

    @pytest.mark.parametrize("change", CONTRADICTIONS)
    def test_refuses_what_contradicts_itself(self, change: Callable[[Draft], object]) -> None:
        with pytest.raises(PublicationUnreadable):
            read_publication(spoil(change))

    @pytest.mark.parametrize(("rule", "change"), OPENING)
    def test_names_the_rule_of_opening_hours_that_is_broken(self, rule: str, change: Callable[[Draft], object]) -> None:
        with pytest.raises(PublicationUnreadable) as refused:
            read_publication(spoil(change))
        assert refused.value.members["rule"] == rule

    def test_says_where(self) -> None:
        with pytest.raises(PublicationUnreadable) as refused:
            read_publication(spoil(lambda draft: draft["schedules"][0].update(step=7)))
        assert refused.value.members == {"rule": "step", "field": f"schedule {SCHEDULE}"}

    def test_reads_all_that_can_be_said_of_opening_hours(self) -> None:
        read = read_publication(msgspec.json.encode(publication(**EVERYTHING)))
        window = read.schedules[0].windows[0]
        assert [window.admit(one) for one in read.classes] == [False, True]
        assert read.motives[0].class_of(PRACTITIONER) == "staff-30"
        assert read.motives[0].class_of("0" * 32) == "office-20"

    @pytest.mark.parametrize("body", [b"", b"\xff", b'"', b"[" * 100_000, b" " * 200_000])
    def test_refuses_what_is_no_publication(self, body: bytes) -> None:
        with pytest.raises(PublicationUnreadable):
            read_publication(body)
