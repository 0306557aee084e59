"""Practices whose root was replaced: what leads to the new one, and what leads nowhere."""

from collections.abc import Iterator, Sequence

import msgspec

from scenarios.base import Fixtures, Values, Vector, plain, seed
from scenarios.practices import CUSTODIAN, NAME, PRACTICE, ROOT, Practice, endorsement
from serment_protocol.encoding import b64
from serment_protocol.practice import RootRecord, predecessor_of
from serment_protocol.primitives import sign_public
from serment_protocol.replacements import (
    Reason,
    Replacement,
    replacement_hash,
    sign_root_request,
)
from serment_protocol.signing import Signed, sign

AREA = "roots"
SECOND, THIRD, LIAR = seed("second root"), seed("third root"), seed("liar")
ZEROS = "0" * 64


def publics(*seeds: bytes) -> list[str]:
    """The public halves."""
    return [b64(sign_public(each)) for each in seeds]


def replacement(number: int, old: bytes, new: bytes, previous: str) -> Values:
    """A record of the custodian's."""
    record = Replacement(
        practice=PRACTICE,
        number=number,
        previous=previous,
        old=b64(sign_public(old)),
        new=b64(sign_public(new)),
        reason="root_compromised",
        decision=seed(f"decision {number}", 16).hex(),
        asked=f"2026-03-{number * 10:02}",
        holds_from=f"2026-03-{number * 10 + 7:02}",
    )
    return plain(record)


def signed(record: Values, by: bytes = CUSTODIAN, name: str = "root-replacement") -> Signed:
    """The same, signed."""
    return sign(by, name, record)


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    yield from chains()
    yield from words()
    yield from requests()
    yield from epochs(Practice(fixtures))


def chains() -> Iterator[Vector]:
    """From the first root to the one that counts."""
    once = signed(replacement(1, ROOT, SECOND, ZEROS))
    twice = signed(replacement(2, SECOND, THIRD, replacement_hash(once)))

    def given(*chain: Signed, **change: object) -> Values:
        return {
            "chain": [plain(each) for each in chain],
            "custodian": publics(CUSTODIAN)[0],
            "practice": PRACTICE,
            "first": publics(ROOT)[0],
            "today": "2026-03-27",
            **change,
        }

    accepted: dict[str, Values] = {
        "never_replaced": given(),
        "replaced_once": given(once),
        "replaced_twice": given(once, twice),
        "replaced_tomorrow": given(once, today="2026-03-16"),
    }
    for case, value in accepted.items():
        yield Vector(AREA, case, "verify_replacements", value)

    def first(**change: object) -> Values:
        return given(signed({**replacement(1, ROOT, SECOND, ZEROS), **change}))

    refused: dict[str, Values] = {
        "replaced_in_two_days": given(once, today="2026-03-15"),
        "first_root_of_another_practice": given(once, first=publics(LIAR)[0]),
        "replacement_of_another_practice": first(practice="0" * 32),
        "replacement_of_another_root": first(old=publics(LIAR)[0]),
        "replacement_left_out": given(twice),
        "replacements_exchanged": given(twice, once),
        "replacement_shown_twice": given(once, once),
        "replacement_with_another_number": first(number=2),
        "replacement_after_another": first(previous="1" * 64),
        "second_replacement_after_another": given(once, signed(replacement(2, SECOND, THIRD, "1" * 64))),
        "root_replaced_by_itself": first(new=publics(ROOT)[0]),
        "old_root_comes_back": given(once, signed(replacement(2, SECOND, ROOT, replacement_hash(once)))),
    }
    for case, value in refused.items():
        yield Vector(AREA, case, "verify_replacements", value, "root_not_replaced")
    forged = {
        "replacement_by_the_old_root": given(signed(replacement(1, ROOT, SECOND, ZEROS), by=ROOT)),
        "replacement_as_another_record": given(signed(replacement(1, ROOT, SECOND, ZEROS), name="practice-root")),
    }
    for case, value in forged.items():
        yield Vector(AREA, case, "verify_replacements", value, "bad_signature")
    malformed = {
        "replacement_after_six_days": first(**{"from": "2026-03-16"}),
        "replacement_before_it_was_asked": first(**{"from": "2026-03-09"}),
        "replacement_for_no_reason": first(reason="legal_order"),
        "replacement_number_zero": first(number=0),
        "replacement_with_unknown_field": first(note=""),
    }
    for case, value in malformed.items():
        yield Vector(AREA, case, "verify_replacements", value, "bad_structure")


