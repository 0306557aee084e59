"""A platform that lies: it answers as the true one does, but for what it was told to change on the way.

It stands where a host, an operator or whoever holds the log's key would stand: it sees every answer, may replay one
that it kept, and may sign with the log's key. It has no key of a patient, a practice or a witness.
"""

import json
import re
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from serment.configuration import Settings
from serment.keys import CUSTODIAN_LOG, LOG_KEY, PLATFORM_LOG, SEALING_KEY
from serment_custodian.key_files import KeyFiles
from serment_custodian.log_key import read_log_key
from serment_custodian.sealing_key import SealingKey
from serment_kernel.keyfiles import read_key_file
from serment_protocol.cosignatures import cosign, witness_name, witness_seed
from serment_protocol.encoding import b64, from_b64
from serment_protocol.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from serment_protocol.notes import Checkpoint, sign_checkpoint

Change = Callable[[Any], Any]
"""What becomes of the JSON of an answer."""
HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "keep-alive", "host"}
TILE = 256
APPOINTMENT = re.compile(r"[0-9a-f]{64}")


class Liar:
    """What is told instead of the truth, by the paths that it is told for."""

    def __init__(self, truth: str) -> None:
        self.truth = truth
        self.asked: list[str] = []
        """Method and path of everything that reached it."""
        self._lies: list[tuple[re.Pattern[str], Change]] = []
        self._denied: list[re.Pattern[str]] = []

    def tell(self, path: str, change: Change) -> None:
        """Change the answers at the paths that this expression fits."""
        self._lies.append((re.compile(path), change))

    def deny(self, path: str) -> None:
        """Know nothing of the appointments at these paths."""
        self._denied.append(re.compile(path))

    def repent(self) -> None:
        """Tell the truth from now on."""
        self._lies.clear()
        self._denied.clear()
        self.asked.clear()

    def lies_at(self, path: str) -> bool:
        """Whether there is something to change."""
        return any(pattern.fullmatch(path.partition("?")[0]) for pattern, _ in self._lies)

    def asked_instead(self, path: str) -> str:
        """What the truth is asked: for something denied, an appointment that never was."""
        denied = any(pattern.fullmatch(path.partition("?")[0]) for pattern in self._denied)
        return APPOINTMENT.sub("0" * 64, path) if denied else path

    def twist(self, path: str, body: bytes) -> bytes:
        """The body as it is told."""
        value = json.loads(body)
        for pattern, change in self._lies:
            if pattern.fullmatch(path.partition("?")[0]):
                value = change(value)
        return json.dumps(value).encode()


@contextmanager
def answering(liar: Liar) -> Generator[str]:
    """The liar as an HTTP server in front of the truth; its address."""
    truth = httpx.Client(base_url=liar.truth, trust_env=False, timeout=30)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            liar.asked.append(f"{self.command} {self.path}")
            path = liar.asked_instead(self.path)
            answer = truth.request(self.command, path, content=sent, headers=headers)
            lying = self.command == "GET" and answer.is_success and liar.lies_at(self.path)
            body = liar.twist(self.path, answer.content) if lying else answer.content
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name not in HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = pass_on  # noqa: N815 -- names that http.server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its own name
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        truth.close()


def custodian_log_seed(settings: Settings) -> bytes:
    """The key of the custodian's log, out of the file that its sealing key locks."""
    folder = settings.home.custodian
    return read_log_key(folder / LOG_KEY, CUSTODIAN_LOG, SealingKey([KeyFiles(folder / SEALING_KEY)]))


