"""Run the tests: the front end's beside the packages', then what takes a browser or a whole installation, with pytest
in several processes. With `--long`, what takes minutes each. Other arguments go to pytest; then only it runs, and in
one process.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
# What pytest sums up at its end; a line that a test logged is no such one.
FAILED = re.compile(r"^(\x1b\[\d+m)?(FAILED|ERROR)(\x1b\[0m)? \S+(::|\.py\b)")


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
        ends = {"The long tests in packages": followed(*PACKAGES, *LONG)}
        return told(ends | {"The long tests of the whole": followed(*WHOLE, *LONG)})
    if arguments:
        return subprocess.run(pytest(*arguments), cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
    with ThreadPoolExecutor(1) as beside:
        front = beside.submit(front_end.run, "npm", "test", "--silent", capture=True)
        ends = {"The tests in packages": followed(*PACKAGES)}
    print(front.result().stdout, file=sys.stderr)
    ends |= {"The front end's tests": End(front.result().returncode), "The tests in a browser": followed(*WHOLE)}
    return told(ends)


@dataclass(frozen=True)
class End:
    """How a part ended: its exit code, and the lines in which pytest sums up what failed."""

    code: int
    failed: Sequence[str] = ()


def told(ends: dict[str, End]) -> int:
    """What became of each part, said, with what failed in it: a long output may be cut above. 0 where all passed."""
    for name, end in ends.items():
        print(f"{name} {'failed; see above' if end.code else 'passed'}.", *end.failed, sep="\n", file=sys.stderr)
    return int(any(end.code for end in ends.values()))


def pytest(*arguments: str) -> list[str]:
    """A command line of pytest."""
    return [sys.executable, "-m", "pytest", *arguments]


def followed(*arguments: str) -> End:
    """Run pytest, show what it says, and keep what failed."""
    failed: list[str] = []
    command = pytest(f"--color={'yes' if sys.stdout.isatty() else 'no'}", *arguments)
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            failed += [line.rstrip()] if FAILED.search(line) else []
    return End(process.returncode, failed)


if __name__ == "__main__":
    sys.exit(main())
