"""Puts the rooms together: databases, keys, routes, and the work in the background; serves them until told to stop."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from starlette.routing import Route, Router

from serment_custodian import persons, public
from serment_custodian.compliance.authority import api as authority_api
from serment_custodian.compliance.authority.desk import desk_of
from serment_custodian.compliance.checks import api as checks_api
from serment_custodian.compliance.checks.at_work import Checks, checks_of
from serment_custodian.config import Config, Sms
from serment_custodian.endorsements import api as endorsements_api
from serment_custodian.endorsements import replacements_api
from serment_custodian.endorsements.kinds import endorsement_kinds
from serment_custodian.endorsements.replacement_kind import replacement_kind
from serment_custodian.endorsements.replacements import newest_root
from serment_custodian.errors import SealingKeyWrong
from serment_custodian.hands import load_sealing_key, warn_without_hsm
from serment_custodian.hardening import actions as hardening
from serment_custodian.hardening import api as hardening_api
from serment_custodian.http import nothing_here, pattern_of
from serment_custodian.jobs import Announced, jobs
from serment_custodian.ledger import Ledger, Uses, tell_days
from serment_custodian.ledger import api as ledger_api
from serment_custodian.limits import Limits
from serment_custodian.log_key import evidence_key, read_log_key
from serment_custodian.officers import Decisions
from serment_custodian.officers import api as officers_api
from serment_custodian.officers import pages as officers_pages
from serment_custodian.officers.kinds import own_kinds
from serment_custodian.officers.office import Office
from serment_custodian.officers.switch import Switch
from serment_custodian.people import Address, PersonId, Recipient, changes_api, phones_api
from serment_custodian.people import actions as people
from serment_custodian.people import api as people_api
from serment_custodian.people.changes import Changes
from serment_custodian.people.endings import Endings
from serment_custodian.people.phones import Phones
from serment_custodian.post import Post
from serment_custodian.rooms import Rooms, rooms_of
from serment_custodian.service import Service
from serment_custodian.shares import api as shares_api
from serment_custodian.shares import ensure_key, release_kind
from serment_custodian.sms import Gateway
from serment_custodian.stopping import gated
from serment_custodian.tickets import api as tickets_api
from serment_custodian.tickets.keys import ensure_keys, opening_keys, ticket_key_number
from serment_custodian.tickets.nudges import Nudges
from serment_custodian.tokens import api as tokens_api
from serment_custodian.tokens.actions import rotate_issuers
from serment_custodian.witness import api as witness_api
from serment_kernel.checks.hand import Door
from serment_kernel.checks.job import job_of
from serment_kernel.clock import Clock, utc_now
from serment_kernel.cosigning import Cosigners
from serment_kernel.database import Database, opened
from serment_kernel.edge import App, Edge, Policy
from serment_kernel.erasing import Eraser
from serment_kernel.evidence import Chain
from serment_kernel.evidence.keys import prepare as prepare_evidence
from serment_kernel.limits import Limiter
from serment_kernel.meter import Meter
from serment_kernel.passkeys import party_of
from serment_kernel.periodic import run_for_ever
from serment_kernel.serving import at_work, serve
from serment_kernel.witness_table import beside
from serment_protocol.errors import ProtocolRefusal

LARGEST_BODY = 128 * 1024
# What a practice reads before anything is used, and how it holds its share back; a person's no, which needs no key.
ALWAYS_OPEN = (
    "/v1/shares/key",
    "/v1/share-requests/{request}/objection",
    "/v1/root-requests/{practice}",
    "/v1/root-requests/{request}/objection",
    "/v1/sms",
    "/v1/phone/stop",
)


@dataclass(frozen=True)
class Custodian:
    """A custodian with its databases open."""

    service: Service
    rooms: Rooms
    ledger: Ledger
    nudges: Nudges
    changes: Changes
    endings: Endings
    phones: Phones
    decisions: Decisions
    checks: Checks
    addresses: tuple[Route, ...]
    app: App


@asynccontextmanager
async def running(config: Config, now: Clock = utc_now, *, periodic: bool = True) -> AsyncGenerator[Custodian]:
    """A custodian at work, for as long as the block lasts: keys ready, post under way, and all `periodic` work unless
    somebody else says when it is done.
    """
    rooms = rooms_of(config.databases)
    custodian = assemble(config, rooms, now)
    async with opened(*rooms):
        await prepare(custodian)
        announced = custodian.changes, custodian.endings
        every = [
            *jobs(custodian.service, rooms, custodian.ledger, custodian.nudges, announced, custodian.decisions),
            job_of(custodian.checks.engine, config.intervals.checks),
        ]
        work = every if periodic else []
        cosigned = custodian.ledger.log.keep_cosigned(config.intervals.cosignatures)
        # Jobs hold a connection each while they work; they must not use up those of the log.
        locks = Database(config.databases.ledger, size=max(1, len(work)))
        works = [custodian.service.post.work(), custodian.nudges.work(), run_for_ever(locks, work), cosigned]
        if (gateway := custodian.phones.gateway) and gateway.post is not custodian.service.post:
            works.append(gateway.post.work())
        async with opened(locks), at_work(*works):
            yield custodian


def assemble(
    config: Config, rooms: Rooms, now: Clock, *, serving: bool = True, owner: Database | None = None
) -> Custodian:
    """All parts, from the configuration; nothing is connected yet. `owner` owns the tables, for drills alone."""
    limiter, sealing = Limiter(), load_sealing_key(config)
    warn_without_hsm(sealing)
    origin = config.keys.log_origin
    seed = read_log_key(Path(config.keys.log_key_file), origin, sealing)
    asked = config.witnessing
    ledger = Ledger(rooms.ledger, origin, seed, Cosigners.of(asked.witnesses_at(), asked.quorum))
    service = Service(
        config=config,
        sealing=sealing,
        limits=Limits(config.budgets, limiter),
        post=Post(config.smtp, greeting=urlsplit(config.public_url).hostname),
        now=now,
        people=rooms.people,
        uses=Uses(rooms.ledger, now),
        evidence=Chain.of(ledger.log, evidence_key(config).read(sealing)),
    )
    witness = beside(rooms.witness, "witness", origin, seed, asked.others(), Path(config.cosigned_file))
    phones = phones_of(service, rooms)
    nudges = nudges_of(service, rooms, phones)
    decisions = decisions_of(service, rooms, ledger)
    changes, endings = changes_of(service, rooms), endings_of(service, rooms, ledger)
    checks = checks_of(service, rooms, seed, decisions, serving=serving, owner=owner)
    addresses = [
        *routes(service, rooms, ledger, nudges, (changes, endings), phones, decisions),
        *witness_api.routes(witness, now),
        *checks_api.routes(checks.board),
    ]
    # What checks ask counts for nobody, neither in a budget nor as an answer that somebody waited for.
    checks.look_at(at_the_edge(replace(service, meter=Meter()), addresses, Limiter()), doors_of(addresses))
    app = at_the_edge(service, addresses, limiter)
    return Custodian(service, rooms, ledger, nudges, changes, endings, phones, decisions, checks, tuple(addresses), app)


def eraser_of(service: Service, ledger: Ledger) -> Eraser:
    """How a person is erased here."""
    config = service.config
    return Eraser("custodian", "people", ledger.log, config.erasures(), config.backup_days)


def changes_of(service: Service, rooms: Rooms) -> Changes:
    """The changes of address."""
    config = service.config
    link, days = f"{config.app_origin}/", config.budgets.address_change_days
    return Changes(rooms.people, service.sealing, service.post, link, days, service.now)


def endings_of(service: Service, rooms: Rooms, ledger: Ledger) -> Endings:
    """The ends of persons."""
    config = service.config
    link, days, eraser = f"{config.app_origin}/", config.budgets.erasure_days, eraser_of(service, ledger)
    return Endings(rooms.people, service.sealing, service.post, link, days, service.now, eraser)


def phones_of(service: Service, rooms: Rooms) -> Phones:
    """The numbers for SMS, with their gateway where there is one."""
    config = service.config
    gateway = config.sms and gateway_of(config.sms, service)
    return Phones(rooms.people, service.sealing, gateway, service.post, service.limits, config.erasures(), service.now)


def gateway_of(settings: Sms, service: Service) -> Gateway:
    """The gateway, by its own relay or by that of all mail."""
    config = service.config
    greeting = urlsplit(config.public_url).hostname
    post = Post(settings.relay, greeting=greeting) if settings.relay else service.post
    return Gateway(settings, post, waiting_at(config))


def waiting_at(config: Config) -> str:
    """Where in the app people find what waits: visits, offers, and what practices wrote and ask."""
    return f"{config.app_origin}/#/appointments"


def decisions_of(service: Service, rooms: Rooms, ledger: Ledger) -> Decisions:
    """The officers' decisions, with every kind of them and what carries it out."""
    config = service.config
    party = party_of(config.public_url)
    office = Office(rooms.officers, ledger, service.sealing, config.officers, party, Switch(ledger), service.now)
    decisions = Decisions(office)

    async def tell() -> None:
        await tell_days(rooms.ledger, ledger, service.now())

    decisions.register(
        [
            *own_kinds(office),
            release_kind(rooms.shares, service.sealing, config.officers, newest_root(rooms.endorsements, ledger)),
            *endorsement_kinds(rooms.endorsements, ledger, config.officers, service.now),
            replacement_kind(rooms.endorsements, ledger, config.officers, tell, service.now),
        ]
    )
    return decisions


