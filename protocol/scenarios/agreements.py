"""Consents that a practice asks for: terms, decisions, how a question stands, and letters to another practice."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Literal

from msgspec import UNSET
from msgspec.structs import replace

from scenarios.appointments import DESK, EPOCH, KEYS, PATIENT
from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from scenarios.letters import AT
from scenarios.practices import PRACTICE, secrets_of
from serment_protocol import attestations
from serment_protocol.agreements import ASK, DECISION, RECALLED, SHARED, decide
from serment_protocol.appointments import manage_keys
from serment_protocol.consents import newest_text, write_receipt
from serment_protocol.encoding import b64
from serment_protocol.letters import Cover, Letter
from serment_protocol.primitives import seal_public, sign_public
from serment_protocol.referrals import NAME, Referral, Slot, lock_project, seal_referral
from serment_protocol.signing import Signed, sign
from serment_protocol.terms import Agreement, Project, Recipient, Terms, scope_of_terms

AREA = "agreements"
OTHER = "0b" * 16
OTHER_SEAL = seed("desk seal of the other practice")
TO = Recipient(OTHER, "Cabinet d’à côté (fictif)", "Dr Alice Exemple")
TERMS = Terms(
    about="sharing",
    practice=PRACTICE,
    practice_name="Cabinet Exemple (fictif)",
    appointment=KEYS.appointment,
    purpose="Un avis sur le cœur",
    to=TO,
)
PROJECT = Project("Toux 2026", "recherche@exemple.example")
RESEARCH = Terms(
    about="research",
    practice=PRACTICE,
    practice_name="Cabinet Exemple (fictif)",
    appointment=KEYS.appointment,
    purpose="Compter les toux de l’hiver",
    project=PROJECT,
)
SLOT = Slot(OTHER, 3, "0c" * 16)
LOG = seed("log of the platform")
START = datetime(2026, 11, 19, 8, tzinfo=UTC)
WORD = attestations.attest(PRACTICE, KEYS.appointment, START, datetime(2026, 11, 20, 9, tzinfo=UTC), right_spent=True)
ATTESTED = sign(LOG, attestations.NAME, WORD)
Word = Literal["granted", "refused", "withdrawn"]


def decided(before: Agreement, decision: Word, day: str) -> Agreement:
    """With one decision more."""
    shown = newest_text(before.terms.about, "fr")
    return decide(before, shown, "self", decision, day, KEYS.sign_seed)


ASKED = Agreement(TERMS)
GRANTED = decided(ASKED, "granted", "2026-11-20")
WITHDRAWN = decided(GRANTED, "withdrawn", "2026-11-24")
REFUSED = decided(ASKED, "refused", "2026-11-20")
FOR_RESEARCH = decided(Agreement(RESEARCH), "granted", "2026-11-21")
REFERRAL = Referral(
    referral=SLOT.referral,
    kind="letter",
    epoch=EPOCH,
    manage=b64(KEYS.sign_public),
    agreement=GRANTED,
    patient=PATIENT,
    start="2026-11-19T08:00:00Z",
    text="Cher confrère, voici ce que j’entends.",
    at=AT,
    attested=ATTESTED,
)


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    practices = attested(), projects(fixtures), rows()
    return chain(terms(), decisions(), standing(), receipts(), opened(fixtures), believed(), *practices)


def terms() -> Iterator[Vector]:
    """What decisions call themselves, and what is no question."""
    for case, good in {"terms_of_sharing": TERMS, "terms_of_research": RESEARCH}.items():
        yield Vector(AREA, case, "terms_scope", {"terms": plain(good)})
    to, project = plain(TO), plain(RESEARCH)["project"]
    refused: dict[str, Values] = {
        "terms_of_sharing_with_nobody": {key: value for key, value in plain(TERMS).items() if key != "to"},
        "terms_of_sharing_for_research": {**plain(TERMS), "project": project},
        "terms_of_research_with_somebody": {**plain(RESEARCH), "to": to},
        "terms_about_a_relative": {**plain(TERMS), "about": "proxy"},
        "terms_for_nothing": {**plain(TERMS), "purpose": ""},
        "terms_for_too_much": {**plain(TERMS), "purpose": "é" * 1001},
        "terms_with_a_name": {**plain(TERMS), "patient": "Zoé"},
    }
    for case, given in refused.items():
        yield Vector(AREA, case, "terms_scope", {"terms": given}, "bad_structure")


def decisions() -> Iterator[Vector]:
    """Decisions that are about these terms, and others."""
    good = {"nothing": ASKED, "granted": GRANTED, "withdrawn": WITHDRAWN, "research": FOR_RESEARCH}
    for case, one in good.items():
        yield Vector(AREA, f"decided_{case}", "verify_agreement", _checked(one))
    changed = replace(TERMS, to=replace(TO, practice="0d" * 16))
    broken = {
        "decided_about_another_recipient": Agreement(changed, GRANTED.records),
        "decided_about_two": Agreement(TERMS, (*GRANTED.records, *FOR_RESEARCH.records)),
        "decided_without_the_grant": Agreement(TERMS, WITHDRAWN.records[1:]),
        "decided_about_another_visit": decided(
            Agreement(replace(TERMS, appointment="0" * 64)), "granted", "2026-11-20"
        ),
    }
    for case, one in broken.items():
        yield Vector(AREA, case, "verify_agreement", _checked(one), "consent_broken")
    stranger = manage_keys(seed("another manage seed")).sign_public
    yield Vector(AREA, "decided_by_another", "verify_agreement", _checked(GRANTED, stranger), "bad_signature")


def _checked(agreement: Agreement, manage: bytes = KEYS.sign_public) -> Values:
    return {"agreement": plain(agreement), "manage": b64(manage)}


def standing() -> Iterator[Vector]:
    """How a question stands by the letters of a mailbox, in whichever order they come."""
    asked, granted, refused, withdrawn = (ASK, ASKED), (DECISION, GRANTED), (DECISION, REFUSED), (DECISION, WITHDRAWN)
    shared, recalled = (SHARED, ASKED), (RECALLED, ASKED)
    cases: dict[str, tuple[list[tuple[str, Agreement]], list[tuple[str, Agreement]]]] = {
        "asked": ([asked], []),
        "granted": ([asked], [granted]),
        "refused": ([asked], [refused]),
        "withdrawn_and_not_told": ([asked, shared], [granted, withdrawn]),
        "withdrawn_and_told": ([asked, shared, recalled], [granted, withdrawn]),
        "asked_by_nobody": ([], [granted]),
        "shared_by_nobody": ([shared], []),
        "refused_after_all": ([asked], [granted, refused]),
        "back_to_the_grant": ([asked], [granted, withdrawn, granted]),
        "of_two": ([asked, (ASK, Agreement(RESEARCH))], [granted, (DECISION, FOR_RESEARCH)]),
        "of_another_practice": ([(ASK, Agreement(replace(TERMS, practice=OTHER)))], []),
        "decided_in_another_letter": ([asked], [("access", GRANTED)]),
    }
    for case, (desk, patient) in cases.items():
        written = [*_written(desk, f"desk:{EPOCH}"), *_written(patient, "manage")]
        given = {"letters": written[::-1], "practice": PRACTICE, "manage": b64(KEYS.sign_public)}
        yield Vector(AREA, f"standing_{case}", "consent_courses", given)


def _written(letters: list[tuple[str, Agreement]], by: str) -> list[Values]:
    return [_letter(kind, agreement, by, number) for number, (kind, agreement) in enumerate(letters)]


def _letter(kind: str, agreement: Agreement, by: str, number: int) -> Values:
    cover = Cover(
        practice=PRACTICE,
        appointment=KEYS.appointment,
        epoch=EPOCH,
        by=by,
        number=number,
        day=AT[:10],
        clock="none",
        sealed="0" * 64,
        copy="0" * 64,
    )
    return {"cover": plain(cover), "letter": plain(Letter(kind=kind, text="", at=AT, files=(), agreement=agreement))}


def receipts() -> Iterator[Vector]:
    """Receipts of what was decided about a visit, which say about what."""
    made = {"facts": "Un avis", "key": b64(KEYS.sign_public), "records": [plain(one) for one in WITHDRAWN.records]}
    good = write_receipt("Un avis", KEYS.sign_public, WITHDRAWN.records, TERMS)
    other = replace(TERMS, purpose="Autre chose")
    yield Vector(AREA, "receipt_made", "write_receipt", {**made, "terms": plain(TERMS)})
    yield Vector(AREA, "receipt", "read_receipt", {"file": b64(good)})
    refused = {
        "receipt_of_other_terms": write_receipt("Un avis", KEYS.sign_public, WITHDRAWN.records, other),
        "receipt_without_terms": write_receipt("Un avis", KEYS.sign_public, WITHDRAWN.records),
    }
    for case, file in refused.items():
        yield Vector(AREA, case, "read_receipt", {"file": b64(file)}, "bad_receipt")


def opened(fixtures: Fixtures) -> Iterator[Vector]:
    """A letter to another practice, opened where it belongs and elsewhere."""
    sealed = fixtures.once("referral", lambda: seal_referral(REFERRAL, DESK, SLOT, seal_public(OTHER_SEAL)))
    given: Values = {"sealed": b64(sealed), "slot": plain(SLOT), "seal_seed": b64(OTHER_SEAL)}
    yield Vector(AREA, "referral_opened", "open_referral", given)
    refused: dict[str, Values] = {
        "referral_of_another_epoch": {"slot": plain(replace(SLOT, epoch=4))},
        "referral_to_another_practice": {"slot": plain(replace(SLOT, practice=PRACTICE))},
        "referral_under_another_id": {"slot": plain(replace(SLOT, referral="0d" * 16))},
        "referral_changed": {"sealed": b64(flip(sealed, 2000))},
    }
    for case, changed in refused.items():
        yield Vector(AREA, case, "open_referral", {**given, **changed}, "cannot_open")


def believed() -> Iterator[Vector]:
    """What is believed of it."""
    recalled = replace(REFERRAL, kind="withdrawal", agreement=WITHDRAWN, text="", attested=UNSET)
    yield Vector(AREA, "referral", "verify_referral", _of(sign(DESK, NAME, REFERRAL)))
    yield Vector(AREA, "referral_recalled", "verify_referral", _of(sign(DESK, NAME, recalled)))
    refused = {
        "referral_without_a_word": replace(REFERRAL, agreement=ASKED),
        "referral_after_a_no": replace(REFERRAL, agreement=REFUSED),
        "referral_after_a_withdrawal": replace(REFERRAL, agreement=WITHDRAWN),
        "referral_recalled_by_a_grant": replace(recalled, agreement=GRANTED),
        "referral_of_research": replace(REFERRAL, agreement=FOR_RESEARCH),
        "referral_copied": replace(REFERRAL, referral="0d" * 16),
        "referral_about_a_visit_that_nobody_attests": replace(REFERRAL, attested=UNSET),
        "referral_recalled_with_an_attestation": replace(recalled, attested=ATTESTED),
    }
    for case, one in refused.items():
        yield Vector(AREA, case, "verify_referral", _of(sign(DESK, NAME, one)), "bad_referral")
    elsewhere = replace(SLOT, practice="0d" * 16)
    yield Vector(
        AREA, "referral_given_on", "verify_referral", _of(sign(DESK, NAME, REFERRAL), elsewhere), "bad_referral"
    )
    stranger = sign(seed("another desk"), NAME, REFERRAL)
    yield Vector(AREA, "referral_of_another_desk", "verify_referral", _of(stranger), "bad_signature")
    other_key = replace(REFERRAL, manage=b64(manage_keys(seed("another manage seed")).sign_public))
    yield Vector(AREA, "referral_of_another_key", "verify_referral", _of(sign(DESK, NAME, other_key)), "bad_signature")
    yield Vector(AREA, "referral_of_version_2", "verify_referral", _of(_changed(v=2)), "unknown_version")
    yield Vector(AREA, "referral_of_another_kind", "verify_referral", _of(_changed(kind="advert")), "bad_structure")


def attested() -> Iterator[Vector]:
    """What the platform says of the visit whose key agreed."""
    good = {"of_a_visit_by_the_practice": {"right": False}, "of_the_day_before": {"day": "2026-11-19"}}
    for case, said in good.items():
        given = _attested(sign(LOG, attestations.NAME, _word(**said)))
        yield Vector(AREA, f"attestation_{case}", "verify_referral", given)
    about: dict[str, Values] = {
        "of_another_visit": {"appointment": "0" * 64},
        "of_another_practice": {"practice": OTHER},
        "of_another_time": {"start": "2026-11-19T09:00:00Z"},
        "from_before_it_was_agreed": {"day": "2026-11-18"},
    }
    for case, said in about.items():
        given = _attested(sign(LOG, attestations.NAME, _word(**said)))
        yield Vector(AREA, f"attestation_{case}", "verify_referral", given, "bad_referral")
    forged = {
        "by_the_practice": sign(DESK, attestations.NAME, WORD),
        "under_another_name": sign(LOG, "staff-act", WORD),
    }
    for case, signed in forged.items():
        yield Vector(AREA, f"attestation_{case}", "verify_referral", _attested(signed), "bad_signature")
    more = _attested(sign(LOG, attestations.NAME, _word(patient="Zoé")))
    yield Vector(AREA, "attestation_of_more", "verify_referral", more, "bad_structure")


def _word(**changed: object) -> dict[str, Any]:
    return {**plain(WORD), **changed}


def _attested(signed: Signed) -> Values:
    return _of(sign(DESK, NAME, replace(REFERRAL, attested=signed)))


def _changed(**changed: object) -> Signed:
    return sign(DESK, NAME, {**plain(REFERRAL), **changed})  # type: ignore[dict-item]


def _of(signed: Signed, slot: Slot = SLOT) -> Values:
    keys = {f"{PRACTICE} {EPOCH}": b64(sign_public(DESK))}
    log = b64(sign_public(LOG))
    return {"signed": plain(signed), "slot": plain(slot), "desk_keys": keys, "platform_log": log}


def projects(fixtures: Fixtures) -> Iterator[Vector]:
    """What research a practice does, opened where it belongs and elsewhere."""
    where, nobodys = (PRACTICE, EPOCH, filing := secrets_of(EPOCH).filing), replace(PROJECT, title="")
    sealed = fixtures.once("project", lambda: lock_project(PROJECT, *where))
    nameless = fixtures.once("project of no name", lambda: lock_project(nobodys, *where))
    given: Values = {"sealed": b64(sealed), "practice": PRACTICE, "epoch": EPOCH, "filing_key": b64(filing)}
    yield Vector(AREA, "project_opened", "open_project", given)
    refused: dict[str, tuple[Values, str]] = {
        "project_of_another_epoch": ({"epoch": EPOCH + 1}, "cannot_open"),
        "project_of_another_practice": ({"practice": OTHER}, "cannot_open"),
        "project_under_another_key": ({"filing_key": b64(seed("another filing key"))}, "cannot_open"),
        "project_changed": ({"sealed": b64(flip(sealed, 100))}, "cannot_open"),
        "project_of_no_name": ({"sealed": b64(nameless)}, "bad_structure"),
    }
    for case, (changed, code) in refused.items():
        yield Vector(AREA, case, "open_project", {**given, **changed}, code)


def rows() -> Iterator[Vector]:
    """What research is given of a visit: around a birthday, of the oldest, and of who told no date."""
    given: Values = {
        "project": plain(PROJECT),
        "reply": KEYS.reply_public,
        "birth_date": "1990-05-17",
        "motive": "consultation",
        "start": "2026-12-01T08:40:00Z",
    }
    cases: dict[str, Values] = {
        "row": {},
        "row_of_another_project": {"project": plain(Project("Toux 2027", "recherche@exemple.example"))},
        "row_on_a_birthday": {"birth_date": "1986-12-01"},
        "row_before_a_birthday": {"birth_date": "1986-12-02"},
        "row_of_a_leap_day": {"birth_date": "1956-02-29", "start": "2026-02-28T08:40:00Z"},
        "row_of_a_child": {"birth_date": "2019-04-30"},
        "row_of_the_oldest": {"birth_date": "1931-03-01"},
        "row_of_the_unborn": {"birth_date": "2027-03-01"},
        "row_without_a_date_of_birth": {"birth_date": ""},
    }
    for case, changed in cases.items():
        yield Vector(AREA, case, "research_row", {**given, **changed})


SCOPE = scope_of_terms(TERMS)
