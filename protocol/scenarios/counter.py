"""Codes on paper and on screens, and visits that change hands at the counter."""

from collections.abc import Iterator
from itertools import chain

import msgspec

from scenarios.appointments import KEYS, PATIENT, copy_of_a_visit
from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from scenarios.practices import PRACTICE
from serment_protocol.appointments import ZEROS, Booking, PatientName, Place, manage_keys, seal_envelope
from serment_protocol.codes import write_code
from serment_protocol.counter import ANSWER_NAME, PROPOSAL_NAME, ProposedVisit, Voice, hello_of, meeting_id
from serment_protocol.encoding import Json, b64, canonical
from serment_protocol.kit import code_words, kit_words
from serment_protocol.padding import SELF_COPY_BUCKETS, TURN_BUCKETS, pad
from serment_protocol.primitives import derive, hash_bytes, seal_public, sign_public
from serment_protocol.sealing import lock
from serment_protocol.signing import sign, sign_bytes
from serment_protocol.statements import Contents, Statement

AREA = "counter"
VOICE = Voice(seed("hello"), seed("counter nonce"))
SPOKEN = hello_of(VOICE, PatientName("Zoé", "Exemple"))
CODE = SPOKEN.code
EPOCH = 2
DESK_SIGN, DESK_SEAL = seed("desk sign 2"), seed("desk seal 2")
NEW = manage_keys(seed("new manage seed"))
TICKET = seed("ticket at the counter", 1436)


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    return chain(words(), links(), claims(), hellos(), proposals(), answers(fixtures), marks())


def words() -> Iterator[Vector]:
    """Twelve words."""
    given: Values = {"code": b64(CODE)}
    french, english = (code_words(CODE, language) for language in ("fr", "en"))
    yield Vector(AREA, "code_in_french", "code_words", {**given, "language": "fr"})
    yield Vector(AREA, "code_in_english", "code_words", {**given, "language": "en"})
    yield Vector(AREA, "code_too_short", "code_words", {"code": b64(CODE[1:]), "language": "fr"}, "bad_code")
    typed = {
        "code_read": french,
        "code_read_english": english,
        "code_of_beginnings": [word[:4] for word in french],
        "code_of_longer_beginnings": [word[:5] for word in french],
        "code_in_capitals": [word.upper() for word in french],
    }
    for case, each in typed.items():
        yield Vector(AREA, case, "read_code", {"kind": "claim", "typed": "  ".join(each)})
    refused = {
        "code_of_shorter_beginnings": [word[:3] for word in french],
        "code_of_other_endings": [f"{word[:4]}zz" for word in french],
        "code_checksum": [french[1], french[0], *french[2:]],
        "code_word_missing": french[1:],
        "code_languages_mixed": [*french[:6], *english[6:]],
        "code_empty": [],
    }
    for case, each in refused.items():
        yield Vector(AREA, case, "read_code", {"kind": "claim", "typed": " ".join(each)}, "bad_code")
    kit = " ".join(word[:4] for word in kit_words(seed("kit", 16), "fr"))
    yield Vector("accounts", "kit_of_beginnings", "read_kit", {"typed": kit})


def links() -> Iterator[Vector]:
    """Addresses behind QR codes."""
    link = write_code("counter", CODE)
    yield Vector(AREA, "link", "write_code", {"kind": "counter", "code": b64(CODE)})
    yield Vector(AREA, "link_read", "read_code", {"kind": "counter", "typed": link})
    scanned = f" https://app.example/#/{link}\n"
    yield Vector(AREA, "link_scanned", "read_code", {"kind": "counter", "typed": scanned})
    refused = {
        "link_of_another_kind": write_code("claim", CODE),
        "link_too_short": write_code("counter", CODE[1:]),
        "link_too_long": write_code("counter", CODE + b"\0"),
        "link_not_base64": link[:-1] + "=",
        "link_goes_on": f"{link}/more",
        "link_without_code": "counter/",
    }
    for case, typed in refused.items():
        yield Vector(AREA, case, "read_code", {"kind": "counter", "typed": typed}, "bad_code")


