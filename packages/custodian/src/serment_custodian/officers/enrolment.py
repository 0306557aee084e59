"""How somebody becomes an officer, gets another passkey, and leaves.

The first officers, as many as the quorum, enrol by invitations of the key ceremony alone. Everybody later enrols as a
candidate: the decision names the very key that they made, and they read its mark out to those who decide.
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from serment_custodian.officers import store
from serment_custodian.officers.decisions import Decisions
from serment_custodian.officers.errors import (
    LastPasskey,
    OfficerInvitationUnknown,
    OfficerUnknown,
    PasskeyTaken,
    TooFewOfficers,
)
from serment_custodian.officers.office import Office
from serment_custodian.officers.passkeys import (
    PublicKey,
    check_attestation,
    lock_key,
    open_key,
)
from serment_custodian.officers.steps import use_statement, verify_step
from serment_custodian.officers.types import Officer, OfficerId, Passkey, Subject
from serment_kernel.database import Database, Tx
from serment_kernel.passkeys import Attestation, NewPasskey, SignedStep, key_hash, mark_of
from serment_protocol.acts import Act, Decision
from serment_protocol.primitives import hash_bytes

SECRET_BYTES = 32
INVITATION_TIME = timedelta(days=3)
ADD, REMOVE = "add_officer", "remove_officer"
CEREMONY, CHANGE = "key_ceremony", "officer_change"


class Enrolled(NamedTuple):
    """Who has just made a passkey here."""

    officer: OfficerId
    active: bool
    mark: str


class Admission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is decided about a candidate."""

    officer: str
    name: str
    key: str


