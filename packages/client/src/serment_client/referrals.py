"""Letters that other practices passed on to this one, as its desk reads them (SPEC 18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from serment_client.access import Access, Memberships
from serment_client.account import Account
from serment_client.agenda import NOT_FOUND, Agendas, AgendaVisit
from serment_client.desk import Desk
from serment_client.errors import ReferralUnknown, Refused
from serment_client.practices import Practices
from serment_protocol.encoding import from_b64
from serment_protocol.errors import CannotOpen, ProtocolRefusal
from serment_protocol.primitives import hash_bytes
from serment_protocol.referrals import Believed, Slot, open_referral, verify_referral
from serment_protocol.terms import scope_of_terms

MARK_BYTES = 16


class ReferralRow(msgspec.Struct, frozen=True):
    """A letter as it lies at the platform."""

    referral: str
    epoch: int
    sealed: str
    day: str


class ReferralsAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/referrals`."""

    referrals: list[ReferralRow]
    next: str


@dataclass(frozen=True)
class Received:
    """A letter that is believed, or that its patient took it back.

    The platform says that the key which agreed is of a visit there. Whose it is, the sender vouches for alone.
    """

    row: ReferralRow
    believed: Believed

    @property
    def withdrawn(self) -> str:
        """The day on which it was taken back; empty for a letter."""
        return self.believed.chain[-1].day if self.believed.referral.kind == "withdrawal" else ""


@dataclass(frozen=True)
class Doubtful:
    """A letter that is not believed, and the code of why."""

    referral: str
    code: str


@dataclass(frozen=True)
class Inbox:
    """What lies at a practice."""

    received: tuple[Received, ...]
    doubtful: tuple[Doubtful, ...]


class Referrals:
    """The letters at the practices of an open staff account."""

    def __init__(
        self, account: Account, practices: Practices, memberships: Memberships, agendas: Agendas, desk: Desk
    ) -> None:
        self._account = account
        self._practices = practices
        self._memberships = memberships
        self._agendas = agendas
        self._desk = desk

    def list(self, practice: str) -> Inbox:
        """All of them, newest first; a letter that its patient took back is dropped unread, and that it was stays."""
        access, rows = self._memberships.access(practice), self._rows(practice)
        if any(each.epoch > access.current.epoch for each in rows):
            access = self._memberships.renew(practice)
        opened = [self._read(access, row) for row in rows]
        believed = [each for each in opened if isinstance(each, Received)]
        self._remember(each for each in believed if each.withdrawn)
        kept = [each for each in believed if not self._is_taken_back(each)]
        for each in believed:
            if each not in kept:
                self.drop(practice, each.row.referral)
        doubtful = tuple(each for each in opened if isinstance(each, Doubtful))
        return Inbox(tuple(sorted(kept, key=lambda one: one.row.day, reverse=True)), doubtful)

    def drop_doubtful(self, practice: str, referral: str = "") -> int:
        """Remove what is not believed, all of it or what begins with this id; how many there were."""
        fitting = [each for each in self.list(practice).doubtful if each.referral.startswith(referral)]
        for each in fitting:
            self.drop(practice, each.referral)
        return len(fitting)

    def find(self, practice: str, referral: str) -> Received:
        """One of those that are believed, by the beginning of its id."""
        fitting = [each for each in self.list(practice).received if each.row.referral.startswith(referral)]
        if len(fitting) != 1:
            raise ReferralUnknown
        return fitting[0]

    def file(self, practice: str, received: Received, appointment: str) -> AgendaVisit:
        """Put a letter into the clinical note of a visit here, where it stays as care does; it lies no longer here."""
        if received.withdrawn:
            raise ReferralUnknown
        visit = self._agendas.find(appointment)
        if visit.clinical_note is None:
            raise CannotOpen
        referral = received.believed.referral
        head = f"{referral.agreement.terms.practice_name}, {referral.at[:10]}"
        note = "\n\n".join(filter(None, (visit.clinical_note, f"{head}\n{referral.text}")))
        filed = self._desk.clinical_note(practice, appointment, note)
        self.drop(practice, received.row.referral)
        return filed

    def drop(self, practice: str, referral: str) -> None:
        """Remove one from the platform."""
        self._account.session.tell("DELETE", f"/practices/{practice}/referrals/{referral}")

    def _remember(self, withdrawn: Iterable[Received]) -> None:
        """For good, by this device: the same agreement without its end would be believed otherwise."""
        content = self._account.context.state.content
        before = dict(content.taken_back)
        for each in withdrawn:
            mark = _mark(each)
            content.taken_back[mark] = max(content.taken_back.get(mark, 0), len(each.believed.chain))
        if content.taken_back != before:
            self._account.context.state.save()

    def _is_taken_back(self, one: Received) -> bool:
        """Whether the patient said more since, and took it back: an older withdrawal than this grant undoes nothing."""
        return self._account.context.state.content.taken_back.get(_mark(one), 0) > len(one.believed.chain)

    def _rows(self, practice: str) -> Sequence[ReferralRow]:
        path = f"/practices/{practice}/referrals"
        answer = self._account.session.ask(ReferralsAnswer, "GET", path)
        rows = answer.referrals
        while answer.next:
            answer = self._account.session.ask(ReferralsAnswer, "GET", f"{path}?after={answer.next}")
            rows += answer.referrals
        return rows

    def _read(self, access: Access, row: ReferralRow) -> Received | Doubtful:
        slot = Slot(access.practice, row.epoch, row.referral)
        try:
            seed = from_b64(access.secrets_of(row.epoch).seal_seed)
            signed = open_referral(from_b64(row.sealed), slot, seed)
            platform_log = self._account.context.installation.platform.log_key.public
            return Received(row, verify_referral(signed, slot, self._desk_key, platform_log))
        except ProtocolRefusal as refusal:
            return Doubtful(row.referral, refusal.code)
        except Refused as refusal:
            # It names a practice, or keys, that never were; all else says nothing about one letter.
            if refusal.status != NOT_FOUND:
                raise
            return Doubtful(row.referral, refusal.code)

    def _desk_key(self, practice: str, epoch: int) -> bytes:
        """Of a practice that the custodian vouches for, whichever epoch it signed in."""
        return self._practices.desk_key(practice, self._practices.get(practice).roots, epoch)


def _mark(received: Received) -> str:
    """Of what a patient agrees to, and by which key; tells nothing to whoever has neither."""
    referral = received.believed.referral
    named = scope_of_terms(referral.agreement.terms).encode() + b"\0" + from_b64(referral.manage)
    return hash_bytes("taken-back", named)[:MARK_BYTES].hex()
