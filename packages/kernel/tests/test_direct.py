"""Direct routes answer as the framework would, and leave to it what is not theirs."""

from serment_kernel.direct import Direct
from serment_kernel.edge import Message, Receive, Scope, Send


async def elsewhere(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body"})


async def shout(body: bytes) -> bytes:
    return body.upper()


async def answered(method: str, path: str, *pieces: Message) -> list[Message]:
    sent: list[Message] = []
    coming = iter(pieces)

    async def receive() -> Message:
        return next(coming)

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": method, "path": path}
    await Direct(elsewhere, {("POST", "/shout"): (201, shout)})(scope, receive, send)
    return sent


def piece(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


class TestDirect:
    async def test_answers_with_type_and_length(self) -> None:
        start, body = await answered("POST", "/shout", piece(b"so", more=True), piece(b"ft"))
        assert start["status"] == 201
        assert dict(start["headers"]) == {b"content-type": b"application/json", b"content-length": b"4"}
        assert body["body"] == b"SOFT"

    async def test_leaves_the_rest_to_the_framework(self) -> None:
        for method, path in (("GET", "/shout"), ("POST", "/shout/"), ("POST", "/")):
            assert (await answered(method, path))[0]["status"] == 404

    async def test_says_nothing_to_whoever_has_gone(self) -> None:
        assert await answered("POST", "/shout", piece(b"a", more=True), {"type": "http.disconnect"}) == []
