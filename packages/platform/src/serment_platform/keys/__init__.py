"""The keys room: the platform's transparency log. Leaves come through `keys.append_leaf`, in the transaction of the
room whose record they are; here the log is only read. The room is also a witness: it cosigns
the custodian's checkpoints. And it follows the custodian's log, to hand on what that vouches for.
"""

from serment_platform.keys.endorsements import Endorsements, endorsed

__all__ = ["Endorsements", "endorsed"]
