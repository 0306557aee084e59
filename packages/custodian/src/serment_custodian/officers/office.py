"""What everything in this room works with."""

from dataclasses import dataclass

from serment_custodian import config
from serment_custodian.ledger import Ledger
from serment_custodian.officers.switch import Switch
from serment_custodian.sealing_key import SealingKey
from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_kernel.passkeys import Party


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
