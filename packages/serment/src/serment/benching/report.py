"""Keeps the last result of every measurement, and writes them down as a table and a plot.

In the folder lie `performance.json` with all results, `performance.svg`, and `performance.md`, of which the part
between two marks is written here and the rest by hand.
"""

import os
import platform
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from math import log10
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from serment.benching.figures import SHOWN, Figure, figures

RESULTS, PLOT, PAGE = "performance.json", "performance.svg", "performance.md"
BEGIN, END = "<!-- written by serment bench -->", "<!-- until here -->"
SHORT = 8
LEFT, RIGHT, ROW, TOP, BAR = 470, 330, 26, 44, 14
LEAST, MOST = 0.1, 10.0
"""The plot's two ends, as shares of an aim."""
REACHED, MISSED = "#2b6cb0", "#b7791f"


class Kept(msgspec.Struct, frozen=True):
    """A result, and where it comes from."""

    date: str
    commit: str
    machine: str
    result: dict[str, Any]


class Line(NamedTuple):
    """A figure of a result that was kept."""

    figure: Figure
    kept: Kept


def keep(folder: Path, kind: str, result: msgspec.Struct) -> None:
    """Remember this result in place of the last one of its kind, and write table and plot anew."""
    if kind not in SHOWN:
        return
    now = Kept(datetime.now(UTC).date().isoformat(), _commit(folder), _machine(), msgspec.to_builtins(result))
    kept = {**read(folder), kind: now}
    (folder / RESULTS).write_bytes(msgspec.json.format(msgspec.json.encode(kept)) + b"\n")
    lines = [Line(each, kept[name]) for name in SHOWN if name in kept for each in figures(name, kept[name].result)]
    (folder / PLOT).write_text(plot([line.figure for line in lines if line.figure.share]))
    page = folder / PAGE
    page.write_text(placed(page.read_text(), table(lines)))


def read(folder: Path) -> dict[str, Kept]:
    """The last result of each kind."""
    file = folder / RESULTS
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Kept]) if file.exists() else {}


def table(lines: Iterable[Line]) -> str:
    """All figures, with date and commit where these change."""
    rows = ["| what | measured | aim | when |", "| --- | --- | --- | --- |"]
    machines: dict[str, None] = {}
    before = ""
    for figure, kept in lines:
        when = f"{kept.date}, {kept.commit}"
        rows.append(f"| {figure.what} | {figure.value} | {figure.aim} | {when if when != before else ''} |")
        machines[kept.machine] = None
        before = when
    about = f"Server, database and load on one machine: {'; '.join(machines)}."
    picture = f"![How far each figure is from its aim]({PLOT})"
    return "\n\n".join([about, "\n".join(rows), picture])


def placed(page: str, text: str) -> str:
    """The page with this between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def plot(shown: list[Figure]) -> str:
    """A bar for each figure with an aim: how far it is from it, on a scale of powers of ten."""
    height = TOP + ROW * len(shown) + 20
    width, middle = LEFT + RIGHT + 230, LEFT + _place(1.0)
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
        'font-family="sans-serif" font-size="12">',
        "<title>How far each figure is from its aim</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" fill="#555555">a tenth of the aim</text>',
        f'<text x="{middle:.0f}" y="20" text-anchor="middle" font-weight="bold" fill="#222222">the aim</text>',
        f'<text x="{LEFT + RIGHT}" y="20" text-anchor="end" fill="#555555">ten times</text>',
    ]
    line = f'<line x1="{middle:.0f}" x2="{middle:.0f}" y1="28" y2="{height - 12}" stroke="#222222" stroke-width="1.5"/>'
    bars = [part for place, each in enumerate(shown) for part in _bar(TOP + ROW * place, each)]
    return "\n".join([*head, *bars, line, "</svg>", ""])


def _bar(y: int, figure: Figure) -> Iterator[str]:
    reached = figure.share >= 1
    long = max(2.0, _place(figure.share))
    what = figure.what.replace("`", "")
    yield f'<text x="{LEFT - 10}" y="{y + 11}" text-anchor="end" fill="#222222">{escape(what)}</text>'
    yield f'<rect x="{LEFT}" y="{y}" width="{long:.0f}" height="{BAR}" fill="{REACHED if reached else MISSED}"/>'
    said = f"{figure.value}{'' if reached else ' (short of it)'}"
    yield f'<text x="{LEFT + RIGHT + 8}" y="{y + 11}" fill="#222222">{escape(said)}</text>'


def _place(share: float) -> float:
    low, high = log10(LEAST), log10(MOST)
    return RIGHT * (log10(min(max(share, LEAST), MOST)) - low) / (high - low)


def _commit(folder: Path) -> str:
    """Of the checkout that the folder lies in, if it lies in one."""
    command = ("git", "-C", str(folder), "rev-parse", f"--short={SHORT}", "HEAD")
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 -- our own command
    except (OSError, subprocess.CalledProcessError):
        return "no commit"
    return said.strip()


def _machine() -> str:
    """Its processors and memory, in words."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    total = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    name = names[0] if names else platform.machine()
    system = platform.release().partition("-")[0]
    return f"{os.cpu_count()} processors ({name}), {int(total) / 1024**2:.0f} GiB, Linux {system}"


def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text().splitlines()
    except OSError:
        return []
