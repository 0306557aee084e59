"""Keys of the day that several processes have in common."""

import os
from datetime import date, timedelta

from serment_kernel.daily_keys import DailyKeys

DAY = date(2026, 12, 1)
NEXT = DAY + timedelta(days=1)


def test_last_a_day_and_the_one_after() -> None:
    keys = DailyKeys()
    first = keys.of(DAY)
    assert keys.of(DAY) == first
    second = keys.of(NEXT)
    assert second.before == first.today
    assert second.today not in first
    assert not {first.today, *second} & {*keys.of(NEXT + timedelta(days=2))}


def test_stay_when_somebody_is_late_at_midnight_and_go_when_the_clock_was_wrong() -> None:
    keys = DailyKeys()
    first = keys.of(DAY)
    second = keys.of(NEXT)
    assert keys.of(DAY) == second
    wrong = keys.of(DAY + timedelta(days=4000))
    assert not {*wrong} & {*keys.of(DAY), *first, *second}


def test_are_never_all_zeros_and_of_each_server_its_own() -> None:
    one, other = DailyKeys().of(DAY), DailyKeys().of(DAY)
    assert len({*one, *other, bytes(32)}) == 5


def test_are_the_same_in_every_process() -> None:
    keys = DailyKeys()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"".join(keys.of(DAY)))
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        assert told.read() == b"".join(keys.of(DAY))
    assert keys.of(NEXT).before == keys.of(DAY).before
