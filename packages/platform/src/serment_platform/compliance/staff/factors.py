"""Who works at the console, and by what: a passkey counts that the console's key opens as theirs."""

from serment_kernel.database import Tx
from serment_platform.compliance.staff import store
from serment_platform.compliance.staff.console import Console, open_passkey
from serment_platform.compliance.staff.errors import StaffPasskeyRefused
from serment_platform.compliance.staff.types import StaffId


async def without_passkey(tx: Tx, console: Console) -> tuple[int, list[str]]:
    """How many work here, and the pseudonyms of those who have no passkey of their own."""
    active = [each for each in await store.everybody(tx) if each.state == "active"]
    return len(active), [each.staff.hex() for each in active if not await _has_one(tx, console, each.staff)]


async def _has_one(tx: Tx, console: Console, whose: StaffId) -> bool:
    for each in await store.passkeys_of(tx, whose):
        try:
            open_passkey(console, whose, each.key_locked)
        except StaffPasskeyRefused:
            continue
        return True
    return False
