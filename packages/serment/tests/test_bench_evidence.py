"""The benchmark of the evidence does what it measures, here with less of it."""

import pytest

from serment.bench_evidence import Sizes, bench, tell
from serment.benching.at_rest import Measured, Watched, Weight, at_rest, summed
from serment.benching.at_rest import tell as tell_at_rest


def test_everything_is_measured_and_told() -> None:
    said = list[str]()
    found = bench(Sizes(events=40, single=4, writers=2, together=5, alone=100, rest_seconds=0), said.append)
    assert "Writing 20 events: 0 so far …" in said
    assert (found.verified_at, found.verified_alone_at) == (48, 28)
    assert (
        min(
            found.appended_per_second_together,
            found.appended_per_second,
            found.verified_seconds_per_million,
            found.bytes_per_event,
        )
        > 0
    )
    assert 5 < found.verified_alone_megabytes < found.verified_megabytes < 500
    assert len(tell(found).splitlines()) == 7


def test_a_check_takes_what_one_run_takes_over_its_period() -> None:
    heavy, light = Weight("platform", "C01", 300.0, 3600.0), Weight("custodian", "C02", 1.0, 100.0)
    found = summed(Measured([heavy], 0.05), Measured([light], 0.01), Watched(60.0, 1.5, 1.0))
    assert (round(heavy.percent, 4), round(light.percent, 4)) == (0.0083, 0.001)
    assert (found.percent_platform, found.percent_custodian, found.looking_percent) == (0.058, 0.011, 0.06)
    assert [each.check for each in found.checks] == ["C01", "C02"]
    assert "1.50 % of a processor: all that the platform did in 60 s at rest" in list(tell_at_rest(found))[3]


@pytest.mark.long
def test_the_checks_take_less_than_a_percent_at_rest() -> None:
    found = at_rest(print, 20.0)
    assert max(found.percent_platform, found.percent_custodian) < 1
    assert min(found.watched.percent_platform, found.watched.percent_custodian) > 0
