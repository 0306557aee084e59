"""The guard of a server process, tried in a process of its own: nothing can take it off again."""

import json
import socket
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

# Prints, as JSON, how each attempt ended; standard error is the log.
ATTEMPTS = """
import asyncio, ctypes, json, logging, os, pty, socket, subprocess, sys
from multiprocessing.util import spawnv_passfds
import httpx
from serment_kernel import egress
from serment_kernel.surroundings import Outward

allowed, stranger, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
logging.basicConfig(format="%(message)s")
egress.arm([
    Outward("a", "own", "127.0.0.1", allowed),
    Outward("b", "own", "Localhost", allowed),
    Outward("c", "own", "", 0, path),
])

interpreters = __import__("_xxsubinterpreters" if sys.version_info < (3, 13) else "_interpreters")

def begin_interpreter():
    before = egress.standing().refused
    try:
        interpreters.create()
    except RuntimeError as error:
        # It stands in the place of the guard's own.
        assert egress.standing().refused == before + 1
        raise egress.EgressRefused("another interpreter") from error

class Liar(str):
    def __str__(self):
        return "127.0.0.1"

def connect(family, address):
    with socket.socket(family) as sock:
        sock.settimeout(5)
        sock.connect(address)

def udp(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"secret", address)

def udp_message(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendmsg([b"secret"], [], 0, address)

async def by_loop(host, port):
    _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 5)
    writer.close()

async def by_httpx(port):
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        await client.get(f"http://127.0.0.1:{port}/?secret")

v4, v6, unix = socket.AF_INET, socket.AF_INET6, socket.AF_UNIX
before = {
    "library before the seal": lambda: ctypes.CDLL(None),
}
attempts = {
    "configured address": lambda: connect(v4, ("127.0.0.1", allowed)),
    "configured name": lambda: asyncio.run(by_loop("localhost", allowed)),
    "look-up of a configured name": lambda: socket.getaddrinfo("LocalHost", allowed),
    "configured Unix socket": lambda: connect(unix, path),
    "pair of sockets": lambda: socket.socketpair(),
    "listening": lambda: socket.create_server(("127.0.0.1", 0)),
    "look-up of a number": lambda: socket.getaddrinfo("192.0.2.1", 80),
    "stranger": lambda: connect(v4, ("127.0.0.1", stranger)),
    "stranger again": lambda: connect(v4, ("127.0.0.1", stranger)),
    "stranger, mapped": lambda: connect(v6, ("::ffff:127.0.0.1", stranger)),
    "stranger by another zero": lambda: connect(v4, ("0.0.0.0", stranger)),
    "stranger by the loop": lambda: asyncio.run(by_loop("127.0.0.1", stranger)),
    "stranger by a configured name": lambda: asyncio.run(by_loop("localhost", stranger)),
    "stranger by httpx": lambda: asyncio.run(by_httpx(stranger)),
    "stranger by a library": lambda: __import__("urllib.request").request.urlopen(f"http://127.0.0.1:{stranger}"),
    "stranger's Unix socket": lambda: connect(unix, path + ".other"),
    "datagram": lambda: udp(("127.0.0.1", stranger)),
    "datagram to a configured address": lambda: udp(("127.0.0.1", allowed)),
    "message": lambda: udp_message(("127.0.0.1", stranger)),
    "raw socket": lambda: socket.socket(v4, socket.SOCK_RAW, 1),
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM),
    "look-up": lambda: socket.getaddrinfo("jeanne-martin.stranger.example", 443),
    "look-up by the loop": lambda: asyncio.run(by_loop("jeanne-martin.stranger.example", 443)),
    "older look-up": lambda: socket.gethostbyname("stranger.example"),
    "look-up backwards": lambda: socket.gethostbyaddr("192.0.2.1"),
    "look-up of a name backwards": lambda: socket.getnameinfo(("192.0.2.1", 80), 0),
    "program": lambda: subprocess.run(["/bin/echo", "secret"], check=True),
    "program by a shell": lambda: os.system("echo secret"),
    "program by a spawn": lambda: os.posix_spawn("/bin/echo", ["echo", "secret"], {}),
    "program in our place": lambda: os.execv("/bin/echo", ["echo", "secret"]),
    "program by the loop": lambda: asyncio.run(asyncio.create_subprocess_exec("/bin/echo", "secret")),
    "program by multiprocessing": lambda: spawnv_passfds(b"/bin/echo", [b"echo", b"secret"], []),
    "another interpreter": begin_interpreter,
    "stranger under a text that lies": lambda: connect(v4, (Liar("127.0.0.2"), allowed)),
    "fork": lambda: os._exit(0) if os.fork() == 0 else None,
    "fork with a terminal": lambda: os._exit(0) if pty.fork()[0] == 0 else None,
    "library": lambda: ctypes.CDLL(None),
    "function of a library": lambda: ctypes.pythonapi.connect,
    "innocent function of a library": lambda: ctypes.pythonapi.Py_IsInitialized,
}

def outcome(attempt):
    try:
        attempt()
    except egress.EgressRefused as error:
        return f"refused: {error}"
    except Exception as error:
        causes = []
        while error is not None:
            causes.append(error)
            error = error.__cause__ or error.__context__
        refused = any(isinstance(each, egress.EgressRefused) for each in causes)
        return "refused by the way" if refused else repr(causes[0])
    return "done"

standing = egress.standing()
found = {name: outcome(attempt) for name, attempt in before.items()}
egress.seal()
found |= {name: outcome(attempt) for name, attempt in attempts.items()}
egress.arm([Outward("d", "own", "127.0.0.1", stranger)])
found["stranger after a second arming"] = outcome(attempts["stranger"])
print(json.dumps({"found": found, "before": standing, "after": egress.standing()}))
"""
DONE = (
    *("library before the seal", "configured address", "configured name", "look-up of a configured name"),
    "innocent function of a library",
    *("configured Unix socket", "pair of sockets", "listening", "look-up of a number"),
)


