"""Routes of the practice room, and the public keys of a practice with their proofs."""

from datetime import date

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import UNSET, UnsetType

from serment_kernel.merkle_log import MerkleLog
from serment_platform.http import NotFound, Signed, Web, answer, b64_field, created, no_content, path_id, read
from serment_platform.keys import Endorsements
from serment_platform.practice import actions, closings, rules
from serment_platform.practice.callers import member_of, officer_of
from serment_platform.practice.errors import BadSize
from serment_platform.practice.hooks import Hooks
from serment_platform.practice.membership import require_officer
from serment_platform.practice.types import (
    Access,
    Admission,
    Invitation,
    Locked,
    Membership,
    NewSharing,
    Opening,
    Record,
    Role,
    RootWrap,
    Rotation,
    Taking,
    WayBack,
    Wrap,
)
from serment_platform.service import Service
from serment_protocol.encoding import b64, from_b64, write_day
from serment_protocol.practice import CLINICAL, DESK, Compartment, RootRecord
from serment_protocol.structure import Hex16, Hex16OrEmpty
from serment_protocol.structure import read as decode
from serment_protocol.transparency import Bundle, EntryKind, entry_bytes

DAY = 86400
MOST_EPOCH_DIGITS = 9


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body, or a part of one."""


class WrapBody(Body, frozen=True):
    """Secrets for one member."""

    member: Hex16
    compartment: Compartment
    sealed: str


class PreviousBody(Body, frozen=True):
    """A compartment's secrets of the epoch before; those of the desk come first."""

    compartment: Compartment
    locked: str


class RootWrapBody(Body, frozen=True):
    """The root seed for one officer."""

    member: Hex16
    sealed: str


class OpeningBody(Body, frozen=True):
    """`POST /v1/practices`."""

    root: Signed
    epoch: Signed
    members: str
    member: Hex16
    role: Role
    officer: bool
    wraps: tuple[WrapBody, ...]
    root_wraps: tuple[RootWrapBody, ...]


class AdmissionBody(Body, frozen=True):
    """Who is to be admitted."""

    member: Hex16
    account_answer: Hex16
    role: Role
    officer: bool


class SharingBody(Body, frozen=True):
    """New shares of the way back; `holder` and `colleague` are empty where the second is on paper."""

    record: Signed
    holder: Hex16OrEmpty
    colleague: str
    custodian: str


class WayBackBody(Body, frozen=True):
    """What leads back into a new epoch."""

    wrap: str
    sharing: SharingBody | UnsetType = UNSET


class RotationBody(Body, frozen=True):
    """`POST /v1/practices/{p}/epochs`."""

    epoch: Signed
    members: str
    previous: tuple[PreviousBody, ...]
    wraps: tuple[WrapBody, ...]
    root_wraps: tuple[RootWrapBody, ...]
    removed: tuple[Hex16, ...]
    added: tuple[AdmissionBody, ...]
    publication: Signed
    way_back: WayBackBody | UnsetType = UNSET


class TakingBody(Body, frozen=True):
    """`POST /v1/practices/{p}/takeover`."""

    takeover: Signed
    epoch: Signed
    members: str
    previous: tuple[PreviousBody, ...]
    wraps: tuple[WrapBody, ...]
    root_wraps: tuple[RootWrapBody, ...]
    removed: tuple[Hex16, ...]
    publication: Signed
    way_back: WayBackBody


class PublicationBody(Body, frozen=True):
    """`PUT /v1/practices/{p}/publication`."""

    publication: Signed


class ClosingBody(Body, frozen=True):
    """`POST /v1/practices/{p}/closing`."""

    closing: Signed


class InvitationBody(Body, frozen=True):
    """`POST /v1/practices/{p}/invitations`."""

    invitation: Hex16
    role: Role
    officer: bool
    expires: str


class AnswerBody(Body, frozen=True):
    """`POST /v1/invitations/{id}/answer`."""

    answer: str
    mac: str


