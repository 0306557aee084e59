"""What of a measurement is shown, and how far it is from its aim. Pure: results come in as they were kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Result = Mapping[str, Any]


class Figure(NamedTuple):
    """A line of the table, and where it has an aim a bar of the plot."""

    what: str
    value: str
    aim: str = ""
    share: float = 0.0
    """Of the aim, more being better; 0 for none."""


def figures(kind: str, result: Result) -> list[Figure]:
    """Those of one measurement, in the order of the table."""
    return list(SHOWN[kind](result)) if kind in SHOWN else []


def _booking(found: Result) -> Iterator[Figure]:
    rate, p99 = found["bookings_per_second"], found["p99_ms"]
    what = f"bookings, {_count(found['schedules'])} calendars, {found['clients']} clients"
    yield Figure(what, f"{_count(rate)}/s", "1,000/s, better 3,333/s", rate / 1000)
    yield Figure("the wait for a booking, 99 of 100", f"{p99:.0f} ms", "under 250 ms", 250 / p99)
    yield Figure("half of them", f"{found['p50_ms']:.0f} ms")
    floor = f"{_count(found['floor_per_second'])}/s; {found['ratio']:.2f} times"
    yield Figure("the same statement by `pgbench`, one a transaction; bookings to it", floor)
    yield Figure("booked twice, lost", f"{found['double_bookings']}, {found['lost']}", "0, 0")
    yield Figure("processor for one: server, database", _each(found))


def _rush(found: Result) -> Iterator[Figure]:
    ratio = found["others_ratio"]
    yield Figure(
        f"a rush for {_count(found['places'])} places: sold, twice, lost",
        f"{_count(found['sold'])}, {found['sold_twice']}, {found['lost']}",
        f"{_count(found['places'])}, 0, 0",
    )
    answered = f"{_count(found['attempts'])}, {_count(found['attempts_per_second'])}/s"
    yield Figure("attempts answered in it, and a second", answered)
    yield Figure("the wait of those who book elsewhere, to calm", f"{ratio:.2f} times", "under 2 times", 2 / ratio)


def _surge(found: Result) -> Iterator[Figure]:
    what = f"a surge of {_count(found['offered_per_second'])}/s: served"
    off = max(abs(found["served_ratio"] - 1), 0.001)
    aim = f"{_count(found['capacity_per_second'])}/s, within a tenth"
    yield Figure(what, f"{_count(found['served_per_second'])}/s", aim, 0.1 / off)
    behind = f"{found['fair_share'] * 100:.1f} %, {found['behind_p99_s']:.1f} s"
    yield Figure("served in the order of coming; 99 of 100 behind it at most", behind)


def _availability(found: Result) -> Iterator[Figure]:
    rate, p99 = found["per_second"], found["p99_ms"]
    what = f"a week of free times, {_count(found['schedules'])} calendars, {found['clients']} clients"
    yield Figure(what, f"{_count(rate)}/s", "2,000/s", rate / 2000)
    yield Figure("the same by one client", f"{_count(found['per_second_alone'])}/s")
    yield Figure("the wait for a week, 99 of 100", f"{p99:.1f} ms")
    floor = f"{_count(found['floor_per_second'])}/s; {found['ratio']:.2f} times"
    yield Figure("its largest statement by `pgbench`; weeks to it", floor)
    yield Figure("processor for one: server, database", _each(found))


def _search(found: Result) -> Iterator[Figure]:
    most = max(case["practitioners"] for case in found["cases"])
    for name in dict.fromkeys(case["name"] for case in found["cases"]):
        sizes = sorted((one for one in found["cases"] if one["name"] == name), key=lambda one: one["practitioners"])
        case = sizes[-1]
        value = f"{case['p99_ms']:.1f} ms, {case['p50_ms']:.1f} ms, {_count(case['per_second'])}/s"
        what = f"{name}, among {_count(most)}: 99 of 100, half of them, how many"
        yield Figure(what, value, "under 20 ms", 20 / case["p99_ms"])
        yield Figure("processor for one: server, database", _each(case))
        if name in found["exponents"]:
            among = ", ".join(_count(one["practitioners"]) for one in sizes)
            yield Figure(f"both, and who find nobody, among {among}", _grown(sizes, found["exponents"][name]))


def _grown(sizes: Sequence[Result], power: float) -> str:
    costs = ", ".join(f"{one['server_ms'] + one['database_ms']:.2f}" for one in sizes)
    nobody = ", ".join(f"{one['empty']:.0%}" for one in sizes)
    return f"{costs} ms ({nobody}): power {power:.2f}"


def _agenda(found: Result) -> Iterator[Figure]:
    yield Figure(
        f"a week of {found['practitioners']} people and {_count(found['visits'])} visits: the answer alone",
        f"{found['request_ms']:.0f} ms",
    )
    seen = found.get("painted")
    if seen:
        first, filed = f"{seen['first_ms']:.0f} ms", seen["filed_ms"]
        yield Figure(f"from the request to the picture in {seen['browser'].partition('.')[0]}, the first time", first)
        yield Figure("from the request to the picture, once filed", f"{filed:.0f} ms", "under 300 ms", 300 / filed)


def _evidence(found: Result) -> Iterator[Figure]:
    events, alone = _count(found["verified_at"]), _count(found["verified_alone_at"])
    one, many = (_count(found[f"appended_per_second{how}"]) for how in ("", "_by_writers"))
    yield Figure(f"events of the evidence written, by one writer and by {found['writers']}", f"{one}/s, {many}/s")
    megabytes = f"{found['verified_megabytes']:.0f} MB"
    million = f"{found['verified_seconds_per_million']:.0f} s, {megabytes}"
    yield Figure(f"a million events verified, and in how much memory; measured with {events}", million)
    by_itself = f"{found['verified_alone_seconds_per_million']:.0f} s, {found['verified_alone_megabytes']:.0f} MB"
    yield Figure(f"the same by the file that stands alone; measured with {alone}", by_itself)
    checks = found.get("checks")
    if checks:
        both = f"{checks['percent_platform']:.2f} %, {checks['percent_custodian']:.2f} %"
        most = max(checks["percent_platform"], checks["percent_custodian"])
        yield Figure("the checks at rest, of a processor: platform, custodian", both, "under 1 %", 1 / most)


def _each(found: Result) -> str:
    return f"{found['server_ms']:.2f} ms, {found['database_ms']:.2f} ms"


def _count(number: float) -> str:
    return f"{number:,.0f}"


SHOWN: Mapping[str, Callable[[Result], Iterator[Figure]]] = {
    "booking": _booking,
    "rush": _rush,
    "surge": _surge,
    "availability": _availability,
    "search": _search,
    "agenda": _agenda,
    "evidence": _evidence,
}
"""In the order of the table."""