def words() -> Iterator[Vector]:
    """What the custodian says of a root that replaced another."""
    newest = "3" * 64
    record = RootRecord(practice=PRACTICE, root=publics(SECOND)[0], name=NAME)
    word = endorsement(root=record.root, replacement=newest)
    given: Values = {
        "signed": plain(sign(CUSTODIAN, "practice-endorsement", word)),
        "custodian": publics(CUSTODIAN)[0],
        "record": plain(record),
        "today": "2026-03-04",
        "demo": False,
        "replacement": newest,
    }
    yield Vector(AREA, "endorsement_of_the_new_root", "verify_endorsement", given)
    first = RootRecord(practice=PRACTICE, root=publics(ROOT)[0], name=NAME)
    of_the_old = {"signed": plain(sign(CUSTODIAN, "practice-endorsement", endorsement()))}
    refused: dict[str, Values] = {
        "endorsement_after_another_replacement": {"replacement": "4" * 64},
        "endorsement_of_the_new_root_for_the_old": {"record": plain(first), "replacement": ""},
        "endorsement_of_the_old_root_for_the_new": of_the_old,
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "verify_endorsement", {**given, **change}, "practice_not_endorsed")


def requests() -> Iterator[Vector]:
    """Asking for it."""

    def given(reason: Reason, old_seed: bytes = b"") -> Values:
        old = sign_public(ROOT)
        request, present = sign_root_request(SECOND, PRACTICE, 1, old, NAME, reason, old_seed)
        return {"signed": plain(request), "present": present}

    lost = given("root_lost")
    accepted: dict[str, Values] = {
        "request_where_it_is_lost": lost,
        "request_where_it_was_copied": given("root_compromised"),
        "request_with_the_present_root": given("root_compromised", ROOT),
        "request_to_renew": given("root_renewed", ROOT),
    }
    for case, value in accepted.items():
        yield Vector(AREA, case, "verify_root_request", value)
    body = {
        "v": 1,
        "type": "root_request",
        "practice": PRACTICE,
        "number": 1,
        "old": publics(ROOT)[0],
        "new": publics(SECOND)[0],
        "name": NAME,
        "reason": "root_lost",
    }
    refused: dict[str, tuple[Values, str]] = {
        "request_to_renew_without_the_present_root": ({**given("root_renewed"), "present": ""}, "bad_signature"),
        "request_to_renew_by_another_root": (given("root_renewed", LIAR), "bad_signature"),
        "request_by_somebody_else": ({**lost, "signed": plain(sign(LIAR, "root-request", body))}, "bad_signature"),
        "request_as_another_record": ({**lost, "signed": plain(sign(SECOND, "epoch", body))}, "bad_signature"),
        "request_to_keep_the_root": (
            {**lost, "signed": plain(sign(SECOND, "root-request", {**body, "old": body["new"]}))},
            "bad_structure",
        ),
    }
    for case, (value, code) in refused.items():
        yield Vector(AREA, case, "verify_root_request", value, code)


def follow_epoch(practice: Practice, before: Signed, epoch: int, by: bytes, created: str = "2026-01-05") -> Signed:
    """An epoch that follows another, signed by this root."""
    record = msgspec.structs.replace(
        practice.record(2, practice.first), epoch=epoch, predecessor=predecessor_of(before, epoch), created=created
    )
    return sign(by, "epoch", record)


def epochs(practice: Practice) -> Iterator[Vector]:
    """Epochs of before: an earlier root signs nothing any more, but what it signed is named by what followed."""

    def follow(before: Signed, epoch: int, by: bytes, created: str = "2026-01-05") -> Signed:
        return follow_epoch(practice, before, epoch, by, created)

    third = follow(practice.second, 3, SECOND)
    fourth = follow(third, 4, SECOND)

    def given(chain: Sequence[Signed], epoch: int) -> Values:
        roots, shown = publics(ROOT, SECOND), [plain(each) for each in chain]
        return {"chain": shown, "practice": PRACTICE, "roots": roots, "replacement": "3" * 64, "epoch": epoch}

    accepted: dict[str, Values] = {
        "epoch_by_the_new_root": given([third], 3),
        "epoch_of_before": given([practice.second, third], 2),
        "epoch_of_long_before": given([practice.first, practice.second, third, fourth], 1),
    }
    for case, value in accepted.items():
        yield Vector(AREA, case, "verify_past_epoch", value)
    late = follow(practice.first, 2, ROOT, "2026-03-30")
    back = follow(third, 4, ROOT)
    refused: dict[str, Values] = {
        "epoch_by_the_old_root": given([follow(practice.second, 3, ROOT)], 3),
        "epoch_of_before_alone": given([practice.second], 2),
        "epoch_of_before_made_later": given([late, third], 2),
        "epoch_of_before_by_a_liar": given([follow(practice.first, 2, LIAR), third], 2),
        "epoch_by_the_old_root_in_between": given([third, back, follow(back, 5, SECOND)], 3),
        "epochs_with_a_gap": given([practice.first, third], 1),
        "no_epoch_at_all": given([], 1),
    }
    for case, value in refused.items():
        code = "bad_structure" if case == "epochs_with_a_gap" else "bad_signature"
        yield Vector(AREA, case, "verify_past_epoch", value, code)
