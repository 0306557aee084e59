"""Find Chromium for the journeys, or have the system's package manager install it."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The first package manager that is there decides.
INSTALLERS = {
    "apt-get": (
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"),
    ),
    "dnf": (("dnf", "install", "-y", "-q", "chromium"),),
    "zypper": (("zypper", "--non-interactive", "--quiet", "install", "chromium"),),
    "pacman": (("pacman", "-Sy", "--noconfirm", "chromium"),),
    "apk": (("apk", "add", "--quiet", "chromium"),),
}


def ensure() -> str:
    """The path of a Chromium that runs; without one, say which package is missing and stop with exit code 2."""
    found = find()
    if found is None:
        install()
        found = find()
    if found is None:
        print("The journeys need a browser: install the package chromium of your system.", file=sys.stderr)
        raise SystemExit(2)
    return found


def find() -> str | None:
    """The first Chromium that can tell its version; some systems carry only a stand-in of that name."""
    named = os.environ.get("SERMENT_CHROMIUM")
    paths = (shutil.which(name) for name in ((named,) if named else NAMES))
    return next((path for path in paths if path and succeeds(path, "--version")), None)


def install() -> None:
    """Install it where we may do so without asking for a password."""
    manager = next((name for name in INSTALLERS if shutil.which(name)), None)
    prefix = privilege()
    if manager is None or prefix is None:
        return
    print("Installing Chromium ...", flush=True)
    for command in INSTALLERS[manager]:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*prefix, *command], env=environment, stdin=subprocess.DEVNULL, check=False)


def privilege() -> tuple[str, ...] | None:
    """What to write before a command so that it runs as root; None where that is not ours to do."""
    if os.geteuid() == 0:
        return ()
    return ("sudo", "-n") if shutil.which("sudo") and succeeds("sudo", "-n", "true") else None


def succeeds(*command: str) -> bool:
    """Whether a command runs and ends well."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0
