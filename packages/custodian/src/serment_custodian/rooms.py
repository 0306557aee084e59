"""The rooms' databases: one role each, which owns no table and sees no other room's schema."""

from typing import NamedTuple

from serment_custodian.config import Databases
from serment_kernel.database import Database


class Rooms(NamedTuple):
    """A pool of connections for each room."""

    people: Database
    hardening: Database
    tokens: Database
    tickets: Database
    ledger: Database
    witness: Database
    officers: Database
    shares: Database
    endorsements: Database
    compliance: Database


def rooms_of(databases: Databases) -> Rooms:
    """The rooms of a configuration, not yet connected."""
    return Rooms(*(Database(str(getattr(databases, room))) for room in Rooms._fields))
