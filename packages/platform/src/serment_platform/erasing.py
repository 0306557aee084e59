"""Every kind of erasure that the platform's journal may hold, and the function that does it again."""

from serment_kernel.erasures import Kinds
from serment_platform.identity.erasing import KIND

KINDS: Kinds = {KIND: "identity.erase"}
