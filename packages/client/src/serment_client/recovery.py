"""Two shares take a practice up again whose keys are lost: from a new account, by the holders' leave alone (SPEC 12).

found = client.recovery.find(read_share(typed))
client.recovery.ask_custodian(read_share(typed))    # and days later: released
client.recovery.take_up([paper, other], "Dr Tilleul", papers=print_them)
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import msgspec

from serment_client.access import Memberships
from serment_client.account import Account
from serment_client.custody import CustodyDesk, ProgressAnswer
from serment_client.errors import Refused, ShareUnreleased
from serment_client.practices import Practices
from serment_client.team import EpochAnswer, Progress, Team, make_epoch, republished
from serment_client.way_back import Papers, custodian_key, remade, second_holder
from serment_protocol.encoding import b64, from_b64
from serment_protocol.practice import (
    CLINICAL,
    COMPARTMENTS,
    EpochRecord,
    Member,
    Members,
    Role,
    RootRecord,
    all_new_secrets,
    lock_previous,
    open_members,
)
from serment_protocol.primitives import derive, seal_public
from serment_protocol.reads import sign_read
from serment_protocol.recovery import (
    RecoveryContent,
    RecoveryKeys,
    Sharing,
    Takeover,
    check_pinned,
    combine_shares,
    open_recovery,
    share_keys,
    sign_takeover,
    verify_sharing,
)
from serment_protocol.shares import Reason, ShareRequest, open_release, sign_request
from serment_protocol.signing import Signed, body_hash, peek
from serment_protocol.transparency import Bundle

DEVICE = "recovery/device"


class ShareAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/shares/{share}`."""

    practice: str
    record: Signed
    root: Bundle
    epoch: Bundle
    members: str
    wrap: str
    replacements: tuple[Bundle, ...] = ()


@dataclass(frozen=True)
class Found:
    """What one share leads to; closed until there is a second."""

    practice: str
    root: RootRecord
    epoch: EpochRecord
    epoch_signed: Signed
    record: Sharing
    signed: Signed
    members: bytes
    wrap: bytes


@dataclass(frozen=True)
class Opened:
    """A practice that two shares have opened."""

    found: Found
    keys: RecoveryKeys
    content: RecoveryContent
    members: Members


