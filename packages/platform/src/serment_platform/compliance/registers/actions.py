"""What is done with registers: one function each, one transaction, and an event of the chain for every version."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from serment_kernel.database import Database, Tx
from serment_kernel.evidence import Chain
from serment_kernel.meter import Counted
from serment_kernel.processors import Register
from serment_kernel.retention import DataClass
from serment_platform.compliance.registers import answered_store, levels, rules, store
from serment_platform.compliance.registers.contradictions import Contradiction, contradictions
from serment_platform.compliance.registers.errors import FieldRefused, RowChanged, RowExists, RowUnknown
from serment_platform.compliance.registers.fields import written
from serment_platform.compliance.registers.kinds import REGISTERS, kind_of
from serment_platform.compliance.registers.mirror import mirrored
from serment_platform.compliance.registers.seeds import seeds
from serment_platform.compliance.registers.types import (
    SALT_BYTES,
    SOFTWARE,
    STATE,
    Actor,
    Fields,
    Kind,
    Snapshot,
    States,
    Version,
    both,
    list_of,
    marked,
    snapshot,
    text_of,
)
from serment_platform.compliance.registers.verifying import EVENT, Fault, faults
from serment_protocol.primitives import random_bytes

PSEUDONYM_BYTES = 8
# As long as a certificate and the audits of it.
ANSWERS_KEPT = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Registers:
    """The registers of an installation: where their rows are, and the chain that tells of every version."""

    db: Database
    chain: Chain

    async def add(self, kind_name: str, fields: rules.Changes, actor: Actor, now: datetime) -> Version:
        """Write a row of somebody's own."""
        kind = kind_of(kind_name)
        async with self._turn() as tx:
            made = rules.added(kind, fields, actor, now)
            await _require_known(tx, kind, made)
            name = f"{kind.id}-{await store.rows_of(tx, kind.id) + 1}"
            return await self._write(tx, kind, name, 1, made, actor, now)

    async def change(
        self, kind_name: str, name: str, version: int, changes: rules.Changes, actor: Actor, now: datetime
    ) -> Version:
        """Write the next version of a row, of which whoever changes it has seen this one."""
        kind = kind_of(kind_name)
        async with self._turn() as tx:
            history = await store.history(tx, kind.id, name)
            if not history:
                raise RowUnknown
            if history[-1].version != version:
                raise RowChanged(version=history[-1].version)
            made = rules.changed(kind, history, changes, actor, now)
            await _require_known(tx, kind, made)
            return await self._write(tx, kind, name, version + 1, made, actor, now)

    async def rows(self, kind_name: str) -> list[Version]:
        """The newest version of every row."""
        kind = kind_of(kind_name)
        async with self.db.transaction() as tx:
            return await store.newest(tx, kind.id)

    async def sound(self, kind_name: str) -> list[Version]:
        """The same, without rows of which any version was edited, added or removed past this software."""
        kind = kind_of(kind_name)
        async with self.db.transaction() as tx:
            strange = {fault.id for fault in await faults(tx, self.chain, kind.id)}
            return [row for row in await store.newest(tx, kind.id) if row.id not in strange]

    async def shown(self, kind_name: str = "") -> list[Version]:
        """Every version of every row, or of one register, as people and auditors see it: what was edited is marked."""
        async with self.db.transaction() as tx:
            strange = {(fault.kind, fault.id) for fault in await faults(tx, self.chain, kind_name)}
            return marked(await store.everything(tx, kind_name), strange)

    async def history(self, kind_name: str, name: str) -> list[Version]:
        """Every version of a row."""
        kind = kind_of(kind_name)
        async with self.db.transaction() as tx:
            found = await store.history(tx, kind.id, name)
        if not found:
            raise RowUnknown
        return found

    async def everything(self) -> list[Version]:
        """Every version of every row."""
        async with self.db.transaction() as tx:
            return await store.everything(tx)

    async def snapshot(self) -> Snapshot:
        """The newest version of everything."""
        return snapshot(await self.everything())

    async def prepare(self, classes: Iterable[DataClass], register: Register, now: datetime) -> int:
        """Seed what is missing, and mirror the file of processors; how many versions that took."""
        async with self._turn() as tx:
            known = snapshot(await store.everything(tx))
            written = [(kind, name, fields) for kind, name, fields in seeds(classes) if name not in known.get(kind, {})]
            for kind, name, fields in written:
                await self._write(tx, REGISTERS[kind], name, 1, fields, SOFTWARE, now)
            return len(written) + await self._mirror(tx, known.get("processor", {}), register, now)

    async def open_findings(self, states: States, now: datetime) -> list[Version]:
        """Open a finding for every contradiction that has none under way."""
        async with self._turn() as tx:
            versions = await store.everything(tx)
            known = snapshot(versions).get("finding", {}).values()
            under_way = {text_of(row.fields, "contradicts") for row in known if row.state != "closed"}
            ever = {text_of(row.fields, "contradicts") for row in known}
            edited = await faults(tx, self.chain)
            # What was edited by hand may be of any form; the rules take what was written through them.
            strange = {(fault.kind, fault.id) for fault in edited}
            sound = [each for each in versions if (each.kind, each.id) not in strange]
            found = [*contradictions(sound, states, now), *map(_edited, edited)]
            missing = [each for each in found if written(each.key) not in (ever if each.once else under_way)]
            return [await self._open(tx, each, now) for each in missing]

    async def keep_answers(self, counted: Sequence[Counted], now: datetime) -> None:
        """Keep how the service answered for the day."""
        async with self.db.transaction() as tx:
            await answered_store.add_answers(tx, now.date(), counted)
            await answered_store.forget_answers(tx, now.date() - ANSWERS_KEPT)

    async def measure_month(self, now: datetime) -> list[Version]:
        """Write what last month says of each service level, once; whoever checks it says that it is final."""
        kind, first = REGISTERS["sla_measure"], levels.before(now.date())
        async with self._turn() as tx:
            month = levels.Month(first, tuple(await answered_store.answers_of(tx, first, levels.after(first))))
            promised, known = await store.newest(tx, "sla"), await store.newest(tx, kind.id)
            strange = {fault.id for fault in await faults(tx, self.chain, "sla")}
            sound = [each for each in promised if each.id not in strange]
            return [await self._measure(tx, kind, each, now) for each in levels.measures(month, sound, known)]

    async def verify(self) -> list[Fault]:
        """What somebody edited, added or removed past this software: rows that the chain does not bear out."""
        async with self.db.transaction() as tx:
            return await faults(tx, self.chain)

    async def hand(self, name: str) -> str:
        """The pseudonym under which somebody at the command line writes."""
        async with self._turn() as tx:
            known = await store.pseudonym_of(tx, name)
            if known is not None:
                return known
            made = f"op-{random_bytes(PSEUDONYM_BYTES).hex()}"
            await store.add_hand(tx, made, name)
            return made

    async def hands(self) -> Mapping[str, str]:
        """Who writes under which pseudonym, for whoever audits."""
        async with self.db.transaction() as tx:
            return await store.hands(tx)

    async def _measure(self, tx: Tx, kind: Kind, fields: rules.Changes, now: datetime) -> Version:
        name = f"{kind.id}-{await store.rows_of(tx, kind.id) + 1}"
        return await self._write(tx, kind, name, 1, rules.added(kind, fields, SOFTWARE, now), SOFTWARE, now)

    async def _open(self, tx: Tx, found: Contradiction, now: datetime) -> Version:
        kind = REGISTERS["finding"]
        fields: dict[str, object] = {
            "title": written(both(found.what.fr, found.what.en)),
            "grade": found.grade,
            "source": "contradiction",
            "what": both(written(found.what.fr), written(found.what.en)),
            "contradicts": written(found.key),
            **({"check": found.check} if found.check else {}),
        }
        name = f"{kind.id}-{await store.rows_of(tx, kind.id) + 1}"
        return await self._write(tx, kind, name, 1, rules.added(kind, fields, SOFTWARE, now), SOFTWARE, now)

    async def _mirror(self, tx: Tx, known: Mapping[str, Version], register: Register, now: datetime) -> int:
        count = 0
        for name, fields in _differing(known, mirrored(register)):
            version = known[name].version + 1 if name in known else 1
            await self._write(tx, REGISTERS["processor"], name, version, fields, SOFTWARE, now)
            count += 1
        return count

    async def _write(
        self, tx: Tx, kind: Kind, name: str, version: int, fields: Fields, actor: Actor, now: datetime
    ) -> Version:
        at, salt = now.replace(microsecond=0), random_bytes(SALT_BYTES)
        role = rules.office(kind, fields, actor)
        made = Version(kind.id, name, version, fields, salt, actor.pseudonym, role, at)
        if not await store.add_version(tx, made):
            raise RowExists
        body = {"register": made.kind, "row": made.id, "version": made.version, "hash": made.hash.hex()}
        await self.chain.append(tx, EVENT, body, now)
        return made

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[Tx]:
        async with self.db.transaction() as tx:
            await store.take_turn(tx)
            yield tx


def _differing(known: Mapping[str, Version], wanted: Mapping[str, Fields]) -> Iterator[tuple[str, Fields]]:
    for name, fields in wanted.items():
        if name not in known or known[name].fields != fields:
            yield name, fields
    for name, row in known.items():
        if name not in wanted and row.state != "retired":
            yield name, {**row.fields, STATE: "retired"}


def _edited(fault: Fault) -> Contradiction:
    return Contradiction(fault.key, fault.kind, fault.id, fault.words, "major", once=True)


async def _require_known(tx: Tx, kind: Kind, fields: Fields) -> None:
    """A row refers to rows that there are."""
    for field in kind.fields:
        if field.type != "reference" or field.id not in fields:
            continue
        for name in list_of(fields, field.id) if field.many else [text_of(fields, field.id)]:
            if not await store.history(tx, field.of, name):
                raise FieldRefused(field=field.id)
