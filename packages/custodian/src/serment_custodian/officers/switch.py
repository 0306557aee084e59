"""The switch that stops every use of keys: one officer stops, a quorum lets go on. Deciding and reading go on.

The log is the switch: the leaf that says that it was stopped stops it. So it cannot be turned behind anybody's back,
neither by writing in a table, where a copy of an old leaf counts for nothing, nor by taking a leaf back, which the
witnesses would not cosign.
"""

import asyncio

import msgspec

from serment_custodian.ledger import Ledger
from serment_custodian.officers.errors import CustodianStopped
from serment_protocol.acts import Act

STOP, RESUME = "stop", "resume"


class State(msgspec.Struct, frozen=True):
    """What everybody may know of it."""

    stopped: bool
    since: str
    """A day; empty if it was never stopped."""


class Switch:
    """Follows the log."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._read = -1
        self._state = State(stopped=False, since="")
        self._counted: set[tuple[str, str]] = set()
        self._reading = asyncio.Lock()

    async def state(self) -> State:
        """Whether every use of keys is refused now."""
        async with self._reading:
            self._read, fresh = await self._ledger.acts_after(self._read)
            for act in fresh:
                self._count(act)
        return self._state

    async def require_running(self) -> None:
        """Raise while the service is stopped."""
        if (await self.state()).stopped:
            raise CustodianStopped

    def _count(self, act: Act) -> None:
        """Each step of a decision once: an old leaf that is written again turns nothing."""
        if act.act in {STOP, RESUME} and (act.decision, act.step) not in self._counted:
            self._counted.add((act.decision, act.step))
            self._state = _after(self._state, act)


def _after(state: State, act: Act) -> State:
    """By decision, or by the command of whoever has the machine, which can only stop."""
    stops = act.act == STOP and act.step in {"done", "noted"}
    resumes = act.act == RESUME and act.step == "done"
    if stops == state.stopped or not (stops or resumes):
        return state
    return State(stopped=stops, since=act.day)
