"""The end of an account at one hand: what asks for it, and what comes back."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

from scenarios.appointments import DESK, EPOCH, MOVED
from scenarios.base import Fixtures, Values, Vector, plain, seed
from scenarios.practices import PRACTICE
from serment_protocol.accounts import way_in
from serment_protocol.encoding import b64, canonical
from serment_protocol.erasures import (
    ERASURE,
    RECEIPT,
    AccountErasure,
    Destroyed,
    Done,
    PersonErasure,
    hand_nonce,
    make_receipt,
    make_record,
    request_hash,
    whose,
)
from serment_protocol.primitives import sign_public
from serment_protocol.signing import Signed, peek, sign_bytes
from serment_protocol.statements import Statement
from serment_protocol.visit_erasures import NAME as VISIT
from serment_protocol.visit_erasures import look_into, sign_visit_erasure

AREA = "erasures"
KEY, DRAWN, SECRET = seed("platform log key"), seed("erasure nonce"), seed("unlock")
NONCE = hand_nonce("platform", DRAWN)
ACCOUNT = seed("account", 16).hex()
NOW = datetime(2026, 3, 4, 10, 42, tzinfo=UTC)


def vectors(_fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    yield from asked()
    yield from asked_of_the_custodian()
    yield from answered()
    yield from visits()


def visits() -> Iterator[Vector]:
    """The end of a visit, by its practice's word."""
    appointment, desk = peek(MOVED, Statement).appointment, {"2": b64(sign_public(DESK))}
    given: Values = {"practice": PRACTICE, "appointment": appointment, "desk_keys": desk}
    nonce, day = seed("visit erasure"), date(2026, 3, 4)
    word = sign_visit_erasure(DESK, PRACTICE, EPOCH, appointment, MOVED, nonce, day)
    drawing: Values = {
        "seed": b64(DESK),
        "epoch": EPOCH,
        "last": plain(MOVED),
        "nonce": b64(nonce),
        "day": "2026-03-04",
    }
    yield Vector(AREA, "visit_erased", "sign_visit_erasure", {**given, **drawing})
    good = plain(look_into(word))
    yield Vector(AREA, "visit_word", "believe_visit_erasure", {**given, "statement": plain(word)})
    changes: dict[str, tuple[Values, str]] = {
        "in_version_2": ({"v": 2}, "unknown_version"),
        "of_another_practice": ({"practice": "0" * 32}, "another_erasure"),
        "of_another_visit": ({"appointment": "0" * 64}, "another_erasure"),
        "of_an_unknown_epoch": ({"epoch": 3}, "bad_signature"),
        "without_a_nonce": ({"nonce": ""}, "bad_structure"),
        "on_no_day": ({"day": "2026-02-30"}, "bad_structure"),
    }
    for case, (changed, expect) in changes.items():
        body = canonical({**good, **changed})
        statement = plain(signed(DESK, VISIT, body))
        yield Vector(AREA, f"visit_word_{case}", "believe_visit_erasure", {**given, "statement": statement}, expect)
    for case, key, name in (("by_another_desk", seed("x"), VISIT), ("under_another_name", DESK, ERASURE)):
        statement = plain(signed(key, name, canonical(good)))
        given_so = {**given, "statement": statement}
        yield Vector(AREA, f"visit_word_{case}", "believe_visit_erasure", given_so, "bad_signature")


def asked() -> Iterator[Vector]:
    """What asks the platform."""
    hashes: dict[str, Values] = {
        "hashes": {"hand": "platform", "name": ACCOUNT},
        "hashes_at_the_other_hand": {"hand": "custodian", "name": ACCOUNT},
        "hashes_of_an_address": {"hand": "custodian", "name": "zoé@exemple.example"},
    }
    for case, asked_of in hashes.items():
        yield Vector(AREA, case, "erasure_hashes", {"drawn": b64(DRAWN), **asked_of})
    given = {"secret": b64(SECRET), "account": ACCOUNT, "drawn": b64(DRAWN), "time": "2026-03-04T10:42:00Z"}
    yield Vector(AREA, "asking", "sign_erasure", given)
    good = plain(AccountErasure(account=ACCOUNT, request=request_hash(NONCE), time="2026-03-04T10:42:00Z"))
    by = way_in(SECRET, "patient")
    key = b64(sign_public(by.sign_seed))
    changes: dict[str, tuple[Values, str]] = {
        "asked": ({}, "accepted"),
        "asked_in_version_2": ({"v": 2}, "unknown_version"),
        "asked_as_something_else": ({"type": "way_removed"}, "bad_structure"),
        "asked_for_no_account": ({"account": ""}, "bad_structure"),
        "asked_with_a_short_request": ({"request": "00"}, "bad_structure"),
        "asked_at_no_time": ({"time": "2026-03-04"}, "bad_structure"),
    }
    for case, (changed, expect) in changes.items():
        statement = plain(signed(by.sign_seed, ERASURE, canonical({**good, **changed})))
        yield Vector(AREA, case, "verify_account_erasure", {"statement": statement, "sign": key}, expect)
    other = plain(signed(by.sign_seed, "way", canonical(good)))
    yield Vector(
        AREA, "asked_under_another_name", "verify_account_erasure", {"statement": other, "sign": key}, "bad_signature"
    )


