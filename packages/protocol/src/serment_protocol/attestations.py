"""The platform's word that a visit stands at a practice, and whether a right to book was spent for it (SPEC 18)."""

from datetime import date, datetime, timedelta
from typing import Literal

from serment_protocol.encoding import read_day, write_day, write_time
from serment_protocol.errors import BadReferral
from serment_protocol.signing import Signed, verify
from serment_protocol.structure import Day, Digest, Hex16, Time, Versioned

NAME = "visit-attestation"
CLOCKS_APART = timedelta(days=1)


class Attestation(Versioned, frozen=True, kw_only=True):
    """What the platform knows of a visit that is not cancelled (name `visit-attestation`, by its log key)."""

    type: Literal["visit_attestation"] = "visit_attestation"
    practice: Hex16
    appointment: Digest
    start: Time
    right: bool
    """Whether a right to book was spent for it, and it has begun, so that no cancelling gives that right back."""
    day: Day


def attest(practice: str, appointment: str, start: datetime, now: datetime, *, right_spent: bool) -> Attestation:
    """What is true of it now."""
    right, day = right_spent and start <= now, write_day(now.date())
    return Attestation(practice=practice, appointment=appointment, start=write_time(start), right=right, day=day)


def believe_attestation(
    log_key: bytes, signed: Signed, practice: str, appointment: str, start: str, since: str
) -> Attestation:
    """The platform's word about this very visit, which still stood on that day."""
    told = verify(log_key, NAME, signed, Attestation)
    stood = read_day(told.day) >= _day_before(since)
    if (told.practice, told.appointment, told.start) != (practice, appointment, start) or not stood:
        raise BadReferral
    return told


def _day_before(day: str) -> date:
    """The clock of whoever agreed may be off."""
    return read_day(day) - CLOCKS_APART
