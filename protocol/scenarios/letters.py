"""Letters of the mailbox, both ways; and the clocks of what a person asks."""

from collections.abc import Iterator
from itertools import chain

from msgspec import UNSET
from msgspec.structs import replace

from scenarios.appointments import DESK, EPOCH, KEYS
from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from scenarios.practices import PRACTICE, secrets_of
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.letters import (
    COPY,
    NAME,
    Address,
    Answers,
    Carried,
    Cover,
    Letter,
    Posted,
    ask,
    attach,
    look_into,
    reply,
)
from serment_protocol.padding import LETTER_BUCKETS, pad
from serment_protocol.primitives import hash_bytes, seal_public, sign_public
from serment_protocol.sealing import lock, seal
from serment_protocol.signing import Signed, sign

AREA = "letters"
DESK_SEAL = seed("desk seal 2")
AT = "2026-11-20T21:30:00Z"
ASKED = Letter(kind="medical", text="Je voudrais lire mes résultats.", at=AT, files=())
ANSWERED = Letter(
    kind="answer",
    text="Voici ce que nous avons.",
    at="2026-11-24T08:00:00Z",
    outcome="done",
    files=(attach("notes.txt", b"Tension 12/8"),),
)
REPEATED = Carried(
    appointment=seed("before").hex(), by="patient", kind="access", day="2026-11-01", due="2026-12-01", files=("a.txt",)
)
BLINDED = b64(seed("blinded", 256))
WORD: Values = {"audience": "known", "key": "0" * 64, "blinded": [BLINDED]}
BY_DESK = Address(PRACTICE, KEYS.appointment, EPOCH, f"desk:{EPOCH}", 0)
CONTEXT = {"v": 1, "practice": PRACTICE, "appointment": KEYS.appointment, "epoch": EPOCH, "by": "manage", "number": 0}


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    return chain(letters(fixtures), clocks(), standings())


def posted(fixtures: Fixtures, name: str, made: Posted) -> Posted:
    """A letter drawn once: seals and locks differ each time."""
    parts = [fixtures.once(f"{name} {part}", lambda d=data: d) for part, data in _parts(made)]
    body, signature, sealed, copy = parts
    return Posted(Signed(b64(body), b64(signature)), sealed, copy)


def _parts(made: Posted) -> list[tuple[str, bytes]]:
    return [
        ("body", made.letter.body_bytes),
        ("signature", made.letter.signature_bytes),
        ("sealed", made.sealed),
        ("copy", made.copy),
    ]


def letters(fixtures: Fixtures) -> Iterator[Vector]:
    """A request, its answer, and what is wrong with others."""
    asked, answered = request_and_answer(fixtures)
    yield from believed(asked, answered)
    yield from opened(fixtures, look_into(asked.letter), asked, look_into(answered.letter), answered)


def request_and_answer(fixtures: Fixtures) -> tuple[Posted, Posted]:
    """What is asked, and what settles it."""
    asked = ask(ASKED, KEYS, PRACTICE, EPOCH, seal_public(DESK_SEAL), 0)
    keys = from_b64(KEYS.reply_public), secrets_of(EPOCH).filing, DESK
    answered = reply(ANSWERED, BY_DESK, *keys, Answers(0, "settled"))
    return posted(fixtures, "request", asked), posted(fixtures, "reply", answered)