def asked_of_the_custodian() -> Iterator[Vector]:
    """What a remembered browser signs."""
    device, origin = seed("device"), "https://custodian.example"
    yield Vector(
        AREA, "asking_by_a_device", "sign_person_erasure", {"seed": b64(device), "origin": origin, "drawn": b64(DRAWN)}
    )
    key = b64(sign_public(device))
    good = plain(PersonErasure(origin=origin, device=key, request=request_hash(hand_nonce("custodian", DRAWN))))
    changes: dict[str, tuple[Values, str]] = {
        "asked_by_a_device": ({}, "accepted"),
        "asked_by_a_device_in_version_2": ({"v": 2}, "unknown_version"),
        "asked_by_a_device_as_something_else": ({"type": "device_session"}, "bad_structure"),
        "asked_by_no_device": ({"device": ""}, "bad_structure"),
        "asked_by_a_device_with_a_time": ({"time": "2026-03-04T10:42:00Z"}, "bad_structure"),
    }
    for case, (changed, expect) in changes.items():
        statement = plain(signed(device, ERASURE, canonical({**good, **changed})))
        yield Vector(AREA, case, "verify_person_erasure", {"statement": statement, "sign": key}, expect)
    session = plain(signed(device, "device", canonical(good)))
    yield Vector(
        AREA, "asked_as_a_session", "verify_person_erasure", {"statement": session, "sign": key}, "bad_signature"
    )


def answered() -> Iterator[Vector]:
    """Receipts."""
    given: Values = {"key": b64(sign_public(KEY)), "hand": "platform", "drawn": b64(DRAWN), "name": ACCOUNT}
    destroyed = (Destroyed("identity.account", 1), Destroyed("identity.way", 3), Destroyed("vault.vault", 1))
    body = make_receipt("platform", whose(NONCE, ACCOUNT), destroyed, NOW, date(2026, 4, 3))
    good = done(body)
    yield Vector(AREA, "receipt", "verify_erasure", {**given, "done": plain(good)})
    for case, changed in {
        "receipt_of_the_other_hand": {"hand": "custodian"},
        "receipt_of_another_account": {"name": seed("account 2", 16).hex()},
        "receipt_of_another_request": {"drawn": b64(seed("another nonce"))},
    }.items():
        yield Vector(AREA, case, "verify_erasure", {**given, "done": plain(good), **changed}, "another_erasure")
    other = make_receipt("platform", whose(NONCE, ACCOUNT), destroyed[:1], NOW, date(2026, 4, 3))
    mixed = Done(good.receipt, done(other).record, 7)
    yield Vector(
        AREA, "receipt_with_the_leaf_of_another", "verify_erasure", {**given, "done": plain(mixed)}, "another_erasure"
    )
    by_another = {**given, "done": plain(good), "key": b64(sign_public(seed("another")))}
    yield Vector(AREA, "receipt_by_another_key", "verify_erasure", by_another, "bad_signature")
    swapped = Done(good.record, good.receipt, 7)
    yield Vector(
        AREA, "receipt_in_place_of_the_leaf", "verify_erasure", {**given, "done": plain(swapped)}, "bad_signature"
    )
    told: Values = json.loads(body)
    for case, changed in {
        "receipt_to_the_minute": {"at": "2026-03-04T10:42:00Z"},
        "receipt_in_backups_before_it_was_done": {"backups": "2026-03-03"},
        "receipt_of_no_table": {"destroyed": [{"table": "account", "count": 1}]},
        "receipt_that_names_the_account": {"account": ACCOUNT},
    }.items():
        changed_done = plain(done(canonical({**told, **changed})))
        yield Vector(AREA, case, "verify_erasure", {**given, "done": changed_done}, "bad_structure")


def done(body: bytes) -> Done:
    """A hand's answer with this receipt."""
    receipt = signed(KEY, RECEIPT, body)
    return Done(receipt, signed(KEY, ERASURE, make_record(receipt, NOW.date())), 7)


def signed(key: bytes, name: str, body: bytes) -> Signed:
    """Signed, whatever it is."""
    return Signed(b64(body), b64(sign_bytes(key, name, body)))
