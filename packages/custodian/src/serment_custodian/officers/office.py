"""What everything in this room works with."""

from dataclasses import dataclass
from typing import NamedTuple

from serment_custodian import config
from serment_custodian.ledger import Ledger
from serment_custodian.officers.switch import Switch
from serment_custodian.sealing_key import SealingKey
from serment_kernel.clock import Clock
from serment_kernel.database import Database


class Party(NamedTuple):
    """The relying party of the officers' passkeys: the custodian itself."""

    host: str
    origin: str


@dataclass(frozen=True)
class Office:
    """Handed to every part of the room."""

    db: Database
    ledger: Ledger
    sealing: SealingKey
    settings: config.Officers
    party: Party
    switch: Switch
    now: Clock