def claims() -> Iterator[Vector]:
    """The manage seed of a booking by staff."""
    yield Vector(AREA, "claim_seed", "claim_seed", {"code": b64(CODE)})
    yield Vector(AREA, "claim_too_short", "claim_seed", {"code": b64(CODE[1:])}, "bad_code")
    yield Vector(AREA, "meeting", "meeting_id", {"code": b64(CODE)})


def turn(place: int, content: Values, code: bytes = CODE) -> bytes:
    """What lies at the meeting, made by hand."""
    context = {"v": 1, "meeting": meeting_id(code), "place": place}
    padded = pad(canonical(content), TURN_BUCKETS)
    return lock(derive(code, "meeting"), "meeting", context, padded, nonce=seed(f"turn nonce {place}", 12))


HELLO = plain(SPOKEN)
SAID = turn(0, HELLO)


def hellos() -> Iterator[Vector]:
    """Who stands there, and the code that stands for it."""
    yield Vector(AREA, "hello_code", "code_of_hello", {"hello": HELLO})
    given: Values = {"code": b64(CODE), "locked": b64(SAID)}
    yield Vector(AREA, "hello", "open_hello", given)
    refused: dict[str, tuple[Values, str]] = {
        "hello_under_another_code": ({"code": b64(seed("another code", 16))}, "cannot_open"),
        "hello_changed": ({"locked": b64(flip(SAID, -1))}, "cannot_open"),
        "hello_of_version_2": ({"locked": b64(b"\2" + SAID[1:])}, "unknown_version"),
        "hello_in_another_place": ({"locked": b64(turn(1, HELLO))}, "cannot_open"),
        "hello_of_a_key_too_short": (
            {"locked": b64(turn(0, {**HELLO, "sign": b64(seed("short", 31))}))},
            "bad_structure",
        ),
        "hello_of_another_key": (
            {"locked": b64(turn(0, {**HELLO, "sign": b64(sign_public(seed("liar")))}))},
            "commitment_broken",
        ),
        "hello_by_another_name": (
            {"locked": b64(turn(0, {**HELLO, "patient": {"given": "Éve", "family": "Exemple"}}))},
            "commitment_broken",
        ),
        "hello_with_another_commitment": (
            {"locked": b64(turn(0, {**HELLO, "commitment": "0" * 64}))},
            "commitment_broken",
        ),
        "hello_without_commitment": (
            {"locked": b64(turn(0, {name: HELLO[name] for name in HELLO if name != "commitment"}))},
            "bad_structure",
        ),
        "hello_with_unknown_field": ({"locked": b64(turn(0, {**HELLO, "account": "0" * 32}))}, "bad_structure"),
    }
    for case, (change, expect) in refused.items():
        yield Vector(AREA, case, "open_hello", {**given, **change}, expect)


def turn_hash(locked: bytes) -> str:
    """By which a later turn names an earlier one."""
    return hash_bytes("turn", locked).hex()


VISIT = ProposedVisit(
    replaces=KEYS.appointment,
    schedule=seed("schedule", 16).hex(),
    start="2026-02-02T08:40:00Z",
    duration=20,
    service_class="visit-20",
    told=copy_of_a_visit(),
)
PROPOSAL: Values = {
    "v": 1,
    "type": "proposal",
    "meeting": meeting_id(CODE),
    "hello": turn_hash(SAID),
    "practice": PRACTICE,
    "epoch": EPOCH,
    "visits": [plain(VISIT)],
}


def proposed(key: bytes = DESK_SIGN, **change: Json) -> Values:
    """A proposal, signed."""
    return plain(sign(key, PROPOSAL_NAME, {**PROPOSAL, **change}))


PROPOSED = turn(1, proposed())


