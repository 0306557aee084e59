"""Make an environment of its own for compliance-trestle, which reads our OSCAL in a test: no dependency of ours."""

import sys

import env

HOME = env.TOOLS / "trestle"
LOCK = env.LOCKED / "trestle.txt"


def ensure() -> str:
    """The path of its Python, installed from the lock on first use and whenever the lock changes."""
    marker, wanted = HOME / "requirements.txt", LOCK.read_bytes()
    if not marker.exists() or marker.read_bytes() != wanted:
        uv = env.ensure_uv()
        env.run("Installing trestle", uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(HOME))
        env.run("", uv, "pip", "sync", "--quiet", "--python", str(HOME), str(LOCK))
        marker.write_bytes(wanted)
    return str(HOME / "bin" / "python")
