"""What leaves for other tools and for auditors: OSCAL, from rows of registers and states of checks handed in.

`documents` writes them, `faults` says where they contradict themselves. Nothing here measures, and nothing decides.
"""

from serment_platform.compliance.exchange.documents import documents
from serment_platform.compliance.exchange.references import faults
from serment_platform.compliance.exchange.types import Installation, Measure, Run

__all__ = ["Installation", "Measure", "Run", "documents", "faults"]
