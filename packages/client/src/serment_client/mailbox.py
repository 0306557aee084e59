"""The patient's mailboxes: what was asked of a practice about a visit, and what it answered (SPEC 19).

No request here carries a session.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from serment_client.account import Account
from serment_client.context import Context
from serment_client.custodian import Language
from serment_client.errors import AnswerUnreadable, ClientError, NotKnownThere, Refused, RequestUnknown
from serment_client.practices import Practices
from serment_client.visits import ATTEMPTS, Visit, Visits, contact_of
from serment_client.wallet import asks_for
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import BadLetter, MailboxRolledBack, ProtocolRefusal
from serment_protocol.letters import Cover, Letter, Posted, ask, believe, open_copy, open_letter
from serment_protocol.reads import sign_read
from serment_protocol.requests import Standing, standings
from serment_protocol.signing import Signed

LAST = 999
"""No letter has a larger number."""
CLOSED = "closed"
"""Why a letter has no content here of which the cover came alone."""
Opening = Callable[[Cover, Posted], Letter]
"""How one of the two hands opens a letter, whichever of them wrote it."""


class LetterRow(msgspec.Struct, frozen=True):
    """A letter as the platform hands it out."""

    letter: Signed
    sealed: str
    copy: str


class LettersAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/appointments/{id}/letters`; each letter is read by itself, for it may be spoilt."""

    letters: list[object]


@dataclass(frozen=True)
class OpenedLetter:
    """A letter, believed; without its content, and with the code of why, where that does not open."""

    signed: Signed
    cover: Cover
    letter: Letter | None
    doubt: str = ""


@dataclass(frozen=True)
class Request:
    """What was asked, and what came of it. `state` is received, extended, done, partly or refused."""

    standing: Standing
    asked: OpenedLetter
    replies: tuple[OpenedLetter, ...]

    @property
    def kind(self) -> str:
        """What was asked; empty where it does not open."""
        return self.asked.letter.kind if self.asked.letter else ""

    @property
    def is_closed(self) -> bool:
        """Whether a letter of it was handed out by its cover alone."""
        return any(one.doubt == CLOSED for one in (self.asked, *self.replies))

    @property
    def state(self) -> str:
        """Where it stands, in one word."""
        if not self.standing.settled:
            return "extended" if self.standing.extended else "received"
        outcomes = (one.letter.outcome for one in self.replies if one.letter)
        return next((outcome for outcome in outcomes if isinstance(outcome, str)), "done")


@dataclass(frozen=True)
class Mailbox:
    """The letters of a visit; those that are not believed, or whose number is skipped, are only counted."""

    appointment: str
    letters: tuple[OpenedLetter, ...]
    requests: tuple[Request, ...]
    doubtful: int
    withheld: bool
    """Whether letters that were seen on this device before are not shown any more."""

    @property
    def told(self) -> tuple[OpenedLetter, ...]:
        """What the practice wrote without having been asked."""
        return tuple(one for one in self.letters if one.cover.desk_epoch is not None and one.cover.answers is UNSET)

    def following(self, *, by_desk: bool) -> int:
        """The number of this hand's next letter."""
        return max(_numbers(self.letters, by_desk=by_desk), default=-1) + 1


class Mailboxes:
    """The mailboxes of an open patient's account."""

    def __init__(self, account: Account, practices: Practices, visits: Visits) -> None:
        self._account = account
        self._context = account.context
        self._practices = practices
        self._visits = visits

    def read(self, appointment: str) -> Mailbox:
        """What was written about a visit."""
        return self.read_of(self._visits.find(appointment))

    def read_all(self) -> list[tuple[Visit, Mailbox]]:
        """Every visit about which anything was written, each asked for by itself."""
        read = ((visit, self.read_of(visit)) for visit in self._visits.list_all().visits)
        return [(visit, box) for visit, box in read if box.letters or box.doubtful or box.withheld]

    def ask(self, appointment: str, kind: str, text: str, language: Language = "fr") -> Request:
        """Ask the practice of a visit; a letter that crossed another of ours is numbered anew.

        One of kind `known` asks for the practice's word (SPEC 24).
        """
        visit, ticket = self._visits.find(appointment), self._ticket(language)
        letter = Letter(kind=kind, text=text, at=self._context.now(), files=())
        least = 0
        for attempt in range(1, ATTEMPTS + 1):
            number = max(self.read_of(visit).following(by_desk=False), least)
            try:
                self._post(visit, letter, number, ticket)
            except Refused as refusal:
                if refusal.code not in {"letter_conflict", "epoch_retired"} or attempt == ATTEMPTS:
                    raise
                # What lies in the last place may be spoilt, and is passed over; whoever reads sees a gap.
                least = min(refusal.number, LAST)
                self._practices.refresh(visit.told.practice)
            else:
                return self._found(appointment, number)
        raise AssertionError

    def _found(self, appointment: str, number: int) -> Request:
        """One request of a visit."""
        found = next((one for one in self.read(appointment).requests if one.standing.number == number), None)
        if found is None:
            raise RequestUnknown
        return found

    def _ticket(self, language: Language) -> bytes:
        """By which an answer is told; who cannot be nudged may ask all the same."""
        with suppress(ClientError, ProtocolRefusal):
            return self._visits.ticket(contact_of(self._account.vault.current().profile, language))[0]
        return b""

    def _post(self, visit: Visit, letter: Letter, number: int, ticket: bytes) -> None:
        known = self._practices.get(visit.told.practice)
        if letter.kind == "known":
            asks = asks_for(from_b64(visit.seed), known.publication)
            if not asks:
                raise NotKnownThere
            letter = replace(letter, asks=asks)
        where = visit.told.practice, known.epoch.epoch, known.epoch.desk_seal
        send(self._context, visit.appointment, ask(letter, visit.keys, *where, number), ticket)

    def read_of(self, visit: Visit) -> Mailbox:
        """The same of a visit that is at hand, also of one that is long over."""
        url = self._context.platform_url(f"/appointments/{visit.appointment}/letters")
        origin, now = self._context.installation.platform.origin, self._context.clock()
        header = sign_read(visit.keys, origin, "GET", urlsplit(url).path, b"", now)
        answer = self._context.transport.ask(LettersAnswer, "GET", url, headers={"Serment-Signature": header})
        practice, keys = visit.told.practice, visit.keys

        def desk_key(epoch: int) -> bytes:
            return self._practices.desk_key(practice, self._practices.look_up(practice).roots, epoch)

        def believed(posted: Posted) -> Cover:
            return believe(posted, practice, visit.appointment, keys.sign_public, desk_key)

        def opened(cover: Cover, posted: Posted) -> Letter:
            if cover.desk_epoch is None:
                return open_copy(cover, posted.copy, keys.self_copy_key)
            return open_letter(cover, posted.sealed, keys.reply_seed)

        return mailbox_of(visit.appointment, answer.letters, believed, opened, self._context)