class Tried:
    """How all attempts ended."""

    def __init__(self, done: "subprocess.CompletedProcess[str]") -> None:
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        self.found: dict[str, str] = told["found"]
        self.before: list[object] = told["before"]
        self.after: list[object] = told["after"]
        self.log = done.stderr


@pytest.fixture(scope="module")
def strangers() -> Generator[list[socket.socket]]:
    """An address that is configured, and one that is not."""
    both = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    yield both
    for each in both:
        each.close()


@pytest.fixture(scope="module")
def tried(strangers: list[socket.socket], tmp_path_factory: pytest.TempPathFactory) -> Generator[Tried]:
    path = tmp_path_factory.mktemp("unix") / "socket"
    ports = [str(each.getsockname()[1]) for each in strangers]
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as other:
        for sock, name in ((listening, path), (other, Path(f"{path}.other"))):
            sock.bind(str(name))
            sock.listen()
        command = [sys.executable, "-c", ATTEMPTS, *ports, str(path)]
        yield Tried(subprocess.run(command, capture_output=True, text=True, timeout=60, check=False))


class TestAGuardedProcess:
    def test_reaches_what_is_configured(self, tried: Tried) -> None:
        assert {name: tried.found[name] for name in DONE} == dict.fromkeys(DONE, "done")

    def test_reaches_nothing_else(self, tried: Tried) -> None:
        others = {name: ended for name, ended in tried.found.items() if name not in DONE}
        assert [name for name, ended in others.items() if not ended.startswith("refused")] == []

    def test_reaches_no_stranger_indeed(self, tried: Tried, strangers: list[socket.socket]) -> None:
        assert tried.found["stranger"]
        strangers[1].setblocking(False)
        with pytest.raises(BlockingIOError):
            strangers[1].accept()

    def test_counts_what_was_refused(self, tried: Tried) -> None:
        refused = sum(ended.startswith("refused") for ended in tried.found.values())
        assert tried.before == [True, 0]
        # The loop tries each address of a name, so that one attempt may be several.
        assert tried.after[0] is True
        assert isinstance(tried.after[1], int)
        assert tried.after[1] >= refused

    def test_says_so_in_a_sentence(self, tried: Tried, strangers: list[socket.socket]) -> None:
        where = f"a connection to 127.0.0.1 port {strangers[1].getsockname()[1]}"
        expected = f"The egress guard refuses {where}: it is not in the configuration of this service."
        assert tried.found["stranger"] == f"refused: {expected}"


class TestTheLog:
    def test_is_told_of_each_address_once(self, tried: Tried, strangers: list[socket.socket]) -> None:
        line = f"the egress guard refused a connection to 127.0.0.1 port {strangers[1].getsockname()[1]}"
        assert tried.log.splitlines().count(line) == 1

    def test_holds_nothing_of_what_was_to_leave(self, tried: Tried) -> None:
        assert "secret" not in tried.log
        assert "jeanne" not in tried.log
        assert "….stranger.example" in tried.log
        assert "to start the program 'echo'" in tried.log
