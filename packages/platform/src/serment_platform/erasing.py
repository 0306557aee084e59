"""Every kind of erasure that the platform's journal may hold, and the function that does it again."""

from serment_kernel.erasures import Kinds
from serment_platform.identity.actions import RETIRED
from serment_platform.identity.erasing import KIND as ACCOUNT
from serment_platform.practice.actions import DEPARTED
from serment_platform.scheduling.erasing import KIND as VISIT

KINDS: Kinds = {
    ACCOUNT: "identity.erase",
    VISIT: "scheduling.erase",
    RETIRED: "identity.retire",
    DEPARTED: "practice.depart",
}
PASSING = frozenset({RETIRED, DEPARTED})
"""Of which nothing needs to stand there once no backup brings it back."""
