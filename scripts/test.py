"""Run the tests: the front end's beside the packages', then what takes a browser or a whole installation, with pytest
in several processes. With `--long`, what takes minutes each. Other arguments go to pytest; then only it runs, and in
one process.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import age
import chromium
import env
import front_end
import hsm
import nft
import trestle

ROOT = Path(__file__).resolve().parent.parent
# A file's tests share what they set up. Each process has a cluster or an installation of its own, and much of the
# packages' time goes in waiting for PostgreSQL: three of them keep two cores busy.
PACKAGES = ("packages", "--numprocesses=3", "--dist=loadfile")
# Apart, since a browser keeps an event loop running in its process, where tests of the packages run loops of their own.
# In the order of tests/conftest.py. Browsers keep two cores busy by themselves.
WHOLE = ("web/tests", "tests", "--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder")
LONG = ("-m", "long", "--dist=load", "--maxschedchunk=1")
# What modules are compiled to. Tests start hundreds of Pythons, and each would compile all it imports anew where the
# environment forbids keeping any of it; out of the way, it does no harm to whoever wants their folders without.
COMPILED = env.TOOLS / "compiled"


def main() -> int:
    """What a test needs is brought here or named; nothing is skipped in silence."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(COMPILED)
    os.environ["SERMENT_CHROMIUM"] = chromium.ensure()
    os.environ["SERMENT_SOFTHSM"] = hsm.ensure()
    os.environ["SERMENT_AGE"] = age.ensure()
    os.environ["SERMENT_NFT"] = nft.ensure()
    os.environ["SERMENT_TRESTLE"] = trestle.ensure()
    front_end.install_packages()
    arguments = sys.argv[1:]
    if arguments == ["--long"]:
        codes = {"The long tests in packages": run_pytest(*PACKAGES, *LONG)}
        return told(codes | {"The long tests of the whole": run_pytest(*WHOLE, *LONG)})
    if arguments:
        return run_pytest(*arguments)
    with ThreadPoolExecutor(1) as beside:
        front = beside.submit(front_end.run, "npm", "test", "--silent", capture=True)
        codes = {"The tests in packages": run_pytest(*PACKAGES)}
    print(front.result().stdout, file=sys.stderr)
    codes |= {"The front end's tests": front.result().returncode, "The tests in a browser": run_pytest(*WHOLE)}
    return told(codes)


def told(codes: dict[str, int]) -> int:
    """What became of each part, said; 0 where all passed."""
    for name, code in codes.items():
        print(f"{name} {'failed; see above' if code else 'passed'}.", file=sys.stderr)
    return int(any(codes.values()))


def run_pytest(*arguments: str) -> int:
    """Its exit code."""
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
