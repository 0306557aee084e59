"""Officers' acts: opening a practice, inviting, and new epochs with new keys for those who stay (SPEC 6)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.custodian import EndorsementState
from serment_client.custody import CustodyDesk
from serment_client.errors import (
    ClientError,
    GrantMisplaced,
    HolderMisplaced,
    InvitationUnknown,
    PapersUnwatched,
    Refused,
)
from serment_client.practices import Practices
from serment_client.state import Rotation
from serment_client.way_back import Papers, WayBack, custodian_key, read_sharing, remade, renewed, second_holder
from serment_protocol.closings import sign_closing
from serment_protocol.credentials import CredentialKey, new_credential_key
from serment_protocol.encoding import b64, from_b64, write_day
from serment_protocol.errors import ProtocolRefusal, WayTooWeak
from serment_protocol.invitations import answer_invitation, invitation_id, read_answer, read_link, write_link
from serment_protocol.practice import (
    CLINICAL,
    COMPARTMENTS,
    Compartment,
    CompartmentSecrets,
    Member,
    Members,
    Policy,
    RecoveryPin,
    Role,
    WrapHash,
    all_new_secrets,
    entitled,
    epoch_record,
    lock_members,
    lock_previous,
    members_of,
    predecessor_of,
    root_record,
    wrap_hash,
    wrap_root,
    wrap_secrets,
)
from serment_protocol.primitives import derive, random_bytes
from serment_protocol.publication import Publication, sign_publication
from serment_protocol.signing import Signed, sign
from serment_protocol.structure import convert
from serment_protocol.transparency import Bundle
from serment_protocol.vault import KnownPractice as Pin
from serment_protocol.vault import Vault

INVITATION_DAYS = 14
# How many invitations of one officer may lie open per practice and last day.
OPEN_INVITATIONS = 64
FIRST_PREVIOUS = "0" * 64
# How often a change of keys begins anew because a colleague's came between.
ATTEMPTS = 3
SERVER_FAILED = 500

Progress = Callable[[int, int], None]
"""How many members' keys are wrapped, of how many."""


class NextPeriod(msgspec.Struct, frozen=True, rename={"begins": "from"}):
    """What counts from that day on."""

    months: int
    begins: str


