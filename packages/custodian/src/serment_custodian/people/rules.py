"""When an address is one, how long codes and sessions live. Pure: times and secrets come in, nothing goes out."""

import re
from datetime import UTC, date, datetime, time, timedelta

from serment_custodian.people.errors import AddressUnreadable, BadNumber
from serment_custodian.people.types import Address, Code, Language, Number

CODE_TIME = timedelta(minutes=10)
CODE_TRIES = 5
CODE_DIGITS = 6
HANDLE_BYTES = 16
PERSON_BYTES = 16
# What names a row that waits, and how much of its keyed hash stands in a letter.
ANNOUNCED_BYTES = 16
# The second letter comes this long before it takes effect: early enough to stop it.
REMINDER = timedelta(days=2)
# A code asked for again by whoever has its handle is the same code while this much of its time is left, so that a
# person who was impatient can type the one of the first letter.
CODE_WORTH_REPEATING = timedelta(minutes=5)
SESSION_TIME = timedelta(minutes=15)
GRID = timedelta(minutes=15)
CHALLENGE_TIME = timedelta(seconds=60)
PHONE_BYTES = 16
DEVICES_PER_PERSON = 20
DEVICE_DAYS_UNUSED = 400

# RFC 5321 section 4.5.3.1 limits; the local part is RFC 5322's dot-atom, without which no header can be injected.
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# ITU-T E.164 section 6.2.1: at most fifteen digits, of which a country's code is the first.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_BETWEEN_DIGITS = re.compile(r"[\s().\u2010-\u2015/-]", re.UNICODE)
_LOCAL_MAX, _ADDRESS_MAX, _TYPED_MAX = 64, 254, 1000


def normalise(address: str) -> Address:
    """One spelling for one mailbox: no white space around, lower case, the domain in ASCII (RFC 5891)."""
    # No character of an address is lost in ASCII, and preparing a domain of a hundred kilobytes takes half a second.
    if len(address) > _TYPED_MAX:
        raise AddressUnreadable
    local, at, domain = address.strip().lower().rpartition("@")
    try:
        domain = domain.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise AddressUnreadable from error
    labels = domain.split(".")
    plausible = at and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if not plausible or not _LOCAL.fullmatch(local) or len(local) > _LOCAL_MAX:
        raise AddressUnreadable
    normal = f"{local}@{domain}"
    if len(normal) > _ADDRESS_MAX:
        raise AddressUnreadable
    return Address(normal)


def read_number(typed: str, national: str) -> Number:
    """The number in E.164; a leading zero stands for the country of `national`, where there is one."""
    bare = _BETWEEN_DIGITS.sub("", typed[:_TYPED_MAX])
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    elif bare.startswith("0") and national:
        bare = national + bare[1:]
    if not _E164.fullmatch(bare):
        raise BadNumber
    return Number(bare)


def digits(mac: bytes) -> str:
    """Six decimal digits out of a keyed hash; the bias of 64 bits modulo a million is below 2^-44."""
    return f"{int.from_bytes(mac[-8:]) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def new_code(address_hash: bytes, nonce: bytes, language: Language, now: datetime, *, sent: bool) -> Code:
    """A code with all its tries; one that is not sent has none, or guessing it would cost no letter."""
    return Code(address_hash, nonce, CODE_TRIES if sent else 0, language, code_end(now))


def worth_repeating(code: Code, now: datetime) -> bool:
    """Whether a running code is sent again instead of a new one."""
    return code.tries_left == CODE_TRIES and code.expires - now >= CODE_WORTH_REPEATING


def takes_effect(now: datetime, wait: timedelta) -> date:
    """The first day that begins when the wait is over."""
    end = now + wait
    return end.date() if end.time() == time.min else end.date() + timedelta(days=1)


def letters_due(takes_effect: date, today: date) -> int:
    """How many letters must have left by today."""
    return 1 if today < takes_effect - REMINDER else 2


def session_end(now: datetime) -> datetime:
    """At least fifteen minutes from now, on the grid, so that the row does not tell when it was made."""
    floor = datetime.min.replace(tzinfo=UTC)
    return now + SESSION_TIME + (floor - (now + SESSION_TIME)) % GRID


def code_end(now: datetime) -> datetime:
    """Ten minutes from now, up to the full minute."""
    floor = datetime.min.replace(tzinfo=UTC)
    return now + CODE_TIME + (floor - now) % timedelta(minutes=1)
