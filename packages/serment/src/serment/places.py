"""Where a one-machine installation keeps what belongs to whom, and on which ports it listens."""

import errno
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from serment.errors import CannotStart


class Ports(NamedTuple):
    """The TCP ports of the three parts, and of the demonstration's mailbox (page and SMTP)."""

    platform: int = 8000
    custodian: int = 8001
    app: int = 8002
    mailbox: int = 8003
    smtp: int = 8025


class Origins(NamedTuple):
    """The public origin of each part: scheme, host and port, no path."""

    platform: str
    custodian: str
    app: str


class Home(NamedTuple):
    """The folders below the data folder: one for each hand, each 0700."""

    root: Path

    @property
    def platform(self) -> Path:
        """The platform's cluster, configuration, keys and logs."""
        return self.root / "platform"

    @property
    def custodian(self) -> Path:
        """The custodian's cluster, configuration, keys and logs."""
        return self.root / "custodian"

    @property
    def publisher(self) -> Path:
        """The publisher's configuration and installation.json."""
        return self.root / "publisher"

    @property
    def mailbox(self) -> Path:
        """Mail of the demonstration: it belongs to the recipients."""
        return self.root / "mailbox"

    @property
    def demo(self) -> Path:
        """Who the fictitious people are and how they sign in."""
        return self.root / "demo"

    def prepare(self) -> None:
        """Create the folders, or say why not."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            for folder in (self.platform, self.custodian, self.publisher, self.mailbox, self.demo):
                folder.mkdir(mode=0o700, exist_ok=True)
                _close(folder)
        except OSError as error:
            raise CannotStart(
                f"Cannot write in {self.root}: {error.strerror}. Choose another folder with --data."
            ) from error
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise CannotStart(f"Cannot write in {self.root}. Choose another folder with --data.")


def _close(folder: Path) -> None:
    """Keep others out of a folder that was there before; somebody else's would show them every key."""
    if folder.stat().st_uid != os.geteuid():
        raise CannotStart(f"{folder} is somebody else's. Choose another folder with --data.")
    folder.chmod(0o700)


def origins(ports: Ports, given: Mapping[str, str | None]) -> Origins:
    """The public origins: as given by --public-url options, else localhost."""
    return Origins(
        given.get("platform") or f"http://localhost:{ports.platform}",
        given.get("custodian") or f"http://localhost:{ports.custodian}",
        given.get("app") or f"http://localhost:{ports.app}",
    )


def require_free(host: str, ports: Ports) -> None:
    """Raise CannotStart for the first port that something else holds."""
    for option, port in ports._asdict().items():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CannotStart(_why(host, port, option, error)) from error


def _why(host: str, port: int, option: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken. Stop what uses it, or choose another with --{option}-port."
    return f"Cannot listen on {host}:{port} ({error.strerror}). Choose another with --{option}-port or --host."


def free_ports(host: str = "127.0.0.1") -> Ports:
    """Ports that are free now, for a temporary installation."""
    held = [socket.socket() for _ in Ports._fields]
    try:
        for one in held:
            one.bind((host, 0))
        return Ports(*(int(one.getsockname()[1]) for one in held))
    finally:
        for one in held:
            one.close()
