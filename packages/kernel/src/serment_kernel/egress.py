"""The guard of a server process: it connects to the addresses of its configuration, and to nothing else.

An audit hook (PEP 578), which nothing in the process can take off again. It sees what Python does: every socket of the
standard library and of whatever builds on it, names that are looked up, programs that are started, libraries that are
loaded. It does not see native code: libpq, the module of an HSM, an extension with sockets of its own. For these, and
for code that knows this guard and works around it, the machine has rules, made from the same list (`egress_rules.py`).

uvloop connects in native code, so server processes run on asyncio's own loop (docs/decisions/0023).
"""

import _posixsubprocess
import logging
import os
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any, NamedTuple, cast

from serment_kernel.surroundings import Outward

logger = logging.getLogger(__name__)

# Between a look-up and the connection another look-up may have come in between.
MOST_LEARNT = 64
MOST_LOGGED = 100
LONGEST_SHOWN = 80
OUR_FAMILIES = frozenset({-1, socket.AF_UNIX, socket.AF_INET, socket.AF_INET6})
"""A socket that is made of a descriptor says -1."""
KIND_OF_SOCKET = 0xF

NATIVE_WAYS_OUT = frozenset(
    (
        *("connect", "sendto", "sendmsg", "sendmmsg", "getaddrinfo", "gethostbyname", "gethostbyname_r", "res_query"),
        *("fork", "vfork", "clone", "system", "popen", "posix_spawn", "posix_spawnp", "syscall", "dlopen", "dlmopen"),
        *("execl", "execle", "execlp", "execv", "execve", "execvp", "execvpe", "fexecve"),
    )
)
"""Functions of the system that are not asked for through `ctypes`."""

Arguments = tuple[Any, ...]


class EgressRefused(PermissionError):
    """This process may connect to the addresses of its configuration, and to nothing else."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The egress guard refuses {what}: it is not in the configuration of this service.")


class Standing(NamedTuple):
    """What the guard has done since this process began."""

    armed: bool
    refused: int


class Guard:
    """What is allowed, and what was refused."""

    def __init__(self, addresses: Iterable[Outward]) -> None:
        found = tuple(addresses)
        self.paths = frozenset(os.path.realpath(each.path) for each in found if each.path)
        named = [each for each in found if not each.path and literal(each.host) is None]
        self.endpoints = {(literal(each.host), each.port) for each in found if literal(each.host) is not None}
        self.names: dict[str, dict[str, None]] = {canonical(each.host): {} for each in named}
        self.ports = {(canonical(each.host), each.port) for each in named}
        self.sealed = False
        self.refused: Counter[str] = Counter()
        self._logged: set[str] = set()

    def allows(self, host: str, port: int) -> bool:
        """Whether a connection may go there."""
        address = literal(host)
        if address is None:
            return (canonical(host), port) in self.ports
        if (address, port) in self.endpoints:
            return True
        return any(address in learnt and (name, port) in self.ports for name, learnt in list(self.names.items()))

    def learn(self, host: object, addresses: Iterable[str]) -> None:
        """Remember what a configured name was just resolved to; of many answers, the newest."""
        learnt = self.names.get(canonical(text_of(host)))
        if learnt is None:
            return
        for address in filter(None, map(literal, addresses)):
            learnt.pop(address, None)
            learnt[address] = None
        while len(learnt) > MOST_LEARNT:
            learnt.pop(next(iter(learnt)), None)

    def refuse(self, kind: str, what: str) -> None:
        """Count it, tell the log the first time, and raise."""
        self.refused[kind] += 1
        if what not in self._logged and len(self._logged) < MOST_LOGGED:
            self._logged.add(what)
            logger.error("the egress guard refused %s", what)
        raise EgressRefused(what)


_guards: list[Guard] = []
"""None, or the one that is armed."""


def arm(addresses: Iterable[Outward]) -> None:
    """Let nothing leave from now on but for these addresses. There is no way back, so this is for server processes."""
    if _guards:
        return
    guard = Guard(addresses)
    _guards.append(guard)
    _learn_from_look_ups(guard)
    _start_nothing_unseen(guard)
    sys.addaudithook(_hook(guard))


def seal() -> None:
    """From now on no library is loaded through ctypes either; all that a service needs is there once it has begun."""
    for guard in _guards:
        guard.sealed = True


def standing() -> Standing:
    """What a check may read."""
    return Standing(bool(_guards), sum(guard.refused.total() for guard in _guards))


def literal(host: str) -> str | None:
    """An IP address in its one form, without a zone; None for a name."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address)))
    return str(address)


def canonical(name: str) -> str:
    """A host name as it is compared."""
    return name.rstrip(".").lower()


def text_of(host: object) -> str:
    """A host as the socket reads it, as text: a text of another class may say something else of itself."""
    if isinstance(host, str):
        return str.__str__(host)
    return host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)


