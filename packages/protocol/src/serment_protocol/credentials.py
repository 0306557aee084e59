"""Credentials: a practice's word that it knows somebody, given blindly and shown once (SPEC 24).

Tokens as rights to book are, but of the practice: its desk signs what a patient's client blinded, and neither the desk
nor the platform can tell afterwards to whom one that is shown was given. A key is of one epoch: another epoch, and all
that was given is worth nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from serment_protocol.blindrsa import MODULUS_BYTES, sign_blinded
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.errors import BadSignature, CannotOpen, CredentialRefused
from serment_protocol.padding import CREDENTIALS_BUCKETS, pad, unpad
from serment_protocol.primitives import hash_bytes, pss_verify, rsa_primes
from serment_protocol.sealing import Context, lock, open_sealed, seal, unlock
from serment_protocol.structure import B64, B64Of256, Digest, Structure, Versioned, read
from serment_protocol.tokens import (
    INPUT_BYTES,
    TOKEN_BYTES,
    TOKEN_TYPE,
    TokenRequest,
    challenge_digest,
    derive_request,
    finish_token,
    token_key_id,
)

KnownAs: TypeAlias = Literal["known", "colleagues"]
"""Patients whom the practice knows; other practices."""
MOST = 4
PRIME_BYTES = MODULUS_BYTES // 2
Blinded: TypeAlias = Annotated[tuple[B64Of256, ...], Meta(min_length=1, max_length=MOST)]


class CredentialKey(Structure, frozen=True):
    """By which a practice says whom it knows, in its publication; the private half is for its desk alone."""

    audience: KnownAs
    modulus: B64Of256
    locked: B64

    @property
    def key_id(self) -> str:
        """By which a credential names it."""
        return token_key_id(from_b64(self.modulus)).hex()


class CredentialAsk(Structure, frozen=True):
    """What a patient's envelope asks for: so many signatures, under this key."""

    audience: KnownAs
    key: Digest
    blinded: Blinded


class Credentials(Versioned, frozen=True, kw_only=True):
    """The desk's answer."""

    type: Literal["credentials"] = "credentials"
    audience: KnownAs
    key: Digest
    signatures: Blinded


@dataclass(frozen=True)
class Primes:
    """The private half."""

    p: int
    q: int

    @property
    def modulus(self) -> bytes:
        """The public half."""
        return (self.p * self.q).to_bytes(MODULUS_BYTES)


def new_credential_key(
    practice: str, epoch: int, audience: KnownAs, filing_key: bytes, primes: Primes | None = None
) -> CredentialKey:
    """A key for an epoch, its primes locked for the desk. Only vectors bring them along."""
    primes = primes or Primes(*rsa_primes())
    halves = primes.p.to_bytes(PRIME_BYTES) + primes.q.to_bytes(PRIME_BYTES)
    locked = lock(filing_key, "credential-key", _place(practice, epoch, audience), halves)
    return CredentialKey(audience, b64(primes.modulus), b64(locked))


def open_credential_key(key: CredentialKey, practice: str, epoch: int, filing_key: bytes) -> Primes:
    """The private half, if it is that of the public one."""
    halves = unlock(filing_key, "credential-key", _place(practice, epoch, key.audience), from_b64(key.locked))
    primes = Primes(int.from_bytes(halves[:PRIME_BYTES]), int.from_bytes(halves[PRIME_BYTES:]))
    if len(halves) != MODULUS_BYTES or (primes.p * primes.q) != int.from_bytes(from_b64(key.modulus)):
        raise CannotOpen
    return primes


def request_credentials(manage_seed: bytes, practice: str, key: CredentialKey, count: int) -> list[TokenRequest]:
    """What the manage seed of a visit asks for; the same, however often it is made."""
    return [
        derive_request(manage_seed, f"credential/{number}", practice, key.audience, from_b64(key.modulus))
        for number in range(count)
    ]


def ask_of(requests: Sequence[TokenRequest], key: CredentialKey) -> CredentialAsk:
    """What goes into the envelope."""
    return CredentialAsk(key.audience, key.key_id, tuple(b64(each.blinded) for each in requests))


def issue(ask: CredentialAsk, key: CredentialKey, primes: Primes) -> Credentials:
    """Sign what was asked for under this very key; the same again is the same."""
    if (ask.audience, ask.key) != (key.audience, key.key_id):
        raise CredentialRefused
    signed = tuple(b64(sign_blinded(primes.p, primes.q, from_b64(each))) for each in ask.blinded)
    return Credentials(audience=key.audience, key=key.key_id, signatures=signed)


def seal_credentials(credentials: Credentials, reply: bytes, practice: str, appointment: str) -> bytes:
    """The answer, for whoever holds the visit."""
    plain = pad(canonical(credentials), CREDENTIALS_BUCKETS)
    return seal(reply, "credentials", _answer(practice, appointment), plain)


def open_credentials(sealed: bytes, reply_seed: bytes, practice: str, appointment: str) -> Credentials:
    """The same, opened."""
    plain = open_sealed(reply_seed, "credentials", _answer(practice, appointment), sealed)
    return read(unpad(plain, CREDENTIALS_BUCKETS), Credentials)


def finish_credentials(answer: Credentials, manage_seed: bytes, practice: str, key: CredentialKey) -> list[bytes]:
    """The credentials of an answer; raise where the desk signed something else than was asked."""
    if (answer.audience, answer.key) != (key.audience, key.key_id):
        raise CredentialRefused
    requests = request_credentials(manage_seed, practice, key, len(answer.signatures))
    return [
        finish_token(request, from_b64(key.modulus), from_b64(signature))
        for request, signature in zip(requests, answer.signatures, strict=True)
    ]


def check_credential(credential: bytes, practice: str, audience: str, modulus: bytes) -> None:
    """Raise unless this practice gave it, under this key, to somebody of this audience; spent or not."""
    if len(credential) != TOKEN_BYTES or credential[:2] != TOKEN_TYPE:
        raise CredentialRefused
    if credential[34:INPUT_BYTES] != challenge_digest(practice, audience) + token_key_id(modulus):
        raise CredentialRefused
    try:
        pss_verify(modulus, credential[:INPUT_BYTES], credential[INPUT_BYTES:])
    except BadSignature as error:
        raise CredentialRefused from error


def credential_key_id(credential: bytes) -> bytes:
    """The key that a credential names."""
    if len(credential) != TOKEN_BYTES:
        raise CredentialRefused
    return credential[66:INPUT_BYTES]


def credential_hash(credential: bytes) -> str:
    """By which a statement names the credential that it was sent with."""
    return hash_bytes("credential", credential).hex()


def _place(practice: str, epoch: int, audience: str) -> Context:
    return {"v": 1, "practice": practice, "epoch": epoch, "audience": audience}


def _answer(practice: str, appointment: str) -> Context:
    return {"v": 1, "practice": practice, "appointment": appointment}
