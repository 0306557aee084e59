"""Every kind of erasure that the custodian's journal may hold, and the function that does it again."""

from serment_custodian.people.actions import WITHDRAWN
from serment_custodian.people.endings import KIND
from serment_custodian.people.phones import WITHDRAWN as PHONE
from serment_kernel.erasures import Kinds

KINDS: Kinds = {KIND: "people.erase", WITHDRAWN: "people.withdraw", PHONE: "people.forget_phone"}
