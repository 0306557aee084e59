"""A practice's way back, for those who keep it: shares are made, looked after, and the real case rehearsed (SPEC 12).

client.shares.make(practice, papers=print_them)
client.shares.check(practice, read_share(typed))
client.shares.rehearse(practice, [read_share(typed), client.shares.own(practice)])
"""

from collections.abc import Sequence
from dataclasses import dataclass

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.custody import Custody, CustodyDesk
from serment_client.errors import ClientError, Refused, ShareLost, ShareNotMine
from serment_client.recovery import Recovery
from serment_client.team import Progress, Team
from serment_client.way_back import (
    KnownSharing,
    MadeShares,
    Papers,
    read_sharing,
)
from serment_protocol.errors import ProtocolRefusal, WrongShare
from serment_protocol.practice import (
    Members,
)
from serment_protocol.recovery import (
    CUSTODIAN,
    Holder,
    Sharing,
)
from serment_protocol.shamir import NUMBERS
from serment_protocol.shares import (
    ShareCheck,
    open_for_colleague,
    sign_check,
    verify_check,
)


@dataclass(frozen=True)
class HeldShare:
    """One share: who holds it, and the last day on which a member saw that it was right."""

    number: int
    holder: Holder
    name: str
    """Of the colleague; empty for paper and custodian."""
    mine: bool
    checked: str
    checked_by: str


@dataclass(frozen=True)
class SharesState:
    """How a practice's way back stands."""

    sharing: int
    created: str
    shares: tuple[HeldShare, ...]
    rehearsed: str
    """The last day on which two shares opened the wrap; empty before the first."""
    rehearsed_by: str
    custody: Custody | None
    """Nothing is known to members who are no officers."""
    custody_code: str
    """Why the custodian did not prove to hold its share; empty if it did."""


class Shares:
    """The recovery shares of practices."""

    def __init__(self, account: Account, memberships: Memberships, team: Team, recovery: Recovery) -> None:
        self._context = account.context
        self._session = account.session
        self._memberships = memberships
        self._team = team
        self._recovery = recovery
        self._custody = CustodyDesk(account.context)

    def make(self, practice: str, papers: Papers, second: str = "", progress: Progress | None = None) -> None:
        """Make new shares, with new keys; those before them are worth nothing from then on.

        The custodian's is handed over at once; where that fails, `state` says so and `hand_over` does it later.
        """
        self._team.rotate(practice, progress=progress, papers=papers, shares=True, second=second)

    def hand_over(self, practice: str) -> None:
        """Hand the custodian its share, which lies at the platform, sealed to it."""
        access = self._memberships.renew(practice)
        known = self._known(access)
        if not known.custodian:
            raise ShareLost
        made = MadeShares(known.signed, known.record, (), known.custodian)
        self._custody.hand_over(access.root_seed(), made, known.relay)

    def state(self, practice: str) -> SharesState | None:
        """How the way back stands; none where the practice has no shares."""
        access = self._memberships.renew(practice)
        known = read_sharing(self._session, access)
        if known is None:
            return None
        checks = _believed(known, access.members)
        rehearsal = max((each for each in checks if each.opened), key=lambda each: each.day, default=None)
        custody, code = self._prove(access, known)
        return SharesState(
            known.record.sharing,
            known.record.created,
            tuple(self._held(access, known, number, checks) for number in NUMBERS),
            rehearsal.day if rehearsal else "",
            _name(access.members, rehearsal.member) if rehearsal else "",
            custody,
            code,
        )

    def own(self, practice: str) -> bytes:
        """This member's share, to be said to whoever recovers; it is checked, and noted as right."""
        access = self._memberships.renew(practice)
        known = self._known(access)
        if known.pin.holder != access.keys.member:
            raise ShareNotMine
        share = open_for_colleague(known.colleague, known.record, access.keys.member, access.keys.seal_seed)
        self._note(access, known.record, [known.record.number_of(share)], opened=False)
        return share

    def check(self, practice: str, share: bytes) -> int:
        """Note that a share, on paper, is one of those now valid; its number."""
        access = self._memberships.renew(practice)
        number = self._known(access).record.number_of(share)
        self._note(access, self._known(access).record, [number], opened=False)
        return number

    def rehearse(self, practice: str, shares: Sequence[bytes]) -> None:
        """Open the way back by two shares, on the very path of the real case; change nothing but the note of it."""
        found = self._recovery.find(shares[0])
        if found.practice != practice:
            raise WrongShare
        self._recovery.open(found, shares)
        access = self._memberships.renew(practice)
        self._note(access, found.record, [found.record.number_of(each) for each in shares], opened=True)

    def object_to(self, practice: str, request: str) -> None:
        """Say to the custodian that nobody of this practice asked for its share."""
        self._custody.object_to(self._memberships.renew(practice).root_seed(), request)

    def _known(self, access: Access) -> KnownSharing:
        known = read_sharing(self._session, access)
        if known is None:
            raise Refused(404, "sharing_unknown", "This practice has no way back yet.")
        return known

    def _prove(self, access: Access, known: KnownSharing) -> tuple[Custody | None, str]:
        if not access.self.officer:
            return None, "officer_only"
        try:
            return self._custody.prove(access.root_seed(), known.record), ""
        except (ClientError, ProtocolRefusal) as error:
            return None, error.code

    def _held(self, access: Access, known: KnownSharing, number: int, checks: Sequence[ShareCheck]) -> HeldShare:
        holder = known.record.shares[number - 1].holder
        seen = max((each for each in checks if number in each.shares), key=lambda each: each.day, default=None)
        colleague = known.pin.holder if holder not in {"paper", CUSTODIAN} else ""
        return HeldShare(
            number,
            holder,
            _name(access.members, colleague),
            bool(colleague) and colleague == access.keys.member,
            seen.day if seen else "",
            _name(access.members, seen.member) if seen else "",
        )

    def _note(self, access: Access, record: Sharing, numbers: Sequence[int], *, opened: bool) -> None:
        keys = access.keys
        signed = sign_check(keys.sign_seed, record, numbers, keys.member, self._context.today(), opened=opened)
        self._session.tell("POST", f"/practices/{access.practice}/share-checks", {"check": signed})


def _believed(known: KnownSharing, members: Members) -> list[ShareCheck]:
    """Notes that a member has signed; others are left aside, for they show nothing."""
    found: list[ShareCheck] = []
    for each in known.checks:
        try:
            found.append(verify_check(each, known.record, members))
        except ProtocolRefusal:
            continue
    return found


def _name(members: Members, member: str) -> str:
    found = members.find(member)
    return found.name if found else ""