class Period(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/period`."""

    months: int
    default: int
    least: int
    most: int
    next: NextPeriod | None = None


class WouldEnd(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/period/{months}`: visits that go, and those of which the care record alone stays."""

    day: str
    gone: int
    emptied: int


class OpenedAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/practices`."""

    root: Bundle
    epoch: Bundle


class EpochAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/practices/{p}/epochs`."""

    epoch: Bundle


class InvitationRow(msgspec.Struct, frozen=True):
    """An invitation, answered or not yet."""

    invitation: str
    role: Role
    officer: bool
    expires: str
    answer: str = ""
    mac: str = ""


class InvitationsAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/invitations`."""

    invitations: list[InvitationRow]


@dataclass(frozen=True)
class Invitation:
    """An invitation, and the name of whoever answered it."""

    invitation: str
    role: Role
    officer: bool
    expires: str
    answered: str


class Team:
    """Practices as their officers see them."""

    def __init__(self, account: Account, practices: Practices, memberships: Memberships) -> None:
        self._account = account
        self._session = account.session
        self._practices = practices
        self._memberships = memberships

    def open(self, draft: dict[str, object], name: str, role: Role = "practitioner") -> str:
        """Open a practice and publish the draft (SPEC 6, without practice, epoch, revision, previous); its id."""
        root_seed = random_bytes(32)
        record = root_record(root_seed, str(draft["name"]))
        root, keys = sign(root_seed, "practice-root", record), self._memberships.keys
        own = Member(keys.member, role, True, b64(keys.sign_public), b64(keys.seal_public), name, ())
        secrets = all_new_secrets(record.practice, 1)
        made = make_epoch(secrets, root, [], [own], root_seed, self._account.context.today())
        # Pinned first: should the answer be lost, the practice is still found again.
        self.pin(record.practice, record.root)
        body = {"root": root, **made, "member": own.member, "role": role, "officer": True}
        self._session.ask(OpenedAnswer, "POST", "/practices", body)
        publication = publish_draft(draft, record.practice, 1, 1, FIRST_PREVIOUS)
        signed = sign_publication(from_b64(secrets[0].sign_seed), publication)
        self._session.tell("PUT", f"/practices/{record.practice}/publication", {"publication": signed})
        # The practice stands without it and can ask again; nobody can book before the custodian has answered.
        with suppress(ClientError):
            self._account.custodian.ask_endorsement(root)
        return record.practice

    def seek_endorsement(self, practice: str) -> EndorsementState:
        """Ask the custodian to vouch for the practice; asking again changes nothing."""
        access = self._memberships.access(practice)
        root = sign(access.root_seed(), "practice-root", access.root)
        return self._account.custodian.ask_endorsement(root)

    def close(self, practice: str) -> None:
        """Close an unlisted practice without future bookings, for good; the custodian vouches for it no more."""
        seed, today = self._memberships.access(practice).root_seed(), self._account.context.today()
        closing = sign_closing(seed, practice, today)
        self._session.tell("POST", f"/practices/{practice}/closing", {"closing": closing})
        self._account.vault.change(lambda vault: _unpinned(vault, practice))

    def period(self, practice: str) -> Period:
        """For how many months past visits are kept."""
        return self._session.ask(Period, "GET", f"/practices/{practice}/period")

    def would_end(self, practice: str, months: int) -> WouldEnd:
        """What a period would end, before it is chosen."""
        return self._session.ask(WouldEnd, "GET", f"/practices/{practice}/period/{months}")

    def choose_period(self, practice: str, months: int) -> Period:
        """Choose another: a longer one at once, a shorter one after days, in which it can be taken back."""
        return self._session.ask(Period, "PUT", f"/practices/{practice}/period", {"months": months})

    def invite(self, practice: str, role: Role, *, officer: bool = False) -> str:
        """The fragment of a link for a new member."""
        day = self._account.context.clock().date() + timedelta(days=INVITATION_DAYS)
        expires = write_day(day)
        taken = {row.invitation for row in self._rows(practice)}
        secrets = self._invitation_secrets(practice, expires)
        secret = next((each for each in secrets if invitation_id(each) not in taken), None)
        if secret is None:
            raise InvitationUnknown
        body = {"invitation": invitation_id(secret), "role": role, "officer": officer, "expires": expires}
        self._session.tell("POST", f"/practices/{practice}/invitations", body)
        return write_link(practice, secret)

    def invitations(self, practice: str) -> list[Invitation]:
        """Invitations that lie open, and who answered."""
        return [
            Invitation(row.invitation, row.role, row.officer, row.expires, self._name(practice, row))
            for row in self._rows(practice)
        ]

    def answer(self, link: str, name: str) -> str:
        """Answer an invitation with one's own keys and pin the practice it names; its id."""
        practice, secret = read_link(link)
        root = self._practices.look_up(practice).root
        body, code = answer_invitation(secret, practice, self._memberships.keys, name)
        path = f"/invitations/{invitation_id(secret)}/answer"
        self._session.tell("POST", path, {"answer": b64(body), "mac": b64(code)})
        self.pin(practice, root.root)
        return practice

    def rotate(
        self,
        practice: str,
        admit: Collection[str] = (),
        remove: Collection[str] = (),
        grant: Collection[str] = (),
        withdraw: Collection[str] = (),
        progress: Progress | None = None,
        papers: Papers | None = None,
        *,
        shares: bool = False,
        second: str = "",
        entry: Literal["", "any", "strong"] = "",
        root: int = 0,
    ) -> Access:
        """Begin a new epoch: new keys, wrapped for those who stay and those admitted.

        `grant` and `withdraw` say which secretaries, by member or invitation, open clinical notes from now on. What
        was begun is remembered until it is done, so that `resume` ends it after a crash. There are new recovery shares
        where `shares` wants them and where the holder of one leaves; `papers` takes those on paper. `entry` says which
        ways in open the practice from then on: any, or such as are more than a passphrase, as this session's must be.
        `root` is the number of a replacement whose root signs from now on: its maker is an officer by it.
        """
        epoch = self._memberships.renew(practice).epoch.epoch
        if entry == "strong" and not self._memberships.is_let_in():
            raise WayTooWeak
        changes = tuple(admit), tuple(remove), tuple(grant), tuple(withdraw)
        # What an interrupted change made and nobody printed is still to be made anew.
        begun = self._account.context.state.content.rotations.get(practice)
        wanted = Rotation(epoch, *changes, shares, second, entry, root, begun.made if begun else ())
        return self._finish(practice, wanted, progress, papers)

    def interrupted(self) -> list[str]:
        """Practices where this device began a change of keys and does not know that it ended."""
        return sorted(self._account.context.state.content.rotations)

    def resume(self, practice: str, progress: Progress | None = None, papers: Papers | None = None) -> Access:
        """End a change of keys that was interrupted; what of it has happened already is not done twice.

        Shares are made anew: those of an interrupted change may never have been printed, and are kept nowhere.
        """
        wanted = self._account.context.state.content.rotations.get(practice)
        if wanted is None:
            return self._memberships.renew(practice)
        return self._finish(practice, wanted, progress, papers)

    def note_made(self, practice: str, epoch: int, record: str) -> None:
        """Remember shares that are valid as soon as the epoch after this one begins, until they are printed."""
        begun = self._account.context.state.content.rotations.get(practice)
        self._remember(practice, Rotation(epoch, made=(*(begun.made if begun else ()), record)))

    def note_printed(self, practice: str) -> None:
        """Forget that: whoever prints has them."""
        self._forget(practice)

    def _finish(self, practice: str, wanted: Rotation, progress: Progress | None, papers: Papers | None) -> Access:
        self._remember(practice, wanted)
        try:
            access = self._carry_out(practice, wanted, progress, papers)
        except (Refused, InvitationUnknown, GrantMisplaced, HolderMisplaced, PapersUnwatched) as error:
            if is_over(error, self._noted(practice, wanted)):
                self._forget(practice)
            raise
        if wanted.root:
            self.pin(practice, b64(access.roots.now))
        self._forget(practice)
        return access

    def _remember(self, practice: str, wanted: Rotation) -> None:
        state = self._account.context.state
        state.content.rotations[practice] = wanted
        state.save()

    def _noted(self, practice: str, wanted: Rotation) -> Rotation:
        """The same with whatever it has made since."""
        return self._account.context.state.content.rotations.get(practice, wanted)

    def _forget(self, practice: str) -> None:
        state = self._account.context.state
        state.content.rotations.pop(practice, None)
        state.save()

    def _carry_out(self, practice: str, wanted: Rotation, progress: Progress | None, papers: Papers | None) -> Access:
        for _ in range(ATTEMPTS - 1):
            try:
                return self._rotate_once(practice, self._noted(practice, wanted), progress, papers)
            except Refused as refusal:
                if refusal.code != "epoch_conflict":
                    raise
        return self._rotate_once(practice, self._noted(practice, wanted), progress, papers)

    def _rotate_once(self, practice: str, wanted: Rotation, progress: Progress | None, papers: Papers | None) -> Access:
        access = self._memberships.renew(practice)
        again = access.epoch.epoch > wanted.epoch
        rows = self._admitted_rows(practice, wanted, again=again)
        change = plan(access, wanted, [(row, self._answered(practice, row)) for row in rows], again=again)
        differs = change.differs or policy_after(access.members, wanted) != access.members.policy
        remade = wanted.shares or _unprinted(access.members, wanted)
        if again and not differs and not remade and wanted.root <= access.roots.number:
            return access
        self._begin(practice, access, change, wanted, progress, papers)
        return self._memberships.renew(practice)

    def _admitted_rows(self, practice: str, wanted: Rotation, *, again: bool) -> list[InvitationRow]:
        if not wanted.admit:
            return []
        rows = [row for row in self._rows(practice) if row.invitation in wanted.admit]
        if len(rows) != len(wanted.admit) and not again:  # Asked again, those missing were admitted already.
            raise InvitationUnknown
        return rows

    def _begin(
        self,
        practice: str,
        access: Access,
        change: "Change",
        wanted: Rotation,
        progress: Progress | None,
        papers: Papers | None,
    ) -> None:
        secrets = all_new_secrets(practice, access.epoch.epoch + 1)
        present = [access.current, *([access.current_clinical] if CLINICAL in access.epoch.names else [])]
        previous = [lock_previous(before, after) for before, after in zip(present, secrets, strict=False)]
        today = self._account.context.today()
        root_seed = self._root_seed(access, wanted)
        way_back = self._way_back(access, change, wanted, secrets, root_seed, papers)
        made = make_epoch(
            secrets,
            access.epoch_signed,
            previous,
            change.people,
            root_seed,
            today,
            change.granted,
            progress,
            UNSET if way_back is None else way_back.pin,
            policy_after(access.members, wanted),
        )
        added = [
            {"member": each.member, "account_answer": row.invitation, "role": row.role, "officer": row.officer}
            for row, each in change.admitted
        ]
        locked = [
            {"compartment": name, "locked": b64(each)} for name, each in zip(COMPARTMENTS, previous, strict=False)
        ]
        rest = {"previous": locked, "removed": list(change.removed), "added": added}
        leading = {} if way_back is None else {"way_back": way_back.body()}
        body = {**made, **rest, **leading, "publication": republished(self._practices, practice, secrets[0])}
        if way_back is not None and way_back.made is not None:
            # Before they can be valid: whoever resumes knows which shares nobody has printed.
            self._remember(practice, msgspec.structs.replace(wanted, made=(*wanted.made, way_back.pin.record)))
        self._session.ask(EpochAnswer, "POST", f"/practices/{practice}/epochs", body)
        if papers is not None and way_back is not None and way_back.made is not None:
            papers(way_back.made)
            CustodyDesk(self._account.context).try_to_hand_over(self._session, root_seed, way_back.made)

    def _root_seed(self, access: Access, wanted: Rotation) -> bytes:
        """The root that signs the new epoch: the one that counts, or one that this account made to replace it."""
        if wanted.root > access.roots.number:
            return new_root(self._session.root, access.practice, wanted.root)
        return access.root_seed()

    def _way_back(
        self,
        access: Access,
        change: "Change",
        wanted: Rotation,
        secrets: Sequence[CompartmentSecrets],
        root_seed: bytes,
        papers: Papers | None,
    ) -> WayBack | None:
        """What leads into the new epoch: the shares there are, or new ones where one is lost or its holder leaves."""
        known = read_sharing(self._session, access)
        leaves = known is not None and bool(known.pin.holder) and known.pin.holder in change.removed
        old = known is not None and wanted.root > access.roots.number
        if not wanted.shares and not leaves and not old and not _unprinted(access.members, wanted):
            return None if known is None else renewed(known, root_seed, secrets)
        if papers is None:
            raise PapersUnwatched
        second = second_holder(change.people, access.self.member, wanted.second)
        number = known.record.sharing + 1 if known else 1
        key = custodian_key(self._account.custodian, needed=wanted.shares)
        return remade(root_seed, secrets, number, second, key, self._account.context.today())

    def _rows(self, practice: str) -> list[InvitationRow]:
        return self._session.ask(InvitationsAnswer, "GET", f"/practices/{practice}/invitations").invitations

    def _name(self, practice: str, row: InvitationRow) -> str:
        try:
            return self._answered(practice, row).name if row.answer else ""
        except (InvitationUnknown, ProtocolRefusal):
            return ""

    def _answered(self, practice: str, row: InvitationRow) -> Member:
        secrets = self._invitation_secrets(practice, row.expires)
        secret = next((each for each in secrets if invitation_id(each) == row.invitation), None)
        if secret is None or not row.answer:
            raise InvitationUnknown
        answer, name = read_answer(secret, practice, from_b64(row.answer), from_b64(row.mac))
        return Member(answer.member, row.role, row.officer, answer.sign, answer.seal, name, ())

    def _invitation_secrets(self, practice: str, expires: str) -> list[bytes]:
        """Derived, not stored: the officer who invited can check the answer from any device."""
        root = self._session.root
        return [derive(root, f"invitation/{practice}/{expires}/{number}") for number in range(OPEN_INVITATIONS)]

    def pin(self, practice: str, root: str) -> None:
        """Remember this practice by its root: the platform cannot put another one in its place."""

        def change(vault: Vault) -> Vault:
            others = _unpinned(vault, practice).practices
            return msgspec.structs.replace(vault, practices=(*others, Pin(practice, root)))

        self._account.vault.change(change)


@dataclass(frozen=True)
class Change:
    """What a new epoch changes of its team."""

    people: Sequence[Member]
    granted: Collection[str]
    admitted: Sequence[tuple[InvitationRow, Member]]
    removed: Sequence[str]
    differs: bool


def plan(access: Access, wanted: Rotation, admitted: Sequence[tuple[InvitationRow, Member]], *, again: bool) -> Change:
    """What of a wish is still to be done; asked again, what has happened meanwhile is left out."""
    present = access.members.members
    removed = [each for each in wanted.remove if not again or access.members.find(each) is not None]
    staying = [_as_officer(each, access, wanted) for each in present if each.member not in removed]
    people = [*staying, *(each for _, each in admitted)]
    names = {row.invitation: each.member for row, each in admitted}
    grant, withdraw = ({names.get(each, each) for each in ids} for ids in (wanted.grant, wanted.withdraw))
    for each in people:
        if each.member in withdraw and CLINICAL in entitled(each.role, officer=each.officer, granted=False):
            raise GrantMisplaced
    before = {each.member for each in present if CLINICAL in each.opens}
    granted = {each.member for each in people if each.member in (before | grant) - withdraw}
    # Keys of before there were clinical ones name nobody: a change of nothing else is one all the same.
    held = {each.member for each in people if each.member in before}
    by_role = {each.member for each in people if CLINICAL in entitled(each.role, officer=each.officer, granted=False)}
    differs = bool(removed or admitted) or granted - by_role != held - by_role
    return Change(people, granted, admitted, removed, differs)


def policy_after(members: Members, wanted: Rotation) -> Policy | UnsetType:
    """What the practice wants after a change of keys: as before, unless the change is about that."""
    return {"": members.policy, "any": UNSET, "strong": Policy("strong")}[wanted.entry]


def is_over(error: ClientError, noted: Rotation) -> bool:
    """Whether nothing can come of a change any more: a refusal will not become another answer by asking again.

    A server that failed may have begun the epoch all the same, and so may one that refused it: once shares are made,
    no answer proves that they are worth nothing.
    """
    failed = isinstance(error, Refused) and (error.status >= SERVER_FAILED or error.code == "unexpected")
    return not failed and not noted.made


def _unprinted(members: Members, wanted: Rotation) -> bool:
    """Whether the shares now valid were made by this very change, before it was interrupted."""
    return isinstance(members.recovery, RecoveryPin) and members.recovery.record in wanted.made


def new_root(account_root: bytes, practice: str, number: int) -> bytes:
    """The root that this account makes for a replacement: derived, not stored, so any of its devices goes on."""
    return derive(account_root, f"practice-root/{practice}/{number}")


def _as_officer(member: Member, access: Access, wanted: Rotation) -> Member:
    """Whoever takes a new root up is an officer by it."""
    if wanted.root > access.roots.number and member.member == access.keys.member:
        return msgspec.structs.replace(member, officer=True)
    return member


def make_epoch(
    secrets: Sequence[CompartmentSecrets],
    before: Signed,
    previous: Sequence[bytes],
    people: Sequence[Member],
    root_seed: bytes,
    today: str,
    granted: Collection[str] = (),
    progress: Progress | None = None,
    recovery: RecoveryPin | UnsetType = UNSET,
    policy: Policy | UnsetType = UNSET,
) -> dict[str, object]:
    """Everything of an epoch that depends on who its members are; `granted` are those who open clinical notes beside
    practitioners and officers.
    """
    desk, wraps, entries = secrets[0], list[dict[str, str]](), list[Member]()
    for each in people:
        sealed = _wraps_for(each, secrets, granted=each.member in granted)
        wraps += [{"member": each.member, "compartment": name, "sealed": b64(wrap)} for name, wrap in sealed.items()]
        hashes = tuple(WrapHash(name, wrap_hash(wrap)) for name, wrap in sealed.items())
        entries.append(msgspec.structs.replace(each, wraps=hashes))
        if progress:
            progress(len(entries), len(people))
    members = members_of(desk.practice, desk.epoch, previous, entries, recovery, policy)
    record = epoch_record(secrets, predecessor_of(before, desk.epoch), members, today)
    root_wraps = [
        {"member": each.member, "sealed": b64(wrap_root(root_seed, desk.practice, each.member, from_b64(each.seal)))}
        for each in people
        if each.officer
    ]
    return {
        "epoch": sign(root_seed, "epoch", record),
        "members": b64(lock_members(members, desk.filing)),
        "wraps": wraps,
        "root_wraps": root_wraps,
    }


def _wraps_for(member: Member, secrets: Sequence[CompartmentSecrets], *, granted: bool) -> Mapping[Compartment, bytes]:
    opens = entitled(member.role, officer=member.officer, granted=granted)
    return {
        each.name: wrap_secrets(each, member.member, from_b64(member.seal)) for each in secrets if each.name in opens
    }


def republished(practices: Practices, practice: str, secrets: CompartmentSecrets) -> Signed:
    """The publication as it is, signed by the desk of a new epoch."""
    known = practices.look_again(practice)
    kept = known.publication.credentials
    renewed = UNSET if kept is UNSET else tuple(_renewed(each, secrets) for each in kept)
    publication = msgspec.structs.replace(
        known.publication,
        credentials=renewed,
        epoch=secrets.epoch,
        revision=known.publication.revision + 1,
        previous=known.publication_hash,
    )
    return sign_publication(from_b64(secrets.sign_seed), publication)


def _renewed(key: CredentialKey, secrets: CompartmentSecrets) -> CredentialKey:
    """Whoever has left could give credentials under the old one."""
    return new_credential_key(secrets.practice, secrets.epoch, key.audience, secrets.filing)


def publish_draft(draft: dict[str, object], practice: str, epoch: int, revision: int, previous: str) -> Publication:
    """A draft as a publication."""
    head = {"v": 1, "type": "publication", "practice": practice, "epoch": epoch}
    return convert({**draft, **head, "revision": revision, "previous": previous}, Publication)


def _unpinned(vault: Vault, practice: str) -> Vault:
    kept = tuple(known for known in vault.practices if known.practice != practice)
    return msgspec.structs.replace(vault, practices=kept)