class Recovery:
    """What whoever holds shares can do, member or not."""

    def __init__(self, account: Account, practices: Practices, memberships: Memberships, team: Team) -> None:
        self._account = account
        self._context = account.context
        self._session = account.session
        self._practices = practices
        self._memberships = memberships
        self._team = team
        self._custody = CustodyDesk(account.context)

    def find(self, share: bytes) -> Found:
        """The practice that this share belongs to."""
        keys, context = share_keys(share), self._context
        url, origin = context.platform_url(f"/shares/{keys.share}"), context.installation.platform.origin

        def fetch() -> ShareAnswer:
            header = sign_read(keys, origin, "GET", urlsplit(url).path, b"", context.clock())
            return context.transport.ask(ShareAnswer, "GET", url, headers={"Serment-Signature": header})

        return context.platform_log.believing(fetch, self._verified)

    def open(self, found: Found, shares: Sequence[bytes]) -> Opened:
        """What two shares open: root and secrets, checked against the records in the log."""
        keys = combine_shares(found.record, shares)
        content = open_recovery(found.wrap, keys, found.record, found.epoch)
        members = open_members(found.members, found.epoch, content.secrets[0].filing)
        check_pinned(members, found.signed, found.wrap)
        return Opened(found, keys, content, members)

    def ask_custodian(self, share: bytes, reason: Reason = "practice_recovery") -> Signed:
        """Ask for the custodian's share; its officers decide, once they know who asks. Asked again, it is the same."""
        found, kept = self.find(share), self._context.state.content.share_requests
        request = kept.get(found.practice)
        if request is None or not (_is_about(request, found.record) and self._goes_on(request)):
            device = seal_public(self._device(found.record))
            request = sign_request(share, found.record, reason, device, self._context.clock())
            self._custody.ask(request)
            kept[found.practice] = request
            self._context.state.save()
        return request

    def progress(self, practice: str) -> ProgressAnswer:
        """How far the request has come."""
        request = self._context.state.content.share_requests.get(practice)
        if request is None:
            raise ShareUnreleased
        return self._custody.progress(request)

    def released(self, share: bytes) -> bytes:
        """The custodian's share, once it was released to this device."""
        found = self.find(share)
        request = self._context.state.content.share_requests.get(found.practice)
        if request is None or not _is_about(request, found.record):
            raise ShareUnreleased
        answer = self.progress(found.practice)
        if not answer.released:
            raise ShareUnreleased
        return open_release(from_b64(answer.released), request, found.record, self._device(found.record))

    def take_up(
        self,
        shares: Sequence[bytes],
        name: str,
        papers: Papers,
        role: Role = "practitioner",
        keep: Collection[str] = (),
        progress: Progress | None = None,
    ) -> str:
        """Take a practice up again by two shares: this account becomes its officer, everybody else but `keep` leaves.

        New keys, new shares. Its id; whoever worked there is invited again.
        """
        opened = self.open(self.find(shares[0]), shares)
        found = opened.found
        self._team.pin(found.practice, found.root.root)
        self._take(opened, name, papers, role, keep, progress)
        self._context.state.content.share_requests.pop(found.practice, None)
        self._context.state.save()
        return found.practice

    def _take(
        self,
        opened: Opened,
        name: str,
        papers: Papers,
        role: Role,
        keep: Collection[str],
        progress: Progress | None,
    ) -> None:
        found, own, today = opened.found, self._memberships.keys, self._context.today()
        me = Member(own.member, role, True, b64(own.sign_public), b64(own.seal_public), name, ())
        staying = [each for each in opened.members.members if each.member in keep and not each.officer]
        staying = [each for each in staying if each.member != me.member]
        people = [*staying, me]
        secrets = all_new_secrets(found.practice, found.epoch.epoch + 1)
        previous = [lock_previous(old, new) for old, new in zip(opened.content.secrets, secrets, strict=False)]
        second = second_holder(people, me.member, "")
        key = custodian_key(self._account.custodian, needed=False)
        back = remade(opened.content.root, secrets, found.record.sharing + 1, second, key, today)
        granted = {each.member for each in staying if CLINICAL in each.opens}
        made = make_epoch(
            secrets, found.epoch_signed, previous, people, opened.content.root, today, granted, progress, back.pin
        )
        takeover = Takeover(
            practice=found.practice,
            sharing=found.record.sharing,
            account=self._session.account,
            member=me.member,
            sign=me.sign,
            role=role,
            epoch=body_hash("epoch", cast("Signed", made["epoch"])),
        )
        locked = [
            {"compartment": part, "locked": b64(each)} for part, each in zip(COMPARTMENTS, previous, strict=False)
        ]
        body = {
            **made,
            "takeover": sign_takeover(opened.keys, takeover),
            "previous": locked,
            "removed": [each.member for each in opened.members.members if each not in staying],
            "publication": republished(self._practices, found.practice, secrets[0]),
            "way_back": back.body(),
        }
        # Before they can be valid: should the answer be lost, `resume` knows that nobody has printed them.
        self._team.note_made(found.practice, found.epoch.epoch, back.pin.record)
        self._session.ask(EpochAnswer, "POST", f"/practices/{found.practice}/takeover", body)
        if back.made is not None:
            papers(back.made)
            self._team.note_printed(found.practice)
            self._custody.try_to_hand_over(self._session, opened.content.root, back.made)

    def _verified(self, answer: ShareAnswer) -> Found:
        keys = self._practices.verify_keys(answer.root, answer.epoch, answer.practice, answer.replacements)
        record = verify_sharing(answer.record, answer.practice, keys.roots.now)
        members, wrap = from_b64(answer.members), from_b64(answer.wrap)
        return Found(answer.practice, keys.root, keys.epoch, keys.signed, record, answer.record, members, wrap)

    def _device(self, record: Sharing) -> bytes:
        """Derived, not stored: the account that asked can open what is released from any device."""
        return derive(self._session.root, f"{DEVICE}/{record.practice}/{record.sharing}")

    def _goes_on(self, request: Signed) -> bool:
        try:
            answer = self._custody.progress(request)
        except Refused:
            return False
        return answer.state in {"asked", "approved", "done"} and not answer.objected


def _is_about(request: Signed, record: Sharing) -> bool:
    """What was released of shares that were replaced since is worth nothing."""
    return peek(request, ShareRequest).sharing == record.sharing
