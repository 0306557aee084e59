"""Find age, which opens the paper kit's file in a test, or have the system's package manager install it."""

import shutil
import sys

import system


def ensure() -> str:
    """The path of the program; without one, say which package is missing and stop with exit code 2."""
    found = shutil.which("age")
    if found is None:
        system.install("age", "age")
        found = shutil.which("age")
    if found is None:
        print("The tests of the paper kit need age: install the package age.", file=sys.stderr)
        raise SystemExit(2)
    return found