def believed(asked: Posted, answered: Posted) -> Iterator[Vector]:
    """Covers and who signed them."""
    desk_keys = {"1": b64(sign_public(seed("desk sign 1"))), "2": b64(sign_public(DESK))}
    given: Values = {
        "practice": PRACTICE,
        "appointment": KEYS.appointment,
        "manage": b64(KEYS.sign_public),
        "desk_keys": desk_keys,
    }
    request, answer = ({**given, **_posted(each)} for each in (asked, answered))
    yield Vector(AREA, "request", "believe_letter", request)
    yield Vector(AREA, "request_without_its_copy", "believe_letter", {**request, "copy": ""})
    yield Vector(AREA, "answer", "believe_letter", answer)
    yield Vector(AREA, "answer_by_its_copy_alone", "believe_letter", {**answer, "sealed": ""})
    refused: dict[str, tuple[Values, str]] = {
        "request_of_another_key": ({**request, "manage": b64(sign_public(seed("liar")))}, "bad_signature"),
        "request_of_another_visit": ({**request, "appointment": "0" * 64}, "bad_letter"),
        "request_to_another_practice": ({**request, "practice": "0" * 32}, "bad_letter"),
        "request_with_another_content": ({**request, "sealed": answer["sealed"]}, "bad_letter"),
        "answer_with_another_copy": ({**answer, "copy": request["copy"]}, "bad_letter"),
        "answer_of_an_unknown_epoch": ({**answer, "desk_keys": {}}, "bad_signature"),
        "answer_by_a_retired_desk": ({**answer, "desk_keys": {"2": desk_keys["1"]}}, "bad_signature"),
    }
    for case, (changed, expect) in refused.items():
        yield Vector(AREA, case, "believe_letter", changed, expect)
    cover, by_desk = plain(look_into(asked.letter)), plain(look_into(answered.letter))
    misshapen: dict[str, tuple[Values, bytes, str]] = {
        "request_that_answers": (
            {**cover, "answers": {"number": 0, "effect": "settled"}},
            KEYS.sign_seed,
            "bad_letter",
        ),
        "answer_that_asks": ({**by_desk, "clock": "one_month"}, DESK, "bad_letter"),
        "answer_of_two_epochs": ({**by_desk, "epoch": 1}, DESK, "bad_letter"),
        "request_with_an_unknown_clock": ({**cover, "clock": "one_year"}, KEYS.sign_seed, "bad_structure"),
        "request_number_1000": ({**cover, "number": 1000}, KEYS.sign_seed, "bad_structure"),
        "request_on_no_day": ({**cover, "day": "2026-02-30"}, KEYS.sign_seed, "bad_structure"),
        "request_of_version_2": ({**cover, "v": 2}, KEYS.sign_seed, "unknown_version"),
        "request_with_unknown_field": ({**cover, "kind": "medical"}, KEYS.sign_seed, "bad_structure"),
        "answer_with_an_unknown_effect": (
            {**by_desk, "answers": {"number": 0, "effect": "forgotten"}},
            DESK,
            "bad_structure",
        ),
        "answer_without_saying_what_it_answers": (
            {name: value for name, value in by_desk.items() if name != "answers"},
            DESK,
            "accepted",
        ),
    }
    for case, (value, key, expect) in misshapen.items():
        source = request if key == KEYS.sign_seed else answer
        yield Vector(AREA, case, "believe_letter", {**source, "letter": plain(sign(key, NAME, value))}, expect)


def _posted(each: Posted) -> Values:
    return {"letter": plain(each.letter), "sealed": b64(each.sealed), "copy": b64(each.copy)}


def opened(fixtures: Fixtures, request: Cover, asked: Posted, answer: Cover, answered: Posted) -> Iterator[Vector]:
    """What stands in them."""
    to_desk = {"cover": plain(request), "sealed": b64(asked.sealed), "seal_seed": b64(DESK_SEAL)}
    own = {"cover": plain(request), "copy": b64(asked.copy), "copy_key": b64(KEYS.self_copy_key)}
    to_patient = {"cover": plain(answer), "sealed": b64(answered.sealed), "seal_seed": b64(KEYS.reply_seed)}
    yield Vector(AREA, "request_opened", "open_letter", to_desk)
    yield Vector(AREA, "request_remembered", "open_letter_copy", own)
    yield Vector(AREA, "answer_opened", "open_letter", to_patient)
    kept = {"cover": plain(answer), "copy": b64(answered.copy), "copy_key": b64(secrets_of(EPOCH).filing)}
    yield Vector(AREA, "answer_remembered_without_its_files", "open_letter_copy", kept)
    refused: dict[str, tuple[str, Values, str]] = {
        "request_to_another_desk": ("open_letter", {**to_desk, "seal_seed": b64(seed("x"))}, "cannot_open"),
        "request_changed": ("open_letter", {**to_desk, "sealed": b64(flip(asked.sealed, 1500))}, "cannot_open"),
        "request_renumbered": ("open_letter", {**to_desk, "cover": plain(replace(request, number=1))}, "cannot_open"),
        "request_copy_in_another_place": (
            "open_letter_copy",
            {**own, "cover": plain(replace(request, appointment="0" * 64))},
            "cannot_open",
        ),
        "request_with_another_clock": (
            "open_letter",
            {**to_desk, "cover": plain(replace(request, clock="one_month"))},
            "bad_letter",
        ),
        "request_of_another_day": (
            "open_letter",
            {**to_desk, "cover": plain(replace(request, day="2026-11-01"))},
            "bad_letter",
        ),
        "answer_read_by_the_desk": ("open_letter", {**to_patient, "seal_seed": b64(DESK_SEAL)}, "cannot_open"),
    }
    for case, (operation, given, expect) in refused.items():
        yield Vector(AREA, case, operation, given, expect)
    yield from insides(fixtures, request)


