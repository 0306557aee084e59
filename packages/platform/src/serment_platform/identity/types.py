"""Values of the identity room. An account is a pseudonym; nothing here tells a person."""

from datetime import datetime
from typing import Literal

import msgspec

Audience = Literal["patient", "staff"]


class Caller(msgspec.Struct, frozen=True):
    """Who a session speaks for: an account (hex), its audience, and the way in that opened the session (hex)."""

    account: str
    audience: Audience
    locator: str


class Way(msgspec.Struct, frozen=True):
    """A way in, as the platform knows it. The audience is the account's."""

    locator: str
    account: str
    audience: Audience
    sign: bytes
    seal: bytes
    sealed_root: bytes


class Opened(msgspec.Struct, frozen=True):
    """A session that has just begun."""

    bearer: bytes
    expires: datetime
