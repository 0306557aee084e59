"""The edge over real HTTP: what it adds to every answer, what it stops, and what it never lets out."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import httpx
import pytest

from serment_kernel.edge import Edge, Policy, Receive, Scope, Send, client_address, security_headers
from serment_kernel.errors import Refusal
from serment_kernel.limits import Limiter
from serment_protocol.errors import BadBase64, BadSignature, TokenForged

from .serving import serving

APP = "https://app.example"
LARGEST = 1000
PERSON = "lea.martin@example.org"


class TimeTaken(Refusal):
    """Someone else has taken this
    appointment time.
    """

    code = "time_taken"
    status = 409


FAILURES: Mapping[str, Exception] = {
    "/taken": TimeTaken(next=["2026-12-01T09:00:00Z"]),
    "/signature": BadSignature(PERSON),
    "/token": TokenForged(),
    "/base64": BadBase64(),
    "/unforeseen": RuntimeError(PERSON),
}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Fails as its path says, or answers how long the body was; `/page` has headers of its own."""
    path = scope["path"]
    if path in FAILURES:
        raise FAILURES[path]
    length = 0
    while True:
        message = await receive()
        length += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    own = [(b"Cache-Control", b"public"), (b"content-security-policy", b"default-src 'self'")]
    await send({"type": "http.response.start", "status": 200, "headers": own if path == "/page" else []})
    if path == "/half":
        raise RuntimeError(PERSON)
    await send({"type": "http.response.body", "body": str(length).encode()})


POLICY = Policy(
    app_origin=APP,
    https=False,
    behind_proxy=False,
    requests_per_minute=100,
    largest_body=lambda _method, path: LARGEST if path != "/large" else 2 * LARGEST,
    route_of=lambda _method, path: "/visits/{visit}" if path.startswith("/visits/") else "(none)",
)


def at_edge(policy: Policy = POLICY) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    return serving(Edge(application, policy, Limiter(lambda: 0.0)))


@pytest.fixture(autouse=True)
def _others_are_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own client logs what it asks for; the server's own log is off as `start_logging` has it."""
    for name in ("httpx", "uvicorn.access"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)


@pytest.fixture
async def client(caplog: pytest.LogCaptureFixture) -> AsyncGenerator[httpx.AsyncClient]:
    caplog.set_level(logging.INFO)
    async with at_edge() as made:
        yield made


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    return answer.status_code, document["code"]


class TestHeaders:
    @pytest.mark.parametrize("path", ["/visits/1", "/taken", "/unforeseen"])
    async def test_are_on_every_answer(self, client: httpx.AsyncClient, path: str) -> None:
        answer = await client.get(path)
        for name, value in security_headers(https=False):
            assert answer.headers.get_list(name.decode()) == [value.decode()]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert not {"set-cookie", "server", "strict-transport-security"} & set(answer.headers)

    async def test_give_way_to_those_of_a_page(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/page")
        assert answer.headers.get_list("cache-control") == ["public"]
        assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]
        assert answer.headers["x-content-type-options"] == "nosniff"

    async def test_ask_for_https_where_the_service_has_it(self) -> None:
        async with at_edge(replace(POLICY, https=True)) as client:
            assert "max-age=31536000" in (await client.get("/visits/1")).headers["strict-transport-security"]