class ForgedLog:
    """The platform's log as whoever holds its key could write it anew, with one leaf changed."""

    def __init__(self, settings: Settings, changed: int | None = None, entry: bytes = b"never was") -> None:
        self.entries: list[bytes] = list(entries(settings.origins.platform))
        if changed is not None:
            self.entries[changed] = entry
        self._seed = read_key_file(settings.home.platform / LOG_KEY)
        self._witness = witness_seed(custodian_log_seed(settings))
        self._leaves = [leaf_hash(each) for each in self.entries]

    def cut(self) -> None:
        """Forget the last leaf, as if it had never been."""
        self.entries.pop()
        self._leaves.pop()

    def note(self, *, cosigned_ago: timedelta | None = None) -> str:
        """Its checkpoint; what the custodian did cosign some time ago is kept with that cosignature."""
        size = len(self._leaves)
        note = sign_checkpoint(Checkpoint(PLATFORM_LOG, size, root_of(self._leaves)), PLATFORM_LOG, self._seed)
        if cosigned_ago is None:
            return note
        return note + cosign(note, witness_name(CUSTODIAN_LOG), self._witness, datetime.now(UTC) - cosigned_ago)

    def bundle(self, bundle: dict[str, Any], note: str) -> dict[str, Any]:
        """A bundle of the true log, moved here."""
        index: int = bundle["index"]
        proof = [b64(node) for node in inclusion_proof(self._leaves, index)]
        return {"entry": b64(self.entries[index]), "index": index, "proof": proof, "checkpoint": note}

    def keys(self, note: str) -> Change:
        """Root and epoch of an answer, moved here."""
        return lambda answer: {**answer, **{name: self.bundle(answer[name], note) for name in ("root", "epoch")}}

    def consistency(self, old: int) -> list[str]:
        """The best proof that it can give."""
        return [b64(node) for node in consistency_proof(self._leaves, old)]


def entries(platform: str) -> Generator[bytes, None, None]:
    """Every leaf of the platform's log, as anybody can fetch it."""
    size = int(httpx.get(f"{platform}/v1/log/checkpoint", trust_env=False).text.split("\n")[1])
    for start in range(0, size, TILE):
        width = min(TILE, size - start)
        part = "" if width == TILE else f".p/{width}"
        tile = httpx.get(f"{platform}/v1/log/tile/entries/{start // TILE:03}{part}", trust_env=False).content
        yield from split(tile)


def split(tile: bytes) -> Generator[bytes]:
    """The entries of a bundle: each after its length in two bytes."""
    while tile:
        length = int.from_bytes(tile[:2])
        yield tile[2 : 2 + length]
        tile = tile[2 + length :]


def size_of(bundle: dict[str, Any]) -> int:
    """How large the log was when this was shown."""
    return int(bundle["checkpoint"].split("\n")[1])


def another_epoch(answer: dict[str, Any], sealed_to: bytes) -> dict[str, Any]:
    """The epoch's keys replaced by the liar's, under the true proof: a key that was never logged."""
    entry = json.loads(from_b64(answer["epoch"]["entry"]))
    body = json.loads(from_b64(entry["body"]))
    body["compartments"][0]["seal"] = b64(sealed_to)
    entry["body"] = b64(json.dumps(body, separators=(",", ":"), sort_keys=True).encode())
    forged = json.dumps(entry, separators=(",", ":"), sort_keys=True).encode()
    return {**answer, "epoch": {**answer["epoch"], "entry": b64(forged)}}


def unendorsed(answer: dict[str, Any]) -> dict[str, Any]:
    """The practice without the custodian's word."""
    return {name: value for name, value in answer.items() if name != "endorsement"}


def endorsed_as(other: dict[str, Any]) -> Change:
    """The custodian's word for another practice, in the place of its own."""
    return lambda answer: {**answer, "endorsement": other["endorsement"]}


def cosigned_anew(settings: Settings, note: str, ahead: timedelta) -> str:
    """A checkpoint of the custodian's log with another cosignature of its witness, which the liar is itself."""
    body, _, lines = note.partition("\n\n")
    own = body + "\n\n" + lines.splitlines(keepends=True)[0]
    seed = witness_seed(read_key_file(settings.home.platform / LOG_KEY))
    return own + cosign(own, witness_name(PLATFORM_LOG), seed, datetime.now(UTC) + ahead)


def other_hours(answer: dict[str, Any]) -> dict[str, Any]:
    """The practice's opening rules as somebody else would have them."""
    body = json.loads(from_b64(answer["publication"]["body"]))
    body["schedules"][0]["windows"] = [{"weekday": 7, "from": "03:00", "to": "04:00"}]
    forged = json.dumps(body, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    return {**answer, "publication": {**answer["publication"], "body": b64(forged)}}


def swapped(rows: Sequence[dict[str, Any]], field: str, one: str, other: str) -> list[dict[str, Any]]:
    """Two appointments' fields, changed one for the other."""
    values = {row["appointment"]: row.get(field) for row in rows}
    turned = {one: values[other], other: values[one]}
    return [{**row, field: turned.get(row["appointment"], row.get(field))} for row in rows]
