"""A search that stands in an address and says nothing there: sealed under a key of the day, at one of two lengths.

Only the server that sealed it opens it, on that day and the next, and for whoever has the address (decision 0052).
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from serment_kernel.daily_keys import DailyKeys
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import CannotOpen
from serment_protocol.padding import pad, unpad
from serment_protocol.primitives import decrypt, encrypt, label

BUCKETS = (256, 2048)
"""Nearly everybody's search fits into the first, with whatever a name and a place may be into the second."""
SEARCH = label("search-address")


def seal_search(keys: DailyKeys, fields: Mapping[str, str], today: date) -> str:
    """The fields of a form, for an address."""
    return b64(encrypt(keys.of(today).today, pad(msgspec.json.encode(fields), BUCKETS), SEARCH))


def open_search(keys: DailyKeys, sealed: str, today: date) -> dict[str, str]:
    """The fields again; raise a `ProtocolRefusal` unless they were sealed here today or yesterday."""
    data, pair = from_b64(sealed), keys.of(today)
    try:
        plain = decrypt(pair.today, data, SEARCH)
    except CannotOpen:
        plain = decrypt(pair.before, data, SEARCH)
    return msgspec.json.decode(unpad(plain, BUCKETS), type=dict[str, str])
