"""`serment-platform register`: registers at the command line, for an installation without a console, and for audits."""

import argparse
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from serment_kernel.clock import utc_now
from serment_kernel.database import Database, opened
from serment_kernel.evidence import Chain
from serment_kernel.keyfiles import read_key_file
from serment_kernel.merkle_log import MerkleLog
from serment_platform.compliance.registers import drafts, exporting, ics, looking, printing, reviews, showing
from serment_platform.compliance.registers.actions import Registers
from serment_platform.compliance.registers.data_map import data_map
from serment_platform.compliance.registers.errors import FieldUnknown, RowUnknown
from serment_platform.compliance.registers.fields import typed
from serment_platform.compliance.registers.kinds import REGISTERS
from serment_platform.compliance.registers.looking import due
from serment_platform.compliance.registers.types import STATE, Actor, Kind, Language, Version, in_language
from serment_platform.config import Config
from serment_platform.errors import CannotStart
from serment_platform.retention import CLASSES

EVERYTHING = "all"


@dataclass(frozen=True)
class Asked:
    """One command."""

    registers: Registers
    options: argparse.Namespace
    now: datetime

    @property
    def kind(self) -> Kind:
        """Which register."""
        if self.options.kind not in REGISTERS:
            raise CannotStart(f"There is no register {self.options.kind}; there are {', '.join(REGISTERS)}.")
        return REGISTERS[self.options.kind]

    @property
    def language(self) -> Language:
        """In which language it is shown."""
        return self.options.lang

    @property
    def row(self) -> str:
        """Which row."""
        if not self.options.row:
            raise CannotStart("Which row? Name it behind the action.")
        return str(self.options.row)

    async def actor(self) -> Actor:
        """Whoever acts, under their pseudonym."""
        if not (self.options.by and self.options.role):
            raise CannotStart("Who writes, and in which office? Say --by NAME and --role ROLE.")
        return Actor(await self.registers.hand(self.options.by), frozenset({self.options.role}))

    def changes(self) -> dict[str, object]:
        """What `--set` and `--state` say; nothing behind the sign empties a field."""
        found: dict[str, object] = {STATE: self.options.state} if self.options.state else {}
        for name, _, text in (each.partition("=") for each in self.options.set or ()):
            field = self.kind.field(name)
            if field is None:
                raise FieldUnknown(field=name)
            found[name] = typed(field, text) if text else None
        return found

    def say(self, data: object, lines: Sequence[str]) -> None:
        """For programs or for people."""
        print(msgspec.json.encode(data).decode() if self.options.json else "\n".join(lines))


async def _list(asked: Asked) -> int:
    rows = sorted(await _rows(asked), key=lambda row: exporting.order(row.id))
    asked.say([showing.plain(row) for row in rows], showing.table(asked.kind, rows, asked.language))
    return 0


async def _show(asked: Asked) -> int:
    row = (await _versions(asked))[-1]
    asked.say(showing.plain(row), [showing.sheet(asked.kind, row, asked.language)])
    return 0


async def _history(asked: Asked) -> int:
    versions = await _versions(asked)
    sheets = [showing.sheet(asked.kind, each, asked.language) for each in versions]
    asked.say([showing.plain(each) for each in versions], sheets)
    return 0


async def _add(asked: Asked) -> int:
    row = await asked.registers.add(asked.kind.id, asked.changes(), await asked.actor(), asked.now)
    asked.say(showing.plain(row), [row.id])
    return 0


async def _change(asked: Asked) -> int:
    actor, version = await asked.actor(), asked.options.version
    if version is None:
        raise CannotStart("Which version did you see? Say --version N, as `show` prints it.")
    row = await asked.registers.change(asked.kind.id, asked.row, version, asked.changes(), actor, asked.now)
    asked.say(showing.plain(row), [f"{row.id} version {row.version}"])
    return 0


async def _verify(asked: Asked) -> int:
    async with asked.registers.db.transaction() as tx:
        events = await asked.registers.chain.verify(tx)
    wanted = asked.options.kind
    found = [each for each in await asked.registers.verify() if wanted in {EVERYTHING, each.kind}]
    said = [each.words.fr if asked.language == "fr" else each.words.en for each in found]
    good = {
        "fr": f"Rien n’a été modifié hors des registres ({events} événements vérifiés).",
        "en": f"Nothing was changed past the registers ({events} events verified).",
    }
    asked.say([each._asdict() for each in found], said or [good[asked.language]])
    return 1 if found else 0