def insides(fixtures: Fixtures, request: Cover) -> Iterator[Vector]:
    """Contents that were never written so by a client."""
    letter = plain(ASKED)
    carried = plain(REPEATED)
    inside: dict[str, tuple[Values, str]] = {
        "letter_of_a_newer_kind": ({**letter, "kind": "message"}, "bad_letter"),
        "letter_of_no_kind": ({**letter, "kind": ""}, "bad_structure"),
        "letter_with_an_unknown_outcome": ({**letter, "outcome": "lost"}, "bad_structure"),
        "letter_with_unknown_field": ({**letter, "account": "0" * 32}, "bad_structure"),
        "letter_that_repeats_another": ({**letter, "carried": carried}, "accepted"),
        "letter_that_repeats_one_of_nobody": ({**letter, "carried": {**carried, "by": "platform"}}, "bad_structure"),
        "letter_that_repeats_what_is_inside_files": (
            {**letter, "carried": {**carried, "files": [{"name": "a"}]}},
            "bad_structure",
        ),
        "letter_that_asks_for_the_practice_s_word": ({**letter, "asks": [WORD]}, "accepted"),
        "letter_that_asks_for_the_word_of_nobody": (
            {**letter, "asks": [{**WORD, "audience": "public"}]},
            "bad_structure",
        ),
        "letter_that_asks_for_too_many_words": (
            {**letter, "asks": [{**WORD, "blinded": [BLINDED] * 5}]},
            "bad_structure",
        ),
        "letter_with_another_file": (
            {**letter, "files": [{"name": "a", "sha256": "0" * 64, "content": ""}]},
            "bad_letter",
        ),
        "letter_with_a_nameless_file": (
            {**letter, "files": [{"name": "", "sha256": "0" * 64, "content": ""}]},
            "bad_structure",
        ),
    }
    for case, (value, expect) in inside.items():
        padded = pad(canonical(value), LETTER_BUCKETS)
        sealed = fixtures.once(case, lambda p=padded: seal(seal_public(DESK_SEAL), NAME, CONTEXT, p))
        given = {"cover": plain(request), "sealed": b64(sealed), "seal_seed": b64(DESK_SEAL)}
        yield Vector(AREA, case, "open_letter", given, expect)
    message = pad(canonical({**letter, "kind": "message"}), LETTER_BUCKETS)
    locked = lock(KEYS.self_copy_key, COPY, CONTEXT, message, nonce=seed("letter nonce", 12))
    cover = plain(replace(request, clock="none", answers=UNSET, copy=hash_bytes(COPY, locked).hex()))
    given = {"cover": cover, "copy": b64(locked), "copy_key": b64(KEYS.self_copy_key)}
    yield Vector(AREA, "letter_of_a_newer_kind_without_a_clock", "open_letter_copy", given)