class TestCors:
    @pytest.mark.parametrize("path", ["/visits/1", "/taken", "/unforeseen"])
    async def test_lets_the_app_read_every_answer(self, client: httpx.AsyncClient, path: str) -> None:
        answer = await client.get(path, headers={"Origin": APP})
        assert answer.headers["access-control-allow-origin"] == APP
        assert answer.headers["vary"] == "Origin"
        assert "access-control-allow-credentials" not in answer.headers

    @pytest.mark.parametrize(
        "origin",
        [
            "",
            "null",
            "*",
            "https://app.example.evil",
            "https://app.example:443",
            "http://app.example",
            APP + "/",
            APP.upper(),
        ],
    )
    async def test_lets_nobody_else(self, client: httpx.AsyncClient, origin: str) -> None:
        answer = await client.get("/visits/1", headers={"Origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.headers["vary"] == "Origin"

    async def test_answers_a_preflight(self, client: httpx.AsyncClient) -> None:
        asked = {"Origin": APP, "Access-Control-Request-Method": "PUT"}
        answer = await client.options("/unforeseen", headers=asked)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == APP
        assert "PUT" in answer.headers["access-control-allow-methods"]
        assert "authorization" in answer.headers["access-control-allow-headers"]

    async def test_refuses_a_preflight_of_others(self, client: httpx.AsyncClient) -> None:
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
        answer = await client.options("/visits/1", headers=asked)
        assert answer.status_code == 403
        assert not [name for name in answer.headers if name.startswith("access-control-")]

    async def test_passes_options_that_are_no_preflight(self, client: httpx.AsyncClient) -> None:
        assert (await client.options("/visits/1", headers={"Origin": APP})).text == "0"


async def pieces(*sizes: int) -> AsyncIterator[bytes]:
    for size in sizes:
        yield bytes(size)


class TestBody:
    async def test_passes_up_to_its_bound(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/x", content=bytes(LARGEST))).text == str(LARGEST)
        assert (await client.post("/x", content=pieces(LARGEST - 1, 1))).text == str(LARGEST)

    async def test_is_refused_by_its_declared_length(self, client: httpx.AsyncClient) -> None:
        assert problem(await client.post("/x", content=bytes(LARGEST + 1))) == (413, "body_too_large")

    async def test_is_refused_by_what_streams_in(self, client: httpx.AsyncClient) -> None:
        assert problem(await client.post("/x", content=pieces(LARGEST, 1))) == (413, "body_too_large")

    async def test_has_a_bound_by_route(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/large", content=bytes(2 * LARGEST))).text == str(2 * LARGEST)
        assert problem(await client.post("/large", content=bytes(2 * LARGEST + 1))) == (413, "body_too_large")


class TestFailures:
    async def test_a_body_that_does_not_end(self) -> None:
        async def dripping() -> AsyncIterator[bytes]:
            yield b"a"
            await asyncio.sleep(0.6)

        async with at_edge(replace(POLICY, body_seconds=0.2)) as client:
            answer = await client.post("/x", content=dripping())
            assert problem(answer) == (408, "body_too_slow")
            assert answer.headers["connection"] == "close"

    async def test_a_refusal_is_a_problem_with_its_members(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/taken")
        assert problem(answer) == (409, "time_taken")
        assert answer.json()["title"] == "Someone else has taken this appointment time."
        assert answer.json()["next"] == ["2026-12-01T09:00:00Z"]

    @pytest.mark.parametrize(
        ("path", "expected"),
        [("/signature", (422, "bad_signature")), ("/token", (403, "token_forged")), ("/base64", (400, "bad_base64"))],
    )
    async def test_a_refusal_of_the_protocol_keeps_its_code(
        self, client: httpx.AsyncClient, path: str, expected: tuple[int, str]
    ) -> None:
        answer = await client.get(path)
        assert problem(answer) == expected
        assert PERSON not in answer.text

    async def test_what_nobody_foresaw_is_calm_and_quotes_nothing(
        self, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        answer = await client.get("/unforeseen")
        assert problem(answer) == (500, "unexpected")
        assert "RuntimeError" not in answer.text
        assert "a request failed (RuntimeError at application:" in caplog.text
        assert PERSON not in answer.text + caplog.text
        assert "Traceback" not in caplog.text

    async def test_an_answer_that_had_begun_is_cut_off(
        self, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/half")
        assert PERSON not in caplog.text


class TestBudget:
    async def test_of_a_network_is_used_up(self) -> None:
        async with at_edge(replace(POLICY, requests_per_minute=2)) as client:
            for _ in range(2):
                assert (await client.get("/visits/1")).status_code == 200
            answer = await client.get("/visits/1", headers={"Origin": APP})
            assert problem(answer) == (429, "too_many_requests")
            assert answer.headers["retry-after"] == "60"
            assert answer.headers["access-control-allow-origin"] == APP

    async def test_counts_what_a_proxy_names_and_no_header_without_one(self) -> None:
        addresses = [{"X-Forwarded-For": f"192.0.2.{number}"} for number in range(2)]
        async with at_edge(replace(POLICY, requests_per_minute=1, behind_proxy=True)) as client:
            assert [(await client.get("/v", headers=each)).status_code for each in addresses] == [200, 200]
        async with at_edge(replace(POLICY, requests_per_minute=1)) as client:
            assert [(await client.get("/v", headers=each)).status_code for each in addresses] == [200, 429]


class TestAccessLog:
    async def test_has_the_pattern_the_status_and_nobody(
        self, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        headers = {"User-Agent": f"Browser {PERSON}", "Referer": PERSON, "Authorization": f"Bearer {PERSON}"}
        await client.post(f"/visits/{PERSON}?name={PERSON}", headers=headers, content=PERSON)
        (line,) = [record.getMessage() for record in caplog.records if record.name == "serment.access"]
        assert line.startswith("POST /visits/{visit} 200 ")
        assert line.endswith(" ms")
        assert not [word for word in (PERSON, "127.0.0.1", "Browser", "name=") if word in caplog.text]

    async def test_does_not_repeat_a_path_that_nobody_knows(
        self, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        await client.request("MKCALENDAR", f"/{PERSON}")
        assert "(other) (none) 200 " in caplog.text
        assert PERSON not in caplog.text
        assert "MKCALENDAR" not in caplog.text

    async def test_has_refusals_too(self, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
        await client.get("/taken")
        await client.get("/unforeseen")
        lines = [record.getMessage() for record in caplog.records if record.name == "serment.access"]
        assert [line.split()[2] for line in lines] == ["409", "500"]


class TestClientAddress:
    @pytest.mark.parametrize(
        ("forwarded", "believed"),
        [
            ([], "203.0.113.1"),
            ([b"198.51.100.9"], "198.51.100.9"),
            # Whatever the client wrote stands before what the proxy added.
            ([b"10.0.0.1, 198.51.100.9"], "198.51.100.9"),
            ([b"10.0.0.1", b"172.16.0.1, 198.51.100.9"], "198.51.100.9"),
        ],
    )
    def test_behind_a_proxy_is_the_last_that_it_wrote(self, forwarded: list[bytes], believed: str) -> None:
        scope: Scope = {"client": ("203.0.113.1", 1), "headers": [(b"x-forwarded-for", each) for each in forwarded]}
        assert client_address(scope, behind_proxy=True) == believed
        assert client_address(scope, behind_proxy=False) == "203.0.113.1"

    def test_of_a_socket_without_one_is_empty(self) -> None:
        assert client_address({"client": None, "headers": []}, behind_proxy=False) == ""