async def _export(asked: Asked) -> int:
    kind, rows = asked.kind, await _rows(asked)
    if not asked.options.pdf:
        print(exporting.table(kind, rows, asked.language), end="")
        return 0
    if sys.stdout.isatty():
        raise CannotStart("A PDF is nothing for a screen; send it into a file: > OUT.pdf.")
    origin = asked.registers.chain.origin
    sys.stdout.buffer.write(printing.paper_of(kind, rows, asked.language, None, origin, asked.now))
    return 0


async def _calendar(asked: Asked) -> int:
    wanted = asked.options.kind
    found = [each for each in due(await asked.registers.snapshot(), asked.now) if wanted in {EVERYTHING, each.kind}]
    if asked.options.ics:
        origin = asked.registers.chain.origin
        print(ics.calendar_file(found, origin, asked.language, asked.now), end="")
        return 0
    none = {"fr": "Rien n’est attendu.", "en": "Nothing is due."}
    lines = [showing.clock(each, asked.language) for each in found]
    asked.say(showing.clocks(found), lines or [none[asked.language]])
    return 0


async def _draft(asked: Asked) -> int:
    row = (await asked.registers.history("incident", asked.row))[-1]
    text = drafts.draft(row, asked.options.regime, asked.language)
    asked.say({"text": text, "text_hash": drafts.text_hash(text)}, [text])
    return 0


async def _inputs(asked: Asked) -> int:
    rows = await asked.registers.snapshot()
    text = reviews.inputs(rows, {}, due(rows, asked.now), asked.now, asked.language)
    asked.say({"text": text}, [text])
    return 0


async def _hands(asked: Asked) -> int:
    found = await asked.registers.hands()
    asked.say(found, [f"{pseudonym} {name}" for pseudonym, name in sorted(found.items())])
    return 0


async def _kinds(asked: Asked) -> int:
    lines = [f"{kind.id:20} {in_language(kind.name, asked.language)}" for kind in REGISTERS.values()]
    asked.say([showing.described(kind) for kind in REGISTERS.values()], lines)
    return 0


async def _fields(asked: Asked) -> int:
    """What `--set` may name, and where a row may go."""
    kind = asked.kind
    lines = [showing.column(each, asked.language) for each in kind.fields]
    lines += [showing.place(each, asked.language) for each in kind.states]
    asked.say(showing.described(kind), lines)
    return 0


async def _versions(asked: Asked) -> list[Version]:
    """Of one row, each as people see it: what was edited past the register is marked."""
    every = await (_rows(asked) if asked.kind.origin == "schema" else asked.registers.shown(asked.kind.id))
    found = [each for each in every if each.id == asked.row]
    if not found:
        raise RowUnknown
    return found


async def _rows(asked: Asked) -> list[Version]:
    if asked.kind.origin == "schema":
        return await data_map(asked.registers.db, CLASSES, asked.now)
    return looking.newest(await asked.registers.shown(asked.kind.id), asked.kind.id)


ACTIONS: dict[str, Callable[[Asked], Awaitable[int]]] = {
    "kinds": _kinds,
    "fields": _fields,
    "list": _list,
    "show": _show,
    "history": _history,
    "add": _add,
    "change": _change,
    "verify": _verify,
    "export": _export,
    "calendar": _calendar,
    "draft": _draft,
    "inputs": _inputs,
    "hands": _hands,
}


async def perform(loaded: Config, options: argparse.Namespace) -> int:
    """Do what was asked for."""
    async with _registers(loaded) as registers:
        return await ACTIONS[options.action](Asked(registers, options, utc_now()))


@asynccontextmanager
async def _registers(loaded: Config) -> AsyncGenerator[Registers]:
    db, keys = (Database(loaded.databases.of(room), size=1) for room in ("compliance", "keys"))
    log = MerkleLog(keys, "keys", loaded.log.origin, read_key_file(Path(loaded.log.key_file)))
    chain = Chain.of(log, read_key_file(Path(loaded.evidence.key_file)))
    async with opened(db):
        yield Registers(db, chain)
