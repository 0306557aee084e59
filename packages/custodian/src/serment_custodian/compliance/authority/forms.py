"""What fields of the custodian's forms hold, beside what those of every hand do."""

from serment_custodian.compliance.authority.types import Persons
from serment_kernel.authority.forms import Holds

OWN: Holds = {Persons: ("persons", False)}
