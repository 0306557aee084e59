"""Run the tests: the front end's, then everything else with pytest, in two processes. Arguments go to pytest; then only
it runs, and in one process.
"""

import os
import subprocess
import sys
from pathlib import Path

import chromium
import front_end
import hsm

ROOT = Path(__file__).resolve().parent.parent
# Each process has an installation of its own: what the journeys take is mostly waiting.
TOGETHER = ("--numprocesses=2", "--dist=loadfile")


def main() -> int:
    """What a test needs is brought here or named; nothing is skipped in silence."""
    os.environ["SERMENT_CHROMIUM"] = chromium.ensure()
    os.environ["SERMENT_SOFTHSM"] = hsm.ensure()
    front_end.install_packages()
    arguments = sys.argv[1:]
    failed = 0 if arguments else front_end.run("npm", "test", "--silent").returncode
    command = [sys.executable, "-m", "pytest", *(arguments or TOGETHER)]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if failed:
        print("The front end's tests failed; see above.", file=sys.stderr)
    return done.returncode or failed


if __name__ == "__main__":
    sys.exit(main())
