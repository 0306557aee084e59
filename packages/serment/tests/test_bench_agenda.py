"""The benchmark of a busy week reads every visit, here with fewer of them and without a browser."""

import pytest

from serment.bench_agenda import Wanted, bench, tell


@pytest.mark.long
def test_a_week_is_read() -> None:
    found = bench(Wanted(practitioners=2, visits=12, times=2, browser=False), print)
    assert found.painted is None
    assert min(found.bytes, found.request_ms, found.sdk_first_ms, found.sdk_filed_ms) > 0
    assert found.sdk_filed_ms < found.sdk_first_ms
    assert len(tell(found).splitlines()) == 3
