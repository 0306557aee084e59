"""The table and the plot of measurements: every figure is written, and what is written by hand stays."""

from pathlib import Path
from xml.etree.ElementTree import fromstring

import msgspec

from serment.bench_agenda import AgendaResult
from serment.bench_booking import BookingResult
from serment.bench_evidence import EvidenceResult
from serment.bench_search import AvailabilityResult, Case, SearchResult
from serment.bench_surge import SurgeResult
from serment.benching.at_rest import AtRest, Watched, Weight
from serment.benching.report import BEGIN, END, PAGE, PLOT, RESULTS, keep, placed, read
from serment.benching.week import Painted

BOOKING = BookingResult(
    1234.5, 20.0, 60.0, 1000.0, 1.2, 0, 0, 0.01, "wrk", 24690, 0, False, 0, 0.9, 0.6, 300_000, 32, 2, 20.0
)
SURGE = SurgeResult(200.0, 1999.0, 203.0, 1.015, 0.98, 0.4, 40_000, 0, 0, 0.6, 0.1, 0.2, 300_000, 64, 2, 20.0)
AVAILABILITY = AvailabilityResult(700.0, 1500.0, 4.0, 9.0, 30_000.0, 0.05, 0.5, 0.2, 0.03, 300_000, 8, "wrk")
SEARCH = SearchResult(
    [Case("name as it is typed", people, 900.0, 5.0, 40.0, 1.0, 0.5, 0.02, 0, 0.1) for people in (3000, 300_000)],
    {"name as it is typed": 0.12},
    "wrk",
    8,
)
AGENDA = AgendaResult(10, 300, 900_000, 40.0, 12.0, 2000.0, 200.0, Painted("Chromium 156.0.1", 900.0, 250.0, 90.0))
CHECKS = AtRest(0.25, 0.125, 0.1, (Weight("platform", "C25", 20.0, 3600.0),), Watched(60.0, 1.5, 1.0))
EVIDENCE = EvidenceResult(900.0, 700.0, 8, 1000.0, 12.0, 240.0, 100_000, 900.0, 10_000, 70.0, 20.0, 840.0, CHECKS)
HAND = "# Where the time goes\n\nWritten by hand.\n"


def test_every_result_has_its_lines(tmp_path: Path) -> None:
    (tmp_path / PAGE).write_text(f"{HAND}\n{BEGIN}\nold\n{END}\nMore by hand.\n")
    results: dict[str, msgspec.Struct] = {
        "booking": BOOKING,
        "surge": SURGE,
        "availability": AVAILABILITY,
        "search": SEARCH,
        "agenda": AGENDA,
        "evidence": EVIDENCE,
    }
    for kind, result in results.items():
        keep(tmp_path, kind, result)
    page = (tmp_path / PAGE).read_text()
    assert page.startswith(HAND)
    assert page.endswith("More by hand.\n")
    assert "old" not in page
    for said in (
        "1,234/s",
        "203/s",
        "1,500/s",
        "1.20 times",
        "40.0 ms, 5.0 ms, 900/s",
        "1.50, 1.50 ms (10%, 10%)",
        "power 0.12",
        "250 ms",
        "240 s, 70 MB",
        "0.25 %, 0.12 %",
        "no commit",
    ):
        assert said in page
    assert set(read(tmp_path)) == set(results)
    drawn = fromstring((tmp_path / PLOT).read_text())  # noqa: S314 -- written a moment ago
    texts = [each.text or "" for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert sum("short of it" in text for text in texts) == 2
    assert "under 20 ms" in page


def test_a_new_result_replaces_the_last_of_its_kind(tmp_path: Path) -> None:
    (tmp_path / PAGE).write_text(f"{BEGIN}{END}")
    for rate in (1000.0, 2000.0):
        keep(tmp_path, "availability", msgspec.structs.replace(AVAILABILITY, per_second=rate))
    assert read(tmp_path)["availability"].result["per_second"] == 2000.0
    assert "1,000/s" not in (tmp_path / PAGE).read_text()


def test_what_belongs_to_no_country_is_not_kept(tmp_path: Path) -> None:
    keep(tmp_path, "waits", AVAILABILITY)
    assert not (tmp_path / RESULTS).exists()


def test_a_page_without_marks_gets_them_at_its_end() -> None:
    assert placed(HAND, "new") == f"{HAND}{BEGIN}\n\nnew\n\n{END}"
