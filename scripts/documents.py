"""Check the documents: what they link to exists, the paths they name exist, and the commands they name are commands.

And no two files that are counted, decisions or migrations, have one number.
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
MAKE = re.compile(r"^(?:\$ )?make ([a-z-]+)", re.MULTILINE)
COUNTED = ("docs/decisions/[0-9]*.md", "packages/*/src/*/migrations/[0-9]*.sql")
FOLDERS = ("packages/", "web/", "tests/", "scripts/", "protocol/", "benchmarks/", "deploy/", "docs/", "requirements/")


def main() -> int:
    """Print every fault with its file, and fail if there is one."""
    faults = [fault for path in documents() for fault in faults_of(path)]
    faults += [f"{where}: more than one file has the number {number}." for where, number in counted_twice()]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def counted_twice() -> list[tuple[str, str]]:
    """Each folder and number that two of its files have; branches that land one after the other take the same one."""
    found = Counter((path.parent, path.name[:4]) for pattern in COUNTED for path in ROOT.glob(pattern))
    return [(str(folder.relative_to(ROOT)), number) for (folder, number), times in found.items() if times > 1]


def documents() -> list[Path]:
    """Every document in the repository."""
    listed = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def faults_of(path: Path) -> Iterator[str]:
    """What is wrong with one document."""
    text = path.read_text("utf-8")
    where = path.relative_to(ROOT)
    prose = FENCE.sub("", text)
    for target in LINK.findall(prose):
        if not is_elsewhere(target) and not exists(path, target):
            yield f"{where}: links to {target}, which does not exist."
    for named in CODE.findall(prose):
        # A test is named as path::name.
        if named.startswith(FOLDERS) and is_plain(named) and not (ROOT / named.partition("::")[0]).exists():
            yield f"{where}: names {named}, which does not exist."
    code = "\n".join((*CODE.findall(prose), *FENCE.findall(text)))
    yield from (f"{where}: says make {name}, which is no command." for name in set(MAKE.findall(code)) - targets())


def is_elsewhere(target: str) -> bool:
    """Whether a link leaves the repository or stays on its page."""
    return target.startswith(("http://", "https://", "mailto:", "#"))


def exists(document: Path, target: str) -> bool:
    """Whether the file a link names is there."""
    return (document.parent / target.partition("#")[0]).exists()


def is_plain(code: str) -> bool:
    """Whether a piece of code is a path and not a pattern or a command."""
    return not set(code) & set(" *<>{}…$")


def targets() -> set[str]:
    """The commands of the Makefile."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


if __name__ == "__main__":
    sys.exit(main())
