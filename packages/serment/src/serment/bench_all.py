"""Which measurements there are, and those of a whole country in a row."""

import argparse
from collections.abc import Callable

import msgspec

from serment import (
    bench,
    bench_agenda,
    bench_booking,
    bench_crypto,
    bench_evidence,
    bench_rush,
    bench_search,
    bench_surge,
)

Say = Callable[[str], None]

COUNTRY = ("booking", "rush", "surge", "availability", "search", "agenda")
"""What is written down in `docs/understand/performance.md`."""


def measure(kind: str, options: argparse.Namespace, say: Say) -> tuple[msgspec.Struct, str]:
    """The result of one measurement, and the same in words."""
    size, seconds = options.schedules, options.seconds
    if kind == "crypto":
        costs = bench_crypto.bench()
        return costs, bench_crypto.tell(costs)
    if kind == "evidence":
        chain = bench_evidence.bench(bench_evidence.Sizes(events=options.events), say)
        return chain, bench_evidence.tell(chain)
    if kind == "booking":
        booked = bench_booking.bench(bench_booking.Wanted(seconds, options.clients, size), say)
        return booked, bench_booking.tell(booked)
    if kind == "rush":
        rushed = bench_rush.bench(bench_rush.Wanted(clients=options.clients, schedules=size), say)
        return rushed, bench_rush.tell(rushed)
    if kind == "surge":
        surged = bench_surge.bench(bench_surge.Wanted(seconds=seconds, schedules=size), say)
        return surged, bench_surge.tell(surged)
    if kind == "search":
        searched = bench_search.search(bench_search.Wanted(seconds, size), say)
        return searched, bench_search.tell_search(searched)
    if kind == "availability":
        seen = bench_search.availability(bench_search.Wanted(seconds, size), say)
        return seen, bench_search.tell_availability(seen)
    if kind == "agenda":
        read = bench_agenda.bench(bench_agenda.Wanted(), say)
        return read, bench_agenda.tell(read)
    waits = bench.bench(options.data.resolve(), say, fresh=options.fresh)
    return waits, bench.tell(waits)
