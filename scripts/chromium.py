"""Find Chromium for the journeys, or have the system's package manager install it."""

import os
import shutil
import sys

import system

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure() -> str:
    """The path of a Chromium that runs; without one, say which package is missing and stop with exit code 2."""
    found = find()
    if found is None:
        system.install("Chromium", "chromium")
        found = find()
    if found is None:
        print("The journeys need a browser: install the package chromium of your system.", file=sys.stderr)
        raise SystemExit(2)
    return found


def find() -> str | None:
    """The first Chromium that can tell its version; some systems carry only a stand-in of that name."""
    named = os.environ.get("SERMENT_CHROMIUM")
    paths = (shutil.which(name) for name in ((named,) if named else NAMES))
    return next((path for path in paths if path and system.succeeds(path, "--version")), None)
