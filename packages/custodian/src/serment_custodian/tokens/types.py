"""What the tokens room speaks of."""

from datetime import datetime
from typing import Literal

import msgspec

Purpose = Literal["opening", "booking"]
PURPOSES: tuple[Purpose, ...] = ("opening", "booking")


class Period(msgspec.Struct, frozen=True):
    """When a key issues and until when its tokens are taken; each `until` is the first moment past."""

    issue_from: datetime
    issue_until: datetime
    redeem_until: datetime


class IssuerKey(msgspec.Struct, frozen=True):
    """An issuer key as it is stored; the record is public, the private half is locked."""

    key_id: bytes
    purpose: Purpose
    issue_from: datetime
    issue_until: datetime
    redeem_until: datetime
    body: bytes
    signature: bytes
    leaf: int | None
    private_locked: bytes | None
