"""Backups on one machine: each hand makes and restores its own, by its own command; here they are only called.

An identity is given as a folder with a file for each hand, `platform.identity` and `custodian.identity`.
"""

import argparse
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from serment import hsm, lock
from serment.configuration import CUSTODIAN_FILE, PLATFORM_FILE
from serment.errors import CannotStart
from serment.hands import CUSTODIAN_ROOMS, PLATFORM_ROOMS, Hand
from serment.places import Home

FILES = {"platform": PLATFORM_FILE, "custodian": CUSTODIAN_FILE}
PRIVATE = 0o700


def backup(home: Home, options: argparse.Namespace) -> int:
    """Let one hand or both do it, one after the other; the worst exit code."""
    given = list(_given(options, ("full", "replace", "json", "backup")))
    names = [options.hand] if options.hand else list(FILES)
    return max(_ask(home, name, ["backup", options.what, *_identity(options, name), *given]) for name in names)


def restore(home: Home, options: argparse.Namespace) -> int:
    """Let a hand restore its database; nothing may run meanwhile."""
    hand = _hand(home, options.hand)
    told = ["restore", *_given(options, ("json", "backup")), f"--identity={options.identity}"]
    source = [f"--from={options.source.resolve()}"] if options.source else []
    with lock.held(home.root):
        return _ask(home, hand.name, [*told, *source, f"--into={hand.folder / 'cluster'}"])


def _ask(home: Home, name: str, words: list[str]) -> int:
    hand = _hand(home, name)
    file = hand.folder / FILES[name]
    if not file.exists():
        raise CannotStart(
            f"{file} is missing: `serment up` writes it. For a restore, put your copy of it and of the key files there."
        )
    command = [hand.program, *words, "--config", str(file)]
    return subprocess.run(command, env=os.environ | hand.environment, check=False).returncode  # noqa: S603 -- our own


def _hand(home: Home, name: str) -> Hand:
    if name == "platform":
        return Hand(name, home.platform, PLATFORM_ROOMS)
    soft = hsm.of(home, wanted=False)
    return Hand(name, home.custodian, CUSTODIAN_ROOMS, soft.environment if soft else {})


def _identity(options: argparse.Namespace, name: str) -> list[str]:
    if not options.identity:
        return []
    folder = Path(options.identity).resolve()
    if options.what == "key":
        folder.mkdir(PRIVATE, parents=True, exist_ok=True)
    return [f"--identity={folder / f'{name}.identity'}"]


def _given(options: argparse.Namespace, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = getattr(options, name)
        if value:
            yield f"--{name}" if value is True else f"--{name}={value}"
