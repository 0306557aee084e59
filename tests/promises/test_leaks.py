"""`serment prove leaks`, both ways: nobody is told anything, and where somebody is, it is seen."""

import json
import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from serment.leaks.places import ROOMS
from serment.leaks.static import FORBIDDEN, read_shipped, read_text

HELD, BROKEN, WRONG = 0, 1, 2
PIXEL = "http://pixel.tracker.example"


def prove(*options: str, code: int) -> dict[str, Any]:
    """The JSON of a proof that ended with this code."""
    command = [str(Path(sysconfig.get_path("scripts")) / "serment"), "prove", "leaks", "--json", *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr + done.stdout
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_nobody_is_told_anything_with_the_policy_or_without() -> None:
    report = prove("--fresh", code=HELD)
    published, bare = report["rounds"]
    assert (published["policy"], bare["policy"]) == (True, False)
    for each in (published, bare):
        told = ("reached", "attempts", "violations", "cookies", "canaries")
        assert [each[name] for name in told] == [[]] * len(told)
        # It looked at something.
        assert each["pages"] > len(ROOMS) + 15
        assert each["requests"] > 300
    assert report["shipped"]["findings"] == report["kept"]["canaries"] == []
    assert report["shipped"]["files"] > 50
    assert report["kept"]["tables"] > 50


def test_a_pixel_is_seen_whatever_the_policy_says_and_a_search_that_a_log_keeps() -> None:
    report = prove("--sabotage=pixel", "--sabotage=query", code=BROKEN)
    published, bare = report["rounds"]
    assert published["reached"] == []
    assert any(PIXEL in each for each in published["violations"])
    assert bare["reached"] == [PIXEL]
    assert any(each.startswith(PIXEL) for each in bare["attempts"])
    (kept,) = report["kept"]["canaries"]
    assert kept.endswith("/platform/platform.log")
    assert (published["canaries"], bare["canaries"]) == ([], [])


def test_every_route_of_the_app_is_visited(root: Path) -> None:
    table = (root / "web/src/router/routes.ts").read_text(encoding="utf-8")
    table = table[table.index("const table") : table.index("];", table.index("const table"))]
    patterns = re.findall(r'^  \["([^"]*)", "', table, re.MULTILINE)
    assert sorted(patterns) == sorted(room.pattern for room in ROOMS)


def test_nothing_is_shipped_that_a_browser_without_a_screen_would_hide() -> None:
    assert read_shipped().findings == ()


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a hint to look up or open another host", '<link rel="dns-prefetch" href="/x">'),
        ("a hint to look up or open another host", "<link rel=preconnect>"),
        ("speculation rules", '<script type="speculationrules">{}</script>'),
        ("a prefetch", "<link rel='prefetch' href='/next'>"),
        ("a beacon", "navigator.sendBeacon('/x', words)"),
        ("a link that tells a third party of the click", '<a href="/x" ping="/y">'),
        ("WebRTC", "new RTCPeerConnection({})"),
        ("a cookie", "document.cookie = 'a=b'"),
        ("an address of somebody else", '<script src="//cdn.example/x.js">'),
        ("an address of somebody else", "fetch(`https://metrics.example/p`)"),
        ("an address of somebody else", "a{background:url(https://cdn.example/a.png)}"),
        ("an address of somebody else", '<a href="https://example.org/">'),
    ],
)
def test_each_thing_that_may_not_be_shipped_is_found(what: str, text: str) -> None:
    assert what in FORBIDDEN
    assert what in {finding.what for finding in read_text("page.html", text)}


@pytest.mark.parametrize(
    "text", ['<svg xmlns="http://www.w3.org/2000/svg">', '<a href="/praticien/1">', "fetch(`${platform}/v1/search`)"]
)
def test_what_is_ours_or_only_a_name_is_not(text: str) -> None:
    assert list(read_text("page.html", text)) == []


def test_a_sabotage_of_the_other_proof_is_wrong_usage() -> None:
    for what, sabotage in (("leaks", "canary"), ("promises", "pixel")):
        command = [str(Path(sysconfig.get_path("scripts")) / "serment"), "prove", what, f"--sabotage={sabotage}"]
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode, b"breaks nothing" in done.stderr) == (WRONG, True)
