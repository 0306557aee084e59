"""The guard of the publisher's process: it answers, and connects to nothing at all.

An audit hook (PEP 578), which nothing in the process can take off again. Platform and custodian have a larger one, with
a list (serment_kernel/egress.py); the publisher needs none, and installs without their kernel.
"""

import _posixsubprocess
import logging
import sys
from collections.abc import Callable

logger = logging.getLogger(__name__)

OUTWARD = frozenset(
    (
        *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"),
        *("subprocess.Popen", "pty.spawn", "ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle"),
        "cpython.PyInterpreterState_New",
        *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system"),
    )
)
SENDING = frozenset(("socket.sendto", "socket.sendmsg"))
"""These lead out only with an address."""


class EgressRefused(PermissionError):
    """The publisher connects to nothing and starts nothing."""

    def __init__(self, event: str) -> None:
        super().__init__(f"The egress guard refuses {event}: the publisher connects to nothing and starts nothing.")


def arm() -> None:
    """Let nothing leave from now on. There is no way back."""

    def fork_exec(*_arguments: object) -> int:
        raise EgressRefused("multiprocessing")

    # No event tells of what `multiprocessing` starts; it looks this function up at each call.
    setattr(_posixsubprocess, "fork_exec", fork_exec)  # noqa: B010 -- no name of a public module
    sys.addaudithook(hook())


def hook() -> Callable[[str, tuple[object, ...]], None]:
    """What Python calls at each event; the log is told of each kind once."""
    told: set[str] = set()

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event not in OUTWARD and not (event in SENDING and arguments[-1] is not None):
            return
        if event not in told:
            told.add(event)
            logger.error("the egress guard refused %s", event)
        raise EgressRefused(event)

    return refuse
