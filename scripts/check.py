"""Run every check that needs no running service; name on the command line those you want, for a part of them."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import front_end

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON_SOURCES = ("conftest.py", "packages", "web", "tests", "scripts", "protocol", "benchmarks")


class Outcome(NamedTuple):
    """How one check ended."""

    name: str
    passed: bool
    output: str
    seconds: float


Run = Callable[[], "subprocess.CompletedProcess[str]"]


def main() -> int:
    """Run the checks two at a time and report each as it ends."""
    front_end.install_packages()
    wanted = sys.argv[1:] or list(CHECKS)
    if unknown := [name for name in wanted if name not in CHECKS]:
        print(f"There is no check {', '.join(unknown)}; there are {', '.join(CHECKS)}.", file=sys.stderr)
        return 2
    with ThreadPoolExecutor(2) as pool:
        passed = [report(outcome) for outcome in pool.map(perform, wanted)]
    return 0 if all(passed) else 1


def perform(name: str) -> Outcome:
    """Run one check and take its time."""
    started = time.monotonic()
    done = CHECKS[name]()
    return Outcome(name, done.returncode == 0, done.stdout or "", time.monotonic() - started)


def report(outcome: Outcome) -> bool:
    """One line for what is well; everything it said for what is not."""
    if not outcome.passed:
        print(outcome.output.rstrip())
    print(f"{'ok    ' if outcome.passed else 'FAILED'} {outcome.name:10} {outcome.seconds:5.1f} s", flush=True)
    return outcome.passed


def command(*words: str) -> Run:
    """A check that is a command of the environment."""

    def run() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(BIN / words[0]), *words[1:]],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    return run


def svelte() -> "subprocess.CompletedProcess[str]":
    """Types and accessibility warnings of the components."""
    return front_end.run("npm", "run", "--silent", "check", capture=True)


def officers_page() -> "subprocess.CompletedProcess[str]":
    """Types of the officers' page, which is plain JavaScript and belongs to the custodian."""
    compiler, project = "node_modules/typescript/bin/tsc", "../packages/custodian/tsconfig.json"
    return front_end.run("node", compiler, "--project", project, capture=True)


def sources() -> list[str]:
    """The files and folders with Python that exist."""
    return [name for name in PYTHON_SOURCES if (ROOT / name).exists()]


CHECKS: dict[str, Run] = {
    "types": command("basedpyright"),
    "svelte": svelte,
    "officers": officers_page,
    "lint": command("ruff", "check", "--quiet", *sources()),
    "format": command("ruff", "format", "--check", "--quiet", *sources()),
    "imports": command("lint-imports", "--no-logo", "--no-cache"),
    "vectors": command("python", "protocol/generate.py", "--check"),
    "readers": command("python", "scripts/readers.py", "--check"),
    "checks": command("python", "scripts/checks.py", "--check"),
    "documents": command("python", "scripts/documents.py"),
}


if __name__ == "__main__":
    sys.exit(main())
