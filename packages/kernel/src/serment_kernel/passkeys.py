"""Passkeys of people who decide for a service: assertions verified in full (WebAuthn level 3, 7.1 and 7.2).

Officers of the custodian and staff of the platform's console sign the same statement (SPEC 11); their passkeys are of
different relying parties, and each hand says in its own words why a passkey does not speak for anybody.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    RegistrationCredential,
)

from serment_protocol.acts import OfficerStatement, OfficerStep, officer_challenge
from serment_protocol.encoding import b64, canonical, from_b64, write_time
from serment_protocol.primitives import hash_bytes
from serment_protocol.structure import read

NONCE_BYTES = 32
# The nonce is asked for when the button is pressed; finding a key and touching it takes a moment.
CHALLENGE_TIME = timedelta(minutes=5)
NOTHING = "0" * 64
"""What a step names that is about nothing in particular."""
MARK_DIGITS = 6


class PasskeyWrong(Exception):
    """This passkey did not sign this statement here, its owner verified."""


class StatementWrong(Exception):
    """This statement is about another step or another thing."""


class Party(NamedTuple):
    """The relying party of the passkeys: the service itself."""

    host: str
    origin: str


def party_of(url: str) -> Party:
    """The relying party that answers at this address."""
    return Party(urlsplit(url).hostname or "", url)


class Assertion(msgspec.Struct, frozen=True):
    """What `navigator.credentials.get` gave."""

    credential: bytes
    authenticator_data: bytes
    client_data: bytes
    signature: bytes


class Attestation(msgspec.Struct, frozen=True):
    """What `navigator.credentials.create` gave."""

    credential: bytes
    client_data: bytes
    attestation: bytes


class SignedStep(NamedTuple):
    """A statement and the assertion over its hash."""

    statement: bytes
    assertion: Assertion


class NewPasskey(NamedTuple):
    """A passkey that was just made."""

    credential: bytes
    key: bytes
    sign_count: int


class Nonce(msgspec.Struct, frozen=True):
    """What a statement must name."""

    nonce: str
    time: str


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body that knows its fields."""


class AssertionBody(Body, frozen=True):
    """What `navigator.credentials.get` gave, as it travels."""

    credential: str
    authenticator_data: str
    client_data: str
    signature: str

    def read(self) -> Assertion:
        """Its bytes."""
        parts = (self.credential, self.authenticator_data, self.client_data, self.signature)
        return Assertion(*map(from_b64, parts))


class AttestationBody(Body, frozen=True):
    """What `navigator.credentials.create` gave, as it travels."""

    credential: str
    client_data: str
    attestation: str

    def read(self) -> Attestation:
        """Its bytes."""
        return Attestation(*map(from_b64, (self.credential, self.client_data, self.attestation)))


class StepBody(Body, frozen=True):
    """A statement and the assertion over its hash, as they travel."""

    statement: str
    assertion: AssertionBody

    def read(self) -> SignedStep:
        """Its bytes."""
        return SignedStep(from_b64(self.statement), self.assertion.read())


def draw_nonce(now: datetime) -> Nonce:
    """A nonce that nobody foresees."""
    return Nonce(secrets.token_bytes(NONCE_BYTES).hex(), write_time(now))


def nonce_hash(nonce: str, time: str) -> bytes:
    """What is kept of a nonce until it is used."""
    return hash_bytes("officer-nonce", canonical({"nonce": nonce, "time": time}))


def statement_of(data: bytes, step: OfficerStep, what: str) -> OfficerStatement:
    """The statement, if it is about this step and this thing; raises `StatementWrong`."""
    said = read(data, OfficerStatement)
    if (said.step, said.what) != (step, what):
        raise StatementWrong
    return said


def check_assertion(party: Party, statement: OfficerStatement, given: Assertion, key: bytes, count: int) -> int:
    """Raise `PasskeyWrong` unless this key signed this statement here; the authenticator's new count."""
    response = AuthenticatorAssertionResponse(given.client_data, given.authenticator_data, given.signature)
    try:
        verified = webauthn.verify_authentication_response(
            credential=AuthenticationCredential(b64(given.credential), given.credential, response),
            expected_challenge=officer_challenge(statement),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=key,
            credential_current_sign_count=count,
            require_user_verification=True,
        )
    # Bytes that are no JSON, no CBOR or no key come back as errors of their own.
    except (WebAuthnException, ValueError) as error:
        raise PasskeyWrong from error
    return verified.new_sign_count


def check_attestation(party: Party, statement: OfficerStatement, given: Attestation) -> NewPasskey:
    """Raise `PasskeyWrong` unless the passkey was made for this statement here, its owner verified."""
    response = AuthenticatorAttestationResponse(given.client_data, given.attestation)
    try:
        verified = webauthn.verify_registration_response(
            credential=RegistrationCredential(b64(given.credential), given.credential, response),
            expected_challenge=officer_challenge(statement),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise PasskeyWrong from error
    return NewPasskey(verified.credential_id, verified.credential_public_key, verified.sign_count)


def key_hash(key: bytes) -> str:
    """What a decision about a new passkey names."""
    return hash_bytes("officer-key", key).hex()


def mark_of(key_digest: str) -> str:
    """Six digits that its owner reads out to those who decide."""
    return f"{int(key_digest[:8], 16) % 10**MARK_DIGITS:0{MARK_DIGITS}d}"


def reached(times: Sequence[datetime], quorum: int) -> datetime | None:
    """When the approval came that completed the quorum, of one time for each person who approved."""
    ordered = sorted(times)
    return ordered[quorum - 1] if len(ordered) >= quorum else None
