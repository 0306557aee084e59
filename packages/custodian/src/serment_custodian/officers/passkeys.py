"""Passkeys of officers: who an assertion speaks for, and what is kept of a key.

Only a verified assertion speaks for an officer. The public key is kept locked together with whose it is and whether
they decide, so nobody becomes an officer by writing a row.
"""

from typing import NamedTuple

import msgspec

from serment_custodian.officers.errors import PasskeyRefused
from serment_custodian.officers.types import OfficerId
from serment_custodian.sealing_key import SealingKey
from serment_kernel import passkeys
from serment_kernel.passkeys import Assertion, Attestation, NewPasskey, Party
from serment_protocol.acts import OfficerStatement
from serment_protocol.encoding import b64, canonical, from_b64, parse
from serment_protocol.errors import ProtocolRefusal

PURPOSE = "officers/passkey"


class PublicKey(NamedTuple):
    """A key as it is believed."""

    officer: OfficerId
    key: bytes
    decides: bool


def check_assertion(party: Party, statement: OfficerStatement, given: Assertion, key: bytes, count: int) -> int:
    """Raise unless this key signed this statement here, its owner verified; the authenticator's new count."""
    try:
        return passkeys.check_assertion(party, statement, given, key, count)
    except passkeys.PasskeyWrong as error:
        raise PasskeyRefused from error


def check_attestation(party: Party, statement: OfficerStatement, given: Attestation) -> NewPasskey:
    """Raise unless the passkey was made for this statement here, its owner verified."""
    try:
        return passkeys.check_attestation(party, statement, given)
    except passkeys.PasskeyWrong as error:
        raise PasskeyRefused from error


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