def proposals() -> Iterator[Vector]:
    """What the desk proposes."""
    given: Values = {"code": b64(CODE), "locked": b64(PROPOSED)}
    yield Vector(AREA, "proposal", "open_proposal", given)
    foreign = {**plain(VISIT), "told": {**plain(VISIT.told), "practice": "0" * 32}}
    refused: dict[str, tuple[Values, str]] = {
        "proposal_under_another_code": ({"code": b64(seed("another code", 16))}, "cannot_open"),
        "proposal_in_the_place_of_the_hello": ({"locked": b64(turn(0, proposed()))}, "cannot_open"),
        "proposal_of_nothing": ({"locked": b64(turn(1, proposed(visits=[])))}, "bad_structure"),
        "proposal_of_too_much": ({"locked": b64(turn(1, proposed(visits=[plain(VISIT)] * 13)))}, "bad_structure"),
        "proposal_of_another_practices_visit": (
            {"locked": b64(turn(1, proposed(visits=[foreign])))},
            "bad_structure",
        ),
        "proposal_with_unknown_field": ({"locked": b64(turn(1, proposed(account="0" * 32)))}, "bad_structure"),
    }
    for case, (change, expect) in refused.items():
        yield Vector(AREA, case, "open_proposal", {**given, **change}, expect)
    signed: Values = {"signed": proposed(), "code": b64(CODE), "hello": b64(SAID)}
    signed["desk_sign"] = b64(sign_public(DESK_SIGN))
    yield Vector(AREA, "proposal_verified", "verify_proposal", signed)
    disbelieved: dict[str, tuple[Values, str]] = {
        "proposal_forged": ({"signed": proposed(seed("liar"))}, "bad_signature"),
        "proposal_of_a_retired_desk": ({"signed": proposed(seed("desk sign 1"))}, "bad_signature"),
        "proposal_to_another_hello": ({"signed": proposed(hello=turn_hash(turn(0, {**HELLO, "v": 2})))}, "bad_answer"),
        "proposal_of_another_meeting": ({"code": b64(seed("another code", 16))}, "bad_answer"),
        "proposal_replayed_to_another_hello": ({"hello": b64(flip(SAID, -1))}, "bad_answer"),
    }
    for case, (change, expect) in disbelieved.items():
        yield Vector(AREA, case, "verify_proposal", {**signed, **change}, expect)


def answers(fixtures: Fixtures) -> Iterator[Vector]:
    """What the patient books in place of the old visit."""
    sealed = fixtures.once("booking in place of another", lambda: seal(booking()))
    given: Values = {"code": b64(CODE), "proposal": b64(PROPOSED), "number": 0, "hello": HELLO}
    given["desk_seal_seed"] = b64(DESK_SEAL)

    def vector(case: str, content: Values, expect: str = "accepted", **change: object) -> Vector:
        return Vector(AREA, case, "believe_answer", {**given, "locked": b64(turn(2, content)), **change}, expect)

    good = answer(statement(), sealed)
    yield vector("answer", good)
    yield vector("answer_that_reveals_another_number", {**good, "nonce": b64(seed("liar"))}, "commitment_broken")
    short = {**good, "nonce": b64(seed("counter nonce")[1:])}
    yield vector("answer_that_reveals_too_little", short, "bad_structure")
    yield vector("answer_signed_by_somebody_else", answer(statement(), sealed, signer=seed("liar")), "bad_signature")
    other = turn(1, proposed(visits=[plain(VISIT), plain(VISIT)]))
    yield vector("answer_to_another_proposal", answer(statement(), sealed, proposal=other), "bad_signature")
    yield vector("answer_renumbered", answer(statement(), sealed, number=1), "bad_signature")
    yield vector("answer_in_another_place", good, "cannot_open", locked=b64(turn(3, good)))
    yield vector("answer_changed", good, "cannot_open", locked=b64(flip(turn(2, good), -1)))
    yield vector("answer_with_unknown_field", {**good, "token": ""}, "bad_structure")
    moved: dict[str, Values] = {
        "answer_at_another_time": {"start": "2026-02-02T09:00:00Z"},
        "answer_with_another_practitioner": {"schedule": seed("another schedule", 16).hex()},
        "answer_for_longer": {"duration": 40},
        "answer_of_another_class": {"class": "visit-40"},
        "answer_for_another_practice": {"practice": "0" * 32},
        "answer_under_another_epoch": {"epoch": 1},
    }
    for case, change in moved.items():
        yield vector(case, answer(statement(**change), sealed), "bad_answer")
    yield vector("answer_of_a_key_that_it_lacks", answer(statement(), sealed, key=seed("liar")), "bad_signature")
    yield vector("answer_of_another_key", answer(statement(appointment="0" * 64), sealed), "chain_broken")
    yield vector("answer_with_another_ticket", {**good, "ticket": b64(seed("x", 1436))}, "bad_answer")
    yield vector("answer_without_ticket", {**good, "ticket": ""}, "ticket_size")
    insides: dict[str, Booking] = {
        "answer_in_place_of_another_visit": booking(replaces="0" * 64),
        "answer_that_replaces_nothing": booking(replaces=msgspec.UNSET),
        "answer_for_somebody_else": booking(patient=msgspec.structs.replace(PATIENT, given="Éve")),
        "answer_for_another_reason": booking(motive="vaccination"),
        "answer_with_another_note": booking(note="Fièvre"),
    }
    for case, inside in insides.items():
        wrong = fixtures.once(case, lambda inside=inside: seal(inside))
        yield vector(case, answer(statement(), wrong), "bad_answer")
    yield vector("answer_that_the_desk_cannot_open", answer(statement(), flip(sealed, -1)), "cannot_open")


