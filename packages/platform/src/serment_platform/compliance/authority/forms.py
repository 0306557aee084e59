"""What fields of the platform's forms hold, beside what those of every hand do."""

from serment_kernel.authority.forms import Holds
from serment_platform.compliance.authority.types import Appointments
from serment_protocol.structure import Hex16OrEmpty

OWN: Holds = {Hex16OrEmpty: ("practice", False), Appointments: ("visits", False)}
