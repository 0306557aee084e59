"""A practice's dealings with the custodian about its share: signed by the root, so without a session or a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from serment_client.context import Context
from serment_client.errors import ClientError
from serment_client.session import Session
from serment_client.transport import Body
from serment_client.way_back import MadeShares, relay_of
from serment_protocol.encoding import b64
from serment_protocol.primitives import random_bytes, sign_public
from serment_protocol.reads import sign_read
from serment_protocol.recovery import Sharing
from serment_protocol.shares import request_id, verify_custody
from serment_protocol.signing import Signed

CHALLENGE_BYTES = 32

DecisionState = Literal["asked", "approved", "done", "vetoed", "refused", "expired"]


class RequestRow(msgspec.Struct, frozen=True):
    """Somebody asked for the custodian's share; `mark` is what the officers compare with them."""

    request: str
    reason: str
    mark: str
    state: DecisionState
    objected: bool
    asked: str


class CustodyAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/shares/custody`."""

    sharing: int
    since: str
    proof: Signed
    requests: list[RequestRow]


class ProgressAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/share-requests/{id}`."""

    state: DecisionState
    objected: bool
    released: str


@dataclass(frozen=True)
class Custody:
    """The custodian proved to hold its share, since this day; and who asked for it."""

    since: str
    requests: Sequence[RequestRow]


@dataclass(frozen=True)
class RootKey:
    """The root, as a key that signs requests."""

    sign_seed: bytes

    @property
    def sign_public(self) -> bytes:
        """Its public half."""
        return sign_public(self.sign_seed)


class CustodyDesk:
    """Hands shares over, has custody proved, asks for a share."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def hand_over(self, root_seed: bytes, made: MadeShares, relay: str) -> None:
        """Give the custodian its share, with the platform's word that a practice's officer does."""
        body = {"record": made.signed, "relay": relay, "sealed": b64(made.custodian)}
        self._signed(RootKey(root_seed), "PUT", "/shares", body)

    def try_to_hand_over(self, session: Session, root_seed: bytes, made: MadeShares) -> None:
        """The same at the end of something greater, which stands whether the custodian answers or not."""
        try:
            self.hand_over(root_seed, made, relay_of(session, made.record.practice))
        except ClientError:
            return

    def prove(self, root_seed: bytes, record: Sharing) -> Custody:
        """Have the custodian prove that it holds its share of this very sharing."""
        challenge = b64(random_bytes(CHALLENGE_BYTES))
        body = {"practice": record.practice, "challenge": challenge}
        content = self._signed(RootKey(root_seed), "POST", "/shares/custody", body)
        answer = msgspec.json.decode(content, type=CustodyAnswer)
        verify_custody(answer.proof, record, challenge)
        return Custody(answer.since, answer.requests)

    def object_to(self, root_seed: bytes, request: str) -> None:
        """Say that the practice is not lost, and that this request is to be refused."""
        self._signed(RootKey(root_seed), "POST", f"/share-requests/{request}/objection", {})

    def object_to_root(self, root_seed: bytes, request: str) -> None:
        """Say by the present root that it should stay."""
        self._signed(RootKey(root_seed), "POST", f"/root-requests/{request}/objection", {})

    def ask(self, request: Signed) -> None:
        """Lay a request before the custodian's officers."""
        url = self._context.custodian_url("/share-requests")
        self._context.transport.send("POST", url, {"request": request})

    def progress(self, request: Signed) -> ProgressAnswer:
        """How far a request has come."""
        url = self._context.custodian_url(f"/share-requests/{request_id(request)}")
        return self._context.transport.ask(ProgressAnswer, "GET", url)

    def _signed(self, key: RootKey, method: str, path: str, body: Body) -> bytes:
        url = self._context.custodian_url(path)
        origin = self._context.installation.custodian.origin
        signed = sign_read(key, origin, method, urlsplit(url).path, msgspec.json.encode(body), self._context.clock())
        return self._context.transport.send(method, url, body, headers={"Serment-Signature": signed}).content