def marks() -> Iterator[Vector]:
    """Six digits, which every turn before the answers changes, and the number that comes last."""
    given: Values = {"nonce": b64(VOICE.nonce), "hello": b64(SAID), "proposal": b64(PROPOSED)}
    yield Vector(AREA, "mark", "meeting_mark", given)
    others: dict[str, Values] = {
        "mark_of_another_number": {"nonce": b64(seed("liar"))},
        "mark_of_another_hello": {"hello": b64(flip(SAID, -1))},
        "mark_of_another_proposal": {"proposal": b64(turn(1, proposed(seed("liar"))))},
    }
    for case, change in others.items():
        yield Vector(AREA, case, "meeting_mark", {**given, **change})


def booking(**change: object) -> Booking:
    """What the new envelope says."""
    content = Booking(
        patient=PATIENT,
        motive="visit",
        note="Toux",
        reply=NEW.reply_public,
        language="fr",
        replaces=KEYS.appointment,
    )
    return msgspec.structs.replace(content, **change)


def seal(content: Booking) -> bytes:
    """For the desk."""
    return seal_envelope(content, Place(PRACTICE, EPOCH, NEW.appointment), seal_public(DESK_SEAL))


def contents(envelope: bytes) -> Contents:
    """Beside the statement."""
    copy = pad(canonical(copy_of_a_visit()), SELF_COPY_BUCKETS)
    context = {"v": 1, "appointment": NEW.appointment}
    locked = lock(NEW.self_copy_key, "self-copy", context, copy, nonce=seed("new copy nonce", 12))
    return Contents(NEW.sign_public, envelope, locked, TICKET, None)


def statement(**change: object) -> Values:
    """The first statement of the new appointment, but for its contents."""
    first = Statement(
        appointment=NEW.appointment,
        practice=PRACTICE,
        sequence=0,
        state="booked",
        schedule=VISIT.schedule,
        start=VISIT.start,
        duration=VISIT.duration,
        service_class=VISIT.service_class,
        epoch=EPOCH,
        previous=ZEROS,
        by="manage",
        contents=ZEROS,
    )
    return {**plain(first), **change}


def answer(
    first: Values,
    envelope: bytes,
    *,
    key: bytes = NEW.sign_seed,
    signer: bytes = VOICE.seed,
    proposal: bytes = PROPOSED,
    number: int = 0,
) -> Values:
    """An answer made by hand."""
    parts = contents(envelope)
    signed = sign(key, "appointment", {**first, "contents": parts.digest()})
    body: Values = {"v": 1, "type": "answer", "meeting": meeting_id(CODE), "proposal": turn_hash(proposal)}
    body |= {"number": number, "statement": hash_bytes("statement", signed.body_bytes).hex()}
    return {
        "v": 1,
        "type": "answer",
        "statement": plain(signed),
        "manage": b64(parts.manage),
        "envelope": b64(parts.envelope),
        "self_copy": b64(parts.self_copy),
        "ticket": b64(parts.ticket),
        "nonce": b64(VOICE.nonce),
        "signature": b64(sign_bytes(signer, ANSWER_NAME, canonical(body))),
    }
