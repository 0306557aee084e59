"""Find nft, which puts the egress rules in force in a test, or have the system's package manager install it."""

import shutil
import sys

import system

# Not on everybody's path.
FOLDERS = "/usr/sbin:/sbin"


def ensure() -> str:
    """The path of the program; without one, say which package is missing and stop with exit code 2."""
    found = find()
    if found is None:
        system.install("nft", "nftables")
        found = find()
    if found is None:
        print("The tests of the egress rules need nft: install the package nftables.", file=sys.stderr)
        raise SystemExit(2)
    return found


def find() -> str | None:
    """The path of the program, if it is there."""
    return shutil.which("nft") or shutil.which("nft", path=FOLDERS)