def send(context: Context, appointment: str, posted: Posted, ticket: bytes = b"") -> None:
    """Put a letter into a mailbox; by the ticket its writer is told of an answer."""
    context.transport.send("POST", context.platform_url(letters_path(appointment)), body_of(posted, ticket))


def letters_path(appointment: str) -> str:
    """Where its letters go."""
    return f"/appointments/{appointment}/letters"


def body_of(posted: Posted, ticket: bytes = b"") -> dict[str, object]:
    """A letter as it travels."""
    body: dict[str, object] = {"letter": posted.letter, "sealed": b64(posted.sealed), "copy": b64(posted.copy)}
    return body | {"ticket": b64(ticket)} if ticket else body


def mailbox_of(
    appointment: str, rows: Sequence[object], believed: Callable[[Posted], Cover], opened: Opening, context: Context
) -> Mailbox:
    """A mailbox as one hand reads it; a letter that is not believed hides none of the others."""
    found: dict[tuple[bool, int], OpenedLetter] = {}
    for row in rows:
        with suppress(ProtocolRefusal, AnswerUnreadable, msgspec.MsgspecError):
            told = msgspec.convert(row, LetterRow)
            posted = Posted(told.letter, from_b64(told.sealed), from_b64(told.copy))
            one = _opened(believed(posted), posted, opened)
            found[one.cover.desk_epoch is not None, one.cover.number] = one
    letters = tuple(found.values())
    numbered = sum(max(_numbers(letters, by_desk=by_desk), default=-1) + 1 for by_desk in (False, True))
    # A letter that is not believed may be the one whose number is missing: it is counted once.
    doubtful = max(len(rows), numbered) - len(letters)
    withheld = _is_withheld(context, appointment, letters)
    return Mailbox(appointment, letters, _requests(letters, context.clock().date()), doubtful, withheld)


def _is_withheld(context: Context, appointment: str, letters: Sequence[OpenedLetter]) -> bool:
    """What is left is shown all the same."""
    try:
        context.seen.follow_letters(appointment, [(one.cover, one.signed) for one in letters])
    except MailboxRolledBack:
        return True
    return False


def _numbers(letters: Iterable[OpenedLetter], *, by_desk: bool) -> list[int]:
    return [one.cover.number for one in letters if (one.cover.desk_epoch is not None) == by_desk]


def _opened(cover: Cover, posted: Posted, opened: Opening) -> OpenedLetter:
    if not posted.sealed and not posted.copy:
        return OpenedLetter(posted.letter, cover, None, CLOSED)
    try:
        return OpenedLetter(posted.letter, cover, opened(cover, posted))
    except ProtocolRefusal as refusal:
        if isinstance(refusal, BadLetter):
            raise
        return OpenedLetter(posted.letter, cover, None, refusal.code)


def _requests(found: Sequence[OpenedLetter], today: date) -> tuple[Request, ...]:
    by_number = {one.cover.number: one for one in found if one.cover.desk_epoch is None}
    return tuple(
        Request(
            standing,
            by_number[standing.number],
            tuple(one for one in found if _answers(one.cover) == standing.number),
        )
        for standing in standings((one.cover for one in found), today)
    )


def _answers(cover: Cover) -> int | None:
    return None if cover.answers is UNSET else cover.answers.number
