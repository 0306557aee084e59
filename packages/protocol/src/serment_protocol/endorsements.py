"""Endorsements: the custodian's word, a leaf of its own log, that a root is a practice's (SPEC 6)."""

from datetime import date, timedelta
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from serment_protocol.encoding import read_day
from serment_protocol.errors import BadStructure, PracticeNotEndorsed
from serment_protocol.practice import RootRecord
from serment_protocol.signing import Signed, verify
from serment_protocol.structure import B64Of32, Day, Hex16, Versioned

Check: TypeAlias = Literal["officers", "demo"]
"""How the custodian came to its word: its officers checked, or nobody did because everything here is fictitious."""
DigestOrNone: TypeAlias = Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")]

# A platform can keep a newer word back for as long as an older one counts, and no longer.
LIFE = timedelta(days=40)
# The reader's clock may be behind the custodian's by as much as a witness's may be ahead of it.
AHEAD = timedelta(days=1)


class Endorsement(Versioned, frozen=True, kw_only=True, rename={"valid_from": "from"}):
    """That this root is the practice's, from one day to another, both counting (name `practice-endorsement`)."""

    type: Literal["practice_endorsement"] = "practice_endorsement"
    practice: Hex16
    root: B64Of32
    name: str
    check: Check
    replacement: DigestOrNone
    """The record by which this root replaced another; empty for the first, which the practice's id names."""
    valid_from: Day
    until: Day


class Withdrawal(Versioned, frozen=True, kw_only=True):
    """That the custodian stands by a root no more (name `endorsement-withdrawn`)."""

    type: Literal["endorsement_withdrawn"] = "endorsement_withdrawn"
    practice: Hex16
    root: B64Of32
    day: Day


def read_endorsement(signed: Signed, custodian: bytes) -> Endorsement:
    """The record, signed by the custodian's log key, and no longer-lived than one may be."""
    record = verify(custodian, "practice-endorsement", signed, Endorsement)
    if not timedelta() <= read_day(record.until) - read_day(record.valid_from) <= LIFE:
        raise BadStructure("an endorsement lasts from one day to forty days")
    return record


def verify_endorsement(
    signed: Signed, custodian: bytes, root: RootRecord, today: date, *, demo: bool, replacement: str = ""
) -> Endorsement:
    """The custodian's word for this very root, if it counts today and came about in a way that counts here.

    `replacement` is the hash of the newest by which the root came to be this one; empty for a practice's first.
    """
    record = read_endorsement(signed, custodian)
    if (record.practice, record.root, record.name) != (root.practice, root.root, root.name):
        raise PracticeNotEndorsed("it was given for another practice")
    if record.replacement != replacement:
        raise PracticeNotEndorsed("it was given for another root")
    if not read_day(record.valid_from) - AHEAD <= today <= read_day(record.until):
        raise PracticeNotEndorsed("it does not count today")
    if record.check != "officers" and not demo:
        raise PracticeNotEndorsed("nobody checked")
    return record
