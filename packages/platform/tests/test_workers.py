"""Two processes at one address, one of which is killed in the middle of a rush."""

import os
import signal
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from serment_kernel.embedded import Cluster

from .installation import Installed, installed
from .people import Somebody
from .practices import Office
from .stand_in import new_token
from .world import Patient

CLIENTS = 8


@pytest.fixture(scope="module")
def platform(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Generator[Installed]:
    with installed(cluster, tmp_path_factory.mktemp("workers"), workers=2) as found:
        yield found


def workers(platform: Installed) -> list[int]:
    """The processes that answer."""
    children = Path(f"/proc/{platform.process}/task/{platform.process}/children")
    return [int(each) for each in children.read_text().split()]


def prepared(office: Office) -> dict[str, dict[str, Any]]:
    """A booking of every free time of some days, by the id of its appointment."""
    first = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    asked = {"requests": [{"schedule": office.schedule, "class": "office-20"}], "from": first, "days": 10}
    days = office.officer.platform.ask("POST", "/times", asked).json()["times"][0]["days"]
    place = {"practice": office.id, "schedule": office.schedule}
    patients = [(Patient(), start) for day in days for start in day["starts"]]
    return {each.keys.appointment: each.booking(start, new_token("booking"), **place) for each, start in patients}


def post(url: str, body: dict[str, Any]) -> int:
    """The status; none where the connection broke."""
    try:
        return httpx.post(f"{url}/v1/appointments", json=body, timeout=30, trust_env=False).status_code
    except httpx.TransportError:
        return 0


class TestKilled:
    def test_loses_nothing_that_was_acknowledged_and_leaves_nothing_by_half(self, platform: Installed) -> None:
        office = Office(Somebody(platform, "staff").open()).open()
        bodies, before = prepared(office), workers(platform)
        assert len(before) == 2
        with ThreadPoolExecutor(CLIENTS) as pool:
            answers = {each: pool.submit(post, platform.url, body) for each, body in bodies.items()}
            list(answers.values())[len(answers) // 3].result()
            os.kill(before[1], signal.SIGKILL)
            acknowledged = {each for each, answer in answers.items() if answer.result() == 201}
        rows = platform.sql(
            """
            SELECT encode(appointment, 'hex'), count(statement.appointment) FROM scheduling.appointment
              LEFT JOIN scheduling.statement USING (appointment) WHERE schedule = %s GROUP BY appointment
            """,
            [bytes.fromhex(office.schedule)],
        )
        assert acknowledged <= {row[0] for row in rows} <= set(bodies)
        assert {row[1] for row in rows} == {1}
        # Whoever heard nothing asks again, and has one visit either way.
        assert {post(platform.url, bodies[each]) for each in set(bodies) - acknowledged} <= {201}
        count = platform.sql(
            "SELECT count(*), (SELECT sum(bit_count(busy)) FROM scheduling.occupancy WHERE schedule = %(of)s) "
            "FROM scheduling.appointment WHERE schedule = %(of)s",
            {"of": bytes.fromhex(office.schedule)},
        )
        assert count == [(len(bodies), 4 * len(bodies))]
        after = workers(platform)
        assert before[0] in after
        assert len(after) == 2

    def test_opens_the_searches_that_others_sealed(self, platform: Installed) -> None:
        asked = [httpx.post(f"{platform.url}/recherche", trust_env=False).headers["location"] for _ in range(4)]
        found = [httpx.get(f"{platform.url}{each}", trust_env=False).status_code for each in asked * 4]
        assert set(found) == {200}
