"""Weeks of keys and of rights. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from serment_custodian.tokens.errors import TokenKeyUnknown, TokenMalformed, TokensExhausted, TokenWrongPurpose
from serment_custodian.tokens.types import IssuerKey, Period, Purpose

WEEK = timedelta(weeks=1)
REDEEM_TIME = timedelta(weeks=5)
"""Counted from the first moment of issuing (DESIGN: issuing for one week and redeemable for five)."""
BLINDED_BYTES = 256
MOST_AT_ONCE = 12


def week_of(day: date) -> date:
    """The Monday that the ISO week of this day begins with."""
    return day - timedelta(days=day.weekday())


def period(monday: date) -> Period:
    """The life of a key that issues in the week of this Monday."""
    issue_from = datetime.combine(monday, time(), UTC)
    return Period(issue_from, issue_from + WEEK, issue_from + REDEEM_TIME)


def periods_wanted(now: datetime) -> list[Period]:
    """This week's and, made in advance, next week's."""
    monday = week_of(now.date())
    return [period(monday), period(monday + WEEK)]


def require_issuing(key: IssuerKey | None, purpose: Purpose, now: datetime) -> IssuerKey:
    """The key, if it may sign for this purpose now."""
    if key is None or not key.issue_from <= now < key.issue_until or key.private_locked is None:
        raise TokenKeyUnknown
    if key.purpose != purpose:
        raise TokenWrongPurpose
    return key


def require_signable(blinded: Sequence[bytes], modulus: int) -> None:
    """Raise unless each is a residue of the modulus other than zero (RFC 9474 section 4.3)."""
    if any(len(one) != BLINDED_BYTES or not 0 < int.from_bytes(one) < modulus for one in blinded):
        raise TokenMalformed


def require_within(count: int, budget: int) -> None:
    """Raise for a batch that no week allows."""
    if count > budget:
        raise TokensExhausted
