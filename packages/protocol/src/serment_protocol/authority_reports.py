"""The half-yearly report on requests of authorities: signed, and chained to the one before (SPEC 21).

Zeros stand in it. What is few is told as `1-9`, so that no cell points at a case; the totals are exact.
"""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from serment_protocol.primitives import hash_bytes
from serment_protocol.structure import Count, Day, Digest, Structure, Versioned

REPORT = "authority-report"
FEW = 10
Half: TypeAlias = Annotated[str, Meta(pattern=r"\A20[0-9]{2}-H[12]\Z")]
Amount: TypeAlias = Count | Literal["1-9"]
PERSONS = ("0", "1-9", "10-99", "100+")


class Cell(Structure, frozen=True):
    """A number by its name."""

    name: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_+-]{1,32}\Z")]
    count: Amount


class AuthorityReport(Versioned, frozen=True, kw_only=True):
    """Half a year of one hand (name `authority-report`, by the log's key). Drills are not in it."""

    type: Literal["authority_report"] = "authority_report"
    origin: str
    half: Half
    received: Count
    disclosed: Count
    """Requests that ended with something handed over."""
    clear_text: Count
    """Of these, in clear. Nobody at the platform can: there, a number other than 0 would say that somebody did."""
    contested: Count
    secrecy_orders: Amount
    by_country: tuple[Cell, ...]
    by_kind: tuple[Cell, ...]
    by_outcome: tuple[Cell, ...]
    """Of those that ended in this half."""
    contests: tuple[Cell, ...]
    persons: tuple[Cell, ...]
    """In how many requests how many persons were concerned."""
    open: Amount
    """Whose end is not there yet."""
    median_days: Annotated[int, Meta(ge=-1)]
    """From the letter to the end; -1 where nothing ended."""
    made: Day
    previous: Digest
    """hash("authority-report", report before); zeros for the first."""


def report_hash(body: bytes) -> str:
    """By which the next one names this one."""
    return hash_bytes(REPORT, body).hex()


def banded(number: int) -> Amount:
    """The number, unless it is so small that it could point at somebody."""
    return "1-9" if 0 < number < FEW else number