def shown(name: str) -> str:
    """A name for the log: its end alone, for what stands before may be what somebody tried to send out."""
    labels = canonical(name).split(".")
    end = ".".join(labels[-2:])[:LONGEST_SHOWN]
    return f"….{end}" if len(labels) > 2 else end  # noqa: PLR2004 -- what is before the last two


def _learn_from_look_ups(guard: Guard) -> None:
    """Have `socket.getaddrinfo`, which asyncio calls in its threads, tell the guard what it found."""
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 -- whatever the true one takes
        found = look_up(host, *arguments, **named)
        guard.learn(host, [str(each[4][0]) for each in found])
        return found

    socket.getaddrinfo = getaddrinfo


def _start_nothing_unseen(guard: Guard) -> None:
    """Refuse what `multiprocessing` starts, of which no event tells; it looks this function up at each call."""

    def fork_exec(*_arguments: Any) -> int:  # noqa: ANN401 -- whatever the true one takes
        _start(guard, ())
        return -1

    setattr(_posixsubprocess, "fork_exec", fork_exec)  # noqa: B010 -- no name of a public module


def _hook(guard: Guard) -> Callable[[str, Arguments], None]:
    """What Python calls at each event; most are none of ours."""
    watched: dict[str, Callable[[Guard, Arguments], None]] = {
        "socket.__new__": _new_socket,
        "socket.connect": _connect,
        "socket.sendto": _send,
        "socket.sendmsg": _send,
        "socket.getaddrinfo": _look_up,
        "socket.gethostbyname": _look_up,
        "socket.gethostbyaddr": _ask_who,
        "socket.getnameinfo": _ask_who,
        "ctypes.dlopen": _load,
        **dict.fromkeys(("ctypes.dlsym", "ctypes.dlsym/handle"), _find),
        "cpython.PyInterpreterState_New": _begin_interpreter,
        **dict.fromkeys(
            (
                *("subprocess.Popen", "pty.spawn"),
                *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system"),
            ),
            _start,
        ),
    }

    def hook(event: str, arguments: Arguments) -> None:
        watch = watched.get(event)
        if watch is not None:
            watch(guard, arguments)

    return hook


def _new_socket(guard: Guard, arguments: Arguments) -> None:
    _, family, kind, _ = arguments
    if family not in OUR_FAMILIES or (kind != -1 and kind & KIND_OF_SOCKET == socket.SOCK_RAW):
        guard.refuse("socket", "a raw socket or one of another family")


def _connect(guard: Guard, arguments: Arguments) -> None:
    sock, address = arguments
    if not isinstance(address, tuple):
        _connect_here(guard, address)
        return
    if type(cast("object", address)) is not tuple:
        # One of another class may show us another address than the socket.
        guard.refuse("connection", "a connection to an address of a strange kind")
    host, port = cast("tuple[object, int]", address)[:2]
    name = text_of(host)
    if sock.type != socket.SOCK_STREAM or not guard.allows(name, port):
        guard.refuse("connection", f"a connection to {literal(name) or shown(name)} port {port}")


def _connect_here(guard: Guard, address: str | bytes | bytearray) -> None:
    path = address if isinstance(address, str) else os.fsdecode(bytes(address))
    # An abstract socket of Linux begins with a null, and is never configured.
    if "\0" in path or os.path.realpath(path) not in guard.paths:
        guard.refuse("connection", f"a connection to the Unix socket {path[:LONGEST_SHOWN]!a}")


def _send(guard: Guard, arguments: Arguments) -> None:
    sock, address = arguments
    # Without an address it goes where `connect` led.
    if address is not None:
        _connect(guard, (sock, address))


def _look_up(guard: Guard, arguments: Arguments) -> None:
    host = text_of(arguments[0] or "")
    if host and literal(host) is None and canonical(host) not in guard.names:
        guard.refuse("name", f"to look up {shown(host)}")


def _ask_who(guard: Guard, _arguments: Arguments) -> None:
    guard.refuse("name", "to ask for the name of an address")


def _start(guard: Guard, arguments: Arguments) -> None:
    program = arguments[0] if arguments and isinstance(arguments[0], str | bytes | Path) else ""
    # Its words may hold what was to leave.
    name = Path(os.fsdecode(program).partition(" ")[0]).name[:LONGEST_SHOWN]
    guard.refuse("program", f"to start the program {name!a}" if name else "to start a program")


def _begin_interpreter(guard: Guard, _arguments: Arguments) -> None:
    guard.refuse("program", "to begin another interpreter, which no hook would watch")


def _load(guard: Guard, _arguments: Arguments) -> None:
    if guard.sealed:
        guard.refuse("library", "to load a library")


def _find(guard: Guard, arguments: Arguments) -> None:
    # A library that is there already, such as Python itself, has these of the system too.
    if arguments[-1] in NATIVE_WAYS_OUT:
        guard.refuse("library", f"to call {arguments[-1]} natively")
