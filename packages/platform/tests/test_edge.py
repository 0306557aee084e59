"""What every request meets at the edge of a running platform: headers, CORS, unknown addresses, a discreet log."""

import time
from pathlib import Path

import pytest

from .installation import APP, Installed
from .people import Somebody, code

LOG_SECONDS = 10.0


def text_up_to(log: Path, last: str) -> str:
    """What a log says once this is in it: a line is written after its answer has left."""
    deadline = time.monotonic() + LOG_SECONDS
    while last not in (text := log.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return text


class TestEdge:
    def test_is_there(self, platform: Installed) -> None:
        answer = platform.http.get("/health")
        assert (answer.status_code, answer.content) == (204, b"")
        assert "set-cookie" not in answer.headers
        assert "server" not in answer.headers
        assert answer.headers["referrer-policy"] == "no-referrer"

    @pytest.mark.parametrize(("method", "path"), [("GET", "/v1/nowhere"), ("GET", "/v2"), ("POST", "/v1/log")])
    def test_knows_no_other_address(self, platform: Installed, method: str, path: str) -> None:
        answer = platform.http.request(method, path)
        assert code(answer) == (404, "not_found")
        assert answer.headers["content-type"] == "application/problem+json"

    def test_refuses_another_method(self, platform: Installed) -> None:
        assert code(platform.http.delete("/v1/vault")) == (405, "method_not_allowed")

    def test_only_the_app_may_read_across_origins(self, platform: Installed) -> None:
        asking = {"access-control-request-method": "PUT", "access-control-request-headers": "authorization"}
        allowed = platform.http.options("/v1/vault", headers={"origin": APP, **asking})
        assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (204, APP)
        assert platform.http.options("/v1/vault", headers={"origin": "http://evil.test", **asking}).status_code == 403
        refused = platform.http.get("/v1/vault", headers={"origin": APP})
        assert refused.headers["access-control-allow-origin"] == APP

    def test_its_log_has_patterns_and_no_value(self, platform: Installed) -> None:
        zoe = Somebody(platform).open()
        platform.ask("GET", f"/practices/{zoe.account}?word=secret", session=zoe.session)
        platform.ask("GET", f"/nowhere/{zoe.account}", session=zoe.session)
        platform.ask("GET", "/log/tile/0/000.p/1")
        text = text_up_to(platform.config.parent / "platform.log", "GET /v1/log/tile/{place} ")
        assert "GET /v1/practices/{practice} 404" in text
        assert "GET /v1/log/tile/{place} " in text
        assert "GET (none) 404" in text
        for value in (zoe.account, zoe.session, "secret", "127.0.0.1", "Traceback"):
            assert value not in text
