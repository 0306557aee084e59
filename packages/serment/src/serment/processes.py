"""Child processes of the launcher: started in order, watched, stopped in reverse."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

import httpx

from serment.errors import CannotStart, ChildEnded

STOP_SECONDS = 10.0
START_SECONDS = 60.0
PR_SET_PDEATHSIG = 1
LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None


Environment = dict[str, str]
"""What a process is told beside what the launcher itself was told."""
NOTHING: Environment = {}


class Child(NamedTuple):
    """One running process and the file its standard error goes to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


def run(command: Sequence[str], log: Path, environment: Environment = NOTHING) -> None:
    """Run a preparing command to its end; its output goes to `log`."""
    with log.open("ab") as out:
        code = subprocess.run(  # noqa: S603 -- our own commands
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=os.environ | environment, check=False
        ).returncode
    if code:
        raise CannotStart(f"`{Path(command[0]).name} {command[1]}` failed; {log} says why.")


def ask(command: Sequence[str], log: Path, environment: Environment = NOTHING) -> str:
    """Run a preparing command to its end; what it printed. The rest of what it says goes to `log`."""
    with log.open("ab") as out:
        done = subprocess.run(  # noqa: S603 -- our own commands
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=out,
            env=os.environ | environment,
            text=True,
            check=False,
        )
    if done.returncode:
        raise CannotStart(f"`{Path(command[0]).name} {command[1]}` failed; {log} says why.")
    return done.stdout


class Children:
    """The processes of one installation."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._logs: list[IO[bytes]] = []

    def start(self, name: str, command: Sequence[str], log: Path, environment: Environment = NOTHING) -> None:
        """Start one; a terminal's Ctrl-C reaches the launcher alone, which then stops all in order."""
        out = log.open("ab")
        self._logs.append(out)
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=os.environ | environment,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 -- one call of the system, and no thread runs yet
        )
        self._children.append(Child(name, process, log))

    def wait_until_answering(self, name: str, url: str) -> None:
        """Return once `url` answers anything; raise if the process ends or stays silent."""
        child = next(child for child in self._children if child.name == name)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if child.process.poll() is not None:
                raise ChildEnded(child.name, child.log)
            try:
                httpx.get(url, timeout=2.0, trust_env=False)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise CannotStart(f"The {name} does not answer at {url}; {child.log} may say why.")

    def pid(self, name: str) -> int:
        """The number of a process."""
        return next(child.process.pid for child in self._children if child.name == name)

    def require_all(self) -> None:
        """Raise ChildEnded for the first process that is no longer running."""
        for child in self._children:
            if child.process.poll() is not None:
                raise ChildEnded(child.name, child.log)

    def stop(self) -> None:
        """Ask each to end, last started first; kill what does not."""
        for child in reversed(self._children):
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        for child in reversed(self._children):
            try:
                child.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
        self._children.clear()
        for out in self._logs:
            out.close()
        self._logs.clear()


def _die_with_parent() -> None:
    """A launcher that is killed takes its processes along, so that the next one finds its ports free."""
    if LIBRARY is not None:
        LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
