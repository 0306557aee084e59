"""Several processes at one address, each as it ends: killed, by itself, or told to."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

import pytest

# Prints its number and process, then waits, or ends as it is told.
WORKER = """
import os, signal, sys, time
from serment_kernel.workers import spread
number = spread(2)
os.write(1, f"{number} {os.getpid()}\\n".encode())
if sys.argv[1:] == [str(number)]:
    sys.exit(3)
time.sleep(60)
"""


@contextmanager
def spreading(*arguments: str) -> Generator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-c", WORKER, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> tuple[int, int]:
    assert process.stdout
    number, pid = process.stdout.readline().split()
    return int(number), int(pid)


class TestSpread:
    def test_begins_a_killed_one_again_and_ends_all_when_told(self) -> None:
        with spreading() as process:
            workers = dict(said(process) for _ in range(2))
            os.kill(workers[1], signal.SIGKILL)
            number, pid = said(process)
            assert number == 1
            assert pid not in workers.values()
            process.terminate()
            assert process.wait(10) == 0
            for gone in (workers[0], pid):
                with pytest.raises(ProcessLookupError):
                    os.kill(gone, 0)

    def test_ends_with_one_that_ended_by_itself(self) -> None:
        with spreading("1") as process:
            assert process.wait(10) == 3

    def test_leaves_no_worker_without_its_parent(self) -> None:
        with spreading() as process:
            said(process)
            said(process)
            process.kill()
            # Only once nobody holds the pipe any more does it end.
            assert process.stdout
            assert process.stdout.read() == ""