def clocks() -> Iterator[Vector]:
    """Ends of months, weekends, holidays; and who may take more time until when."""
    cases: dict[str, tuple[str, str, str]] = {
        "clock_none": ("none", "2026-11-20T21:30:00Z", "2026-11-20"),
        "clock_eight_days": ("eight_days", "2026-11-20T21:30:00Z", "2026-11-21"),
        "clock_eight_days_end_on_a_sunday": ("eight_days", "2026-11-21T08:00:00Z", "2026-11-21"),
        "clock_two_months": ("two_months", "2026-12-31T08:00:00Z", "2027-01-01"),
        "clock_two_months_end_on_a_saturday": ("two_months", "2026-11-02T08:00:00Z", "2026-11-02"),
        "clock_month": ("one_month", "2026-10-05T08:00:00Z", "2026-11-05"),
        "clock_month_over": ("one_month", "2026-10-05T08:00:00Z", "2026-11-06"),
        "clock_month_ends_on_a_saturday": ("one_month", "2026-11-05T08:00:00Z", "2026-12-07"),
        "clock_month_without_that_day": ("one_month", "2027-01-31T08:00:00Z", "2027-03-01"),
        "clock_month_of_a_leap_year": ("one_month", "2028-01-31T08:00:00Z", "2028-02-29"),
        "clock_month_ends_on_easter_monday": ("one_month", "2027-02-28T08:00:00Z", "2027-03-30"),
        "clock_month_ends_on_ascension": ("one_month", "2027-04-06T08:00:00Z", "2027-05-07"),
        "clock_month_ends_on_whit_monday": ("one_month", "2026-04-25T08:00:00Z", "2026-05-26"),
        "clock_month_ends_at_christmas": ("one_month", "2026-11-25T08:00:00Z", "2026-12-28"),
        "clock_month_ends_on_new_year": ("one_month", "2026-12-01T08:00:00Z", "2027-01-04"),
        "clock_month_from_armistice": ("one_month", "2026-10-11T08:00:00Z", "2026-11-12"),
    }
    for case, (clock, asked, today) in cases.items():
        yield Vector(AREA, case, "clock", {"clock": clock, "asked": asked, "today": today})


def cover(number: int, day: str, clock: str = "none", answers: Values | None = None) -> Values:
    """A cover as it is read; of a desk's letter what it answers."""
    by = "manage" if clock != "none" else f"desk:{EPOCH}"
    hashes = {"sealed": "0" * 64, "copy": "0" * 64}
    place = {"practice": PRACTICE, "appointment": KEYS.appointment, "epoch": EPOCH, "by": by, "number": number}
    found = {"v": 1, "type": "letter", **place, "day": day, "clock": clock, **hashes}
    return found if answers is None else {**found, "answers": answers}


def standings() -> Iterator[Vector]:
    """Requests that wait, got more time, were answered, or too late."""
    month, eight = cover(0, "2026-10-05", "one_month"), cover(1, "2026-10-06", "eight_days")
    extended, settled = {"number": 0, "effect": "extended"}, {"number": 0, "effect": "settled"}
    cases: dict[str, tuple[list[Values], str]] = {
        "requests_none": ([cover(0, "2026-10-05")], "2026-10-05"),
        "requests_waiting": ([eight, month], "2026-10-14"),
        "requests_late_by_a_day": ([eight, month], "2026-10-15"),
        "request_extended": ([month, cover(0, "2026-11-05", answers=extended)], "2026-12-24"),
        "request_extended_too_late": ([month, cover(0, "2026-11-06", answers=extended)], "2026-12-24"),
        "request_extended_after_its_answer": (
            [month, cover(0, "2026-10-07", answers=settled), cover(1, "2026-10-08", answers=extended)],
            "2026-12-24",
        ),
        "request_of_eight_days_is_not_extended": (
            [eight, cover(0, "2026-10-07", answers={"number": 1, "effect": "extended"})],
            "2026-10-07",
        ),
        "request_told_something": (
            [month, cover(0, "2026-11-05", answers={"number": 0, "effect": "told"})],
            "2026-11-05",
        ),
        "request_settled": ([month, cover(0, "2026-11-05", answers=settled)], "2027-12-24"),
        "request_settled_late": ([month, cover(0, "2026-11-06", answers=settled)], "2027-12-24"),
        "request_settled_twice": (
            [month, cover(1, "2026-11-07", answers=settled), cover(0, "2026-11-05", answers=settled)],
            "2027-12-24",
        ),
        "request_beside_the_answer_of_another": ([eight, cover(0, "2026-10-07", answers=settled)], "2026-10-08"),
    }
    for case, (covers, today) in cases.items():
        yield Vector(AREA, case, "request_standings", {"covers": covers, "today": today})
