"""The benchmark of the cryptography does what it measures, here with less of it."""

from serment.bench_crypto import Sizes, bench, tell


def test_everything_is_measured_and_told() -> None:
    found = bench(Sizes(times=1, agenda=3, members=2, records=4))
    assert len(found.costs) == 7
    assert all(cost.median_ms > 0 < cost.bare_ms and cost.bytes > 0 for cost in found.costs)
    assert len(tell(found).splitlines()) == 1 + len(found.costs)
