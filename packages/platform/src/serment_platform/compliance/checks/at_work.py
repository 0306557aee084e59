"""The checks at work: put together from a service, and run a few at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from serment_kernel.checks.approvals import approved
from serment_kernel.checks.board import Board
from serment_kernel.checks.book import ChainBook
from serment_kernel.checks.draw import Draw
from serment_kernel.checks.engine import Engine
from serment_kernel.checks.front import FrontDoor
from serment_kernel.checks.hand import Chained, Deciders, Door
from serment_kernel.checks.origin import origin_of
from serment_kernel.checks.reading import read_again
from serment_kernel.checks.redacted import redacted
from serment_kernel.checks.settings import files_of
from serment_kernel.checks.state import State
from serment_kernel.database import Database
from serment_kernel.edge import App
from serment_kernel.retention import Standing
from serment_platform.backing import site_from
from serment_platform.compliance import staff
from serment_platform.compliance.checks import CHECKS
from serment_platform.compliance.checks.hand import (
    APART,
    GRIDS,
    OVERDUE,
    SEALED,
    SESSIONS,
    UNKEYED,
    PlatformHand,
    keys_of,
)
from serment_platform.compliance.doors import DOORS, PLACES, REFUSALS
from serment_platform.compliance.registers import Fault, Registers
from serment_platform.retention import CLASSES, report
from serment_platform.service import Service

PACKAGE = "serment-platform"


@dataclass
class Checks:
    """The engine, and what it is told once the service is put together."""

    engine: Engine[PlatformHand]
    board: Board
    front: FrontDoor
    routes: list[Door]

    def look_at(self, app: App, routes: Sequence[Door]) -> None:
        """Measure the answers of this application, and these addresses."""
        self.front.app = app
        self.routes[:] = routes


def checks_of(service: Service, *, serving: bool, owner: Database | None = None) -> Checks:
    """The checks of a service; `owner` owns the tables, for drills alone."""
    config, chain, room = service.config, service.evidence, service.db("compliance")
    front, routes = FrontDoor(), list[Door]()

    async def standings(databases: Mapping[str, Database], at: datetime) -> Sequence[Standing]:
        return await report(databases, config.retention, lambda: at)

    async def states() -> Sequence[State]:
        return await engine.states()

    async def approval() -> str:
        return await approved(room, chain)

    async def chained(db: Database) -> Chained:
        return await read_again(chain, db)

    async def deciders(these: Mapping[str, Database]) -> Deciders:
        async with these["compliance"].transaction() as tx:
            return Deciders(*await staff.without_passkey(tx, staff.console_of(service)))

    async def edited(db: Database) -> Sequence[Fault]:
        return await Registers(db, chain).verify()

    hand = PlatformHand(
        name="platform",
        now=service.now,
        databases=service.databases,
        classes=CLASSES,
        standings=standings,
        overdue=OVERDUE,
        deciders=deciders,
        unkeyed=UNKEYED,
        log_schema="keys",
        witnesses=[each.key for each in config.log.witnesses_at()],
        public_url=config.public_url,
        bind=(config.bind_host, config.bind_port),
        ask=front.ask,
        routes=routes,
        doors=DOORS,
        refusals=REFUSALS,
        places=PLACES,
        sealed=SEALED,
        grids=GRIDS,
        apart=APART,
        sessions=SESSIONS,
        keys=lambda: keys_of(service.databases),
        others=[config.custodian.url],
        settings=redacted(config),
        files=files_of(config.checks, Path(config.log.key_file).parent, config.log_file),
        package=PACKAGE,
        demonstration=config.demonstration,
        is_serving=serving,
        site=site_from(config) if config.backup else None,
        meter=service.meter,
        states=states,
        approved=approval,
        chain=chained,
        owner=owner,
        proofs=Path(config.proofs_file),
        edited=edited,
    )

    def drawn(draw: Draw) -> PlatformHand:
        return replace(hand, draw=draw)

    engine = Engine(CHECKS, drawn, ChainBook(room, chain), service.now, origin_of(chain, PACKAGE))
    return Checks(engine, Board(engine.states, engine.states_at, service.now), front, routes)
