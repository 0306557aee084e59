"""What the hardening room speaks of."""

import msgspec


class Counts(msgspec.Struct, frozen=True):
    """Evaluations of one person by one kind of session."""

    today: int
    month: int


class Limits(msgspec.Struct, frozen=True):
    """How many evaluations a kind of session may have; `month` 0 means that only the day counts."""

    day: int
    month: int
