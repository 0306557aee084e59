"""How the checks stand, as registers hear it. Pure."""

from collections.abc import Iterable
from datetime import datetime

from serment_kernel.checks.state import State
from serment_platform.compliance.registers.types import Measured, States
from serment_protocol.encoding import write_time


def measured(states: Iterable[State], now: datetime) -> States:
    """By check id. Requirements are numbered `EXI-04` here, so that they are ids of rows."""
    return {each.check: _measured(each, write_time(now)) for each in states}


def _measured(each: State, now: str) -> Measured:
    refs = tuple(ref.replace(" ", "-") for ref in each.refs)
    match each.colour:
        case "green":
            return Measured("pass", refs=refs)
        case "red":
            return Measured("fail", refs=refs)
        case "error":
            return Measured("error", refs=refs)
        case "not_applicable":
            return Measured("not_applicable", refs=refs)
        case _ if each.at and each.fresh_until <= now:
            return Measured("pass", fresh=False, refs=refs)
        case _:
            # Never run, or not since this release: what was not looked at contradicts nobody yet.
            return Measured("unmeasured", refs=refs)
