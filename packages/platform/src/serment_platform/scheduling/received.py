"""What arrives signed, believed: from the parts of a request to a booking or a change. Pure.

Nothing sealed is opened here: of envelope, copy and ticket the platform checks the size, and that the first statement
names exactly these bytes.
"""

from datetime import datetime
from typing import NamedTuple

from serment_platform.scheduling.errors import BadStatement, BadStep, EnvelopeSize
from serment_platform.scheduling.rules import LARGEST
from serment_platform.scheduling.types import Booking, Change
from serment_protocol.appointments import ZEROS, appointment_id
from serment_protocol.encoding import read_time
from serment_protocol.errors import BadStructure, BadTransition, ChainBroken, NotCanonical, UnknownVersion
from serment_protocol.nudges import check_ticket
from serment_protocol.padding import (
    ABSENCE_BUCKETS,
    CREDENTIALS_BUCKETS,
    ENVELOPE_BUCKETS,
    LETTER_BUCKETS,
    SELF_COPY_BUCKETS,
    TURN_BUCKETS,
)
from serment_protocol.primitives import hash_bytes
from serment_protocol.signing import Signed, peek, verify, verify_bytes
from serment_protocol.statements import MANAGE, NAME, UNCHANGING, Contents, Statement, check_step
from serment_protocol.structure import read

# What sealing and locking add (SPEC 2.1 and 2.2): version, encapsulated key or nonce, tag.
SEALED = 1 + 1120 + 16
LOCKED = 1 + 12 + 16
ENVELOPE_SIZES = frozenset(bucket + SEALED for bucket in ENVELOPE_BUCKETS)
SELF_COPY_SIZES = frozenset(bucket + LOCKED for bucket in SELF_COPY_BUCKETS)
FILING_SIZES = frozenset(bucket + LOCKED for bucket in ENVELOPE_BUCKETS)
TURN_SIZES = frozenset(bucket + LOCKED for bucket in TURN_BUCKETS)
ABSENCE_SIZES = frozenset(bucket + LOCKED for bucket in ABSENCE_BUCKETS)
LETTER_SIZES = frozenset(bucket + SEALED for bucket in LETTER_BUCKETS)
CREDENTIALS_SIZES = frozenset(bucket + SEALED for bucket in CREDENTIALS_BUCKETS)
LETTER_COPY_SIZES = frozenset(bucket + LOCKED for bucket in LETTER_BUCKETS)
POSITION_SECONDS = 300


class Parts(NamedTuple):
    """What a booking brings; staff bring no token."""

    signed: Signed
    manage: bytes
    envelope: bytes
    self_copy: bytes
    ticket: bytes
    token: bytes | None
    credential: bytes | None = None


def believe_booking(parts: Parts) -> Booking:
    """The booking, once its statement is signed by the manage key and names everything that came with it."""
    check_size(parts.envelope, ENVELOPE_SIZES)
    check_size(parts.self_copy, SELF_COPY_SIZES)
    check_ticket(parts.ticket)
    statement = look_into(parts.signed)
    if statement.epoch > LARGEST:
        raise BadStatement("epoch")
    body, signature = parts.signed.body_bytes, parts.signed.signature_bytes
    verify_bytes(parts.manage, NAME, body, signature)
    _check_first(statement, parts)
    return Booking(
        appointment=statement.appointment,
        practice=statement.practice,
        schedule=statement.schedule,
        start=start_of(statement),
        minutes=statement.duration,
        service_class=statement.service_class,
        epoch=statement.epoch,
        manage=parts.manage,
        envelope=parts.envelope,
        self_copy=parts.self_copy,
        ticket=parts.ticket,
        body=body,
        signature=signature,
        token=parts.token or b"",
        request=b"" if parts.token is None else hash_bytes("request", body),
        credential=parts.credential or b"",
    )


def believe_change(signed: Signed, before: bytes, key: bytes) -> Change:
    """The change, once this key signed it and it may follow the statement before."""
    statement = look_into(signed)
    verify(key, NAME, signed, Statement)
    _check_step(read(before, Statement), statement)
    return Change(
        appointment=statement.appointment,
        sequence=statement.sequence,
        previous=statement.previous,
        state=statement.state,
        schedule=statement.schedule,
        start=start_of(statement),
        epoch=statement.desk_epoch,
        body=signed.body_bytes,
        signature=signed.signature_bytes,
    )


def look_into(signed: Signed) -> Statement:
    """What a statement says, before anything is believed."""
    try:
        return peek(signed, Statement)
    except (BadStructure, NotCanonical, UnknownVersion) as error:
        raise BadStatement("body") from error


def start_of(statement: Statement) -> datetime:
    """When it begins: a whole number of five minutes."""
    start = read_time(statement.start)
    if int(start.timestamp()) % POSITION_SECONDS:
        raise BadStep
    return start


def check_size(sealed: bytes, sizes: frozenset[int]) -> None:
    """Raise unless these bytes have one of the sizes that padding leaves."""
    if len(sealed) not in sizes:
        raise EnvelopeSize


def _check_first(statement: Statement, parts: Parts) -> None:
    contents = Contents(parts.manage, parts.envelope, parts.self_copy, parts.ticket, parts.token, parts.credential)
    expected = {
        "appointment": appointment_id(parts.manage),
        "sequence": 0,
        "state": "booked",
        "previous": ZEROS,
        "by": MANAGE,
        "contents": contents.digest(),
    }
    for field, value in expected.items():
        if getattr(statement, field) != value:
            raise BadStatement(field)


def _check_step(before: Statement, after: Statement) -> None:
    for field in UNCHANGING:
        if getattr(before, field) != getattr(after, field):
            raise BadStatement(field.removeprefix("service_"))
    try:
        check_step(before, after)
    except ChainBroken as error:
        raise BadStatement("contents") from error
    except BadTransition as error:
        raise BadStatement("state") from error
