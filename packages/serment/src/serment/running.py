"""Tells other commands how the installation of a data folder runs now."""

from pathlib import Path

import msgspec

from serment import toml
from serment.configuration import Settings
from serment.errors import CannotStart, OfficersVouch
from serment.places import Home, Origins, Ports

FILE = "running.json"


class Running(msgspec.Struct, frozen=True):
    """The settings, without the folder they lie in."""

    host: str
    ports: Ports
    origins: Origins
    behind_proxy: bool
    demo: bool
    nudge_seconds: float
    witnesses: tuple[str, ...] = ()


def announce(settings: Settings) -> None:
    """Write down how it runs."""
    how = Running(
        settings.host,
        settings.ports,
        settings.origins,
        settings.behind_proxy,
        settings.demo,
        settings.nudge_seconds,
        settings.witnesses,
    )
    toml.write_private(settings.home.root / FILE, msgspec.json.encode(how).decode() + "\n")


def withdraw(settings: Settings) -> None:
    """It runs no more."""
    (settings.home.root / FILE).unlink(missing_ok=True)


def is_running(folder: Path) -> bool:
    """Whether something runs on this folder."""
    return (folder / FILE).exists()


def found(folder: Path) -> Settings:
    """The settings of what runs on this folder."""
    try:
        how = msgspec.json.decode((folder / FILE).read_bytes(), type=Running)
    except (OSError, msgspec.MsgspecError) as error:
        raise CannotStart(f"No `serment up` runs on {folder}. Start one, or use --fresh.") from error
    rest = (how.host, how.ports, how.origins, how.behind_proxy, how.demo, how.nudge_seconds, how.witnesses)
    return Settings(Home(folder), *rest)


def found_demo(folder: Path) -> Settings:
    """The same, for a command that makes a practice and books there: only a demonstration vouches for it at once."""
    settings = found(folder)
    if not settings.demo:
        raise OfficersVouch(folder)
    return settings
