"""Which release may follow which. Pure: the day comes in."""

from datetime import date, timedelta

from serment_custodian.ledger.errors import ReleaseConflict, ReleaseMisdated
from serment_protocol.encoding import read_day
from serment_protocol.releases import ReleaseRecord, predecessor_of
from serment_protocol.signing import Signed, peek

# Clocks differ, and so do days around the world.
MISDATED_BY = timedelta(days=1)


def require_next(record: ReleaseRecord, newest: Signed | None, today: date) -> None:
    """Raise unless the record comes right after the newest one, and is of today."""
    number = peek(newest, ReleaseRecord).release + 1 if newest else 1
    if record.release != number or record.previous != predecessor_of(newest):
        raise ReleaseConflict
    if abs(read_day(record.day) - today) > MISDATED_BY:
        raise ReleaseMisdated
