"""Logs without people: whatever is asked, no log of any part has a query, an address, an agent or an identifier."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx

from serment.configuration import Settings

CANARY = "zq-canari-4711"
IDENTIFIER = "ab" * 32
ADDRESS = "203.0.113.77"
HEADERS = {
    "user-agent": f"agent {CANARY}",
    "referer": f"https://{CANARY}.example/",
    "x-forwarded-for": ADDRESS,
    "authorization": f"Bearer {CANARY}",
}
LONG_HEX = re.compile(r"\b[0-9a-f]{16,}\b")
IPV4 = re.compile(r"\b(\d{1,3}\.){3}\d{1,3}\b")
ACCESS = re.compile(r" (GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|\(other\)) ")


def logs(installation: Settings) -> Iterator[Path]:
    """Everything that a service wrote beside its database."""
    home = installation.home
    for folder in (home.platform, home.custodian, home.publisher):
        yield from folder.glob("*.log")


def test_no_log_tells_of_people(http: httpx.Client, installation: Settings) -> None:
    origins = installation.origins
    for origin in (origins.platform, origins.custodian, origins.app):
        for path in ("/", f"/v1/appointments/{IDENTIFIER}", f"/{CANARY}", f"/praticien/{IDENTIFIER[:32]}"):
            http.get(origin + path, params={"q": CANARY}, headers=HEADERS)
        http.request(CANARY.upper(), origin, headers=HEADERS)
    search = {"specialty": "", "name": CANARY, "place": "", "radius_km": 20, "from": "", "language": "", "sector": ""}
    http.post(f"{origins.platform}/v1/search", json={**search, "sort": "soonest", "page": 1}, headers=HEADERS)
    http.post(f"{origins.custodian}/v1/codes", json={"email": f"{CANARY}@x.example", "language": "fr"}, headers=HEADERS)
    http.post(f"{origins.custodian}/v1/codes", content=CANARY.encode(), headers=HEADERS)

    for log in logs(installation):
        text = log.read_text(encoding="utf-8")
        assert CANARY not in text.lower(), log
        assert ADDRESS not in text, log
        for line in filter(ACCESS.search, text.splitlines()):
            assert not IPV4.search(line), line
            assert not LONG_HEX.search(line), line
            assert "?" not in line, line
            assert "@" not in line, line


def test_requests_are_logged_by_their_pattern(http: httpx.Client, installation: Settings) -> None:
    http.get(f"{installation.origins.platform}/v1/appointments/{IDENTIFIER}")
    text = (installation.home.platform / "platform.log").read_text(encoding="utf-8")
    assert "GET /v1/appointments/{appointment} 404" in text


def test_postgresql_logs_no_statement(installation: Settings) -> None:
    for hand in (installation.home.platform, installation.home.custodian):
        settings = (hand / "cluster" / "pgdata" / "postgresql.conf").read_text()
        assert "log_statement = 'none'" in settings
        text = (hand / "cluster" / "postgresql.log").read_text()
        assert "STATEMENT" not in text
        assert "DETAIL" not in text
