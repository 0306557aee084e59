"""What a member holds of a practice: its verified records, its members, and the secrets of every epoch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import msgspec
from msgspec import UNSET

from serment_client.account import Account
from serment_client.errors import (
    ClientError,
    CompartmentClosed,
    LastStrongWay,
    OfficerOnly,
    PracticeUnpinned,
    Refused,
)
from serment_client.practices import Keys, Practices
from serment_protocol.accounts import MemberKeys, member_keys
from serment_protocol.encoding import from_b64
from serment_protocol.entry import is_strong, require_entry
from serment_protocol.errors import CannotOpen, ProtocolRefusal, RootRolledBack, WayTooWeak
from serment_protocol.practice import (
    CLINICAL,
    DESK,
    Compartment,
    CompartmentSecrets,
    EpochRecord,
    Member,
    Members,
    RootRecord,
    check_secrets,
    open_members,
    open_previous,
    open_root_wrap,
    open_wrap,
    previous_hash,
    wrap_hash,
)
from serment_protocol.replacements import Roots
from serment_protocol.signing import Signed
from serment_protocol.transparency import Bundle
from serment_protocol.vault import ListedWay

T = TypeVar("T")
Wraps: TypeAlias = dict[Compartment, bytes]
Locks: TypeAlias = dict[tuple[Compartment, int], bytes]


class WrapRow(msgspec.Struct, frozen=True):
    """Secrets wrapped for this member."""

    epoch: int
    compartment: Compartment
    sealed: str


class PreviousRow(msgspec.Struct, frozen=True):
    """A compartment's secrets of the epoch before, locked."""

    epoch: int
    compartment: Compartment
    locked: str


class AccessAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/access`."""

    epoch: Bundle
    root: Bundle
    members: str
    wraps: list[WrapRow]
    previous: list[PreviousRow]
    root_wrap: str
    replacements: tuple[Bundle, ...] = ()


class MembershipRow(msgspec.Struct, frozen=True):
    """Where this account works, by the platform's word."""

    practice: str
    member: str
    role: str
    officer: bool


class MembershipsAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/memberships`."""

    practices: list[MembershipRow]


@dataclass(frozen=True)
class Access:
    """Everything opened; `clinical` is empty for whoever has no key to it."""

    practice: str
    keys: MemberKeys
    self: Member
    root: RootRecord
    epoch: EpochRecord
    epoch_signed: Signed
    members: Members
    secrets: dict[int, CompartmentSecrets]
    clinical: dict[int, CompartmentSecrets]
    root_wrap: bytes
    roots: Roots

    @property
    def current(self) -> CompartmentSecrets:
        """The secrets of the epoch now valid."""
        return self.secrets[self.epoch.epoch]

    @property
    def current_clinical(self) -> CompartmentSecrets:
        """The clinical secrets of the epoch now valid."""
        if self.epoch.epoch not in self.clinical:
            raise CompartmentClosed
        return self.clinical[self.epoch.epoch]

    def clinical_of(self, epoch: int) -> CompartmentSecrets:
        """The clinical secrets of an epoch."""
        if epoch not in self.clinical:
            raise CannotOpen
        return self.clinical[epoch]

    def secrets_of(self, epoch: int) -> CompartmentSecrets:
        """The secrets of an epoch."""
        if epoch not in self.secrets:
            raise CannotOpen
        return self.secrets[epoch]

    def root_seed(self) -> bytes:
        """The root seed, which officers hold."""
        if not self.root_wrap:
            raise OfficerOnly
        return open_root_wrap(self.root_wrap, self.practice, self.keys.member, self.keys.seal_seed)


class Memberships:
    """The practices of an open staff account."""

    def __init__(self, account: Account, practices: Practices) -> None:
        self._account = account
        self._practices = practices
        self._open: dict[str, Access] = {}
        self.keys = member_keys(account.session.root)

    def list(self) -> list[Access]:
        """Every practice where this person works."""
        rows = self._account.session.ask(MembershipsAnswer, "GET", "/memberships").practices
        return [self.access(row.practice) for row in rows]

    def access(self, practice: str) -> Access:
        """What this member holds of the practice."""
        if practice not in self._open:
            self._open[practice] = self._fetch(practice)
        return self._open[practice]

    def renew(self, practice: str) -> Access:
        """The same after the practice's keys have changed."""
        self._open.pop(practice, None)
        self._practices.forget(practice)
        return self.access(practice)

    def using(self, practice: str, work: Callable[[Access], T]) -> T:
        """Work with the access at hand, and once more with new keys when they changed meanwhile."""
        try:
            return work(self.access(practice))
        except Refused as refusal:
            if refusal.code != "epoch_retired":
                raise
            return work(self.renew(practice))

    def _fetch(self, practice: str) -> Access:
        self._require_pinned(practice)
        session = self._account.session
        return self._account.context.platform_log.believing(
            lambda: session.ask(AccessAnswer, "GET", f"/practices/{practice}/access"),
            lambda answer: self._verify(answer, practice),
        )

    def _verify(self, answer: AccessAnswer, practice: str) -> Access:
        found = self._practices.verify_keys(answer.root, answer.epoch, practice, answer.replacements)
        pinned = [from_b64(each.root) for each in self._account.vault.current().practices if each.practice == practice]
        # The vault may know of a later root than this device has seen.
        if not set(pinned) <= set(found.roots.known):
            raise RootRolledBack
        access = open_access(answer, found, self.keys)
        require_entry(access.members, self._account.vault.current().ways, *self._account.entered)
        return access

    def is_let_in(self) -> bool:
        """Whether a practice that wants more than a passphrase opens to this session."""
        return is_strong(self._account.vault.current().ways, *self._account.entered)

    def require_change(self, after: Sequence[ListedWay]) -> None:
        """Raise where a practice refuses this session, which would let itself in by what it adds, or where none of the
        ways in that are left would open a practice that wants more than a passphrase.
        """
        weak = all(each.kind == "passphrase" for each in after)
        if self.is_let_in() and not weak:
            return
        if any(self._wants(known.practice) for known in self._account.vault.current().practices) and weak:
            raise LastStrongWay

    def _wants(self, practice: str) -> bool:
        """Whether this practice wants more than a passphrase; one that cannot be read at the moment does not count."""
        try:
            return self.access(practice).members.policy is not UNSET
        except WayTooWeak:
            raise
        except (ClientError, ProtocolRefusal):
            return False

    def _require_pinned(self, practice: str) -> None:
        """The platform cannot make somebody a member of a practice of its own."""
        vault = self._account.vault
        if any(practice == known.practice for known in vault.current().practices):
            return
        if not any(practice == known.practice for known in vault.read().practices):
            raise PracticeUnpinned