class Departure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is decided about an officer."""

    officer: str
    name: str


def invitation_hash(secret: bytes) -> bytes:
    """What is kept of an invitation."""
    return hash_bytes("officer-invitation", secret)


async def invite(office: Office, name: str, hashed: bytes) -> None:
    """Let whoever has the secret of this hash make a passkey under this name; that alone gives them no say."""
    async with office.db.transaction() as tx:
        await store.add_invitation(tx, hashed, name, office.now() + INVITATION_TIME)


async def invited(office: Office, secret: bytes) -> str:
    """Who is invited."""
    async with office.db.transaction() as tx:
        name = await store.read_invitation(tx, invitation_hash(secret), office.now())
    if name is None:
        raise OfficerInvitationUnknown
    return name


async def enrol(
    decisions: Decisions, secret: bytes, label: str, statement: bytes, attestation: Attestation
) -> Enrolled:
    """Keep the passkey of somebody who was invited: of an officer during the ceremony, of a candidate afterwards."""
    office, hashed = decisions.office, invitation_hash(secret)
    said = await use_statement(office, statement, "enrol", hashed.hex())
    new = check_attestation(office.party, said, attestation)
    officer = OfficerId(secrets.token_bytes(16))
    async with office.db.transaction() as tx:
        await store.lock_officers(tx)
        name = await store.use_invitation(tx, hashed, office.now())
        if name is None:
            raise OfficerInvitationUnknown
        await decisions.publish()  # Whoever enrolled right before counts.
        active = await is_ceremony(office)
        await store.add_officer(tx, officer, name, "active" if active else "candidate", office.now().date())
        await _keep(tx, office, new, PublicKey(officer, new.key, active), label)
        if active:
            subject: Subject = {"officer": officer.hex(), "name": name, "key": key_hash(new.key)}
            await decisions.note_in(tx, ADD, CEREMONY, subject, public=False, officers=(officer,))
    await decisions.publish()
    if not active:
        subject = {"officer": officer.hex(), "name": name, "key": key_hash(new.key)}
        await decisions.ask(ADD, CHANGE, subject)
    return Enrolled(officer, active, mark_of(key_hash(new.key)))


async def is_ceremony(office: Office) -> bool:
    """Whether officers still enrol without a decision. The log is asked, which nobody can take back, and no table."""
    return sum(_is_ceremonial(act) for _, act in await office.ledger.acts()) < office.settings.quorum


def _is_ceremonial(act: Act) -> bool:
    return (act.act, act.step, act.reason) == (ADD, "noted", CEREMONY)


async def add_passkey(
    decisions: Decisions, signed: SignedStep, label: str, statement: bytes, attestation: Attestation
) -> None:
    """Keep another passkey of an officer, who signs with one they have that it is theirs."""
    office = decisions.office
    public = await verify_step(office, signed, "add_passkey", hash_bytes("passkey", attestation.credential).hex())
    said = await use_statement(office, statement, "enrol", hash_bytes("officer", public.officer).hex())
    new = check_attestation(office.party, said, attestation)
    async with office.db.transaction() as tx:
        await _keep(tx, office, new, PublicKey(public.officer, new.key, decides=True), label)
        subject: Subject = {"officer": public.officer.hex(), "key": key_hash(new.key)}
        await decisions.note_in(tx, "add_passkey", CHANGE, subject, public=False, officers=(public.officer,))
    await decisions.publish()


async def remove_passkey(decisions: Decisions, signed: SignedStep, credential: bytes) -> None:
    """Forget a passkey of an officer, who signs with one they have."""
    office = decisions.office
    officer = (await verify_step(office, signed, "remove_passkey", hash_bytes("passkey", credential).hex())).officer
    async with office.db.transaction() as tx:
        await store.lock_officers(tx)
        if not await store.delete_passkey(tx, officer, credential):
            raise OfficerUnknown
        if not await store.passkeys_of(tx, officer):
            raise LastPasskey
        subject: Subject = {"officer": officer.hex(), "credential": hash_bytes("passkey", credential).hex()}
        await decisions.note_in(tx, "remove_passkey", CHANGE, subject, public=False, officers=(officer,))
    await decisions.publish()


def admit(office: Office) -> Callable[[Decision], Awaitable[None]]:
    """Lets a candidate decide, with the very key that was decided about."""

    async def carry_out(decision: Decision) -> None:
        admission = msgspec.convert(decision.subject, Admission)
        officer = OfficerId(bytes.fromhex(admission.officer))
        async with office.db.transaction() as tx:
            await store.lock_officers(tx)
            found = await store.officer_named(tx, officer)
            if found is None or found.state == "left":
                raise OfficerUnknown
            await _let_decide(tx, office, officer, admission.key)
            await store.set_officer(tx, officer, "active", office.now().date())

    return carry_out


def dismiss(office: Office) -> Callable[[Decision], Awaitable[None]]:
    """Lets an officer go, with their passkeys."""

    async def carry_out(decision: Decision) -> None:
        departure = msgspec.convert(decision.subject, Departure)
        async with office.db.transaction() as tx:
            await store.lock_officers(tx)
            await _require_enough(tx, office, departure)
            officer = OfficerId(bytes.fromhex(departure.officer))
            await store.delete_passkeys(tx, officer)
            await store.set_officer(tx, officer, "left", office.now().date())

    return carry_out


def may_leave(office: Office) -> Callable[[Subject], Awaitable[None]]:
    """Whether there is a point in asking that somebody go."""

    async def require(subject: Subject) -> None:
        async with office.db.transaction() as tx:
            await _require_enough(tx, office, msgspec.convert(subject, Departure))

    return require


def concerned(subject: Subject) -> frozenset[OfficerId]:
    """The officer whom a decision names."""
    return frozenset({OfficerId(bytes.fromhex(str(subject["officer"])))})


async def everybody(office: Office) -> list[Officer]:
    """Officers, candidates, and who has left."""
    async with office.db.transaction() as tx:
        return await store.officers(tx)


async def named(office: Office, name: str) -> Officer:
    """The officer of this name."""
    found = [each for each in await everybody(office) if each.name == name and each.state == "active"]
    if len(found) != 1:
        raise OfficerUnknown
    return found[0]


async def purge(db: Database, now: datetime) -> None:
    """Forget what has run out, and candidates about whom nobody decides any more."""
    async with db.transaction() as tx:
        await store.purge(tx, now)
        await store.forget_candidates(tx, now.date())


async def _require_enough(tx: Tx, office: Office, departure: Departure) -> None:
    active = [each for each in await store.officers(tx) if each.state == "active"]
    leaving = [each for each in active if each.officer.hex() == departure.officer]
    if not leaving or leaving[0].name != departure.name:
        raise OfficerUnknown
    if len(active) - 1 < office.settings.quorum:
        raise TooFewOfficers


async def _let_decide(tx: Tx, office: Office, officer: OfficerId, digest: str) -> None:
    for row in await store.passkeys_of(tx, officer):
        public = open_key(office.sealing, row.credential, row.key_locked)
        if public.officer == officer and key_hash(public.key) == digest:
            locked = lock_key(office.sealing, row.credential, public._replace(decides=True))
            await store.relock_passkey(tx, row.credential, locked)
            return
    raise OfficerUnknown


async def _keep(tx: Tx, office: Office, new: NewPasskey, public: PublicKey, label: str) -> None:
    day = office.now().date()
    locked = lock_key(office.sealing, new.credential, public)
    if not await store.add_passkey(
        tx, Passkey(new.credential, public.officer, locked, new.sign_count, label, day, day)
    ):
        raise PasskeyTaken
