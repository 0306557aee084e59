"""A custodian small enough for a test to trust: real HTTP on loopback, real keys, a real log, no mail, no budget."""

import json
import secrets
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa

from serment_kernel.tiles import TILE, read_tile_path
from serment_protocol.closings import Closing, verify_closing, verify_relayed
from serment_protocol.cosignatures import (
    cosign,
    read_submission,
    witness_name,
    witness_seed,
    write_witness_key,
)
from serment_protocol.encoding import b64, from_b64, write_day, write_time
from serment_protocol.endorsements import Check, Endorsement, Withdrawal
from serment_protocol.errors import BadSignature
from serment_protocol.hardening import evaluate
from serment_protocol.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from serment_protocol.notes import Checkpoint, sign_checkpoint, write_log_key
from serment_protocol.nudges import ContactKey
from serment_protocol.practice import RootRecord
from serment_protocol.primitives import seal_public
from serment_protocol.recovery import Sharing, verify_relayed_sharing
from serment_protocol.replacements import (
    Replacement,
    RootRequest,
    replacement_hash,
    root_request_id,
    root_request_mark,
    verify_root_request,
)
from serment_protocol.returns import believe_due
from serment_protocol.shares import (
    ShareKey,
    ShareRequest,
    open_for_custodian,
    request_id,
    request_mark,
    seal_release,
    sign_custody,
    verify_request,
)
from serment_protocol.signing import Signed, peek, sign
from serment_protocol.structure import convert
from serment_protocol.tokens import IssuerKey, Purpose, finish_token, request_token, token_key_id
from serment_protocol.transparency import Bundle, EntryKind, entry_bytes, make_bundle

LOG = "custodian.test/log"
NAME = "Serment des tests"
SALT = bytes(16)
NO_CONTENT = 204


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """A key by any name; what makes it slow is drawing primes."""
    assert name
    return rsa.generate_private_key(65537, 2048)


def modulus_of(key: rsa.RSAPrivateKey) -> bytes:
    """Its public half."""
    return key.public_key().public_numbers().n.to_bytes(256)


def new_token(purpose: Purpose, name: str = "", issuer: str = NAME) -> bytes:
    """A token, signed blindly by the key of this name; the usual one is named like the purpose."""
    key = rsa_key(name or purpose)
    asked = request_token(issuer, purpose, modulus_of(key))
    return finish_token(asked, modulus_of(key), blind_sign(key, asked.blinded))


def blind_sign(key: rsa.RSAPrivateKey, blinded: bytes) -> bytes:
    """RFC 9474 section 4.3."""
    numbers = key.private_numbers()
    return pow(int.from_bytes(blinded), numbers.d, numbers.public_numbers.n).to_bytes(256)


