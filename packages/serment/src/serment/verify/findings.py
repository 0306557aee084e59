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

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def told(findings: Sequence[Finding]) -> Iterator[str]:
    """A line for each, and below it what does not hold."""
    for finding in findings:
        yield f"  {'✓' if finding.holds else '✗'} {finding.what}"
        yield from (f"      {fault}" for fault in finding.faults[:MOST_TOLD])
        if (more := len(finding.faults) - MOST_TOLD) > 0:
            yield f"      … and {more} more"


def grouped(digest: str) -> str:
    """A hash in groups that people can compare."""
    return " ".join(digest[start : start + GROUP] for start in range(0, len(digest), GROUP))
