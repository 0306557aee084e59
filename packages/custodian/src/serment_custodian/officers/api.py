"""Routes of the officers room. Looking takes a session; every step that changes something takes the passkey itself."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from serment_custodian.http import answer, created, read, route
from serment_custodian.officers import enrolment, listing, sessions
from serment_custodian.officers.bodies import (
    EnrolledAnswer,
    Enrolment,
    InvitationBody,
    Invited,
    NewInvitation,
    NewPasskeyBody,
    Nothing,
    Opened,
    PasskeyRemoval,
    Published,
    Question,
    SessionAnswer,
    Stepped,
)
from serment_custodian.officers.decisions import Decisions
from serment_custodian.officers.errors import DecisionUnknown, NotByHand, OfficerSessionRefused
from serment_custodian.officers.office import Office
from serment_custodian.officers.steps import new_nonce
from serment_custodian.officers.types import DecisionId, OfficerId
from serment_custodian.service import Service
from serment_kernel.passkeys import StepBody
from serment_protocol.encoding import b64, from_b64, from_hex, write_time
from serment_protocol.errors import ProtocolRefusal


def routes(service: Service, decisions: Decisions) -> list[Route]:
    """The room's routes."""
    return [*_looking(service, decisions), *_becoming(service, decisions), *_deciding(decisions)]


def _looking(service: Service, decisions: Decisions) -> list[Route]:
    office = decisions.office

    async def challenges(request: Request) -> Response:
        await read(request, Nothing)
        service.limits.require_sign_in(service.network(request))
        return answer(await new_nonce(office))

    async def sign_in(request: Request) -> Response:
        service.limits.require_sign_in(service.network(request))
        opened = await sessions.sign_in(office, (await read(request, StepBody)).read())
        return created(SessionAnswer(b64(opened.bearer), write_time(opened.expires)))

    async def sign_out(request: Request) -> Response:
        await officer_of(office, request)
        await sessions.sign_out(office, bearer_of(request))
        return Response(status_code=204)

    async def overview(request: Request) -> Response:
        officer = await officer_of(office, request)
        return answer(await listing.overview(decisions, officer, language_of(request)))

    async def acts(request: Request) -> Response:
        await officer_of(office, request)
        before = int(request.path_params["before"])
        return answer(await listing.acts(office, before))

    return [
        route("POST", "/v1/officers/challenges", challenges),
        route("POST", "/v1/officers/sessions", sign_in),
        route("DELETE", "/v1/officers/sessions/current", sign_out),
        route("GET", "/v1/officers/overview", overview),
        route("GET", "/v1/officers/acts/{before:int}", acts),
    ]


def _becoming(service: Service, decisions: Decisions) -> list[Route]:
    office = decisions.office

    async def invited(request: Request) -> Response:
        service.limits.require_sign_in(service.network(request))
        secret = from_b64((await read(request, InvitationBody)).invitation)
        name = await enrolment.invited(office, secret)
        return answer(Invited(name, await enrolment.is_ceremony(office)))

    async def enrol(request: Request) -> Response:
        service.limits.require_sign_in(service.network(request))
        given = await read(request, Enrolment)
        secret, statement = from_b64(given.invitation), from_b64(given.statement)
        enrolled = await enrolment.enrol(decisions, secret, given.label, statement, given.attestation.read())
        return created(EnrolledAnswer(enrolled.active, enrolled.mark))

    async def invite(request: Request) -> Response:
        await officer_of(office, request)
        given = await read(request, NewInvitation)
        await enrolment.invite(office, given.name, bytes.fromhex(given.invitation))
        return created({})

    async def add_passkey(request: Request) -> Response:
        given = await read(request, NewPasskeyBody)
        statement, step = from_b64(given.statement), given.step.read()
        await enrolment.add_passkey(decisions, step, given.label, statement, given.attestation.read())
        return created({})

    async def remove_passkey(request: Request) -> Response:
        given = await read(request, PasskeyRemoval)
        await enrolment.remove_passkey(decisions, given.step.read(), from_b64(given.credential))
        return Response(status_code=204)

    return [
        route("POST", "/v1/officers/invited", invited),
        route("POST", "/v1/officers/enrolments", enrol),
        route("POST", "/v1/officers/invitations", invite),
        route("POST", "/v1/officers/passkeys", add_passkey),
        route("POST", "/v1/officers/passkeys/remove", remove_passkey),
    ]


def _deciding(decisions: Decisions) -> list[Route]:
    office = decisions.office

    async def ask(request: Request) -> Response:
        officer = await officer_of(office, request)
        asked = await read(request, Question)
        kind = decisions.kinds.get(asked.kind)
        if kind is not None and not kind.by_hand:
            raise NotByHand
        decision = await decisions.ask(asked.kind, asked.reason, asked.subject, officer)
        return created(Opened(decision.hex()))

    async def approve(request: Request) -> Response:
        signed = (await read(request, StepBody)).read()
        return answer(Stepped(await decisions.approve(decision_in(request), signed)))

    async def veto(request: Request) -> Response:
        signed = (await read(request, StepBody)).read()
        return answer(Stepped(await decisions.veto(decision_in(request), signed)))

    async def published(_request: Request) -> Response:
        return answer(Published(await listing.published(office)))

    async def state(_request: Request) -> Response:
        return answer(await office.switch.state())

    return [
        route("POST", "/v1/decisions", ask),
        route("POST", "/v1/decisions/{decision}/approvals", approve),
        route("POST", "/v1/decisions/{decision}/vetoes", veto),
        route("GET", "/v1/state", state),
        route("GET", "/v1/trust/acts", published),
    ]


async def officer_of(office: Office, request: Request) -> OfficerId:
    """The officer of the session that a request bears."""
    return await sessions.authenticate(office, bearer_of(request))


def bearer_of(request: Request) -> bytes:
    """The bearer that a request has."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    try:
        bearer = from_b64(text)
    except ProtocolRefusal as error:
        raise OfficerSessionRefused from error
    if scheme.lower() != "bearer" or not bearer:
        raise OfficerSessionRefused
    return bearer


def decision_in(request: Request) -> DecisionId:
    """The decision that a path names."""
    try:
        return DecisionId(from_hex(request.path_params["decision"]))
    except ProtocolRefusal as error:
        raise DecisionUnknown from error


def language_of(request: Request) -> str:
    """French, unless English is asked for."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "fr"
