"""A drawn country is made as publications would have made it: its bits say what its rules and absences say."""

from collections import Counter
from pathlib import Path
from random import Random

import msgspec
import psycopg

from serment.benching.people import SPECIALTIES, practices
from serment.benching.population import DATABASE, populated
from serment_platform.scheduling.availability import days_of, from_bit_string
from serment_platform.scheduling.types import OpeningRules

PEOPLE = 60


def test_calendars_agree_with_their_rules_and_absences(tmp_path: Path) -> None:
    with (
        populated(tmp_path, PEOPLE, lambda _: None) as made,
        psycopg.connect(made.cluster.superuser_dsn(DATABASE)) as connection,
    ):
        schedules = connection.execute("SELECT schedule, rules FROM scheduling.schedule").fetchall()
        rows = connection.execute(
            """
            SELECT schedule, day, begins, positions, open::text,
                   busy = scheduling.busy_on(schedule, lane, begins, positions)
              FROM scheduling.occupancy ORDER BY schedule, day
            """
        ).fetchall()
        found = connection.execute("SELECT count(*) FROM directory.practitioner")
        assert found.fetchone() == (PEOPLE,)
    assert len(schedules) == PEOPLE
    assert all(row[5] for row in rows)
    for schedule, rules in schedules:
        written = [row for row in rows if row[0] == schedule]
        expected = days_of(msgspec.convert(rules, OpeningRules), written[0][1], written[-1][1])
        assert [(day.day, day.begins, day.positions, day.open) for day in expected] == [
            (row[1], row[2], row[3], from_bit_string(row[4])) for row in written
        ]


def test_people_are_those_of_the_country_and_the_same_each_time() -> None:
    drawn = list(practices(Random(1), 5000))
    assert drawn == list(practices(Random(1), 5000))
    kinds = Counter(person.code for _, members in drawn for person in members)
    assert sum(kinds.values()) == 5000
    assert abs(kinds["SM54"] / 5000 - SPECIALTIES["SM54"] / sum(SPECIALTIES.values())) < 0.02
    assert Counter(address.place.name for address, _ in drawn).most_common(1)[0][0] == "Paris"
