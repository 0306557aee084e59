"""Puts the rooms together: databases, log, routes, and the work in the background; serves them until told to stop."""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from socket import socket
from typing import cast

from litestar import Litestar, get
from litestar.di import Provide
from litestar.exceptions import NotFoundException

from serment_kernel import asked
from serment_kernel.checks.board import Board
from serment_kernel.checks.hand import Door
from serment_kernel.checks.job import job_of
from serment_kernel.clock import Clock, utc_now
from serment_kernel.cosigning import Cosigners
from serment_kernel.database import Database, opened
from serment_kernel.direct import Direct
from serment_kernel.direct import Routes as DirectRoutes
from serment_kernel.edge import App, Edge, Policy
from serment_kernel.erasing import Eraser, settle_journal
from serment_kernel.evidence import Chain
from serment_kernel.evidence.keys import prepare
from serment_kernel.keyfiles import read_key_file
from serment_kernel.limits import Limiter
from serment_kernel.merkle_log import MerkleLog
from serment_kernel.meter import Meter
from serment_kernel.notices import Notices
from serment_kernel.periodic import Job, run_for_ever
from serment_kernel.retention import noted, unless_leapt
from serment_kernel.serving import at_work, serve_on
from serment_kernel.surroundings import NOWHERE
from serment_kernel.turns import Turns
from serment_kernel.witness_table import beside
from serment_platform import directory, nudges, scheduling, vault
from serment_platform.common import Common
from serment_platform.compliance import api as compliance_api
from serment_platform.compliance import console_api as compliance_console
from serment_platform.compliance import jobs as compliance_jobs
from serment_platform.compliance.authority import api as authority_api
from serment_platform.compliance.authority import practice_api as authority_practice_api
from serment_platform.compliance.checks import api as checks_api
from serment_platform.compliance.checks.at_work import Checks, checks_of
from serment_platform.compliance.registers import api as registers_api
from serment_platform.compliance.registers import console_api as registers_console
from serment_platform.compliance.registers import jobs as registers_jobs
from serment_platform.compliance.registers.actions import Registers
from serment_platform.compliance.registers.holding import Holding
from serment_platform.compliance.staff import api as staff_api
from serment_platform.compliance.staff import console_of
from serment_platform.config import SERVED, Config
from serment_platform.directory import api as directory_api
from serment_platform.directory import pages
from serment_platform.erasing import PASSING
from serment_platform.holdings import account
from serment_platform.http import exception_handlers, pattern_of
from serment_platform.identity import Issuers
from serment_platform.identity import api as identity_api
from serment_platform.identity import jobs as identity_jobs
from serment_platform.keys import Endorsements
from serment_platform.keys import api as keys_api
from serment_platform.practice import api as practice_api
from serment_platform.practice import closings, recovery_api, referrals_api
from serment_platform.practice import jobs as practice_jobs
from serment_platform.practice.hooks import Hooks
from serment_platform.privacy import api as privacy_api
from serment_platform.retention import CLASSES, NOTED_IN
from serment_platform.scheduling import api as scheduling_api
from serment_platform.scheduling import (
    counter_api,
    holds_api,
    periods_api,
    relocating_api,
    returning_api,
    series_api,
)
from serment_platform.service import Service
from serment_platform.vault import api as vault_api
from serment_platform.vault import jobs as vault_jobs
from serment_protocol.primitives import derive

LOOKS = {"scheduling": 4, "directory": 3}
"""Connections of each kind for single statements, of the rooms that everybody looks into."""
LARGEST_BODY = 128 * 1024
LARGEST_VAULT = 512 * 1024
# A new epoch carries some kilobytes for each member.
LARGEST_ROTATION = 2 * 1024 * 1024
ROTATION = re.compile(r"/v1/practices/[0-9a-f]{32}/(?:epochs|takeover)")


@dataclass(frozen=True)
class Platform:
    """All parts of a platform."""

    service: Service
    endorsements: Endorsements
    notices: Notices
    hooks: Hooks
    relay_seed: bytes
    checks: Checks
    app: App


