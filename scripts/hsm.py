"""Find SoftHSM, the HSM of the custodian's tests, or have the system's package manager install it."""

import sys

import system

from serment_kernel import softhsm


def ensure() -> str:
    """The path of its module; without one, say which package is missing and stop with exit code 2."""
    found = softhsm.find()
    if found is None:
        system.install("SoftHSM", "softhsm", {"apt-get": "softhsm2"})
        found = softhsm.find()
    if found is None:
        print("The custodian's tests need SoftHSM: install the package softhsm2 or softhsm.", file=sys.stderr)
        raise SystemExit(2)
    return found
