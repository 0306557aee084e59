"""Passkeys of officers: assertions verified in full (WebAuthn level 3, 7.1 and 7.2), and what is kept of a key.

Only a verified assertion speaks for an officer. The public key is kept locked together with whose it is and whether
they decide, so nobody becomes an officer by writing a row.
"""

from typing import NamedTuple

import msgspec
import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    RegistrationCredential,
)

from serment_custodian.officers.errors import PasskeyRefused
from serment_custodian.officers.office import Party
from serment_custodian.officers.types import OfficerId
from serment_custodian.sealing_key import SealingKey
from serment_protocol.acts import OfficerStatement, officer_challenge
from serment_protocol.encoding import b64, canonical, from_b64, parse
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.primitives import hash_bytes

PURPOSE = "officers/passkey"
MARK_DIGITS = 6


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


class PublicKey(NamedTuple):
    """A key as it is believed."""

    officer: OfficerId
    key: bytes
    decides: bool


class NewPasskey(NamedTuple):
    """A passkey that was just made."""

    credential: bytes
    key: bytes
    sign_count: int


def check_assertion(party: Party, statement: OfficerStatement, given: Assertion, key: bytes, count: int) -> int:
    """Raise unless this key signed this statement here, its owner verified; the authenticator's new count."""
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
        raise PasskeyRefused from error
    return verified.new_sign_count


def check_attestation(party: Party, statement: OfficerStatement, given: Attestation) -> NewPasskey:
    """Raise unless the passkey was made for this statement here, its owner verified."""
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
        raise PasskeyRefused from error
    return NewPasskey(verified.credential_id, verified.credential_public_key, verified.sign_count)


def lock_key(sealing: SealingKey, credential: bytes, public: PublicKey) -> bytes:
    """The key as it is kept."""
    kept = {"officer": public.officer.hex(), "key": b64(public.key), "decides": public.decides}
    return sealing.lock(PURPOSE, credential, canonical(kept))


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    officer: str
    key: str
    decides: bool


def open_key(sealing: SealingKey, credential: bytes, locked: bytes) -> PublicKey:
    """What `lock_key` kept; a row that somebody else wrote is `passkey_refused`."""
    try:
        kept = msgspec.convert(parse(sealing.unlock(PURPOSE, credential, locked)), _Kept)
    except ProtocolRefusal as error:
        raise PasskeyRefused from error
    return PublicKey(OfficerId(bytes.fromhex(kept.officer)), from_b64(kept.key), kept.decides)


def key_hash(key: bytes) -> str:
    """What a decision about a new officer names."""
    return hash_bytes("officer-key", key).hex()


def mark_of(key_digest: str) -> str:
    """Six digits that the new officer reads out to those who decide."""
    return f"{int(key_digest[:8], 16) % 10**MARK_DIGITS:0{MARK_DIGITS}d}"
