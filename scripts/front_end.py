"""The front end's tools of development: its packages, and the commands of package.json."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

WEB = Path(__file__).resolve().parent.parent / "web"
sys.path.insert(0, str(WEB))
import frontend


def install_packages() -> None:
    """Install what the lock file names, with the tools of development, unless it is there already."""
    if not packages_are_current():
        print("Installing the front end's packages ...", flush=True)
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error").check_returncode()


def packages_are_current() -> bool:
    """Whether node_modules holds what the lock file asks for on every machine."""
    try:
        locked, installed = versions(WEB / "package-lock.json"), versions(WEB / "node_modules" / ".package-lock.json")
    except (OSError, ValueError):
        return False
    return all(installed.get(path) == version for path, version in locked.items())


def versions(lock: Path) -> dict[str, str]:
    """Path and version of every package, without those that only some machines need."""
    packages = cast("dict[str, dict[str, Any]]", json.loads(lock.read_text())["packages"])
    return {path: str(each["version"]) for path, each in packages.items() if path and not each.get("optional")}


def run(*words: str, capture: bool = False) -> "subprocess.CompletedProcess[str]":
    """Run a command of the front end with a usable Node."""
    node = frontend.find_node()
    if node is None:
        raise SystemExit("The front end's checks need Node 20.19 or later, and there is none on this machine.")
    return subprocess.run(
        node.command(*words),
        cwd=WEB,
        env=node.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.STDOUT if capture else None,
        text=True,
        check=False,
    )
