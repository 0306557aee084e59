"""The custodian's part: codes, hardening, rights and tickets. It learns nothing of what they are for."""

from typing import Literal

import msgspec

from serment_client.context import Context
from serment_client.errors import ClientError, CodeNeeded, Refused
from serment_client.state import KeptToken
from serment_protocol.accounts import DeviceSession
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import TokenKeyUnknown, TokenMalformed
from serment_protocol.exports import HeldRow
from serment_protocol.hardening import blind, finalise, passphrase_secret, stretch
from serment_protocol.nudges import ContactKey, check_ticket
from serment_protocol.primitives import random_bytes, sign_public
from serment_protocol.shares import ShareKey
from serment_protocol.signing import Signed, sign, verify
from serment_protocol.tokens import IssuerKey, Purpose, finish_token, request_token, token_key_id
from serment_protocol.transparency import Bundle

UNAUTHORIZED = 401
Language = Literal["fr", "en"]
EndorsementState = Literal["endorsed", "waiting"]
"""The custodian vouches for the practice now, or its officers are to decide."""


class CodeAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/codes`."""

    handle: str


class SessionAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/sessions`, `POST /v1/device-sessions`."""

    session: str
    expires: str
    salt: str
    known: bool


class ChallengeAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/device-challenges`."""

    challenge: str


class AwaitedAddress(msgspec.Struct, frozen=True):
    """An address that takes the place of the present one on that day, unless somebody stops it."""

    email: str
    takes_effect: str


class AddressAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/address`: where the custodian writes to."""

    email: str
    change: AwaitedAddress | None = None


class HoldingsAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/person`."""

    rows: tuple[HeldRow, ...]


class TermsAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/person/erase`: after how many days the person would end, and what needs no wait."""

    days: int
    at_once: bool
    devices: tuple[str, ...] = ()
    takes_effect: str = ""


class SmsAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/sms`: whether there is a gateway, and which numbers it serves."""

    offered: bool
    prefixes: tuple[str, ...]
    national: str


class PhoneAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/phone`: how the number for SMS ends, empty where there is none, and how it is used."""

    ends: str
    instead: bool
    stands: bool


class EvaluatedAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/oprf`."""

    evaluated: str


class KeysAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/keys`."""

    issuers: list[Bundle]
    contact: Bundle


class SignaturesAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/tokens`."""

    signatures: list[str]


class SignatureAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/tokens/returned`."""

    signature: str


class TicketsAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/tickets`."""

    tickets: list[str]


class EndorsementAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/endorsements`."""

    state: EndorsementState


class RootRequestAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/root-requests`."""

    request: str
    mark: str


class RootRequestRow(msgspec.Struct, frozen=True):
    """A wish that a practice's root be replaced."""

    request: str
    number: int
    new: str
    reason: str
    mark: str
    state: str
    objected: bool
    asked: str
    not_before: str


class RootRequestsAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/root-requests/{practice}`."""

    requests: list[RootRequestRow]


class Custodian:
    """One person's dealings with the custodian."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session: SessionAnswer | None = None
        self._handles: dict[str, str] = {}
        self._by_code = False

    @property
    def is_open(self) -> bool:
        """Whether what needs this person's own session can be done now."""
        return self._session is not None and self._session.expires > self._context.now()

    @property
    def is_open_by_code(self) -> bool:
        """Whether a code opened that session, and no remembered device."""
        return self.is_open and self._by_code

    def bearer_of(self, email: str) -> str:
        """What names that session where it is of this very address: somebody else may have proved theirs."""
        if not self.is_open:
            return ""
        try:
            proved = self.address().email
        except Refused as refusal:
            if refusal.status != UNAUTHORIZED:
                raise
            self._session = None
            return ""
        return self._bearer() if proved == email else ""

    def send_code(self, email: str, language: Language) -> None:
        """Have a code sent to this address; asked again, the same while it is fresh."""
        known = self._handles.get(email)
        body = {"email": email, "language": language} | ({"handle": known} if known else {})
        url = self._context.custodian_url("/codes")
        self._handles[email] = self._context.transport.ask(CodeAnswer, "POST", url, body, again=False).handle

    def enter_code(self, email: str, code: str) -> bool:
        """Prove the address by its code, which counts here alone; whether the person was known before."""
        body = {"email": email, "code": code, "handle": self._handle(email)}
        url = self._context.custodian_url("/sessions")
        self._session = self._context.transport.ask(SessionAnswer, "POST", url, body, again=False)
        self._by_code = True
        del self._handles[email]
        return self._session.known

    def register_device(self) -> bytes:
        """A new device key that the custodian will know again; its seed."""
        seed = random_bytes(32)
        body = {"device": b64(sign_public(seed))}
        self._context.transport.send("POST", self._context.custodian_url("/devices"), body, session=self._bearer())
        return seed

    def forget_device(self, device: str) -> bool:
        """Whether the custodian has forgotten this device; where it cannot be told now, it has not."""
        if not self.is_open:
            return False
        url = self._context.custodian_url("/devices/remove")
        try:
            self._context.transport.send("POST", url, {"device": device}, session=self._bearer())
        except ClientError:
            return False
        return True

    def enter_with_device(self, seed: bytes) -> None:
        """Open a session by a remembered device: no code is needed."""
        transport, url = self._context.transport, self._context.custodian_url
        challenge = transport.ask(ChallengeAnswer, "POST", url("/device-challenges"), {}).challenge
        origin = self._context.installation.custodian.origin
        statement = DeviceSession(origin=origin, challenge=challenge, device=b64(sign_public(seed)))
        body = {"statement": sign(seed, "device", statement)}
        self._session = transport.ask(SessionAnswer, "POST", url("/device-sessions"), body, again=False)
        self._by_code = False

    def address(self) -> AddressAnswer:
        """Where the custodian writes to, and what is about to change."""
        url = self._context.custodian_url("/address")
        return self._context.transport.ask(AddressAnswer, "GET", url, session=self._bearer())

    def change_address(self, email: str, code: str, old: tuple[str, str] | None = None) -> AddressAnswer:
        """Take another address, proved by its code: at once with the `old` one and its code, else after a week."""
        body: dict[str, object] = {"email": email, "code": code, "handle": self._handle(email)}
        if old is not None:
            body["old"] = {"code": old[1], "handle": self._handle(old[0])}
        url = self._context.custodian_url("/address")
        return self._context.transport.ask(AddressAnswer, "POST", url, body, session=self._bearer(), again=False)

    def keep_address(self) -> None:
        """End a change that waits."""
        url = self._context.custodian_url("/address/cancel")
        self._context.transport.send("POST", url, {}, session=self._bearer())

    def veto_change(self, veto: str) -> None:
        """Stop a change by what stood in the letter to the old address; nobody needs to be signed in."""
        self._context.transport.send("POST", self._context.custodian_url("/address/veto"), {"veto": veto}, again=False)

    def holdings(self) -> tuple[HeldRow, ...]:
        """What the custodian stores about this person."""
        url = self._context.custodian_url("/person")
        return self._context.transport.ask(HoldingsAnswer, "GET", url, session=self._bearer()).rows

    def ending_terms(self) -> TermsAnswer:
        """When this person would end, and when they will."""
        url = self._context.custodian_url("/person/erase")
        return self._context.transport.ask(TermsAnswer, "GET", url, session=self._bearer())

    def keep_person(self) -> None:
        """Stop an end that waits."""
        url = self._context.custodian_url("/person/erase/cancel")
        self._context.transport.send("POST", url, {}, session=self._bearer())

    def veto_ending(self, veto: str) -> None:
        """Stop an end by what stood in the letter; nobody needs to be signed in."""
        url = self._context.custodian_url("/person/erase/veto")
        self._context.transport.send("POST", url, {"veto": veto}, again=False)

    def sms(self) -> SmsAnswer:
        """Whether this custodian sends SMS; anybody may read it."""
        return self._context.transport.ask(SmsAnswer, "GET", self._context.custodian_url("/sms"))

    def phone(self) -> PhoneAnswer:
        """The number that SMS go to."""
        url = self._context.custodian_url("/phone")
        return self._context.transport.ask(PhoneAnswer, "GET", url, session=self._bearer())

    def send_phone_code(self, number: str, text: str) -> None:
        """Have a code sent to a number, by the hash of the text that was agreed to."""
        url, body = self._context.custodian_url("/phone/code"), {"number": number, "text": text}
        self._context.transport.send("POST", url, body, session=self._bearer(), again=False)

    def confirm_phone(self, code: str, stop_hash: bytes, *, instead: bool) -> PhoneAnswer:
        """Let the number be kept whose code this is, until somebody shows what was hashed."""
        url = self._context.custodian_url("/phone")
        body = {"code": code, "instead": instead, "stop_hash": b64(stop_hash)}
        return self._context.transport.ask(PhoneAnswer, "POST", url, body, session=self._bearer(), again=False)

    def choose_phone(self, *, instead: bool) -> PhoneAnswer:
        """Let SMS take the place of mail, or come beside it."""
        url = self._context.custodian_url("/phone/choice")
        return self._context.transport.ask(PhoneAnswer, "POST", url, {"instead": instead}, session=self._bearer())

    def remove_phone(self) -> None:
        """Have the number erased."""
        self._context.transport.send("POST", self._context.custodian_url("/phone/remove"), {}, session=self._bearer())

    def stop_sms(self, stop: bytes) -> None:
        """The same by what ends it, without a session; in one, also a number that somebody else put in its place."""
        url = self._context.custodian_url("/phone/stop")
        try:
            self._context.transport.send("POST", url, {"stop": b64(stop)})
        except Refused as refusal:
            if refusal.code != "phone_unknown":
                raise
            if self.is_open:
                self.remove_phone()

    def harden(self, passphrase: str) -> bytes:
        """The unlock secret of this passphrase; the custodian sees a blinded point only."""
        bearer = self._bearer()
        stretched = stretch(passphrase, self._salt(), self._context.cost)
        scalar, blinded = blind(stretched)
        url, body = self._context.custodian_url("/oprf"), {"blinded": b64(blinded)}
        answer = self._context.transport.ask(EvaluatedAnswer, "POST", url, body, session=bearer)
        return passphrase_secret(stretched, finalise(stretched, scalar, from_b64(answer.evaluated)))

    def contact_key(self) -> bytes:
        """The key that typed contacts are sealed to."""
        return from_b64(self._keys()[1].seal)

    def fetch_tokens(self, purpose: Purpose, count: int) -> list[KeptToken]:
        """New rights, signed blindly under this week's key."""
        issuer = self._issuer(purpose)
        modulus = from_b64(issuer.modulus)
        requests = [request_token(self._context.installation.name, purpose, modulus) for _ in range(count)]
        body = {
            "purpose": purpose,
            "key_id": token_key_id(modulus).hex(),
            "blinded": [b64(request.blinded) for request in requests],
        }
        url = self._context.custodian_url("/tokens")
        answer = self._context.transport.ask(SignaturesAnswer, "POST", url, body, session=self._bearer(), again=False)
        if len(answer.signatures) != count:
            raise TokenMalformed
        tokens = [
            finish_token(request, modulus, from_b64(signature))
            for request, signature in zip(requests, answer.signatures, strict=True)
        ]
        return [KeptToken(purpose, b64(token), issuer.redeem_until) for token in tokens]

    def booking_keys(self) -> list[IssuerKey]:
        """The keys for bookings that issue now or next week."""
        now = self._context.now()
        return [key for key in self._keys()[0] if key.purpose == "booking" and key.issue_until > now]

    def sign_return(self, due: Signed) -> bytes:
        """The blind signature for what the platform says is due; no session says whose it is."""
        url = self._context.custodian_url("/tokens/returned")
        return from_b64(self._context.transport.ask(SignatureAnswer, "POST", url, {"due": due}).signature)

    def fetch_tickets(self, count: int) -> list[str]:
        """New tickets for nudges."""
        url, body = self._context.custodian_url("/tickets"), {"count": count}
        answer = self._context.transport.ask(TicketsAnswer, "POST", url, body, session=self._bearer(), again=False)
        for ticket in answer.tickets:
            check_ticket(from_b64(ticket))
        return answer.tickets

    def share_key(self) -> bytes:
        """The key that shares of practices are sealed to."""
        log, key = self._context.custodian_log, self._context.installation.custodian.log_key.public
        url = self._context.custodian_url("/shares/key")
        record = log.believing(
            lambda: self._context.transport.ask(Bundle, "GET", url),
            lambda bundle: verify(key, "share-key", log.record(bundle, "share_key"), ShareKey),
        )
        return from_b64(record.seal)

    def ask_endorsement(self, root: Signed) -> EndorsementState:
        """Have the custodian vouch for a practice's root, which signed this record."""
        url, body = self._context.custodian_url("/endorsements"), {"root": root}
        return self._context.transport.ask(EndorsementAnswer, "POST", url, body, session=self._bearer()).state

    def ask_root(self, request: Signed, present: str) -> RootRequestAnswer:
        """Lay before the officers that a practice's root be replaced."""
        url, body = self._context.custodian_url("/root-requests"), {"request": request, "present": present}
        return self._context.transport.ask(RootRequestAnswer, "POST", url, body, session=self._bearer())

    def root_requests(self, practice: str) -> list[RootRequestRow]:
        """What was asked about a practice's root; anybody may read it."""
        url = self._context.custodian_url(f"/root-requests/{practice}")
        return self._context.transport.ask(RootRequestsAnswer, "GET", url).requests

    def _issuer(self, purpose: Purpose) -> IssuerKey:
        now = self._context.clock()
        issuer = next((key for key in self._keys()[0] if key.issues(purpose, now)), None)
        if issuer is None:
            raise TokenKeyUnknown
        return issuer

    def _keys(self) -> tuple[list[IssuerKey], ContactKey]:
        url = self._context.custodian_url("/keys")
        return self._context.custodian_log.believing(
            lambda: self._context.transport.ask(KeysAnswer, "GET", url), self._verify_keys
        )

    def _verify_keys(self, answer: KeysAnswer) -> tuple[list[IssuerKey], ContactKey]:
        log, key = self._context.custodian_log, self._context.installation.custodian.log_key.public
        issuers = [verify(key, "issuer-key", log.record(each, "issuer_key"), IssuerKey) for each in answer.issuers]
        return issuers, verify(key, "contact-key", log.record(answer.contact, "contact_key"), ContactKey)

    def _handle(self, email: str) -> str:
        if email not in self._handles:
            raise CodeNeeded
        return self._handles[email]

    def _bearer(self) -> str:
        if self._session is None or not self.is_open:
            raise CodeNeeded
        return self._session.session

    def _salt(self) -> bytes:
        if self._session is None:
            raise CodeNeeded
        return from_b64(self._session.salt)
