"""The benchmark of surges: what it counts as fair, and that the crowd comes again with its place."""

from pathlib import Path

import msgspec
import pytest

from serment.bench_surge import Wanted, behind, bench, fair_share, tell
from serment.benching.bookings import request
from serment.benching.client import LENGTH_DIGITS
from serment.benching.crowd import with_place

CAME = {0: 0.0, 1: 0.1, 2: 0.2, 3: 0.3}


def test_strict_order_is_fair() -> None:
    served = {0: 1.0, 1: 2.0}
    assert (fair_share(CAME, served), behind(CAME, served)) == (1.0, 0.0)


def test_whoever_is_passed_over_is_seen() -> None:
    assert fair_share(CAME, {0: 1.0, 3: 2.0}) == 0.5
    assert behind(CAME, {0: 5.0, 1: 2.0, 2: 1.0}) == 4.0


def test_nobody_served_is_not_fair() -> None:
    assert (fair_share(CAME, {}), behind(CAME, {})) == (0.0, 0.0)


def test_comes_again_with_its_place() -> None:
    first = request("localhost:1", b'{"token":"abc"}')[LENGTH_DIGITS:]
    again = with_place(with_place(first, "one"), "two")
    head, _, body = again.partition(b"\r\n\r\n")
    assert msgspec.json.decode(body) == {"token": "abc", "place": "two"}
    assert head.lower().count(b"content-length") == 1
    assert f"Content-Length: {len(body)}".encode() in head


@pytest.mark.long
def test_the_rate_holds_and_the_order_is_fair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = bench(Wanted(capacity=10, offered=60, seconds=8, clients=8, schedules=300, workers=1), print)
    assert (found.lost, found.other_answers) == (0, 0)
    assert 0.7 < found.served_ratio < 1.2
    assert found.fair_share > 0.9
    assert found.told_places > 200
    assert len(tell(found).splitlines()) == 5
