"""The registers of the management system: every row with its history, every version in the evidence chain.

`Registers` is the front door: rows are added and changed in an actor's name, the calendar and the contradictions follow
from them, and `verify` names what somebody edited in the database by hand.
"""

from serment_platform.compliance.registers.actions import Registers
from serment_platform.compliance.registers.types import Actor, Measured
from serment_platform.compliance.registers.verifying import Fault

__all__ = ["Actor", "Fault", "Measured", "Registers"]
