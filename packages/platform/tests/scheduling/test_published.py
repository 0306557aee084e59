"""A publication that contradicts itself is refused before it can close a practice."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from serment_platform.scheduling.errors import PublicationUnreadable
from serment_platform.scheduling.published import read_publication
from serment_platform.scheduling.types import WeeklyWindow, Window

from .builders import publication

Draft = dict[str, Any]


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


class TestReadPublication:
    def test_reads_what_it_needs(self) -> None:
        read = read_publication(msgspec.json.encode(publication()))
        rules = read.schedules[0].rules(read.time_zone)
        assert rules.zone == "Europe/Paris"
        assert rules.weekly[0] == WeeklyWindow(1, Window(540, 720))
        assert read.classes[0].name == "office-20"

    @pytest.mark.parametrize("change", CONTRADICTIONS)
    def test_refuses_what_contradicts_itself(self, change: Callable[[Draft], object]) -> None:
        with pytest.raises(PublicationUnreadable):
            read_publication(spoil(change))

    @pytest.mark.parametrize("body", [b"", b"\xff", b'"', b"[" * 100_000, b" " * 200_000])
    def test_refuses_what_is_no_publication(self, body: bytes) -> None:
        with pytest.raises(PublicationUnreadable):
            read_publication(body)
