"""The checks at work: put together from a custodian, and run a few at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from serment_custodian.backing import site_from
from serment_custodian.compliance.checks import CHECKS
from serment_custodian.compliance.checks.hand import APART, GRIDS, OVERDUE, SEALED, SESSIONS, CustodianHand, keys_of
from serment_custodian.compliance.checks.officials import UNKEYED, deciders
from serment_custodian.compliance.doors import DOORS, PLACES, REFUSALS
from serment_custodian.officers import Decisions
from serment_custodian.retention import CLASSES, report
from serment_custodian.rooms import Rooms
from serment_custodian.service import Service
from serment_kernel.checks.approvals import approved
from serment_kernel.checks.board import Board
from serment_kernel.checks.book import ChainBook
from serment_kernel.checks.draw import Draw
from serment_kernel.checks.engine import Engine
from serment_kernel.checks.front import FrontDoor
from serment_kernel.checks.hand import Chained, Door
from serment_kernel.checks.origin import origin_of
from serment_kernel.checks.reading import read_again
from serment_kernel.checks.redacted import redacted
from serment_kernel.checks.settings import files_of
from serment_kernel.checks.state import State
from serment_kernel.database import Database
from serment_kernel.edge import App
from serment_kernel.retention import Standing

PACKAGE = "serment-custodian"


@dataclass
class Checks:
    """The engine, and what it is told once the custodian is put together."""

    engine: Engine[CustodianHand]
    board: Board
    front: FrontDoor
    routes: list[Door]

    def look_at(self, app: App, routes: Sequence[Door]) -> None:
        """Measure the answers of this application, and these addresses."""
        self.front.app = app
        self.routes[:] = routes


def checks_of(
    service: Service, rooms: Rooms, log_seed: bytes, decisions: Decisions, *, serving: bool, owner: Database | None
) -> Checks:
    """The checks of a custodian; `owner` owns the tables, for drills alone."""
    config, chain, room = service.config, service.evidence, rooms.compliance
    databases: Mapping[str, Database] = rooms._asdict()
    front, routes = FrontDoor(), list[Door]()

    async def standings(these: Mapping[str, Database], at: datetime) -> Sequence[Standing]:
        return await report(Rooms(**these), lambda: at)

    async def states() -> Sequence[State]:
        return await engine.states()

    async def approval() -> str:
        return await approved(room, chain)

    async def chained(db: Database) -> Chained:
        return await read_again(chain, db)

    hand = CustodianHand(
        name="custodian",
        now=service.now,
        databases=databases,
        classes=CLASSES,
        standings=standings,
        overdue=OVERDUE,
        deciders=lambda these: deciders(these, service.sealing),
        unkeyed=UNKEYED,
        log_schema="ledger",
        witnesses=[each.key for each in config.witnessing.witnesses_at()],
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
        keys=lambda: keys_of(databases),
        others=[each.url for each in config.witnessing.witnesses_at()],
        settings=redacted(config),
        files=files_of(config.checks, Path(config.keys.log_key_file).parent, config.log_file),
        package=PACKAGE,
        demonstration=config.endorsement == "demo",
        is_serving=serving,
        site=site_from(config, log_seed) if config.backup else None,
        meter=service.meter,
        states=states,
        approved=approval,
        chain=chained,
        owner=owner,
        decisions=decisions,
        sealing=service.sealing,
        budgets=config.budgets,
    )

    def drawn(draw: Draw) -> CustodianHand:
        return replace(hand, draw=draw)

    engine = Engine(CHECKS, drawn, ChainBook(room, chain), service.now, origin_of(chain, PACKAGE))
    return Checks(engine, Board(engine.states, engine.states_at, service.now), front, routes)
