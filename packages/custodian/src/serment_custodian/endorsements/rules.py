"""What is endorsed, for how long, and when anew. Pure."""

from datetime import date

from serment_custodian.endorsements.errors import BadRoot
from serment_custodian.endorsements.types import Root, Standing
from serment_protocol.encoding import b64, from_b64, write_day
from serment_protocol.endorsements import LIFE, Check, Endorsement, Withdrawal
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.practice import RootRecord, verify_root
from serment_protocol.signing import Signed, peek

LARGEST_NAME = 200
# Half a life ahead: a custodian may be away for weeks, and nobody is left without its word.
RENEWED_BEFORE = LIFE / 2


def read_root(signed: Signed) -> Root:
    """The root that a practice shows: it names the practice, and has signed that."""
    try:
        record = verify_root(signed, peek(signed, RootRecord).practice)
    except ProtocolRefusal as error:
        raise BadRoot from error
    if not 0 < len(record.name.encode()) <= LARGEST_NAME:
        raise BadRoot
    return Root(bytes.fromhex(record.practice), from_b64(record.root), record.name)


def standing(root: Root, check: Check, today: date) -> Standing:
    """A root that the custodian stands by from today on."""
    return Standing(root.practice, root.root, root.name, check, today + LIFE)


def endorsement(of: Standing, today: date) -> Endorsement:
    """The record that says so."""
    return Endorsement(
        practice=of.practice.hex(),
        root=b64(of.root),
        name=of.name,
        check=of.checked,
        replacement="",
        valid_from=write_day(today),
        until=write_day(of.until),
    )


def withdrawal(of: Standing, today: date) -> Withdrawal:
    """The record that takes it back."""
    return Withdrawal(practice=of.practice.hex(), root=b64(of.root), day=write_day(today))


def due_until(today: date) -> date:
    """Endorsements that end by this day are given anew."""
    return today + RENEWED_BEFORE
