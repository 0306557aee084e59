"""Headers of every kind of answer of the three origins; CORS for exactly one origin, without credentials; no cookie."""

from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest

from serment.configuration import Settings

UNKNOWN = "0" * 64
HUGE = b'{"query":"' + b"x" * 600_000 + b'"}'
JSON = {"content-type": "application/json"}


class Ask(NamedTuple):
    """A request, and the status that it gets."""

    part: str
    method: str
    path: str
    status: int
    body: bytes = b""


ASKS = (
    Ask("platform", "GET", "/", 200),
    Ask("platform", "GET", "/en/", 200),
    Ask("platform", "GET", "/static/site.css", 200),
    Ask("platform", "GET", "/health", 204),
    Ask("platform", "GET", "/v1/specialties", 200),
    Ask("platform", "GET", "/v1/log/checkpoint", 200),
    Ask("platform", "GET", "/v1/vault", 401),
    Ask("platform", "GET", f"/v1/appointments/{UNKNOWN}", 404),
    Ask("platform", "GET", "/nowhere", 404),
    Ask("platform", "POST", "/v1/search", 400, b"{"),
    Ask("platform", "POST", "/v1/names", 413, HUGE),
    Ask("platform", "POST", "/health", 405),
    Ask("custodian", "GET", "/health", 204),
    Ask("custodian", "GET", "/v1/keys", 200),
    Ask("custodian", "GET", "/officers", 200),
    Ask("custodian", "GET", "/v1/officers/overview", 401),
    Ask("custodian", "GET", "/v1/log/checkpoint", 200),
    Ask("custodian", "POST", "/v1/tokens", 401, b'{"purpose":"booking","key_id":"","blinded":[]}'),
    Ask("custodian", "POST", "/v1/codes", 400, b"{"),
    Ask("custodian", "POST", "/v1/codes", 413, HUGE),
    Ask("custodian", "GET", "/nowhere", 404),
    Ask("app", "GET", "/", 200),
    Ask("app", "GET", "/installation.json", 200),
    Ask("app", "GET", "/nowhere", 404),
    Ask("app", "POST", "/", 405),
)
ON_EVERY_ANSWER = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "x-dns-prefetch-control": "off",
}
DENIED = ("geolocation", "microphone", "payment", "usb", "browsing-topics", "attribution-reporting")


def origin_of(installation: Settings, part: str) -> str:
    """The address of a part."""
    return str(getattr(installation.origins, part))


def ask(http: httpx.Client, installation: Settings, one: Ask, **headers: str) -> httpx.Response:
    """The answer, which has the status that was foreseen."""
    url = origin_of(installation, one.part) + one.path
    answer = http.request(one.method, url, content=one.body or None, headers={**JSON, **headers})
    assert answer.status_code == one.status, answer.text
    return answer


def directives(answer: httpx.Response) -> dict[str, str]:
    """The content security policy, by directive."""
    policy = answer.headers["content-security-policy"]
    parts = (part.strip().partition(" ") for part in policy.split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("one", ASKS, ids=lambda one: f"{one.part} {one.method} {one.path[:24]} {one.status}")
class TestEveryAnswer:
    def test_carries_the_headers(self, http: httpx.Client, installation: Settings, one: Ask) -> None:
        answer = ask(http, installation, one)
        for name, value in ON_EVERY_ANSWER.items():
            assert answer.headers[name] == value, name
        assert all(f"{feature}=()" in answer.headers["permissions-policy"] for feature in DENIED)
        assert answer.headers["cross-origin-resource-policy"] in {"same-origin", "cross-origin"}
        # Over plain HTTP browsers ignore it; behind TLS it is there (test_nginx).
        assert "strict-transport-security" not in answer.headers

    def test_forbids_whatever_is_not_named(self, http: httpx.Client, installation: Settings, one: Ask) -> None:
        policy = directives(ask(http, installation, one))
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["base-uri"] == "'none'"
        allowed = " ".join(policy.values())
        assert "unsafe-inline" not in allowed
        assert "'unsafe-eval'" not in allowed
        assert "*" not in allowed

    def test_sets_no_cookie_and_names_no_server(self, http: httpx.Client, installation: Settings, one: Ask) -> None:
        answer = ask(http, installation, one)
        assert "set-cookie" not in answer.headers
        assert "server" not in answer.headers
        assert not http.cookies

    def test_is_shared_with_the_app_alone(self, http: httpx.Client, installation: Settings, one: Ask) -> None:
        for stranger in ("https://evil.example", "null", f"{installation.origins.app}.evil.example"):
            assert "access-control-allow-origin" not in ask(http, installation, one, origin=stranger).headers
        answer = ask(http, installation, one, origin=installation.origins.app)
        expected = None if one.part == "app" else installation.origins.app
        assert answer.headers.get("access-control-allow-origin") == expected
        assert "access-control-allow-credentials" not in answer.headers
        if one.part != "app":
            assert "origin" in answer.headers["vary"].lower()


class TestPreflight:
    @pytest.mark.parametrize("part", ["platform", "custodian"])
    def test_lets_the_app_ask(self, http: httpx.Client, installation: Settings, part: str) -> None:
        answer = self.preflight(http, installation, part, installation.origins.app)
        assert answer.is_success
        assert answer.headers["access-control-allow-origin"] == installation.origins.app
        assert "authorization" in answer.headers["access-control-allow-headers"].lower()
        assert "access-control-allow-credentials" not in answer.headers

    @pytest.mark.parametrize("part", ["platform", "custodian"])
    def test_lets_nobody_else(self, http: httpx.Client, installation: Settings, part: str) -> None:
        answer = self.preflight(http, installation, part, "https://evil.example")
        assert "access-control-allow-origin" not in answer.headers
        assert "access-control-allow-methods" not in answer.headers

    @staticmethod
    def preflight(http: httpx.Client, installation: Settings, part: str, origin: str) -> httpx.Response:
        wanted = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
        return http.options(f"{origin_of(installation, part)}/v1/anything", headers={"origin": origin, **wanted})


class TestTheApp:
    def test_speaks_to_the_two_apis_and_to_nobody_else(self, http: httpx.Client, installation: Settings) -> None:
        policy = directives(http.get(installation.origins.app))
        origins = installation.origins
        assert policy["connect-src"].split() == ["'self'", origins.platform, origins.custodian]
        assert policy["require-trusted-types-for"] == "'script'"

    def test_alone_may_ask_for_passkeys_and_read_codes(self, http: httpx.Client, installation: Settings) -> None:
        for feature in ("publickey-credentials-create", "publickey-credentials-get", "camera"):
            assert f"{feature}=(self)" in http.get(installation.origins.app).headers["permissions-policy"]
            for api in (installation.origins.platform, installation.origins.custodian):
                assert f"{feature}=()" in http.get(f"{api}/health").headers["permissions-policy"]

    def test_pages_of_the_platform_run_no_script(self, http: httpx.Client, installation: Settings) -> None:
        for path in public_pages():
            answer = http.get(installation.origins.platform + path)
            assert "script-src" not in directives(answer)
            assert "<script" not in answer.text
            assert " style=" not in answer.text


def public_pages() -> Iterator[str]:
    """Pages that anybody may read, in both languages."""
    for language in ("", "/en"):
        yield from (f"{language}{path}" for path in ("/", "/comment-ca-marche", "/securite"))