def open_access(answer: AccessAnswer, found: Keys, keys: MemberKeys) -> Access:
    """Open one's own wraps, check that they fit the record and the list, and go back through the epochs."""
    epoch = found.epoch
    sealed: Wraps = {each.compartment: from_b64(each.sealed) for each in answer.wraps if each.epoch == epoch.epoch}
    if DESK not in sealed:
        raise CannotOpen
    current = _opened(sealed[DESK], DESK, epoch, keys)
    members = open_members(from_b64(answer.members), epoch, current.filing)
    member = members.find(keys.member)
    # The list says which wraps there are: none may be missing, exchanged or slipped in.
    if member is None or {each.compartment: each.hash for each in member.wraps} != _hashes(sealed):
        raise CannotOpen
    locked: Locks = {(row.compartment, row.epoch): from_b64(row.locked) for row in answer.previous}
    latest = [locked[name, epoch.epoch] for name in (DESK, CLINICAL) if (name, epoch.epoch) in locked]
    if previous_hash(latest) != members.previous_hash:
        raise CannotOpen
    secrets = _earlier(locked, current)
    if len(secrets) < epoch.epoch:
        raise CannotOpen
    opened = CLINICAL in sealed
    clinical = _earlier(locked, _opened(sealed[CLINICAL], CLINICAL, epoch, keys)) if opened else {}
    root_wrap = from_b64(answer.root_wrap)
    return Access(
        epoch.practice,
        keys,
        member,
        found.root,
        epoch,
        found.signed,
        members,
        secrets,
        clinical,
        root_wrap,
        found.roots,
    )


def _opened(sealed: bytes, compartment: Compartment, epoch: EpochRecord, keys: MemberKeys) -> CompartmentSecrets:
    secrets = open_wrap(sealed, epoch.practice, epoch.epoch, keys.member, keys.seal_seed, compartment)
    check_secrets(secrets, epoch)
    return secrets


def _hashes(sealed: Wraps) -> dict[Compartment, str]:
    return {name: wrap_hash(wrap) for name, wrap in sealed.items()}


def _earlier(locked: Locks, current: CompartmentSecrets) -> dict[int, CompartmentSecrets]:
    """These secrets and those of the epochs before them, back to where the compartment began."""
    secrets, following = {current.epoch: current}, current
    while (following.name, following.epoch) in locked:
        following = open_previous(locked[following.name, following.epoch], following)
        secrets[following.epoch] = following
    return secrets
