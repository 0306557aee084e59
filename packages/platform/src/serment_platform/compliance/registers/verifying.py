"""Compares the rows of the registers with the chain: every version has its event, and every event its version."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple, cast

from serment_kernel.database import Tx
from serment_kernel.evidence import Chain, Event
from serment_kernel.processors import Words
from serment_platform.compliance.registers import store
from serment_platform.compliance.registers.types import words

EVENT = "register"
How = Literal["changed", "added", "removed", "retold"]
SAID: Mapping[How, Words] = {
    "changed": words("a été modifiée", "was changed"),
    "added": words("a été ajoutée", "was added"),
    "removed": words("a été ôtée", "was removed"),
    "retold": words("a été écrite une seconde fois", "was written a second time"),
}


class Fault(NamedTuple):
    """A version that somebody changed, added or removed in the database by hand, or that the chain tells twice."""

    kind: str
    id: str
    version: int
    how: How
    day: date
    """When it was written, as the evidence says, or the row where that says nothing."""

    @property
    def key(self) -> str:
        """By which it is found once."""
        return f"register/{self.kind}/{self.id}/{self.version}/{self.how}"

    @property
    def words(self) -> Words:
        """What happened."""
        name, how = f"{self.kind} {self.id}", SAID[self.how]
        return Words(
            f"La ligne {name}, version {self.version}, {how.fr} dans la base sans passer par le registre.",
            f"Row {name}, version {self.version}, {how.en} in the database past the register.",
        )


class Told(NamedTuple):
    """The hash of a version, and of which day it is."""

    hash: bytes
    day: date


Key = tuple[str, str, int]


async def faults(tx: Tx, chain: Chain, kind: str = "") -> list[Fault]:
    """All of them, or those of one register. The chain itself is verified elsewhere: an event that its key did not sign
    counts as none. Of several about one version the first counts: whoever wants to have written something else is late.
    """
    told: dict[Key, Told] = {}
    found: list[Fault] = []
    about = f'"register":"{kind}"' if kind else ""
    async for event in chain.told(tx, EVENT, about):
        key, said = _read(event)
        if key in told:
            found.append(Fault(*key, "retold", said.day))
        told.setdefault(key, said)
    rows = await store.everything(tx, kind)
    there = {(each.kind, each.id, each.version): Told(each.hash, each.at.date()) for each in rows}
    stored = await store.stored_hashes(tx, kind)
    found += [Fault(*key, "removed", said.day) for key, said in told.items() if key not in there]
    for key, row in there.items():
        if key not in told:
            found.append(Fault(*key, "added", row.day))
        elif not told[key].hash == row.hash == stored[key]:
            found.append(Fault(*key, "changed", told[key].day))
    return sorted(set(found))


def _read(event: Event) -> tuple[Key, Told]:
    body = cast("Mapping[str, str | int]", event.content)
    key = (str(body["register"]), str(body["row"]), int(body["version"]))
    return key, Told(bytes.fromhex(str(body["hash"])), event.at.date())