def routes(hooks: Hooks) -> list[HTTPRouteHandler]:
    """The room's routes; `hooks` are what other rooms do when a practice changes."""

    @post("/v1/practices/{practice:str}/epochs")
    async def rotate(
        practice: FromPath[str],
        request: Web,
        service: NamedDependency[Service],
        endorsements: NamedDependency[Endorsements],
    ) -> Response[bytes]:
        membership = await member_of(request, service, practice)
        replaced = await endorsements.replaced(membership.practice)
        if not await actions.root_waits(service.db("practice"), membership.practice, replaced):
            require_officer(membership)
        rotation = _rotation(await read(request, RotationBody))
        publication = rotation.publication.body_bytes
        await hooks.check(membership.practice, publication)
        record, epoch = await actions.rotate(
            service.db("practice"), service.log, membership, rotation, replaced, service.eraser.journal, _today(service)
        )
        await hooks.apply(membership.practice, publication, epoch.epoch)
        return created({"epoch": await bundle(service.log, "epoch", record)})

    @post("/v1/practices/{practice:str}/takeover")
    async def take_up(
        practice: FromPath[str],
        request: Web,
        service: NamedDependency[Service],
        endorsements: NamedDependency[Endorsements],
    ) -> Response[bytes]:
        caller, ident = await service.staff(request), path_id(practice)
        taking = _taking(await read(request, TakingBody), caller.account)
        publication = taking.rotation.publication.body_bytes
        await hooks.check(ident, publication)
        replaced = await endorsements.replaced(ident)
        record, epoch = await actions.take_up(
            service.db("practice"), service.log, taking, ident, replaced, service.eraser.journal, _today(service)
        )
        await hooks.apply(ident, publication, epoch.epoch)
        return created({"epoch": await bundle(service.log, "epoch", record)})

    @put("/v1/practices/{practice:str}/publication")
    async def publish(practice: FromPath[str], request: Web, service: NamedDependency[Service]) -> Response[bytes]:
        membership = await member_of(request, service, practice)
        signed = (await read(request, PublicationBody)).publication
        await hooks.check(membership.practice, signed.body_bytes)
        published = await actions.publish(service.db("practice"), membership, signed)
        await hooks.apply(membership.practice, signed.body_bytes, published.epoch)
        return answer({"revision": published.revision})

    @post("/v1/practices/{practice:str}/closing", status_code=204)
    async def close(
        practice: FromPath[str],
        request: Web,
        service: NamedDependency[Service],
        endorsements: NamedDependency[Endorsements],
    ) -> None:
        membership = await officer_of(request, service, practice)
        signed, db = (await read(request, ClosingBody)).closing, service.db("practice")
        replaced = await endorsements.replaced(membership.practice)
        await closings.require_own(db, membership, signed, replaced)
        await hooks.before_delete(membership.practice)
        await closings.close(db, membership, signed, replaced)

    return [
        *(rotate, take_up, publish, close),
        *(open_practice, public_practice, public_epoch, replacements, access, memberships),
        *(invite, invitations, answer_invitation),
    ]


