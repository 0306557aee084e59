"""An agenda that is left alone leaves the servers alone: it hears of changes, and asks for nothing meanwhile."""

from pathlib import Path

from serment.configuration import Settings
from serment.demo.record import Person

from .conftest import House
from .people import go_to_work

QUIET = 5_000
MOST_TRIES = 8


def readings(log: Path) -> int:
    """How often an agenda was read so far; the access log names the route and nobody."""
    return log.read_text("utf-8").count("GET /v1/practices/{practice}/agenda ")


def test_an_open_agenda_is_read_no_more_than_needed(
    house: House, installation: Settings, cast: dict[str, Person]
) -> None:
    log = installation.home.platform / "platform.log"
    page = go_to_work(house, cast["kine.paris"])
    for _ in range(MOST_TRIES):
        before = readings(log)
        page.wait_for_timeout(QUIET)
        if 0 < before == readings(log):
            return
    raise AssertionError(f"the agenda was read {readings(log)} times, and is read on")
