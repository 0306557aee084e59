"""Install what tests need of the system, by the system's own package manager."""

import os
import shutil
import subprocess
from collections.abc import Mapping

# The first package manager that is there decides.
INSTALLERS = {
    "apt-get": (("apt-get", "update", "-qq"), ("apt-get", "install", "-qq", "-y", "--no-install-recommends")),
    "dnf": (("dnf", "install", "-y", "-q"),),
    "zypper": (("zypper", "--non-interactive", "--quiet", "install"),),
    "pacman": (("pacman", "-Sy", "--noconfirm"),),
    "apk": (("apk", "add", "--quiet"),),
}


def install(what: str, package: str, otherwise: Mapping[str, str] | None = None) -> None:
    """Install a package where we may do so without asking for a password; some systems know it by another name."""
    manager = next((name for name in INSTALLERS if shutil.which(name)), None)
    prefix = privilege()
    if manager is None or prefix is None:
        return
    print(f"Installing {what} ...", flush=True)
    name = (otherwise or {}).get(manager, package)
    *before, last = INSTALLERS[manager]
    for command in (*before, (*last, name)):
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
