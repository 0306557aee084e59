"""Consents that a practice asks for in a visit's mailbox, decided by the manage key, which it knows (SPEC 18)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import UNSET

from serment_protocol.appointments import appointment_id
from serment_protocol.consent_texts import ConsentText
from serment_protocol.consents import Consent, Decision, Word, ask_again, sign_consent, stands, verify_consents
from serment_protocol.errors import ConsentBroken, ProtocolRefusal
from serment_protocol.letters import Cover, Letter
from serment_protocol.signing import Signed
from serment_protocol.terms import Agreement, Terms, scope_of_terms

ASK, DECISION, SHARED, RECALLED = "consent-ask", "consent", "shared", "recalled"
"""Kinds of letters: the desk asks, the patient decides, the desk tells that it shared, and that it called it back."""


class Course(NamedTuple):
    """How a question stands, by the letters of a mailbox."""

    terms: Terms
    records: tuple[Signed, ...]
    chain: Sequence[Consent]
    handed: bool
    """Whether something was shared and not called back."""
    broken: bool
    """Decisions that do not follow each other allow nothing."""

    @property
    def scope(self) -> str:
        """What decisions call it."""
        return scope_of_terms(self.terms)

    @property
    def stands(self) -> bool:
        """Whether the last word allows it."""
        return not self.broken and stands(self.chain)

    @property
    def withdrawn(self) -> bool:
        """Whether it was allowed, and taken back."""
        return bool(self.chain) and self.chain[-1].decision == "withdrawn"

    @property
    def again(self) -> str:
        """The first day on which the question may be put again; empty if it may be now."""
        return ask_again(self.chain)


def decide(
    before: Agreement, shown: ConsentText, word: Word, decision: Decision, day: str, sign_seed: bytes
) -> Agreement:
    """The next decision about these terms, by the manage key of their visit."""
    if shown.about != before.terms.about:
        raise ConsentBroken
    scope = scope_of_terms(before.terms)
    record = sign_consent(before.records, scope, shown, word, decision, day, sign_seed)
    return Agreement(before.terms, (*before.records, record))


def verify_agreement(agreement: Agreement, manage: bytes) -> Sequence[Consent]:
    """What the holder of this manage key decided about these terms of their own visit, in order."""
    scope, terms = scope_of_terms(agreement.terms), agreement.terms
    chains = verify_consents(agreement.records, manage)
    chain = chains.get(scope, ())
    # Everything is of this scope, and known: what only a newer version knows is no decision about these terms.
    if terms.appointment != appointment_id(manage) or len(chain) != len(agreement.records):
        raise ConsentBroken
    if any(each.about != terms.about for each in chain):
        raise ConsentBroken
    return chain


def courses(written: Iterable[tuple[Cover, Letter]], practice: str, manage: bytes) -> list[Course]:
    """Every question that the desk put in a mailbox and what was decided, in the order in which they were first put."""
    letters = sorted(written, key=lambda one: (one[0].desk_epoch is None, one[0].number))
    found: dict[str, Course] = {}
    for cover, letter in letters:
        agreement = letter.agreement
        if agreement is UNSET or agreement.terms.practice != practice:
            continue
        scope, by_desk = scope_of_terms(agreement.terms), cover.desk_epoch is not None
        if by_desk and letter.kind == ASK:
            found.setdefault(scope, Course(agreement.terms, (), (), handed=False, broken=False))
        if (before := found.get(scope)) is None:
            continue
        if by_desk:
            found[scope] = before._replace(handed=_handed(letter.kind, before=before.handed))
        elif letter.kind == DECISION:
            found[scope] = _decided(before, agreement, manage)
    return list(found.values())


def _handed(kind: str, *, before: bool) -> bool:
    return {SHARED: True, RECALLED: False}.get(kind, before)


def _decided(before: Course, agreement: Agreement, manage: bytes) -> Course:
    """A later letter says all that the one before said, and more; another row beside it is believed by nobody."""
    try:
        chain = verify_agreement(agreement, manage)
    except ProtocolRefusal:
        return before._replace(broken=True)
    if agreement.records[: len(before.records)] != before.records:
        return before._replace(broken=True)
    return before._replace(records=agreement.records, chain=chain)
