"""Routes of the identity room. Whether a locator is known shows in no answer before the signature."""

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from serment_platform.http import Signed, Web, answer, authorization, b64_field, created, no_content, path_id, read
from serment_platform.identity import actions
from serment_platform.identity.budgets import SignInBudget, require_opening, require_rendezvous
from serment_platform.identity.erasing import erase_account
from serment_platform.identity.sessions import close_session
from serment_platform.identity.tokens import check_token
from serment_platform.identity.types import Way
from serment_platform.service import Service
from serment_protocol.encoding import b64, write_time
from serment_protocol.erasures import NONCE_BYTES
from serment_protocol.structure import Hex16


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An empty body."""


class NewAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything an account begins with."""

    statement: Signed
    token: str
    sealed_root: str
    vault: str


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signed statement alone."""

    statement: Signed


class NewWay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A further way in."""

    statement: Signed
    sealed_root: str


class Erasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The end of the account; the nonce stays with whoever drew it, and repeats the answer."""

    statement: Signed
    nonce: str


class NewRendezvous(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place for two devices to meet."""

    rendezvous: Hex16


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the second device leaves."""

    offer: str


class Reveal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the first device leaves, once it has heard the offer."""

    reveal: str


class RendezvousAnswer(msgspec.Struct, frozen=True):
    """What both have left; empty while they have not."""

    offer: str
    reveal: str


class ExpiresAnswer(msgspec.Struct, frozen=True):
    """Until when."""

    expires: str


class ChallengeAnswer(msgspec.Struct, frozen=True):
    """A challenge and its end."""

    challenge: str
    expires: str


class OpenedAnswer(msgspec.Struct, frozen=True):
    """The session of a new account."""

    session: str
    expires: str


class SessionAnswer(msgspec.Struct, frozen=True):
    """An open session, and the root key for whoever has the way in."""

    session: str
    expires: str
    account: str
    audience: str
    sealed_root: str


class WayAnswer(msgspec.Struct, frozen=True):
    """A way in."""

    locator: str
    sign: str
    seal: str
    sealed_root: str


class WaysAnswer(msgspec.Struct, frozen=True):
    """All ways into the account."""

    ways: list[WayAnswer]


def routes(first_vault: actions.FirstVault) -> list[HTTPRouteHandler]:
    """The room's routes; the vault of a new account is another room's."""

    @post("/v1/accounts")
    async def accounts(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
        require_opening(service.limiter, service.network(request), service.config.budgets)
        asked = _new_account(await read(request, NewAccount))
        opening = actions.verify_request(asked, service.config.public_url)
        await check_token(service.issuers, asked.token, "opening", service.now())
        db, journal = service.db("identity"), service.eraser.journal
        opened = await actions.open_account(db, journal, opening, asked, first_vault, service.now())
        return created(OpenedAnswer(b64(opened.bearer), write_time(opened.expires)))

    meeting = [open_rendezvous, read_rendezvous, leave_offer, leave_reveal, end_rendezvous]
    return [accounts, challenges, sessions, end_session, ways, add_way, remove_way, erase, *meeting]


@post("/v1/challenges")
async def challenges(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Ask for a challenge."""
    await read(request, Nothing)
    budget = service.config.budgets.challenges_per_network_minute
    service.limiter.require("challenges", service.network(request), budget, 60)
    challenge, expires = await actions.add_challenge(service.db("identity"), service.now())
    return answer(ChallengeAnswer(b64(challenge), write_time(expires)))


@post("/v1/sessions")
async def sessions(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Sign in."""
    statement = (await read(request, Statement)).statement
    with SignInBudget(service.limiter, service.network(request), service.config.budgets):
        way, opened = await actions.sign_in(service.db("identity"), statement, service.config.public_url, service.now())
    expires = write_time(opened.expires)
    return created(SessionAnswer(b64(opened.bearer), expires, way.account, way.audience, b64(way.sealed_root)))


@delete("/v1/sessions/current", status_code=204)
async def end_session(request: Web, service: NamedDependency[Service]) -> None:
    """Sign out."""
    await close_session(service.db("identity"), authorization(request), service.now())


@get("/v1/ways")
async def ways(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """The ways into the account."""
    found = await actions.ways(service.db("identity"), authorization(request), service.now())
    return answer(WaysAnswer([_way_answer(way) for way in found]))


@post("/v1/ways")
async def add_way(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Add a way in."""
    new = await read(request, NewWay)
    sealed_root = b64_field(new.sealed_root)
    db, journal, by = service.db("identity"), service.eraser.journal, authorization(request)
    await actions.add_way(db, journal, by, new.statement, sealed_root, service.now())
    return created({})


@post("/v1/ways/remove")
async def remove_way(request: Web, service: NamedDependency[Service]) -> Response[None]:
    """Remove a way in."""
    statement = (await read(request, Statement)).statement
    db, journal = service.db("identity"), service.eraser.journal
    await actions.remove_way(db, journal, authorization(request), statement, service.now())
    return no_content()


@post("/v1/account/erase")
async def erase(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """End the account."""
    asked = await read(request, Erasure)
    nonce = b64_field(asked.nonce, NONCE_BYTES)
    db, by = service.db("identity"), authorization(request)
    return answer(await erase_account(db, service.eraser, by, asked.statement, nonce, service.now()))


@post("/v1/rendezvous")
async def open_rendezvous(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Show another device where to come."""
    rendezvous = (await read(request, NewRendezvous)).rendezvous
    require_rendezvous(service.limiter, service.network(request), service.config.budgets)
    expires = await actions.open_rendezvous(service.db("identity"), authorization(request), rendezvous, service.now())
    return created(ExpiresAnswer(write_time(expires)))


@get("/v1/rendezvous/{rendezvous:str}")
async def read_rendezvous(rendezvous: FromPath[str], service: NamedDependency[Service]) -> Response[bytes]:
    """What the two devices have left."""
    offer, reveal = await actions.read_rendezvous(service.db("identity"), path_id(rendezvous), service.now())
    return answer(RendezvousAnswer(b64(offer), b64(reveal)))


@put("/v1/rendezvous/{rendezvous:str}")
async def leave_offer(request: Web, rendezvous: FromPath[str], service: NamedDependency[Service]) -> Response[None]:
    """Offer a way in from another device."""
    offer = b64_field((await read(request, Offer)).offer)
    await actions.leave_offer(service.db("identity"), path_id(rendezvous), offer, service.now())
    return no_content()


@put("/v1/rendezvous/{rendezvous:str}/reveal")
async def leave_reveal(request: Web, rendezvous: FromPath[str], service: NamedDependency[Service]) -> Response[None]:
    """Say what the code on the screen stood for."""
    reveal, db = b64_field((await read(request, Reveal)).reveal), service.db("identity")
    await actions.leave_reveal(db, authorization(request), path_id(rendezvous), reveal, service.now())
    return no_content()


@delete("/v1/rendezvous/{rendezvous:str}", status_code=204)
async def end_rendezvous(request: Web, rendezvous: FromPath[str], service: NamedDependency[Service]) -> None:
    """End the meeting."""
    await actions.end_rendezvous(service.db("identity"), authorization(request), path_id(rendezvous), service.now())


def _new_account(new: NewAccount) -> actions.Request:
    return actions.Request(new.statement, b64_field(new.token), b64_field(new.sealed_root), b64_field(new.vault))


def _way_answer(way: Way) -> WayAnswer:
    return WayAnswer(way.locator, b64(way.sign), b64(way.seal), b64(way.sealed_root))
