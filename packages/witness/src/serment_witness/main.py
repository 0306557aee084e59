"""Puts a witness together and serves it: one address to cosign at, one that says who it is and what it saw."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from serment_kernel import egress
from serment_kernel.clock import Clock, utc_now
from serment_kernel.edge import App, Edge, Policy, Receive, Scope, Send
from serment_kernel.errors import Refusal
from serment_kernel.keyfiles import read_key_file
from serment_kernel.limits import Limiter
from serment_kernel.serving import serve
from serment_kernel.witness import TEXT, Answer, LogUnknown, Witness
from serment_protocol.cosignatures import write_witness_key
from serment_witness.config import Config
from serment_witness.memory import File, alone

# 63 lines of proof and a checkpoint with the signatures of many witnesses.
LARGEST_BODY = 64 * 1024
METHODS = {"/add-checkpoint": ("POST",), "/": ("GET", "HEAD"), "/health": ("GET", "HEAD")}


class MethodRefused(Refusal):
    """This address exists, but not for this method."""

    code = "method_not_allowed"
    status = 405


class Routes:
    """The addresses of a witness, as plain ASGI."""

    def __init__(self, witness: Witness, memory: File, now: Clock) -> None:
        self._witness = witness
        self._memory = memory
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["path"] not in METHODS:
            raise LogUnknown
        if scope["method"] not in METHODS[scope["path"]]:
            raise MethodRefused
        found = await self._answer(scope["path"], receive)
        body = found.text.encode() if scope["method"] != "HEAD" else b""
        headers = [(b"content-type", found.media_type.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": found.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, path: str, receive: Receive) -> Answer:
        match path:
            case "/add-checkpoint":
                return await self._witness.add_checkpoint(await _body(receive), self._now)
            case "/health":
                return Answer(204, TEXT, "")
            case _:
                return Answer(200, TEXT, describe(self._witness.verifier, self._memory))


def describe(verifier: str, memory: File) -> str:
    """Who it is, and what it cosigned of each log."""
    seen = "".join(f"{origin} {each.size} {each.root.hex()}\n" for origin, each in sorted(memory.seen.items()))
    return f"A witness of transparency logs (C2SP tlog-witness).\n\n{verifier}\n\n{seen}"


def assemble(config: Config, memory: File, now: Clock = utc_now) -> App:
    """The application of a witness."""
    witness = Witness(memory, config.name, read_key_file(Path(config.key_file)), config.keys())
    policy = Policy(
        # No page calls a witness.
        app_origin="null",
        https=False,
        behind_proxy=config.behind_proxy,
        requests_per_minute=config.requests_per_network_minute,
        largest_body=lambda _method, _path: LARGEST_BODY,
        route_of=lambda _method, path: path if path in METHODS else "(none)",
    )
    return Edge(Routes(witness, memory, now), policy, Limiter())


def verifier_of(config: Config) -> str:
    """What policies name."""
    return write_witness_key(config.name, read_key_file(Path(config.key_file)))


def serve_at(config: Config) -> None:
    """Cosign at the configured address until SIGTERM or SIGINT."""
    path = Path(config.memory_file)
    with alone(path):
        memory = File(path, verifier_of(config))
        # It answers and never asks.
        egress.arm(())

        @asynccontextmanager
        async def app() -> AsyncGenerator[App]:
            yield assemble(config, memory)

        serve(config.bind_host, config.bind_port, app)


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)
