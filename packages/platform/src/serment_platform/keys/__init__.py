"""The keys room: the platform's transparency log. Leaves come through `keys.append_leaf`, in the transaction of the
room whose record they are, and acts of the operator's staff through `keys.append_staff_act`; here the log is only read.
The room is also a witness: it cosigns the custodian's checkpoints. And it follows the custodian's log, to hand on what
that vouches for.
"""

from serment_platform.keys.endorsements import Endorsements, endorsed
from serment_platform.keys.staff import Hand, append_staff_act, staff_acts
from serment_platform.keys.types import Replaced

__all__ = ["Endorsements", "Hand", "Replaced", "append_staff_act", "endorsed", "staff_acts"]