def nudges_of(service: Service, rooms: Rooms, phones: Phones) -> Nudges:
    """The nudges, with what they need of the people room."""

    async def recipients(persons: list[PersonId]) -> dict[PersonId, Recipient]:
        return await people.recipients(rooms.people, service.sealing, persons)

    def allowed(address: Address) -> bool:
        return service.limits.typed_contact(people.hash_address(service.sealing, address))

    config = service.config
    return Nudges(
        rooms.tickets,
        service.sealing,
        config.keys.relay(),
        service.post,
        waiting_at(config),
        recipients,
        phones,
        allowed,
        service.uses,
        service.now,
    )


def routes(
    service: Service,
    rooms: Rooms,
    ledger: Ledger,
    nudges: Nudges,
    announced: Announced,
    phones: Phones,
    decisions: Decisions,
) -> list[Route]:
    """Every address."""
    changes, endings = announced

    async def salt_of(person: PersonId) -> bytes:
        return await hardening.salt_for(rooms.hardening, service.sealing, person)

    for_persons = [
        *people_api.routes(service, rooms.people, salt_of),
        *changes_api.routes(service, changes),
        *phones_api.routes(service, phones),
        *persons.routes(service, rooms, changes, endings, phones),
        *hardening_api.routes(service, rooms.hardening),
        *tokens_api.routes(service, rooms.tokens),
        *tickets_api.routes(service, rooms.tickets, nudges),
    ]
    for_practices = [
        *shares_api.routes(service, rooms.shares, ledger, decisions, newest_root(rooms.endorsements, ledger)),
        *endorsements_api.routes(service, rooms.endorsements, ledger, decisions),
        *replacements_api.routes(service, rooms.endorsements, ledger, decisions),
    ]
    return [
        *gated(decisions.office, for_persons, but=ALWAYS_OPEN),
        *gated(decisions.office, for_practices, but=ALWAYS_OPEN),
        *officers_api.routes(service, decisions),
        *officers_pages.routes(),
        *authority_api.routes(desk_of(rooms.compliance, service.evidence, decisions.office)),
        *ledger_api.routes(service, rooms.ledger, ledger.log),
        *public.routes(service, rooms, ledger),
    ]


