"""Consents: rows of decisions, the texts they were decided on, when to ask again, and receipts."""

from collections.abc import Iterator
from itertools import chain

from scenarios.base import Fixtures, Values, Vector, plain, seed
from serment_protocol.consent_texts import TEXTS
from serment_protocol.consents import (
    MARKER,
    NAME,
    Consent,
    Receipt,
    consent_key,
    consent_seed,
    newest_text,
    own_scope,
    scope_of,
    sign_consent,
    text_hash,
    write_receipt,
)
from serment_protocol.encoding import b64, canonical
from serment_protocol.signing import Signed, peek, sign
from serment_protocol.vault import Relative

AREA = "consents"
ROOT = seed("root")
CHILD = Relative("Léo", "Exemple", "2019-04-30")
SCOPE = scope_of(ROOT, CHILD)
TEXT = newest_text("proxy", "fr")


def vectors(_fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    return chain(texts(), scopes(), rows(), apart(), receipts())


def signed(row: tuple[Signed, ...], decision: str, day: str, scope: str = SCOPE) -> tuple[Signed, ...]:
    """The row with one more decision, of which this client would make no other."""
    known = {"granted": "granted", "refused": "refused", "withdrawn": "withdrawn"}[decision]
    return (*row, sign_consent(row, scope, TEXT, "representative", known, day, consent_seed(ROOT)))  # type: ignore[arg-type]


GRANTED = signed((), "granted", "2026-01-05")
WITHDRAWN = signed(GRANTED, "withdrawn", "2026-08-31")
REFUSED = signed((), "refused", "2026-01-05")
SMS_TEXT = text_hash(newest_text("sms", "fr").text)
OWN = own_scope(ROOT, "sms")
SMS_GRANTED = (sign_consent((), OWN, newest_text("sms", "fr"), "self", "granted", "2026-01-05", consent_seed(ROOT)),)
SMS_WITHDRAWN = (
    *SMS_GRANTED,
    sign_consent(SMS_GRANTED, OWN, newest_text("sms", "en"), "self", "withdrawn", "2026-08-31", consent_seed(ROOT)),
)
LATER: Values = {"about": "cookies", "scope": "1" * 32, "decision": "maybe", "site": "x"}


def texts() -> Iterator[Vector]:
    """Every text and its hash."""
    for text in TEXTS:
        case = f"text_{text.about}_{text.version}_{text.language}"
        given = {"about": text.about, "version": text.version, "language": text.language}
        yield Vector(AREA, case, "consent_text", given)


def scopes() -> Iterator[Vector]:
    """Whom a consent is about."""
    yield Vector(AREA, "scope", "consent_scope", {"root": b64(ROOT), "relative": plain(CHILD)})
    yield Vector(AREA, "scope_of_sms", "own_scope", {"root": b64(ROOT), "about": "sms"})
    yield Vector(AREA, "sms_stop", "sms_stop", {"root": b64(ROOT)})
    refused = {**plain(CHILD), "birth_date": "2019-04-31"}
    given = {"root": b64(ROOT), "relative": refused}
    yield Vector(AREA, "scope_of_no_birth_date", "consent_scope", given, "bad_structure")


def row(records: tuple[Signed, ...], key: bytes | None = None) -> Values:
    """A row as it is checked."""
    return {"key": b64(key or consent_key(ROOT)), "records": [plain(each) for each in records]}


def again(signed_record: Signed, **changed: object) -> Signed:
    """The same decision with something changed, signed rightly."""
    return sign(consent_seed(ROOT), NAME, {**plain(peek(signed_record, Consent)), **changed})  # type: ignore[dict-item]


def rows() -> Iterator[Vector]:
    """Rows that hold, and what a forger or a slip would make of them."""
    accepted = {
        "none": (),
        "granted": GRANTED,
        "withdrawn": WITHDRAWN,
        "refused": REFUSED,
        "granted_after_a_refusal": signed(REFUSED, "granted", "2026-07-05"),
        "granted_after_a_withdrawal": signed(WITHDRAWN, "granted", "2026-08-31"),
        "of_two": (*GRANTED, *signed((), "refused", "2026-01-04", "0" * 32)),
        "sms_granted": SMS_GRANTED,
        "sms_withdrawn": (*GRANTED, *SMS_WITHDRAWN),
        "of_a_text_to_come": (again(GRANTED[0], version=2, text="a" * 64),),
        "about_more_than_is_known": (again(GRANTED[0], **LATER), *signed(GRANTED, "withdrawn", "2026-01-06")),
    }
    for case, records in accepted.items():
        yield Vector(AREA, case, "verify_consents", row(records))
    one = GRANTED[0]
    broken = {
        "first_withdrawn": (again(one, decision="withdrawn"),),
        "first_after_another": (again(one, previous="a" * 64),),
        "refused_after_granted": (one, again(WITHDRAWN[1], decision="refused")),
        "withdrawn_twice": (*WITHDRAWN, again(WITHDRAWN[1], previous="a" * 64)),
        "grant_left_out": (WITHDRAWN[1],),
        "turned_round": (WITHDRAWN[1], one),
        "day_before": (one, again(WITHDRAWN[1], day="2026-01-04")),
        "another_text": (again(one, text="a" * 64),),
        "about_something_else_since": (one, again(one, about="sms", text=SMS_TEXT)),
        "sms_by_the_text_of_another": (again(SMS_GRANTED[0], text=peek(one, Consent).text),),
        "about_something_newer_since": (one, again(one, about="cookies")),
    }
    for case, records in broken.items():
        yield Vector(AREA, case, "verify_consents", row(records), "consent_broken")
    misshapen: dict[str, tuple[Values, str]] = {
        "unknown_decision": ({"decision": "maybe"}, "bad_structure"),
        "of_no_day": ({"day": "2026-02-30"}, "bad_structure"),
        "with_a_name": ({"given": "Léo"}, "bad_structure"),
        "about_nothing": ({"about": ""}, "bad_structure"),
        "newer_of_no_scope": ({"about": "cookies", "scope": "me"}, "bad_structure"),
        "of_version_2": ({"v": 2}, "unknown_version"),
    }
    for case, (changed, expect) in misshapen.items():
        yield Vector(AREA, case, "verify_consents", row((again(one, **changed),)), expect)
    newer = (again(one, **LATER),)
    yield Vector(
        AREA, "newer_of_another_key", "verify_consents", row(newer, consent_key(seed("other"))), "bad_signature"
    )
    yield Vector(AREA, "another_key", "verify_consents", row(GRANTED, consent_key(seed("other"))), "bad_signature")
    other_name = sign(consent_seed(ROOT), "appointment", peek(one, Consent))
    yield Vector(AREA, "signed_under_another_name", "verify_consents", row((other_name,)), "bad_signature")


def apart() -> Iterator[Vector]:
    """Each scope by itself: one that is broken spoils no other."""
    one, other = GRANTED[0], signed((), "refused", "2026-01-04", "0" * 32)[0]
    forged = Signed(other.body, GRANTED[0].signature)
    cases = {
        "apart_nothing": (),
        "apart_all_good": (one, other, again(other, **LATER)),
        "apart_one_broken": (again(one, decision="withdrawn"), other),
        "apart_one_forged": (one, forged),
        "apart_one_newer_since": (one, again(one, about="cookies"), other),
        "apart_of_no_scope": (one, again(other, scope="me")),
        "apart_of_version_2": (again(one, v=2), other),
    }
    for case, records in cases.items():
        yield Vector(AREA, case, "read_consents", row(records))


def receipts() -> Iterator[Vector]:
    """Receipts, read."""
    good = write_receipt("Pour : Léo Exemple", consent_key(ROOT), WITHDRAWN)
    receipt = Receipt(key=b64(consent_key(ROOT)), records=WITHDRAWN, text=TEXT.text)

    def behind_the_line(value: Receipt) -> bytes:
        return f"Pour\n\n{value.text}\n{MARKER}\n".encode() + canonical(value)

    made = {"facts": "Pour : Léo Exemple", **row(WITHDRAWN)}
    yield Vector(AREA, "receipt_made", "write_receipt", made)
    yield Vector(AREA, "receipt", "read_receipt", {"file": b64(good)})
    sms = write_receipt("SMS", consent_key(ROOT), SMS_WITHDRAWN)
    yield Vector(AREA, "receipt_of_sms", "read_receipt", {"file": b64(sms)})
    yield Vector(AREA, "receipt_of_other_facts", "read_receipt", {"file": b64(good.replace(b"Exemple", b"Autre"))})
    newer = Receipt(key=receipt.key, records=(*WITHDRAWN, again(GRANTED[0], **LATER)), text=TEXT.text)
    two = Receipt(key=receipt.key, records=(*GRANTED, *signed((), "granted", "2026-01-05", "0" * 32)), text=TEXT.text)
    refused: dict[str, tuple[bytes, str]] = {
        "receipt_of_nothing": (behind_the_line(Receipt(key=receipt.key, records=(), text="")), "bad_receipt"),
        "receipt_of_two": (behind_the_line(two), "bad_receipt"),
        "receipt_of_something_newer": (behind_the_line(newer), "bad_receipt"),
        "receipt_that_prints_another_text": (good.replace(b"six mois", b"deux ans", 1), "bad_receipt"),
        "receipt_that_prints_more": (good.replace(b"Agir pour", b"Ne pas agir pour", 1), "bad_receipt"),
        "receipt_of_another_text": (good.replace(b"six mois", b"deux ans"), "bad_receipt"),
        "receipt_without_its_line": (canonical(receipt), "bad_receipt"),
        "receipt_of_no_text": (b"\xff" + good, "bad_receipt"),
        "receipt_cut": (good[:-3], "not_canonical"),
        "receipt_of_another_key": (
            behind_the_line(Receipt(key=b64(consent_key(seed("other"))), records=WITHDRAWN, text=TEXT.text)),
            "bad_signature",
        ),
    }
    for case, (data, expect) in refused.items():
        yield Vector(AREA, case, "read_receipt", {"file": b64(data)}, expect)
