"""The end of an account at one hand: what asks for it, the receipt, and the leaf that says no more (SPEC 17)."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from serment_protocol.accounts import WayIn
from serment_protocol.encoding import b64, canonical, read_day, read_time, write_day, write_time
from serment_protocol.errors import AnotherErasure, BadStructure
from serment_protocol.primitives import hash_bytes, sign_public
from serment_protocol.signing import Signed, sign, verify
from serment_protocol.structure import B64Of32, Count, Day, Digest, Hex16, Structure, Time, Versioned

ERASURE = "erasure"
RECEIPT = "erasure-receipt"
NONCE_BYTES = 32
Hand = Literal["platform", "custodian"]
Table = Annotated[str, Meta(pattern=r"\A[a-z_]+\.[a-z_]+\Z")]


class AccountErasure(Versioned, frozen=True, kw_only=True):
    """What the way in signs that opened the session (name `erasure`)."""

    type: Literal["account_erasure"] = "account_erasure"
    account: Hex16
    request: Digest
    time: Time


class PersonErasure(Versioned, frozen=True, kw_only=True):
    """What a remembered browser signs for the custodian, so that it need not wait (name `erasure`)."""

    type: Literal["person_erasure"] = "person_erasure"
    origin: str
    device: B64Of32
    request: Digest


class Destroyed(Structure, frozen=True):
    """How many rows of a table are no more."""

    table: Table
    count: Count


class Receipt(Versioned, frozen=True, kw_only=True):
    """What a hand has destroyed, for whoever asked (name `erasure-receipt`, by the hand's log key)."""

    type: Literal["erasure_receipt"] = "erasure_receipt"
    hand: Hand
    whose: Digest
    at: Time
    """To the hour."""
    destroyed: tuple[Destroyed, ...]
    backups: Day
    """From then on, no backup of this hand holds it either."""

    def __post_init__(self) -> None:
        Versioned.__post_init__(self)
        if not self.at.endswith(":00:00Z") or read_day(self.backups) < read_time(self.at).date():
            raise BadStructure


class ErasureRecord(Versioned, frozen=True, kw_only=True):
    """A leaf: an erasure was done, and nothing else (name `erasure`, by the log key)."""

    type: Literal["erasure"] = "erasure"
    receipt: Digest
    """Hash of the receipt, which nobody can guess who does not have it."""
    day: Day


class Done(Structure, frozen=True):
    """A hand's answer."""

    receipt: Signed
    record: Signed
    leaf: Count


def hand_nonce(hand: Hand, drawn: bytes) -> bytes:
    """What a hand is told in the place of the nonce that the client drew: no two hands share a number of anybody."""
    return hash_bytes("erasure-nonce", hand.encode() + b"\0" + drawn)


def request_hash(nonce: bytes) -> str:
    """By which a hand tells a request from another."""
    return hash_bytes("erasure-request", nonce).hex()


def whose(nonce: bytes, name: str) -> str:
    """Stands for the account (its id) or the person (the address) whose end it was, under the hand's own nonce."""
    return hash_bytes("erased", nonce + name.encode()).hex()


def receipt_hash(signed: Signed) -> str:
    """What the leaf holds of a receipt."""
    return hash_bytes("erasure-receipt", signed.body_bytes).hex()


def sign_erasure(by: WayIn, account: str, drawn: bytes, now: datetime) -> Signed:
    """Asking the platform for the end of an account."""
    request = request_hash(hand_nonce("platform", drawn))
    return sign(by.sign_seed, ERASURE, AccountErasure(account=account, request=request, time=write_time(now)))


def sign_person_erasure(device: bytes, origin: str, drawn: bytes) -> Signed:
    """Asking the custodian for the end of a person, by the seed of a remembered browser's key."""
    request = request_hash(hand_nonce("custodian", drawn))
    statement = PersonErasure(origin=origin, device=b64(sign_public(device)), request=request)
    return sign(device, ERASURE, statement)


def make_receipt(hand: Hand, whose_hash: str, destroyed: tuple[Destroyed, ...], now: datetime, backups: date) -> bytes:
    """The receipt's bytes."""
    at = write_time(now.replace(minute=0, second=0, microsecond=0))
    return canonical(Receipt(hand=hand, whose=whose_hash, at=at, destroyed=destroyed, backups=write_day(backups)))


def make_record(receipt: Signed, day: date) -> bytes:
    """The leaf's record."""
    return canonical(ErasureRecord(receipt=receipt_hash(receipt), day=write_day(day)))


def verify_erasure(done: Done, log_key: bytes, hand: Hand, drawn: bytes, name: str) -> Receipt:
    """The receipt of this very erasure; whether its leaf is in the log is seen there."""
    return verify_done(done, log_key, hand, hand_nonce(hand, drawn), name)


def verify_done(done: Done, log_key: bytes, hand: Hand, nonce: bytes, name: str) -> Receipt:
    """The same by the hand's own nonce."""
    receipt = verify(log_key, RECEIPT, done.receipt, Receipt)
    record = verify(log_key, ERASURE, done.record, ErasureRecord)
    expected = (hand, whose(nonce, name), receipt_hash(done.receipt))
    if (receipt.hand, receipt.whose, record.receipt) != expected:
        raise AnotherErasure
    return receipt
