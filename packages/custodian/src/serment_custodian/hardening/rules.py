"""How often a passphrase may be tried. Pure.

The OPRF cannot tell a right guess from a wrong one, so what is limited is answers. Only proven sessions consume
them, each kind from its own budget: a stranger can lock nobody out, and somebody with a stolen mailbox leaves the
remembered browsers their own.
"""

from datetime import date, timedelta

from serment_custodian.hardening.errors import EvaluationsExhausted
from serment_custodian.hardening.types import Counts, Limits

MONTH = timedelta(days=30)


def require_evaluation_left(counts: Counts, limits: Limits) -> None:
    """Raise when the day's or the month's budget is used up."""
    if counts.today >= limits.day or (limits.month and counts.month >= limits.month):
        raise EvaluationsExhausted


def month_before(day: date) -> date:
    """The first day that counts into the month of this day."""
    return day - MONTH + timedelta(days=1)