@asynccontextmanager
async def running(
    config: Config, now: Clock = utc_now, *, periodic: bool = True, common: Common | None = None
) -> AsyncGenerator[Platform]:
    """A platform at work, for as long as the block lasts: pools open, issuers known, periodic work under way."""
    platform = assemble(config, now, common=common)
    service, work = platform.service, jobs(platform) if periodic else [registers_jobs.counting(platform.service)]
    # Jobs hold a connection each while they work; they must not use up those of a room.
    locks = Database(config.databases.of("keys"), size=max(1, len(work)))
    async with opened(*service.databases.values(), locks):
        await service.issuers.load(now())
        await prepare(service.db("compliance"), service.evidence, service.log, now())
        await registers_jobs.prepare(service)
        issuers = identity_jobs.follow_issuers(service.issuers, now, config.intervals.issuer_keys)
        cosigned = service.log.keep_cosigned(config.intervals.cosignatures)
        endorsed = platform.endorsements.follow(config.intervals.endorsements)
        async with at_work(issuers, cosigned, endorsed, platform.notices.work(), run_for_ever(locks, work)):
            yield platform


def assemble(
    config: Config, now: Clock, *, serving: bool = True, owner: Database | None = None, common: Common | None = None
) -> Platform:
    """All parts, from the configuration; nothing is connected yet. `owner` owns the tables, for drills alone;
    `common` is what several processes share.
    """
    common = common or Common()
    databases = {room: Database(config.databases.of(room), looks=LOOKS.get(room, 0)) for room in SERVED}
    limiter = Limiter(processes=config.workers)
    keys, origin, seed = databases["keys"], config.log.origin, read_key_file(Path(config.log.key_file))
    others = {config.custodian.log_origin: config.custodian.verifier()}
    log = MerkleLog(keys, "keys", origin, seed, Cosigners.of(config.log.witnesses_at(), config.log.quorum))
    service = Service(
        config=config,
        now=now,
        limiter=limiter,
        databases=databases,
        log=log,
        witness=beside(keys, "keys", origin, seed, others, Path(config.cosigned_file)),
        issuers=Issuers(databases["identity"], config.custodian, config.name, limiter),
        eraser=Eraser("platform", "identity", log, config.erasures(), config.backup_days),
        evidence=Chain.of(log, read_key_file(Path(config.evidence.key_file))),
        search_keys=common.search_keys,
    )
    notices = Notices(config.databases.of("scheduling"), scheduling.CHANNEL)
    hooks = hooks_of(service)
    relay_seed = read_key_file(Path(config.relay.key_file))
    endorsements = Endorsements(keys, config.custodian)
    checks = checks_of(service, serving=serving, owner=owner)
    shared = shared_of(service, relay_seed, common.turns)
    app = routes(service, endorsements, notices, hooks, relay_seed, checks.board, shared)
    # What checks ask counts for nobody, neither in a budget nor as an answer that somebody waited for.
    checks.look_at(at_the_edge(replace(service, limiter=Limiter(), meter=Meter()), app, shared), doors_of(app))
    return Platform(service, endorsements, notices, hooks, relay_seed, checks, at_the_edge(service, app, shared))


@dataclass(frozen=True)
class Shared:
    """What the requests of a process have in common."""

    looks: scheduling.Looks
    batches: scheduling.Batches
    line: scheduling.Line | None


def shared_of(service: Service, relay_seed: bytes, turns: Turns | None) -> Shared:
    """Gathers the requests of this process."""
    times = service.db("scheduling")
    line = line_of(service.config, derive(relay_seed, "queue"), turns)
    return Shared(scheduling.Looks(times), scheduling.Batches(times), line)


