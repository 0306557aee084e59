"""Several processes that answer at one address: a second processor is of no use to one Python.

The parent listens and starts them, and does nothing else. A process that was killed is begun again, and meanwhile the
others answer; one that ends by itself has said why, and all end with it. They share the turns of a line
(`turns.py`), the keys of the day (`daily_keys.py`) and nothing else: what is counted in memory (`limits.py`,
`meter.py`) each counts for itself.
"""

import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from types import FrameType

from serment_kernel.errors import CannotListen

BACKLOG = 2048
PAUSE_SECONDS = 0.5
SIGNALS = (signal.SIGINT, signal.SIGTERM)
PR_SET_PDEATHSIG = 1
LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raise `CannotListen` when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise CannotListen(host, port, os.strerror(error.errno or 0)) from error
    # What is accepted inherits it. asyncio sets it by itself only where a socket names TCP, which this one does not:
    # an answer in two pieces would wait 40 ms for the client's acknowledgement of the first.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def spread(workers: int) -> int:
    """Become so many processes; in each, the number of it. Of one, this process is it.

    To be called before anything is open, and before the guard is armed, which starts no process. The parent returns
    never: it ends as its processes ended.
    """
    if workers == 1:
        return 0
    keeper = _Keeper()
    for number in range(workers):
        if keeper.begin(number):
            return number
    while keeper.working:
        ended, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        number = keeper.ended(ended, code)
        if number is not None:
            time.sleep(PAUSE_SECONDS)
            if keeper.begin(number):
                return number
    sys.exit(keeper.code)


class _Keeper:
    """The parent's view."""

    def __init__(self) -> None:
        self.working: dict[int, int] = {}
        self.code = 0
        self._stopping = False
        for each in SIGNALS:
            signal.signal(each, self._stop)

    def begin(self, number: int) -> bool:
        """Begin a process; true in that process itself."""
        with _waiting_signals():
            if self._stopping:
                return False
            process = os.fork()
            if process == 0:
                _be_a_worker()
                return True
            self.working[process] = number
            return False

    def ended(self, process: int, code: int) -> int | None:
        """Take note of an end; the number of a process that is to be begun again."""
        number = self.working.pop(process)
        if self._stopping:
            return None
        if code < 0:
            return number
        self.code = code
        self._end_all()
        return None

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._end_all()

    def _end_all(self) -> None:
        self._stopping = True
        for process in self.working:
            with suppress(ProcessLookupError):  # It has ended, and this comes before that was noted.
                os.kill(process, signal.SIGTERM)


@contextmanager
def _waiting_signals() -> Generator[None]:
    """Signals come once the block has ended: the parent knows its new process by then, and that one obeys its own."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _be_a_worker() -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    if LIBRARY is not None:
        # No worker without its parent: the next one would find the address taken.
        LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
