"""What the operator writes for auditors and their tools: OSCAL into a folder, and the kit of a period."""

import argparse
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from serment_kernel.auditor_kit import Hand, Period, proofs, sum_of, told, write_kit
from serment_kernel.checks.state import State
from serment_kernel.clock import utc_now
from serment_kernel.database import opened
from serment_kernel.processors import Words
from serment_platform.compliance.checks.at_work import PACKAGE
from serment_platform.compliance.exchange import Installation, Measure, Run, documents, faults
from serment_platform.compliance.exchange.documents import written
from serment_platform.compliance.exchange.kit import contents
from serment_platform.compliance.exchange.types import Documents
from serment_platform.compliance.registers import Registers
from serment_platform.compliance.registers.data_map import data_map
from serment_platform.compliance.registers.types import Language, snapshot
from serment_platform.config import Config
from serment_platform.errors import CannotStart
from serment_platform.main import Platform, assemble
from serment_platform.retention import CLASSES
from serment_protocol.auditor_kit import EVIDENCE
from serment_protocol.evidence import CheckBody
from serment_protocol.structure import read

FAULTS = "registers/faults.json"
BESIDE = f"../{EVIDENCE}"
"""Where the extract lies, seen from the folder of OSCAL in a kit."""


async def oscal(loaded: Config, options: argparse.Namespace) -> str:
    """Write each document into a folder; none where something in them leads nowhere, or is there already."""
    async with _platform(loaded) as platform:
        made = documents(await gather(platform, options.lang, utc_now()))
    _require_sound(made)
    options.out.mkdir(parents=True, exist_ok=True)
    if there := [name for name in made if (options.out / name).exists()]:
        raise CannotStart(f"{options.out / there[0]} is there already, and nothing was written; name a new folder.")
    for name, each in made.items():
        (options.out / name).write_bytes(written(each))
    return f"{options.out} holds {len(made)} documents of OSCAL."


async def kit(loaded: Config, options: argparse.Namespace) -> str:
    """Write the kit of a period; the file must not be there yet."""
    now, days = utc_now(), (options.first, options.last)
    async with _platform(loaded) as platform:
        service = platform.service
        chain, room = service.evidence, service.db("compliance")
        with TemporaryDirectory(dir=options.file.parent) as folder:
            found = await proofs(Hand(room, chain, service.log), Path(folder), days, now)
            inputs = await gather(platform, options.lang, now, (BESIDE, sum_of(found.files[EVIDENCE]).hash))
            _require_sound(documents(inputs))
            files = {
                **contents(inputs, await data_map(room, CLASSES, now)),
                **found.files,
                FAULTS: await _faults(platform),
            }
            with options.file.open("xb") as out:
                write_kit(out, chain.seed, Period(chain.origin, *days, now), files)
    return told(options.file, files, found.events)


async def _faults(platform: Platform) -> bytes:
    """Which versions of rows the evidence does not bear out."""
    found = await Registers(platform.service.db("compliance"), platform.service.evidence).verify()
    return msgspec.json.format(msgspec.json.encode([each._asdict() for each in found])) + b"\n"


async def gather(
    platform: Platform, language: Language, now: datetime, evidence: tuple[str, str] | None = None
) -> Installation:
    """Registers and checks as they stand at this moment."""
    service = platform.service
    rows = snapshot(await Registers(service.db("compliance"), service.evidence).shown())
    return Installation(
        origin=service.evidence.origin,
        release=version(PACKAGE),
        rows=rows,
        checks=tuple([await _measure(platform, each) for each in await platform.checks.engine.states()]),
        now=now,
        language=language,
        demonstration=service.config.demonstration,
        evidence=evidence,
    )


async def _measure(platform: Platform, state: State) -> Measure:
    declared = next(each for each in platform.checks.engine.checks if each.id == state.check)
    return Measure(
        id=state.check,
        title=Words(state.fr, state.en),
        refs=state.refs,
        period_seconds=int(declared.period.total_seconds()),
        colour=state.colour,
        run=await _run(platform, state) if state.event >= 0 else None,
    )


async def _run(platform: Platform, state: State) -> Run:
    service = platform.service
    async with service.db("compliance").transaction() as tx:
        (event,) = await service.evidence.events(tx, state.event, 1)
    said = read(event.body, CheckBody)
    return Run(
        started=said.started,
        ended=said.ended,
        result=said.result,
        fresh_until=said.fresh_until,
        population=said.population.n,
        sample=said.sample.n,
        event=event.seq,
        hash=event.hash.hex(),
        seen_failing=state.seen_failing,
    )


def _require_sound(made: Documents) -> None:
    if found := faults(made):
        raise CannotStart(f"Nothing was written, since something in it leads nowhere: {found[0]}.")


@asynccontextmanager
async def _platform(loaded: Config) -> AsyncGenerator[Platform]:
    platform = assemble(loaded, utc_now, serving=False)
    async with aclosing(platform.service.log), opened(*platform.service.databases.values()):
        yield platform
