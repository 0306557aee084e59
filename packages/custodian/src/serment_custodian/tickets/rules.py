"""How long tickets live and how often they serve. Pure."""

from datetime import date, timedelta

from serment_custodian.succession import first_of_month

TICKET_BYTES = 1436
MOST_AT_ONCE = 12
# Confirmation, reminder, and a few moves that ask for both again.
USES = 8
# A visit lies at most a year ahead, and a ticket waits in the stock for some weeks before.
MONTHS_VALID = 15
# A contact is sealed to a key that a client may have read a while ago.
MONTHS_OF_A_CONTACT = MONTHS_VALID + 1
RELAY_SKEW = timedelta(minutes=5)


def expiry(day: date) -> date:
    """When tickets made today stop working."""
    return first_of_month(day, MONTHS_VALID)