def at_the_edge(service: Service, addresses: list[Route], limiter: Limiter) -> App:
    """The routes behind the edge that every request passes."""
    config = service.config
    policy = Policy(
        app_origin=config.app_origin,
        https=config.public_url.startswith("https://"),
        behind_proxy=config.behind_proxy,
        requests_per_minute=config.budgets.requests_per_network_minute,
        largest_body=lambda _method, _path: LARGEST_BODY,
        route_of=pattern_of(addresses),
        meter=service.meter,
    )
    return Edge(Router(addresses, redirect_slashes=False, default=nothing_here), policy, limiter)


def doors_of(addresses: Sequence[Route]) -> list[Door]:
    """Every address that is answered."""
    return sorted(Door(method, each.path) for each in addresses for method in (each.methods or set()) - {"HEAD"})


async def prepare(custodian: Custodian) -> None:
    """Have all keys, and their records in the log; a sealing key that opens nothing here is found out now."""
    service, rooms, now = custodian.service, custodian.rooms, custodian.service.now()
    await ensure_keys(rooms.tickets, service.sealing, custodian.ledger, now)
    try:
        await opening_keys(rooms.tickets, service.sealing)
    except ProtocolRefusal as error:
        raise SealingKeyWrong(service.sealing.names) from error
    await ensure_key(rooms.shares, service.sealing, custodian.ledger, now)
    await rotate_issuers(rooms.tokens, service.sealing, custodian.ledger, now)
    if (told := service.sealing.told())["kept"] == "hsm":
        # A ceremony comes before there is a database; what it made stands in the log from the first start on.
        await custodian.decisions.note_change("sealing_key", "key_ceremony", told)
    await prepare_evidence(rooms.compliance, service.evidence, custodian.ledger.log, now)
    await tell_ticket_key(custodian)
    await custodian.decisions.publish()


async def tell_ticket_key(custodian: Custodian) -> None:
    """Have it in the log which ticket key follows others, also where what made it was interrupted."""
    number = await ticket_key_number(custodian.rooms.tickets)
    if number > 1:
        await custodian.decisions.note_change("ticket_key", "key_ceremony", {"number": number})


def serve_at(config: Config) -> None:
    """Answer at the configured address until SIGTERM or SIGINT."""

    @asynccontextmanager
    async def app() -> AsyncGenerator[App]:
        async with running(config) as custodian:
            yield custodian.app

    serve(config.bind_host, config.bind_port, app)
