"""Find wrk, which sends the load of large benchmarks, or have the system's package manager install it.

Without it a client of our own sends the load, and takes more of the processors for it.
"""

import shutil

import system


def ensure() -> str:
    """The path of the program, or what takes its place."""
    if shutil.which("wrk") is None:
        system.install("wrk", "wrk")
    return shutil.which("wrk") or "no wrk: benchmarks send their load by themselves"
