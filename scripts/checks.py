"""Write the table of checks in docs/operators/checks.md from their declarations; with `--check`, compare instead."""

import re
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from serment_custodian.compliance.checks import CHECKS as CUSTODIAN
from serment_kernel.checks.types import Check
from serment_platform.compliance.checks import CHECKS as PLATFORM

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/operators/checks.md"
BETWEEN = re.compile(r"(?<=<!-- made by scripts/checks.py -->\n).*(?=<!-- the end of it -->)", re.DOTALL)
HANDS: Mapping[str, Sequence[Check[Any]]] = {"platform": PLATFORM, "custodian": CUSTODIAN}
HEAD = "| check | what it says | looks at | runs, counts | refers to | by |\n| --- | --- | --- | --- | --- | --- |\n"


def main() -> int:
    """Write the page, or say that it is not what this would write."""
    page = PAGE.read_text("utf-8")
    made = BETWEEN.sub(lambda _: table(), page)
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(made, "utf-8")
        return 0
    if made == page:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is stale; scripts/checks.py writes it.")
    return 1


def table() -> str:
    """A line for each check, and who has it."""
    found = {each.id: each for checks in HANDS.values() for each in checks}
    if twice := [each.id for checks in HANDS.values() for each in checks if found[each.id] is not each]:
        raise ValueError(f"{twice} are two checks by one id")
    return HEAD + "".join(line_of(found[name]) for name in sorted(found))


def line_of(check: Check[Any]) -> str:
    """One line."""
    looks = " ".join((check.measure.__doc__ or "").split())
    by = " and ".join(name for name, checks in HANDS.items() if any(each.id == check.id for each in checks))
    runs = f"every {told(check.period)}, {told(check.fresh)}"
    refs = ", ".join(check.refs)
    return f"| {check.id} | {check.title.en} | {looks} | {runs} | {refs} | {by} |\n"


def told(time: timedelta) -> str:
    """A time as people say it."""
    minutes = int(time.total_seconds()) // 60
    if minutes % 1440 == 0:
        return f"{minutes // 1440} d"
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


if __name__ == "__main__":
    sys.exit(main())
