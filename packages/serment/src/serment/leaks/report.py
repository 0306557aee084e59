"""What the rounds found, as JSON for programs and as sentences for people."""

import msgspec

from serment.leaks.static import Read


class Round(msgspec.Struct, frozen=True):
    """One round through every page."""

    policy: bool
    """Whether answers kept their Content-Security-Policy."""
    pages: int
    requests: int
    reached: list[str]
    """Foreign hosts that the proxy was asked for."""
    of_the_browser: list[str]
    """Hosts of the browser's maker, which it asks for from a blank page too; a page's own would stand in `attempts`."""
    attempts: list[str]
    violations: list[str]
    """Reports of the policy, and events of it in pages and workers."""
    cookies: list[str]
    canaries: list[str]
    """Which canary was seen where, never its value."""
    proxy_log: str
    """SHA-256 over every request and every foreign host, in their order."""

    @property
    def ok(self) -> bool:
        """Whether nobody was told anything."""
        return not (self.reached or self.attempts or self.violations or self.cookies or self.canaries)


class Shipped(msgspec.Struct, frozen=True):
    """What the texts say that browsers are handed."""

    files: int
    findings: list[str]


class Kept(msgspec.Struct, frozen=True):
    """What the servers kept of it: tables, files of the clusters, logs."""

    tables: int
    rows: int
    files: int
    bytes: int
    canaries: list[str]


class Report(msgspec.Struct, frozen=True):
    """The whole result."""

    ok: bool
    rounds: list[Round]
    shipped: Shipped
    kept: Kept
    sabotaged: bool


def make(rounds: list[Round], read: Read, kept: Kept, *, sabotaged: bool) -> Report:
    """Everything together."""
    shipped = Shipped(read.files, [f"{finding.what} in {finding.file}" for finding in read.findings])
    ok = all(each.ok for each in rounds) and not shipped.findings and not kept.canaries
    return Report(ok, rounds, shipped, kept, sabotaged)


def tell(report: Report) -> str:
    """The result in sentences."""
    lines = [line for each in report.rounds for line in _told(each)]
    shipped, kept = report.shipped, report.kept
    lines += [
        f"{shipped.files} files that browsers are handed, read as text:",
        *_found(shipped.findings, "no hint, beacon, WebRTC, cookie or address of somebody else"),
        "",
        f"Both servers: {kept.tables} tables with {kept.rows} rows, {kept.files} files, {kept.bytes >> 20} MiB:",
        *_found(kept.canaries, "no searched word and no canary"),
        "",
    ]
    verdict = "Nothing leaks." if report.ok else "SOMETHING LEAKS."
    return "\n".join([*lines, f"{verdict}{' (This run was sabotaged on purpose.)' if report.sabotaged else ''}"])


def _told(each: Round) -> list[str]:
    how = "as it is published" if each.policy else "with its Content-Security-Policy taken out"
    return [
        f"{each.pages} pages, {each.requests} requests, {how}:",
        *_found(each.reached, "no foreign host was reached", "reached "),
        *_found(each.attempts, "none was tried", "tried "),
        *_found(each.violations, "the policy had nothing to stop", "the policy stopped "),
        *_found(each.cookies, "no cookie", "cookie "),
        *_found(each.canaries, "no word of a search in addresses, titles, headers or storage"),
        "",
    ]


def _found(places: list[str], nothing: str, before: str = "") -> list[str]:
    return [f"  ✗ {before}{place}" for place in places] if places else [f"  ✓ {nothing}"]