@dataclass
class StandIn:
    """Its address, its log, and what it says its keys are."""

    url: str = ""
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    contact_seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    share_seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    share_leaf: int = 0
    oprf_seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    declines: str = ""
    """With which code it refuses whatever closing comes."""
    away: bool = False
    """Whether it answers nothing about shares and closings."""
    closed: list[Signed] = field(default_factory=list[Signed])
    shares: dict[str, tuple[Sharing, bytes]] = field(default_factory=dict[str, tuple[Sharing, bytes]])
    requests: dict[str, Signed] = field(default_factory=dict[str, Signed])
    released: set[str] = field(default_factory=set[str])
    objected: set[str] = field(default_factory=set[str])
    wishes: dict[str, Signed] = field(default_factory=dict[str, Signed])
    """Roots that are to be replaced, by practice; the newest wish is the one that a test decides about."""
    replaced: dict[str, list[Signed]] = field(default_factory=dict[str, list[Signed]])
    leaves: list[bytes] = field(default_factory=list[bytes])
    issuers: list[int] = field(default_factory=list[int])
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict[str, rsa.RSAPrivateKey])
    asked: list[str] = field(default_factory=list[str])
    relay: bytes = b""
    """The platform's public key, which signs what it relays."""
    endorses: bool = True
    silent: bool = False
    """Whether its log has nothing to say."""
    substitutes: dict[int, Bundle] = field(default_factory=dict[int, Bundle])
    """What is shown in the place of a leaf, by a custodian that lies."""

    @property
    def verifier(self) -> str:
        """What a configuration names."""
        return write_log_key(LOG, self.seed)

    @property
    def witness(self) -> str:
        """The witness that cosigns both the platform's log and this one."""
        return write_witness_key(witness_name(LOG), witness_seed(self.seed))

    def cosign(self, note: str) -> str:
        """A line for anything at all."""
        return cosign(note, witness_name(LOG), witness_seed(self.seed), datetime.now(UTC))

    def begin(self) -> None:
        """Have a contact key and an issuer key for each purpose."""
        contact = ContactKey(seal=b64(seal_public(self.contact_seed)), valid_from="2026-01-01")
        self.append("contact_key", "contact-key", contact)
        share_key = ShareKey(seal=b64(seal_public(self.share_seed)), valid_from="2026-01-01")
        self.share_leaf = self.append("share_key", "share-key", share_key)
        self.add_issuer("opening")
        self.add_issuer("booking")

    def add_issuer(self, purpose: Purpose, name: str = "", redeem: timedelta = timedelta(weeks=5)) -> IssuerKey:
        """Publish an issuer key."""
        key, now = rsa_key(name or purpose), datetime.now(UTC)
        record = IssuerKey(
            purpose=purpose,
            modulus=b64(modulus_of(key)),
            issue_from=write_time(now - timedelta(days=8)),
            issue_until=write_time(now + min(redeem, timedelta(days=7))),
            redeem_until=write_time(now + redeem),
        )
        self.keys[token_key_id(modulus_of(key)).hex()] = key
        self.issuers.append(self.append("issuer_key", "issuer-key", record))
        return record

    def replace(self, practice: str, **change: str) -> Signed:
        """Do what was wished, as if it had been decided a week ago, and vouch for the new root."""
        wish, before, today = self.wishes[practice], self.replaced.setdefault(practice, []), datetime.now(UTC).date()
        said = peek(wish, RootRequest)
        record = Replacement(
            practice=practice,
            number=said.number,
            previous=replacement_hash(before[-1]) if before else "0" * 64,
            old=said.old,
            new=said.new,
            reason=said.reason,
            decision=root_request_id(wish),
            asked=write_day(today - timedelta(days=7)),
            holds_from=write_day(today),
        )
        signed = sign(self.seed, "root-replacement", msgspec.structs.replace(record, **change))
        before.append(signed)
        self.leaves.append(entry_bytes("root_replacement", signed))
        root = RootRecord(practice=practice, root=said.new, name=said.name)
        self.endorse(root, replacement=replacement_hash(signed))
        return signed

    def endorse(self, record: RootRecord, days: int = 40, check: Check = "demo", replacement: str = "") -> int:
        """Vouch for a practice."""
        today = datetime.now(UTC).date()
        endorsement = Endorsement(
            practice=record.practice,
            root=record.root,
            name=record.name,
            check=check,
            replacement=replacement,
            valid_from=write_day(today + timedelta(days=min(days, 0))),
            until=write_day(today + timedelta(days=days)),
        )
        return self.append("practice_endorsement", "practice-endorsement", endorsement)

    def decide(self, record: RootRecord) -> str:
        """What a practice that asks is told."""
        if not self.endorses:
            return "waiting"
        self.endorse(record)
        return "endorsed"

    def withdraw(self, record: RootRecord) -> int:
        """Take that back."""
        day = write_day(datetime.now(UTC).date())
        return self.append(
            "endorsement_withdrawn",
            "endorsement-withdrawn",
            Withdrawal(practice=record.practice, root=record.root, day=day),
        )

    def append(self, kind: EntryKind, name: str, record: msgspec.Struct) -> int:
        """Write a leaf; its index."""
        self.leaves.append(entry_bytes(kind, sign(self.seed, name, record)))
        return len(self.leaves) - 1

    def bundle(self, index: int) -> Bundle:
        """A leaf with its proof."""
        if index in self.substitutes:
            return self.substitutes[index]
        return make_bundle(self.leaves[index], index, inclusion_proof(self._hashes(), index), self.note())

    def note(self) -> str:
        """The newest checkpoint, cosigned."""
        hashes = self._hashes()
        note = sign_checkpoint(Checkpoint(LOG, len(hashes), root_of(hashes)), LOG, self.seed)
        return note + self.cosign(note)

    def resource(self, path: str) -> bytes | None:
        """What lies at a path of the log."""
        self.asked.append(path)
        place = path.removeprefix("/v1/log/")
        if place == "checkpoint" and not self.silent:
            return self.note().encode()
        tile = read_tile_path(place.removeprefix("tile/"))
        if tile is None or self.silent:
            return None
        return b"".join(len(each).to_bytes(2) + each for each in self.leaves[TILE * tile.number :][: tile.width])

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """What is said at an address."""
        self.asked.append(path)
        if path.startswith("/v1/log/consistency/"):
            old, new = (int(part) for part in path.split("/")[-2:])
            return 200, {"proof": [b64(node) for node in consistency_proof(self._hashes()[:new], old)]}
        if self.away and path.startswith(("/v1/share", "/v1/closings")):
            return 503, {"code": "unexpected"}
        if path.startswith("/v1/share"):
            return self.answer_share(path, body)
        if path == "/v1/device-challenges":
            return 200, {"challenge": b64(bytes(32)), "expires": write_time(datetime.now(UTC))}
        if path.startswith("/v1/root-requests"):
            return self._answer_root(path, body)
        return self._answer_person(path, body)

    def _answer_root(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """What is asked about a practice's root: taken as it is, and done once a test says so."""
        practice, _, objection = path.removeprefix("/v1/root-requests").removeprefix("/").partition("/")
        if objection:
            self.objected.add(practice)
            return 204, None
        if not practice:
            signed = convert(body["request"], Signed)
            self.wishes[verify_root_request(signed, body["present"]).practice] = signed
            return 202, {"request": root_request_id(signed), "mark": root_request_mark(signed)}
        found = [self.wishes[practice]] if practice in self.wishes else []
        return 200, {"requests": [self._wish_row(each) for each in found]}

    def _wish_row(self, signed: Signed) -> dict[str, Any]:
        said, name = peek(signed, RootRequest), root_request_id(signed)
        done = len(self.replaced.get(said.practice, [])) >= said.number
        return {
            "request": name,
            "number": said.number,
            "new": said.new,
            "reason": said.reason,
            "mark": root_request_mark(signed),
            "state": "done" if done else "asked",
            "objected": name in self.objected,
            "asked": write_day(datetime.now(UTC).date()),
            "not_before": "",
        }

    def _answer_person(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        match path:
            case "/v1/keys":
                return 200, {"issuers": [self.bundle(each) for each in self.issuers], "contact": self.bundle(0)}
            case "/v1/sessions" | "/v1/device-sessions":
                expires = write_time(datetime.now(UTC) + timedelta(minutes=15))
                return 201, {"session": b64(bytes(32)), "expires": expires, "salt": b64(SALT), "known": False}
            case "/v1/oprf":
                return 200, {"evaluated": b64(evaluate(self.oprf_seed, from_b64(body["blinded"])))}
            case "/v1/tokens" | "/v1/tokens/returned":
                return 200, self._sign(body)
            case "/v1/tickets":
                return 200, {"tickets": [b64(secrets.token_bytes(1436)) for _ in range(body["count"])]}
            case "/v1/codes":
                return 202, {"handle": b64(secrets.token_bytes(16))}
            case "/v1/endorsements":
                return 202, {"state": self.decide(peek(Signed(**body["root"]), RootRecord))}
            case "/v1/closings":
                return self._close(convert(body["closing"], Signed), from_b64(body["relay"]))
            case "/v1/devices" | "/v1/relay":
                return 201, {}
            case _:
                return 404, {"code": "not_found"}

    def _sign(self, body: dict[str, Any]) -> dict[str, Any]:
        """Rights to book: for a session, or by the platform's word."""
        if "due" in body:
            due = believe_due(self.relay, convert(body["due"], Signed))
            return {"signature": b64(blind_sign(self.keys[due.key], from_b64(due.blinded)))}
        key = self.keys[body["key_id"]]
        return {"signatures": [b64(blind_sign(key, from_b64(each))) for each in body["blinded"]]}

    def _close(self, signed: Signed, relay: bytes) -> tuple[int, Any]:
        """Believe the last word of a practice, once it is relayed by whoever a test said."""
        if self.declines:
            return 409, {"code": self.declines}
        record = peek(signed, Closing)
        verify_relayed(self.relay, signed, relay)
        verify_closing(signed, record.practice, from_b64(record.root))
        self.closed.append(signed)
        self.leaves.append(entry_bytes("practice_closing", signed))
        withdrawal = Withdrawal(practice=record.practice, root=record.root, day=record.day)
        self.append("endorsement_withdrawn", "endorsement-withdrawn", withdrawal)
        return NO_CONTENT, None

    def answer_share(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """The shares room in short: it believes whoever asks, and releases once a test has decided."""
        if path == "/v1/shares/key":
            return 200, self.bundle(self.share_leaf)
        if path == "/v1/shares":
            signed = convert(body["record"], Signed)
            try:
                verify_relayed_sharing(self.relay, signed, from_b64(body["relay"]))
            except BadSignature as error:
                return 422, {"code": error.code}
            record = peek(signed, Sharing)
            share = open_for_custodian(from_b64(body["sealed"]), record, self.share_seed)
            self.shares[record.practice] = record, share
            return 204, None
        if path == "/v1/shares/custody":
            return self._custody(body)
        if path == "/v1/share-requests":
            signed = convert(body["request"], Signed)
            verify_request(signed, self.shares[peek(signed, ShareRequest).practice][0], datetime.now(UTC))
            self.requests[request_id(signed)] = signed
            return 202, {}
        name, _, objection = path.removeprefix("/v1/share-requests/").partition("/")
        if objection:
            self.objected.add(name)
            return 204, None
        return 200, {"state": self._state(name), "objected": name in self.objected, "released": self._release(name)}

    def _custody(self, body: dict[str, Any]) -> tuple[int, Any]:
        if body["practice"] not in self.shares:
            return 404, {"code": "share_not_held"}
        record, share = self.shares[body["practice"]]
        rows = [
            {
                "request": name,
                "reason": peek(signed, ShareRequest).reason,
                "mark": request_mark(signed),
                "state": self._state(name),
                "objected": name in self.objected,
                "asked": "2026-12-01",
            }
            for name, signed in self.requests.items()
            if peek(signed, ShareRequest).practice == record.practice
        ]
        proof = sign_custody(share, record, body["challenge"])
        return 200, {"sharing": record.sharing, "since": "2026-12-01", "proof": proof, "requests": rows}

    def _state(self, name: str) -> str:
        return "done" if name in self.released else "asked"

    def _release(self, name: str) -> str:
        if name not in self.released:
            return ""
        request = peek(self.requests[name], ShareRequest)
        return b64(seal_release(self.shares[request.practice][1], request, name))

    def _hashes(self) -> list[bytes]:
        return [leaf_hash(each) for each in self.leaves]


@contextmanager
def serving(custodian: StandIn) -> Generator[StandIn]:
    """Answer for it on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path == "/add-checkpoint":
                status, text = 200, custodian.cosign(read_submission(data).note).encode()
            elif self.path == "/v1/log/checkpoint" or self.path.startswith("/v1/log/tile/"):
                found = custodian.resource(self.path)
                status, text = (404, b"") if found is None else (200, found)
            else:
                status, value = custodian.answer(self.path, json.loads(data) if data else {})
                text = b"" if status == NO_CONTENT else msgspec.json.encode(value)
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = answer  # noqa: N815 - names that http.server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    custodian.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield custodian
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