def directly(service: Service, shared: Shared) -> DirectRoutes:
    """What a whole country asks all day, past the framework (decision 0045)."""
    return {
        ("POST", "/v1/search"): (200, lambda body: directory_api.answer_search(service, body)),
        ("POST", "/v1/names"): (200, lambda body: directory_api.answer_names(service, body)),
        ("POST", "/v1/times"): (200, lambda body: scheduling_api.answer_times(service, shared.looks, body)),
        ("POST", "/v1/appointments"): (
            scheduling_api.CREATED,
            lambda body: scheduling_api.answer_booking(service, shared.batches, shared.line, body),
        ),
    }


def routes(
    service: Service,
    endorsements: Endorsements,
    notices: Notices,
    hooks: Hooks,
    relay_seed: bytes,
    board: Board,
    shared: Shared,
) -> Litestar:
    """Every address."""
    around = service.config.surroundings() if service.config.processors else NOWHERE
    console = console_of(service)
    holding = Holding(Registers(service.db("compliance"), service.evidence), service.now)
    return Litestar(
        [
            *identity_api.routes(vault.write_first),
            *keys_api.routes(),
            *vault_api.routes(),
            account,
            *practice_api.routes(hooks),
            *recovery_api.routes(relay_seed),
            *referrals_api.handlers,
            *scheduling_api.handlers,
            *periods_api.handlers,
            *counter_api.handlers,
            *holds_api.handlers,
            *returning_api.routes(relay_seed),
            *relocating_api.handlers,
            *series_api.handlers,
            *directory_api.handlers,
            *pages.handlers,
            *privacy_api.routes(),
            *compliance_api.routes(),
            *compliance_console.routes(),
            *staff_api.routes(),
            *authority_api.routes(),
            *authority_practice_api.routes(),
            *registers_api.routes(),
            *registers_console.routes(),
            *checks_api.routes(),
            health,
        ],
        dependencies={
            "service": Provide(lambda: service, sync_to_thread=False),
            "endorsements": Provide(lambda: endorsements, sync_to_thread=False),
            "notices": Provide(lambda: notices, sync_to_thread=False),
            "surroundings": Provide(lambda: around, sync_to_thread=False),
            "console": Provide(lambda: console, sync_to_thread=False),
            "board": Provide(lambda: board, sync_to_thread=False),
            "batches": Provide(lambda: shared.batches, sync_to_thread=False),
            "looks": Provide(lambda: shared.looks, sync_to_thread=False),
            "line": Provide(lambda: shared.line, sync_to_thread=False),
            "holding": Provide(lambda: holding, sync_to_thread=False),
        },
        exception_handlers={**exception_handlers(), NotFoundException: pages.nowhere(service)},
        openapi_config=None,
        logging_config=None,
        # The edge bounds bodies, before a byte of them is read.
        request_max_body_size=None,
    )


def line_of(config: Config, key: bytes, turns: Turns | None) -> scheduling.Line | None:
    """The queue, where there is to be one."""
    rate = config.surge.bookings_per_second
    return scheduling.Line(rate, key, turns or Turns()) if rate else None


@get("/health", status_code=204)
async def health() -> None:
    """Whether anybody is there."""


def at_the_edge(service: Service, app: Litestar, shared: Shared) -> App:
    """The routes behind the edge that every request passes."""
    config = service.config
    policy = Policy(
        app_origin=config.app_origin,
        https=config.public_url.startswith("https://"),
        behind_proxy=config.behind_proxy,
        requests_per_minute=config.budgets.requests_per_network_minute,
        largest_body=largest_body,
        route_of=pattern_of(app),
        meter=service.meter,
    )
    return Edge(Direct(cast("App", app), directly(service, shared)), policy, service.limiter)


def doors_of(app: Litestar) -> list[Door]:
    """Every address that is answered; that a method is asked for beforehand is the edge's business."""
    found = {Door(method, route.path_format) for route in app.routes for method in getattr(route, "methods", ())}
    return sorted(door for door in found if door.method not in {"HEAD", "OPTIONS"})


def largest_body(method: str, path: str) -> int:
    """Bytes that may be sent to an address."""
    if method == "POST" and ROTATION.fullmatch(path):
        return LARGEST_ROTATION
    return LARGEST_VAULT if (method, path) == ("PUT", "/v1/vault") else LARGEST_BODY


