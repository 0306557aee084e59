"""What practices ask a patient to agree to, in the mailboxes of their visits, and what the patient decides (SPEC 18).

Nothing of it is written into the vault beside a letter: that would tell the platform whose visit it is. This device
remembers it until the next sign-in; so do the mailboxes, while they last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec import UNSET

from serment_client.account import Account
from serment_client.errors import ConsentUnknown, Refused
from serment_client.mailbox import LAST, Mailbox, Mailboxes, send
from serment_client.pools import merged
from serment_client.practices import Practices
from serment_client.visits import ATTEMPTS, NOT_FOUND, Visit, Visits
from serment_protocol.agreements import DECISION, Course, courses, decide, verify_agreement
from serment_protocol.appointments import ManageKeys, manage_keys
from serment_protocol.consent_texts import ConsentText, TextLanguage
from serment_protocol.consents import Decision, Word, newest_text, write_receipt
from serment_protocol.encoding import from_b64
from serment_protocol.errors import BadLetter, ConsentBroken, ProtocolRefusal
from serment_protocol.letters import Letter, ask
from serment_protocol.terms import Agreement, KeptAgreement


@dataclass(frozen=True)
class Question:
    """What a practice asked about a visit, and how it stands."""

    keys: ManageKeys
    seed: str
    course: Course
    told: bool = True
    """Whether the practice was told of the last word; without its mailbox it is noted here alone."""

    @property
    def scope(self) -> str:
        """What decisions call it."""
        return self.course.scope

    @property
    def waits(self) -> bool:
        """Whether nothing was decided yet."""
        return not self.course.chain and not self.course.broken


class Agreements:
    """What practices asked the holder of an open patient's account."""

    def __init__(self, account: Account, practices: Practices, visits: Visits, mailboxes: Mailboxes) -> None:
        self._account = account
        self._context = account.context
        self._practices = practices
        self._visits = visits
        self._mailboxes = mailboxes

    def list(self) -> Sequence[Question]:
        """Everything that is asked in a mailbox, and everything that was ever decided, whichever says more."""
        found = {each.scope: each for each in _remembered(self.kept())}
        for visit, box in self._mailboxes.read_all():
            for course in _courses(visit, box):
                before = found.get(course.scope)
                if before is None or len(course.records) >= len(before.course.records):
                    found[course.scope] = Question(visit.keys, visit.seed, course)
                else:  # A letter of ours that did not arrive.
                    self._send(visit, Agreement(course.terms, before.course.records))
        return list(found.values())

    def kept(self) -> Sequence[KeptAgreement]:
        """What this account remembers, also where the visit is long gone."""
        vault = self._account.vault.current()
        return merged(() if vault.agreements is UNSET else vault.agreements, self._context.state.content.agreements)

    def find(self, scope: str) -> Question:
        """One of them, by the beginning of its id."""
        fitting = [each for each in self.list() if each.scope.startswith(scope)]
        if len(fitting) != 1:
            raise ConsentUnknown
        return fitting[0]

    def offer(self, question: Question, language: TextLanguage) -> ConsentText:
        """The text to show before anybody decides, once whoever is named is who they are said to be."""
        to = question.course.terms.to
        if to is not UNSET and self._practices.get(to.practice).root.name != to.practice_name:
            raise BadLetter
        return newest_text(question.course.terms.about, language)

    def decide(self, question: Question, shown: ConsentText, word: Word, *, granted: bool) -> Question:
        """Tell the practice, either answer alike."""
        return self._tell(question, shown, word, "granted" if granted else "refused")

    def withdraw(self, question: Question) -> Question:
        """Take it back, and tell the practice; where its mailbox is gone, it is noted here alone."""
        if question.course.broken or not question.course.chain:
            raise ConsentBroken
        last = question.course.chain[-1]
        return self._tell(question, newest_text(last.about, last.language), last.word, "withdrawn")

    def receipt(self, question: Question, facts: str) -> bytes:
        """What the person takes away."""
        course = question.course
        return write_receipt(facts, question.keys.sign_public, course.records, course.terms)

    def _tell(self, question: Question, shown: ConsentText, word: Word, decision: Decision) -> Question:
        """A letter with one decision more; it is remembered before it is sent, so that a no is never lost."""
        course, today = question.course, self._context.today()
        # A device whose clock is behind must still be able to say no.
        day = max([today, *(each.day for each in course.chain)])
        before = Agreement(course.terms, course.records)
        after = decide(before, shown, word, decision, day, question.keys.sign_seed)
        self._remember(KeptAgreement(after.terms, after.records, seed=question.seed))
        visit = next((each for each in self._visits.list_all().visits if each.seed == question.seed), None)
        told = visit is not None and self._send(visit, after)
        chain = verify_agreement(after, question.keys.sign_public)
        return Question(question.keys, question.seed, course._replace(records=after.records, chain=chain), told)

    def _send(self, visit: Visit, after: Agreement) -> bool:
        """Whether it lies there now."""
        letter = Letter(kind=DECISION, text="", at=self._context.now(), files=(), agreement=after)
        least = 0
        for attempt in range(1, ATTEMPTS + 1):
            number = max(self._mailboxes.read_of(visit).following(by_desk=False), least)
            known = self._practices.get(visit.told.practice)
            where = visit.told.practice, known.epoch.epoch, known.epoch.desk_seal
            try:
                send(self._context, visit.appointment, ask(letter, visit.keys, *where, number))
            except Refused as refusal:
                if refusal.status == NOT_FOUND:
                    return False
                if refusal.code not in {"letter_conflict", "epoch_retired"} or attempt == ATTEMPTS:
                    raise
                least = min(refusal.number, LAST)
                self._practices.refresh(visit.told.practice)
            else:
                return True
        return False

    def _remember(self, kept: KeptAgreement) -> None:
        content = self._context.state.content
        content.agreements = list(merged(content.agreements, [kept]))
        self._context.state.save()


def _remembered(kept: Iterable[KeptAgreement]) -> Iterable[Question]:
    for each in kept:
        keys = manage_keys(from_b64(each.seed))
        try:
            chain, broken = verify_agreement(each, keys.sign_public), False
        except ProtocolRefusal:
            chain, broken = (), True
        yield Question(keys, each.seed, Course(each.terms, each.records, chain, handed=False, broken=broken))


def _courses(visit: Visit, box: Mailbox) -> Sequence[Course]:
    written = ((one.cover, one.letter) for one in box.letters if one.letter is not None)
    return courses(written, visit.told.practice, visit.keys.sign_public)
