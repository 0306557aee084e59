"""The next turn of a line that several processes serve."""

import os
import signal

from serment_kernel.turns import Turns

EACH = 200


def test_comes_an_interval_after_the_last_or_now() -> None:
    turns = Turns()
    assert [turns.take(10.0, 0.5), turns.take(10.0, 0.5), turns.take(20.0, 0.5)] == [10.0, 10.5, 20.0]


def test_is_given_once_by_all_processes_and_survives_one_that_is_killed() -> None:
    turns = Turns()
    reading, writing = os.pipe()
    children = [_child(turns, writing) for _ in range(3)]
    os.kill(children[0], signal.SIGKILL)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        taken = [float(line) for line in told.read().decode().split()]
    for child in children:
        os.waitpid(child, 0)
    assert len(set(taken)) == len(taken) >= 2 * EACH
    assert turns.take(0.0, 1.0) >= max(taken) + 1


def _child(turns: Turns, writing: int) -> int:
    child = os.fork()
    if child == 0:
        for _ in range(EACH):
            os.write(writing, f"{turns.take(0.0, 1.0)}\n".encode())
        os._exit(0)
    return child