def hooks_of(service: Service) -> Hooks:
    """What the rooms above do when a practice changes."""
    times, public = service.db("scheduling"), service.db("directory")

    async def check(practice: str, body: bytes) -> None:
        await scheduling.check_publication(times, practice, body)
        await directory.check_publication(public, practice, body)

    async def applied(practice: str, body: bytes, epoch: int) -> None:
        await scheduling.apply_publication(times, practice, body, epoch, service.now())
        await directory.apply_publication(public, practice, body)

    async def before_delete(practice: str) -> None:
        await directory.require_unlisted(public, practice)
        await scheduling.forget_practice(times, practice, service.now())
        await directory.forget_practice(public, practice)

    return Hooks(check, applied, before_delete)


def jobs(platform: Platform) -> list[Job]:
    """The periodic work of a running platform."""
    service, intervals = platform.service, platform.service.config.intervals

    async def purge() -> None:
        await identity_jobs.purge(service.db("identity"), service.now)
        await practice_jobs.purge(service.db("practice"), service.now)
        await asked.forget(service.db("keys"), "keys", service.now().date())
        config = service.config
        await settle_journal(config.erasures(), PASSING, config.backup_days, service.now())

    async def rewrite() -> None:
        await rewrite_persons(service.databases)

    async def pending() -> None:
        await practice_jobs.apply_pending(service.db("practice"), platform.hooks, lambda: seen(service.databases))
        endorsed = await platform.endorsements.endorsed(service.now().date())
        await directory.show_endorsed(service.db("directory"), endorsed)

    async def last_words() -> None:
        await closings.relay(service.db("practice"), service.config.custodian.url, platform.relay_seed)

    async def forget_past() -> None:
        await scheduling.forget_past(service.db("scheduling"), service.config.retention, service.now())

    keys = service.db(NOTED_IN)
    every = [
        Job("purge", intervals.upkeep, purge),
        unless_leapt(keys, NOTED_IN, Job("retention", intervals.upkeep, forget_past), service.now),
        Job("rewrite", intervals.rewrite, rewrite),
        Job("pending", intervals.pending, pending),
        Job("closings", intervals.pending, last_words),
        *scheduling.jobs(service.db("scheduling"), intervals, service.now),
        *nudges.jobs(service.db("scheduling"), service.config, platform.relay_seed, service.now),
        *compliance_jobs.jobs(service),
        *registers_jobs.jobs(service, platform.checks.board),
        job_of(platform.checks.engine, intervals.checks),
    ]
    ending = {each.job for each in CLASSES}
    return [noted(keys, NOTED_IN, job, service.now) if job.name in ending else job for job in every]


async def rewrite_persons(databases: Mapping[str, Database]) -> None:
    """Write the tables of persons anew, so that a dump does not show in which order their rows came."""
    await identity_jobs.rewrite(databases["identity"])
    await vault_jobs.rewrite(databases["vault"])
    await practice_jobs.rewrite(databases["practice"])
    await scheduling.rewrite(databases["scheduling"])


async def seen(databases: Mapping[str, Database]) -> dict[str, tuple[int, int]]:
    """The revision and epoch of each practice that both rooms above have applied."""
    calendars = await scheduling.applied(databases["scheduling"])
    shown = await directory.applied(databases["directory"])
    return {practice: (min(each.revision, shown.get(practice, 0)), each.epoch) for practice, each in calendars.items()}


def serve_at(config: Config, listening: socket, worker: int, common: Common) -> None:
    """Answer whoever connects until SIGTERM or SIGINT. The first of several processes alone does the periodic work: at
    a pace of its own, each would relay nudges more often than the hour that hides whose they are. They share
    what is `common`.
    """

    @asynccontextmanager
    async def app() -> AsyncGenerator[App]:
        async with running(config, periodic=worker == 0, common=common) as platform:
            directory.read_places()
            yield platform.app

    serve_on(listening, app)
