"""Opening rules in a file: out of a draft and into it again, and a refusal that says where and why."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from serment_client.desk import HEAD
from serment_client.errors import Refused, WrongUsage
from serment_client.opening import BROKEN, PARTS, limits_of, placed, readable, rules_of, table_of, with_rules
from serment_protocol.publication import Publication
from serment_protocol.structure import convert

Draft = dict[str, Any]


@pytest.fixture
def draft(root: Path) -> Draft:
    vector = json.loads((root / "protocol/vectors/practice/publication_with_opening_rules.json").read_text())
    fields: Draft = json.loads(msgspec.json.encode(convert(vector["output"]["publication"], Publication)))
    return {name: value for name, value in fields.items() if name not in HEAD}


def calendar(draft: Draft) -> str:
    return draft["schedules"][0]["schedule"]


class TestRules:
    def test_put_back_as_they_were_taken_out_change_nothing(self, draft: Draft) -> None:
        assert with_rules(draft, rules_of(draft)) == draft

    def test_change_what_they_name_and_nothing_else(self, draft: Draft) -> None:
        extra = [{"day": "2027-05-08", "windows": [{"from": "09:00", "to": "10:00"}]}]
        rules = {
            "classes": {"home-40": {"before": 15}},
            "schedules": {calendar(draft): {"extra": extra, "cycle": None}},
        }
        changed: Draft = with_rules(draft, rules)
        assert changed["classes"] == [draft["classes"][0], draft["classes"][1] | {"before": 15}]
        expected = {name: value for name, value in draft["schedules"][0].items() if name != "cycle"} | {"extra": extra}
        assert changed["schedules"] == [expected]
        assert {name for name in draft if draft[name] != changed[name]} == {"classes", "schedules"}

    def test_null_takes_the_holidays_away(self, draft: Draft) -> None:
        assert "holidays" not in with_rules(draft, {"holidays": None})
        assert with_rules(draft, {"holidays": "FR"})["holidays"] == "FR"

    def test_rooms_come_and_go(self, draft: Draft) -> None:
        assert "resources" not in draft
        one, two = {"kind": "location", "name": "Salle 1"}, {"kind": "device", "name": "Échographe"}
        with_both: Draft = with_rules(draft, {"resources": {"b" * 32: two, "a" * 32: one}})
        assert with_both["resources"] == [{"resource": "a" * 32} | one, {"resource": "b" * 32} | two]
        changed: Draft = with_rules(with_both, {"resources": {"a" * 32: None, "b" * 32: {"capacity": 2}}})
        assert changed["resources"] == [{"resource": "b" * 32} | two | {"capacity": 2}]
        assert with_rules(changed, {"resources": {"b" * 32: None}}) == draft

    @pytest.mark.parametrize(
        ("rules", "said"),
        [
            ({"rooms": {}}, "Opening rules have no rooms."),
            ({"classes": []}, "classes must be an object, with a class as each name."),
            ({"classes": {"lost": {}}}, "The practice has no class lost."),
            ({"classes": {"home-40": {"label": "x"}}}, "class home-40: label says nothing of times."),
            ({"classes": {"home-40": None}}, "class home-40 must be an object."),
        ],
    )
    def test_that_name_what_is_not_there_are_refused(self, draft: Draft, rules: Draft, said: str) -> None:
        with pytest.raises(WrongUsage) as refused:
            with_rules(draft, rules)
        assert str(refused.value) == said


def test_a_table_has_every_window(draft: Draft) -> None:
    shown = [(row["when"], row["hours"], row["for"]) for row in table_of(draft)]
    assert shown == [
        ("Mon, weeks 1, 3 of 3", "08:30-12:30", "all"),
        ("Fri", "14:00-24:00", "home-40; known, staff; home"),
        ("only 2026-05-01", "closed", "all"),
        ("extra 2027-01-02", "09:00-12:00", "office"),
    ]


def test_beside_it_stands_what_no_window_says() -> None:
    room, device, calendar = "a" * 32, "d" * 32, "5" * 32
    draft: Draft = {
        "classes": [
            {"class": "home-40", "duration": 40, "before": 10, "after": 0, "notice_minutes": 2880},
            {"class": "plain-20", "duration": 20},
            {"class": "scan-30", "duration": 30, "needs": [[room, device], [device]]},
        ],
        "resources": [{"resource": room, "name": "Salle 1"}, {"resource": device, "name": "Echo", "capacity": 2}],
        "schedules": [
            {
                "schedule": calendar,
                "notice_minutes": 120,
                "horizon_days": 90,
                "capacity": 3,
                "quotas": [{"per": "day", "most": 20}, {"per": "week", "most": 5, "class": "home-40"}],
            }
        ],
    }
    assert limits_of(draft) == [
        f"{calendar}  120 min of notice, 90 days ahead, 3 at once, at most 20 a day, at most 5 a week of home-40",
        f"{room}  Salle 1",
        f"{device}  Echo, 2 at once",
        "home-40  2880 min of notice, 10 min before",
        "scan-30  takes Salle 1 or Echo, takes Echo",
    ]


def test_a_place_is_named_by_its_calendar(draft: Draft) -> None:
    said = "Expected `int`, got `str` - at `$.schedules[0].windows[1].weekday`"
    calendar = draft["schedules"][0]["schedule"]
    assert placed(said, draft) == f"Expected `int`, got `str` - at schedule {calendar}, windows 2, weekday"
    assert placed("at `$.classes[1].duration`", draft) == f"at class {draft['classes'][1]['class']}, duration"
    for elsewhere in ("at `$.address.line`", "at `$.schedules[9].step`", "at `$.resources[0].name`"):
        assert placed(elsewhere, draft) == elsewhere


def test_a_refusal_is_read_aloud(root: Path) -> None:
    refused = Refused(422, "bad_publication", "The publication contradicts itself.", rule="weeks", field="schedule 5")
    assert str(readable(refused)) == "schedule 5: the weeks of a window are some of the cycle's, each once."
    whole = Refused(422, "bad_publication", "", rule="time_zone")
    assert str(readable(whole)) == "There is no such time zone."
    other = Refused(409, "publication_conflict", "Somebody was faster.")
    assert readable(other) is other
    listed = (root / "protocol/API.md").read_text().partition("## What a publication is refused for")[2]
    assert all(f"`{rule}`" in listed for rule in BROKEN)


def test_whatever_can_be_set_is_explained(root: Path) -> None:
    told = (root / "docs/practice/opening-rules.md").read_text("utf-8")
    assert [
        name for _, members in PARTS.values() for name in members if not re.search(rf"[`\"]{name}[`\"]", told)
    ] == []
