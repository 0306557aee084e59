"""What a verification found, and how it is told."""

from collections.abc import Iterator, Sequence

import msgspec

GROUP = 4
# A header that is missing is missing from every file; what comes after these stands in the JSON.
MOST_TOLD = 5


class Finding(msgspec.Struct, frozen=True):
    """One thing that was checked."""

    what: str
    faults: tuple[str, ...] = ()

    reached: bool = True
    """Whether it was looked at to its end; what came to nothing before says nothing."""

    @property
    def holds(self) -> bool:
        """Whether it was looked at and nothing was found."""
        return self.reached and not self.faults


def told(findings: Sequence[Finding]) -> Iterator[str]:
    """A line for each, and below it what does not hold."""
    for finding in findings:
        yield f"  {_mark(finding)} {finding.what}{'' if finding.reached else ' (not reached)'}"
        yield from (f"      {fault}" for fault in finding.faults[:MOST_TOLD])
        if (more := len(finding.faults) - MOST_TOLD) > 0:
            yield f"      … and {more} more"


def _mark(finding: Finding) -> str:
    if finding.faults:
        return "✗"
    return "✓" if finding.reached else "–"


def grouped(digest: str) -> str:
    """A hash in groups that people can compare."""
    return " ".join(digest[start : start + GROUP] for start in range(0, len(digest), GROUP))
