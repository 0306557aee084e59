"""Which keys and roles a hand's staff had, when, and what they signed, as an extract of its evidence tells it.

The platform's says all of it. The custodian's says who signed what; its officers' keys are told by acts in its log.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import cast

from serment.errors import CannotVerify
from serment.verify.evidence import verify_evidence
from serment.verify.policy import Policy
from serment_protocol.encoding import Json
from serment_protocol.evidence import Event
from serment_protocol.evidence_export import EVENT_LINE, read_event_line

KIND, SIGNATURES = "staff", "authority"
SIGNED = "sign"
BEGINS = frozenset({"founded", "enrolled", "confirmed"})
"""By which somebody has their roles; whoever was only `asked` has a key, and none."""
MADE = frozenset({"founded", "enrolled", "asked", "confirmed", "passkey_added"})


class Staff:
    """What the evidence says of them, in its order."""

    def __init__(self, acts: Iterable[Event]) -> None:
        read = [(each.kind, each.at, cast("dict[str, Json]", each.content)) for each in acts]
        self._acts = [(at, said) for kind, at, said in read if kind == KIND]
        signed = (said for kind, _, said in read if kind == SIGNATURES and said.get("act") == SIGNED)
        self._signed = {(said.get("request"), said.get("by"), said.get("decision")) for said in signed}

    def signed(self, staff: str, request: str, decision: str) -> bool:
        """Whether this person put their signature under this decision."""
        return (request, staff, decision) in self._signed

    def held(self, staff: str, key: str, roles: Sequence[str], at: datetime) -> bool:
        """Whether this person had this key and these roles then."""
        keys: set[str] = set()
        had: list[str] = []
        for said in self._of(staff, at):
            act, named = said.get("act"), str(said.get("key", ""))
            if act in MADE:
                keys.add(named)
            if act in BEGINS:
                had = [str(each) for each in cast("list[Json]", said.get("roles", []))]
            if act == "passkey_removed":
                keys.discard(named)
            if act == "left":
                keys.clear()
                had = []
        return key in keys and bool(had) and sorted(had) == sorted(roles)

    def _of(self, staff: str, at: datetime) -> Iterator[dict[str, Json]]:
        return (said for when, said in self._acts if when <= at and said.get("staff") == staff)


def staff_of(extract: Path, origin: str, policies: Sequence[Policy]) -> Staff:
    """Read an extract of this log's hand; `CannotVerify` where it does not hold."""
    found = verify_evidence(extract, policies)
    if not found.ok or found.origin != origin:
        raise CannotVerify(f"{extract} is no extract of the evidence of {origin} that holds.")
    with extract.open("rb") as file:
        events = (read_event_line(line) for line in file if line.startswith(EVENT_LINE))
        return Staff(each for each in events if each.kind in {KIND, SIGNATURES})