@post("/v1/practices")
async def open_practice(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Open a practice."""
    caller = await service.staff(request)
    opening = _opening(await read(request, OpeningBody))
    budget = service.config.budgets.practices_per_account_day
    service.limiter.require("practices", bytes.fromhex(caller.account), budget, DAY)
    root, epoch = await actions.open_practice(
        service.db("practice"), service.log, caller.account, opening, _today(service)
    )
    return created(await _keys(service.log, root, epoch))


@get("/v1/practices/{practice:str}")
async def public_practice(
    practice: FromPath[str], service: NamedDependency[Service], endorsements: NamedDependency[Endorsements]
) -> Response[bytes]:
    """What anybody may know of a practice, each key with its proof."""
    practice = path_id(practice)
    root, epoch, publication, number = await actions.public_practice(service.db("practice"), practice)
    keys = await _keys(service.log, root, epoch)
    now, leading = await led_by(endorsements, practice, root, number)
    endorsement = await endorsements.bundle(practice, now, _today(service))
    return answer({**keys, "publication": publication, **leading, **_endorsement(endorsement)})


@get("/v1/practices/{practice:str}/replacements")
async def replacements(practice: FromPath[str], endorsements: NamedDependency[Endorsements]) -> Response[bytes]:
    """Every replacement of a practice's root, taken up or not."""
    replaced = await endorsements.replaced_by_now(path_id(practice))
    return answer({"replacements": await endorsements.replacement_bundles(replaced)})


@get("/v1/practices/{practice:str}/epochs/{epoch:str}")
async def public_epoch(
    practice: FromPath[str], epoch: FromPath[str], service: NamedDependency[Service]
) -> Response[bytes]:
    """The keys of any epoch."""
    record = await actions.public_epoch(service.db("practice"), path_id(practice), _number(epoch))
    return answer(await bundle(service.log, "epoch", record))


@get("/v1/practices/{practice:str}/access")
async def access(
    practice: FromPath[str],
    request: Web,
    service: NamedDependency[Service],
    endorsements: NamedDependency[Endorsements],
) -> Response[bytes]:
    """What this member needs of the practice."""
    membership = await member_of(request, service, practice)
    found = await actions.access(service.db("practice"), membership)
    keys = await _keys(service.log, found.root, found.epoch)
    now, leading = await led_by(endorsements, membership.practice, found.root, found.root_number)
    # A practice's own people know its root, so nothing here waits for the custodian's word.
    endorsement = await endorsements.known_bundle(membership.practice, now, _today(service))
    return answer({**_access(found), **keys, **leading, **_endorsement(endorsement)})


@get("/v1/memberships")
async def memberships(request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Where this account works."""
    caller = await service.staff(request)
    found = await actions.memberships(service.db("practice"), caller.account)
    return answer({"practices": [{"practice": each.practice, **_membership(each)} for each in found]})


@post("/v1/practices/{practice:str}/invitations")
async def invite(practice: FromPath[str], request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """Open an invitation."""
    membership = await officer_of(request, service, practice)
    new = await read(request, InvitationBody)
    expires = rules.read_expiry(new.expires)
    invitation = Invitation(new.invitation, membership.practice, new.role, new.officer, expires, "", b"", b"")
    await actions.invite(service.db("practice"), membership, invitation, _today(service))
    return created({})


@get("/v1/practices/{practice:str}/invitations")
async def invitations(practice: FromPath[str], request: Web, service: NamedDependency[Service]) -> Response[bytes]:
    """The invitations that lie open."""
    membership = await officer_of(request, service, practice)
    found = await actions.invitations(service.db("practice"), membership, _today(service))
    return answer({"invitations": [_invitation(each) for each in found]})


@post("/v1/invitations/{invitation:str}/answer")
async def answer_invitation(
    invitation: FromPath[str], request: Web, service: NamedDependency[Service]
) -> Response[None]:
    """Answer an invitation."""
    caller = await service.staff(request)
    body = await read(request, AnswerBody)
    given, mac = b64_field(body.answer), b64_field(body.mac)
    await actions.answer_invitation(
        service.db("practice"), caller.account, path_id(invitation), given, mac, _today(service)
    )
    return no_content()


async def _keys(log: MerkleLog, root: Record, epoch: Record) -> dict[str, Bundle]:
    return {"root": await bundle(log, "practice_root", root), "epoch": await bundle(log, "epoch", epoch)}


async def led_by(
    endorsements: Endorsements, practice: str, first: Record, number: int
) -> tuple[bytes, dict[str, list[Bundle]]]:
    """The root that signed the epoch now valid, and what leads there from the first one."""
    replaced = (await endorsements.replaced(practice))[:number]
    root = rules.root_of(decode(first.body, RootRecord), replaced)
    leading = {"replacements": await endorsements.replacement_bundles(replaced)} if replaced else {}
    return from_b64(root.root), leading


def _endorsement(bundle: Bundle | None) -> dict[str, Bundle]:
    """The custodian's word for the practice, while there is one."""
    return {} if bundle is None else {"endorsement": bundle}


async def bundle(log: MerkleLog, kind: EntryKind, record: Record) -> Bundle:
    """A record as it arrives at clients."""
    signed = Signed(b64(record.body), b64(record.signature))
    return await log.bundle(entry_bytes(kind, signed), record.leaf)


def _today(service: Service) -> date:
    return service.now().date()


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > MOST_EPOCH_DIGITS or str(int(text)) != text:
        raise NotFound
    return int(text)


def _opening(body: OpeningBody) -> Opening:
    return Opening(
        body.root,
        body.epoch,
        b64_field(body.members),
        body.member,
        body.role,
        body.officer,
        _wraps(body.wraps),
        _root_wraps(body.root_wraps),
    )


def _rotation(body: RotationBody) -> Rotation:
    added = tuple(Admission(each.member, each.account_answer, each.role, each.officer) for each in body.added)
    return _begun(body, added, None if body.way_back is UNSET else _way_back(body.way_back))


def _taking(body: TakingBody, account: str) -> Taking:
    return Taking(body.takeover, account, _begun(body, (), _way_back(body.way_back)))


def _begun(body: RotationBody | TakingBody, added: tuple[Admission, ...], way_back: WayBack | None) -> Rotation:
    return Rotation(
        body.epoch,
        b64_field(body.members),
        _locked(body.previous),
        _wraps(body.wraps),
        _root_wraps(body.root_wraps),
        body.removed,
        added,
        body.publication,
        way_back,
    )


def _way_back(body: WayBackBody) -> WayBack:
    return WayBack(b64_field(body.wrap), None if body.sharing is UNSET else _sharing(body.sharing))


def _sharing(body: SharingBody) -> NewSharing:
    return NewSharing(body.record, body.holder, b64_field(body.colleague), b64_field(body.custodian))


def _locked(bodies: tuple[PreviousBody, ...]) -> Locked:
    found = {each.compartment: b64_field(each.locked) for each in bodies}
    if len(found) < len(bodies):
        raise BadSize("previous")
    return Locked(found.get(DESK, b""), found.get(CLINICAL, b""))


def _wraps(bodies: tuple[WrapBody, ...]) -> tuple[Wrap, ...]:
    return tuple(Wrap(each.member, each.compartment, b64_field(each.sealed)) for each in bodies)


def _root_wraps(bodies: tuple[RootWrapBody, ...]) -> tuple[RootWrap, ...]:
    return tuple(RootWrap(each.member, b64_field(each.sealed)) for each in bodies)


def _membership(each: Membership) -> dict[str, object]:
    return {"member": each.member, "role": each.role, "officer": each.officer}


def _access(found: Access) -> dict[str, object]:
    return {
        **_membership(found.membership),
        "members": b64(found.members),
        "wraps": [
            {"epoch": each.epoch, "compartment": each.compartment, "sealed": b64(each.sealed)} for each in found.wraps
        ],
        "previous": [
            {"epoch": each.epoch, "compartment": each.compartment, "locked": b64(each.locked)}
            for each in found.previous
        ],
        "root_wrap": b64(found.root_wrap),
    }


def _invitation(each: Invitation) -> dict[str, object]:
    return {
        "invitation": each.invitation,
        "role": each.role,
        "officer": each.officer,
        "expires": write_day(each.expires),
        "answer": b64(each.answer),
        "mac": b64(each.mac),
    }
