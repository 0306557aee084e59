"""The benchmark of the evidence does what it measures, here with less of it."""

from serment.bench_evidence import Sizes, bench, tell


def test_everything_is_measured_and_told() -> None:
    found = bench(Sizes(events=40, single=4, writers=2, together=5, alone=10))
    assert (found.verified_at, found.verified_alone_at) == (48, 18)
    assert min(found.appended_per_second, found.verified_seconds_per_million, found.bytes_per_event) > 0
    assert len(tell(found).splitlines()) == 7
