"""Routes of the console's staff. Looking takes a session; every step that changes something takes the passkey."""

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from serment_kernel.passkeys import StepBody
from serment_platform.compliance.staff import enrolment, inviting, listing, sessions
from serment_platform.compliance.staff.bodies import (
    About,
    EnrolledAnswer,
    Enrolment,
    InvitationBody,
    Invited,
    NewInvitation,
    NewPasskeyBody,
    Nothing,
    PasskeyRemoval,
    Revocation,
    SessionAnswer,
)
from serment_platform.compliance.staff.console import Console
from serment_platform.compliance.staff.related import related_origins
from serment_platform.compliance.staff.steps import new_nonce
from serment_platform.compliance.staff.types import StaffId
from serment_platform.http import Web, answer, authorization, created, no_content, read
from serment_platform.service import Service
from serment_protocol.encoding import b64, from_b64, write_time

MINUTE = 60


def routes() -> list[HTTPRouteHandler]:
    """The staff's routes."""
    looking = [challenges, sign_in, sign_out, me, staff]
    inviting_them = [invitations, invite, revoke]
    return [related_origins, *looking, *inviting_them, invited, enrol, add_passkey, remove_passkey, confirm, dismiss]


def _bounded(request: Web, service: Service) -> None:
    budget = service.config.budgets.challenges_per_network_minute
    service.limiter.require("console", service.network(request), budget, MINUTE)


@post("/v1/console/staff/challenges", status_code=200)
async def challenges(
    request: Web, service: NamedDependency[Service], console: NamedDependency[Console]
) -> Response[bytes]:
    """Ask for a nonce."""
    await read(request, Nothing)
    _bounded(request, service)
    return answer(await new_nonce(console))


@post("/v1/console/staff/sessions")
async def sign_in(
    request: Web, service: NamedDependency[Service], console: NamedDependency[Console]
) -> Response[bytes]:
    """Sign in by a passkey."""
    _bounded(request, service)
    opened = await sessions.sign_in(console, (await read(request, StepBody)).read())
    return created(SessionAnswer(b64(opened.bearer), write_time(opened.expires)))


@delete("/v1/console/staff/sessions/current", status_code=204)
async def sign_out(request: Web, console: NamedDependency[Console]) -> None:
    """Sign out."""
    await sessions.of(console, request)
    await sessions.sign_out(console, sessions.bearer_of(authorization(request)))


@get("/v1/console/staff/me")
async def me(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """Whoever asks."""
    return answer(await listing.me(console, await sessions.of(console, request)))


@get("/v1/console/staff")
async def staff(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """Everybody."""
    return answer(await listing.colleagues(console, await sessions.of(console, request)))


@get("/v1/console/staff/invitations")
async def invitations(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """Links that nobody has answered yet."""
    return answer(await inviting.pending(console, await sessions.of(console, request)))


@post("/v1/console/staff/invitations")
async def invite(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """Invite somebody."""
    given = await read(request, NewInvitation)
    await inviting.invite(console, given.asked, given.grant, given.step.read())
    return created({})


@post("/v1/console/staff/invitations/revocations")
async def revoke(request: Web, console: NamedDependency[Console]) -> Response[None]:
    """Take an invitation back."""
    given = await read(request, Revocation)
    await inviting.revoke(console, bytes.fromhex(given.invitation), given.step.read())
    return no_content()


@post("/v1/console/staff/invited", status_code=200)
async def invited(
    request: Web, service: NamedDependency[Service], console: NamedDependency[Console]
) -> Response[bytes]:
    """Who is invited by a link."""
    _bounded(request, service)
    name, grant = await enrolment.invited(console, from_b64((await read(request, InvitationBody)).invitation))
    return answer(Invited(name, sorted(grant.roles)))


@post("/v1/console/staff/enrolments")
async def enrol(request: Web, service: NamedDependency[Service], console: NamedDependency[Console]) -> Response[bytes]:
    """Make a passkey by a link."""
    _bounded(request, service)
    given = await read(request, Enrolment)
    secret, statement = from_b64(given.invitation), from_b64(given.statement)
    done = await enrolment.enrol(console, secret, given.label, statement, given.attestation.read())
    return created(EnrolledAnswer(done.staff.hex(), done.active, done.mark))


@post("/v1/console/staff/passkeys")
async def add_passkey(request: Web, console: NamedDependency[Console]) -> Response[bytes]:
    """Another passkey of one's own."""
    given = await read(request, NewPasskeyBody)
    statement, step = from_b64(given.statement), given.step.read()
    await enrolment.add_passkey(console, step, given.label, statement, given.attestation.read())
    return created({})


@post("/v1/console/staff/passkeys/remove")
async def remove_passkey(request: Web, console: NamedDependency[Console]) -> Response[None]:
    """Forget a passkey of one's own."""
    given = await read(request, PasskeyRemoval)
    await enrolment.remove_passkey(console, given.step.read(), from_b64(given.credential))
    return no_content()


@post("/v1/console/staff/confirmations")
async def confirm(request: Web, console: NamedDependency[Console]) -> Response[None]:
    """Let a candidate begin."""
    given = await read(request, About)
    await enrolment.confirm(console, StaffId(bytes.fromhex(given.staff)), given.step.read())
    return no_content()


@post("/v1/console/staff/departures")
async def dismiss(request: Web, console: NamedDependency[Console]) -> Response[None]:
    """Let somebody go."""
    given = await read(request, About)
    await enrolment.dismiss(console, StaffId(bytes.fromhex(given.staff)), given.step.read())
    return no_content()
