"""Values of the keys room."""

from datetime import date

import msgspec


class Standing(msgspec.Struct, frozen=True):
    """The custodian's word for a practice, and how much of its log is known here.

    `leaf` and `until` are none without its word. `witnessed` is how much of the log this platform has cosigned: nobody
    is to be shown less, for they may have seen as much.
    """

    leaf: int | None
    until: date | None
    followed: int
    witnessed: int
