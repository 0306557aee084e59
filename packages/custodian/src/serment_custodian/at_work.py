"""Commands that work beside a running service, with all its rooms: rotations, the rewrite, the officers' own."""

import argparse
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from serment_custodian import jobs, retention, rotation
from serment_custodian.compliance.authority.commands import COMMANDS as AUTHORITY
from serment_custodian.compliance.authority.desk import desk_of
from serment_custodian.compliance.authority.package import Site
from serment_custodian.compliance.kit import contents
from serment_custodian.config import Config
from serment_custodian.hands import load_sealing_key
from serment_custodian.ledger import Ledger
from serment_custodian.locked_key import LockedKey
from serment_custodian.log_key import EVIDENCE, read_log_key
from serment_custodian.main import Custodian, assemble, prepare
from serment_custodian.officers.commands import COMMANDS
from serment_custodian.rooms import rooms_of
from serment_custodian.rotation import Say
from serment_kernel import auditor_kit as kits
from serment_kernel.checks import command
from serment_kernel.checks.approvals import approve
from serment_kernel.clock import utc_now
from serment_kernel.cosigning import Cosigners
from serment_kernel.database import Database, opened
from serment_kernel.evidence import commands
from serment_kernel.evidence.keys import prepare as prepare_evidence
from serment_kernel.retention import Standing
from serment_protocol.notes import write_log_key


async def rotate_issuers(loaded: Config) -> None:
    """Have this week's and next week's issuer keys."""
    async with _custodian(loaded) as custodian:
        await prepare(custodian)


async def rotate_tickets(loaded: Config) -> None:
    """Have a new ticket key."""
    async with _custodian(loaded) as custodian:
        await rotation.rotate_tickets(custodian)


async def rotate_contact(loaded: Config) -> None:
    """Have a new contact key."""
    async with _custodian(loaded) as custodian:
        await rotation.rotate_contact(custodian)


async def rotate_shares(loaded: Config) -> None:
    """Have a new key for shares."""
    async with _custodian(loaded) as custodian:
        await rotation.rotate_shares(custodian)


async def rotate_sealing_key(loaded: Config, say: Say) -> None:
    """Let a new sealing key take over."""
    async with _custodian(loaded) as custodian:
        await rotation.of(custodian, say).rotate()


async def destroy_old_sealing_key(loaded: Config, say: Say) -> None:
    """Destroy the one before."""
    async with _custodian(loaded) as custodian:
        await rotation.of(custodian, say).destroy_old()


async def rewrite(loaded: Config) -> None:
    """Write the tables anew; no key is needed for it."""
    rooms = rooms_of(loaded.databases)
    async with opened(*rooms):
        await jobs.rewrite(rooms)


async def standings(loaded: Config) -> list[Standing]:
    """How long each class of data is kept, and what is late; no key is needed for it."""
    rooms = rooms_of(loaded.databases)
    async with opened(*rooms):
        return await retention.report(rooms, utc_now)


async def evidence(loaded: Config, options: argparse.Namespace) -> str:
    """A command about the evidence; what it says."""
    sealing, origin = load_sealing_key(loaded), loaded.keys.log_origin
    rooms, asked = rooms_of(loaded.databases), loaded.witnessing
    cosigners = Cosigners.of(asked.witnesses_at(), asked.quorum)
    seed = read_log_key(Path(loaded.keys.log_key_file), origin, sealing)
    log = Ledger(rooms.ledger, origin, seed, cosigners).log

    def make(path: Path) -> None:
        LockedKey(path, EVIDENCE, origin).make(sealing)

    def read(path: Path) -> bytes:
        return LockedKey(path, EVIDENCE, origin).read(sealing)

    try:
        hand = commands.Hand(rooms.compliance, rooms.ledger, log, Path(loaded.evidence.key_file), make, read)
        return await commands.run(hand, options, utc_now())
    finally:
        if cosigners:
            await cosigners.close()


async def in_office(loaded: Config, name: str, options: argparse.Namespace) -> list[str]:
    """A command of the officers' room; what it says."""
    async with _custodian(loaded) as custodian:
        return await COMMANDS[name](custodian.decisions, options)


async def authority(loaded: Config, options: argparse.Namespace) -> list[str]:
    """A command about requests of authorities; what it says."""
    async with _custodian(loaded) as custodian:
        service, rooms, office = custodian.service, custodian.rooms, custodian.decisions.office
        desk = desk_of(rooms.compliance, service.evidence, office)

        def site(folder: Path) -> Site:
            find, stamps = custodian.changes.standing_at, loaded.evidence.time_stamps
            return Site(service.sealing, custodian.ledger, service.uses, find, folder, stamps)

        return await AUTHORITY[options.what](desk, site, options)


def verifier(loaded: Config) -> str:
    """By which the log is verified."""
    origin, seed = loaded.keys.log_origin, Path(loaded.keys.log_key_file)
    return write_log_key(origin, read_log_key(seed, origin, load_sealing_key(loaded)))


async def checks(loaded: Config, options: argparse.Namespace) -> tuple[str, int]:
    """Run the command `checks`; what it says, and the exit code."""
    rooms, owner = rooms_of(loaded.databases), Database(loaded.databases.owner, size=1)
    custodian = assemble(loaded, rooms, utc_now, serving=False, owner=owner)
    chain = custodian.service.evidence

    async def word(digest: str) -> None:
        await approve(rooms.compliance, chain, digest, utc_now())

    async with aclosing(custodian.ledger.log), opened(*rooms, owner):
        await prepare_evidence(rooms.compliance, chain, custodian.ledger.log, utc_now())
        return await command.perform(custodian.checks.engine, word, options)


async def auditor_kit(loaded: Config, options: argparse.Namespace) -> str:
    """Write everything of a period for an auditor; the file must not be there yet."""
    async with _custodian(loaded) as custodian:
        return await write_auditor_kit(custodian, options.file, (options.first, options.last), utc_now())


async def write_auditor_kit(custodian: Custodian, file: Path, days: tuple[date, date], now: datetime) -> str:
    """The evidence of these days and all that verifies it, and how the checks stand; what to say."""
    chain, log = custodian.service.evidence, custodian.ledger.log
    states = await custodian.checks.engine.states()
    with TemporaryDirectory(dir=file.parent) as folder:
        found = await kits.proofs(kits.Hand(custodian.rooms.compliance, chain, log), Path(folder), days, now)
        files = {**found.files, **contents(chain.origin, states, now)}
        with file.open("xb") as out:
            kits.write_kit(out, chain.seed, kits.Period(chain.origin, *days, now), files)
    return kits.told(file, files, found.events)


@asynccontextmanager
async def _custodian(loaded: Config) -> AsyncGenerator[Custodian]:
    rooms = rooms_of(loaded.databases)
    custodian = assemble(loaded, rooms, utc_now)
    async with aclosing(custodian.ledger.log), opened(*rooms):
        yield custodian
