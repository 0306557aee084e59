"""The benchmark of searches does what it measures, here with less of it."""

from pathlib import Path

import pytest

from serment.bench_search import Wanted, availability, search, tell_availability, tell_search


@pytest.mark.long
def test_everything_is_measured_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    wanted = Wanted(seconds=1, practitioners=60, workers=1, parts=(2, 1))
    found = search(wanted, lambda _: None)
    assert len(found.cases) == 8
    assert {case.failed for case in found.cases} == {0}
    assert len(found.exponents) == 4
    assert found.cases[-1].empty == 0
    assert found.cases[-3].empty < 1
    assert len(tell_search(found).splitlines()) == 13
    assert [case.name for case in found.cases[:4]] == list(found.exponents)
    week = availability(wanted, lambda _: None)
    assert min(week.per_second, week.per_second_alone, week.floor_per_second) > 0
    assert len(tell_availability(week).splitlines()) == 4
