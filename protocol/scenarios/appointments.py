"""Appointments: envelopes, self-copies, statements, signed reads, filings, absences; and typed contacts."""

from collections.abc import Callable, Iterator
from itertools import chain

from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from scenarios.practices import PRACTICE, secrets_of, staff
from serment_protocol.accounts import MemberKeys
from serment_protocol.appointments import (
    ZEROS,
    Booking,
    FilingContent,
    PatientName,
    Place,
    SelfCopy,
    filing_hash,
    manage_keys,
    seal_envelope,
)
from serment_protocol.encoding import b64, canonical
from serment_protocol.nudges import Contact, contact_ticket
from serment_protocol.padding import ABSENCE_BUCKETS, ENVELOPE_BUCKETS, SELF_COPY_BUCKETS, pad
from serment_protocol.practice import CLINICAL
from serment_protocol.primitives import seal_public, sha256, sign_public
from serment_protocol.sealing import Context, lock, seal
from serment_protocol.signing import Signed, sign, sign_bytes
from serment_protocol.statements import Statement, statement_hash
from serment_protocol.vault import Identity

AREA = "appointments"
SEED = seed("manage seed")
KEYS = manage_keys(SEED)
EPOCH = 2
DESK = seed("desk sign 2")
HERE = Place(PRACTICE, EPOCH, KEYS.appointment)
PLACE: Values = {"practice": PRACTICE, "epoch": EPOCH, "appointment": KEYS.appointment}
PATIENT = Identity("Zoé", "Exemple", "1990-05-17", "+33 6 00 00 00 00", "zoe@example.org")
ORIGIN = "https://platform.example"

ChainOf = Callable[[str, list[Signed], str], Vector]


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    return chain(
        keys(),
        envelopes(fixtures),
        self_copies(),
        changes(),
        chains(),
        reads(),
        filings(),
        notes(),
        absences(),
        contacts(fixtures),
    )


def keys() -> Iterator[Vector]:
    """What a manage seed governs."""
    yield Vector(AREA, "manage_keys", "manage_keys", {"seed": b64(SEED)})
    parts = {name: b64(seed(name, 40)) for name in ("manage", "envelope", "self_copy", "ticket")}
    yield Vector(AREA, "contents", "contents_hash", {**parts, "token": b64(seed("token", 354))})
    shown = {"token": b64(seed("token", 354)), "credential": b64(seed("credential", 354))}
    yield Vector(AREA, "contents_with_credential", "contents_hash", {**parts, **shown})
    yield Vector(AREA, "contents_by_staff", "contents_hash", {**parts, "token": ""})


def asked() -> Values:
    """What an envelope asks of the practice."""
    return {"audience": "known", "key": "a" * 64, "blinded": [b64(seed("blinded", 256))]}


def booking() -> Booking:
    """What only the practice reads."""
    return Booking(patient=PATIENT, motive="visit", note="Toux", reply=KEYS.reply_public, language="fr")


def envelopes(fixtures: Fixtures) -> Iterator[Vector]:
    """Sealed bookings."""
    desk_seal = seed("desk seal 2")
    sealed = fixtures.once("booking", lambda: seal_envelope(booking(), HERE, seal_public(desk_seal)))
    given = {**PLACE, "desk_seal_seed": b64(desk_seal), "sealed": b64(sealed)}
    yield Vector(AREA, "envelope", "open_envelope", given)
    refused: dict[str, Values] = {
        "envelope_moved_to_another_appointment": {"appointment": "0" * 64},
        "envelope_moved_to_another_epoch": {"epoch": 1},
        "envelope_moved_to_another_practice": {"practice": "0" * 32},
        "envelope_to_a_retired_desk": {"desk_seal_seed": b64(seed("desk seal 1"))},
        "envelope_changed": {"sealed": b64(flip(sealed, 1500))},
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "open_envelope", {**given, **change}, "cannot_open")
    downgraded = {**given, "sealed": b64(b"\0" + sealed[1:])}
    yield Vector(AREA, "envelope_downgraded", "open_envelope", downgraded, "unknown_version")
    loose = canonical(booking()).replace(b',"v":1', b', "v":1')
    insides = {
        "envelope_not_padded": (canonical(booking()), "bad_padding"),
        "envelope_padding_not_zero": (flip(pad(canonical(booking()), ENVELOPE_BUCKETS), -1), "bad_padding"),
        "envelope_not_canonical": (pad(loose, ENVELOPE_BUCKETS), "not_canonical"),
        "envelope_of_another_type": (padded(booking(), {"type": "filing"}), "bad_structure"),
        "envelope_with_unknown_field": (padded(booking(), {"account": "0" * 32}), "bad_structure"),
        "envelope_of_version_2": (padded(booking(), {"v": 2}), "unknown_version"),
        "envelope_in_place_of_another": (padded(booking(), {"replaces": "0" * 64}), "accepted"),
        "envelope_in_place_of_nothing": (padded(booking(), {"replaces": ""}), "bad_structure"),
        "envelope_with_pseudonym": (padded(booking(), {"pseudonym": "a" * 32}), "accepted"),
        "envelope_that_asks": (padded(booking(), {"asks": [asked()]}), "accepted"),
        "envelope_that_asks_for_nothing": (padded(booking(), {"asks": [asked() | {"blinded": []}]}), "bad_structure"),
        "envelope_that_asks_as_staff": (
            padded(booking(), {"asks": [asked() | {"audience": "staff"}]}),
            "bad_structure",
        ),
        "envelope_with_long_pseudonym": (padded(booking(), {"pseudonym": "a" * 64}), "bad_structure"),
    }
    context = {"v": 1, **PLACE, "compartment": "desk"}
    for case, (inside, expect) in insides.items():
        data = fixtures.once(case, lambda i=inside: seal(seal_public(desk_seal), "envelope", context, i))
        yield Vector(AREA, case, "open_envelope", {**given, "sealed": b64(data)}, expect)


def padded(content: Booking, change: Values) -> bytes:
    """A changed booking, padded well."""
    return pad(canonical({**plain(content), **change}), ENVELOPE_BUCKETS)


def copy_of_a_visit() -> SelfCopy:
    """What the patient is told of a visit."""
    return SelfCopy(
        practice=PRACTICE,
        practice_name="Cabinet Exemple (fictif)",
        practitioner=seed("practitioner", 16).hex(),
        practitioner_name="Dr Ada Exemple",
        address="1 rue de l'Exemple, 35000 Rennes",
        phone="+33 1 99 00 00 00",
        time_zone="Europe/Paris",
        motive="visit",
        motive_label="Consultation",
        patient=PatientName("Zoé", "Exemple"),
        note="Toux",
    )


def self_copies() -> Iterator[Vector]:
    """What the patient finds again."""
    context = {"v": 1, "appointment": KEYS.appointment}
    padded_copy = pad(canonical(copy_of_a_visit()), SELF_COPY_BUCKETS)
    locked = lock(KEYS.self_copy_key, "self-copy", context, padded_copy, nonce=seed("copy nonce", 12))
    yield Vector(AREA, "self_copy", "open_self_copy", {"seed": b64(SEED), "locked": b64(locked)})
    other = {"seed": b64(seed("another seed")), "locked": b64(locked)}
    yield Vector(AREA, "self_copy_of_another_appointment", "open_self_copy", other, "cannot_open")


def statement(**change: object) -> Values:
    """The first statement, or a changed one."""
    first = Statement(
        appointment=KEYS.appointment,
        practice=PRACTICE,
        sequence=0,
        state="booked",
        schedule=seed("schedule", 16).hex(),
        start="2026-02-02T08:40:00Z",
        duration=20,
        service_class="visit-20",
        epoch=EPOCH,
        previous=ZEROS,
        by="manage",
        contents=seed("contents").hex(),
    )
    return {**plain(first), **change}


def signed(value: Values, key: bytes = KEYS.sign_seed) -> Signed:
    """A statement, signed."""
    return sign(key, "appointment", value)


def follow(last: Signed, sequence: int, **change: object) -> Values:
    """The statement that comes next."""
    following = {"sequence": sequence, "previous": statement_hash(last), "contents": ZEROS}
    return statement(**{**following, **change})


FIRST = signed(statement())
MOVED = signed(follow(FIRST, 1, start="2026-02-03T09:00:00Z"))
DESK_SIGNED = {"by": "desk:2", "start": "2026-02-03T09:00:00Z"}


def changes() -> Iterator[Vector]:
    """Signing the next statement."""
    given = {"last": plain(FIRST), "seed": b64(KEYS.sign_seed), "by": "manage", "start": "", "schedule": ""}
    yield Vector(AREA, "move", "sign_next", {**given, "state": "booked", "start": "2026-02-03T09:00:00Z"})
    yield Vector(AREA, "cancel", "sign_next", {**given, "state": "cancelled"})
    desk = {**given, "seed": b64(DESK), "by": "desk:2"}
    yield Vector(AREA, "arrive", "sign_next", {**desk, "state": "arrived"})
    yield Vector(AREA, "patient_marks_arrived", "sign_next", {**given, "state": "arrived"}, "bad_transition")
    yield Vector(AREA, "fulfilled_without_arriving", "sign_next", {**desk, "state": "fulfilled"}, "bad_transition")


def chains() -> Iterator[Vector]:
    """Whole histories."""
    given: Values = {
        "manage": b64(KEYS.sign_public),
        "desk_keys": {"1": b64(sign_public(seed("desk sign 1"))), "2": b64(sign_public(DESK))},
    }

    def chain_of(case: str, statements: list[Signed], expect: str = "accepted") -> Vector:
        return Vector(AREA, case, "verify_chain", {**given, "chain": [plain(each) for each in statements]}, expect)

    arrived = signed(follow(MOVED, 2, state="arrived", **DESK_SIGNED), DESK)
    fulfilled = signed(follow(arrived, 3, state="fulfilled", **DESK_SIGNED), DESK)
    cancelled = signed(follow(FIRST, 1, state="cancelled"))
    yield chain_of("chain_of_one", [FIRST])
    yield chain_of("chain_moved_arrived_fulfilled", [FIRST, MOVED, arrived, fulfilled])
    yield chain_of("chain_cancelled", [FIRST, cancelled])
    yield chain_of("chain_empty", [], "chain_broken")
    yield chain_of("chain_begins_later", [MOVED], "chain_broken")
    yield chain_of("chain_with_a_gap", [FIRST, arrived], "chain_broken")
    yield chain_of("chain_out_of_order", [FIRST, arrived, MOVED], "chain_broken")
    yield chain_of("chain_repeated", [FIRST, FIRST], "chain_broken")
    yield from broken_links(chain_of)
    yield from bad_steps(chain_of, cancelled)


def broken_links(chain_of: ChainOf) -> Iterator[Vector]:
    """Links, signatures and what may not change."""
    next_start = "2026-02-03T09:00:00Z"
    changed: dict[str, Values] = {
        "chain_links_elsewhere": {"previous": "a" * 64},
        "chain_changes_practice": {"practice": "0" * 32},
        "chain_changes_duration": {"duration": 40},
        "chain_changes_class": {"class": "long-40"},
        "chain_changes_epoch": {"epoch": 3},
        "chain_changes_contents": {"contents": "a" * 64},
        "chain_changes_appointment": {"appointment": "0" * 64},
    }
    for case, change in changed.items():
        yield chain_of(case, [FIRST, signed(follow(FIRST, 1, start=next_start, **change))], "chain_broken")
    other = statement(appointment="0" * 64)
    yield chain_of("chain_of_another_key", [signed(other)], "chain_broken")
    forged = signed(follow(FIRST, 1, state="cancelled"), seed("liar"))
    yield chain_of("statement_forged", [FIRST, forged], "bad_signature")
    impostor = signed(follow(FIRST, 1, state="arrived", by="desk:2"), KEYS.sign_seed)
    yield chain_of("patient_signs_as_desk", [FIRST, impostor], "bad_signature")
    retired = signed(follow(FIRST, 1, state="arrived", by="desk:2"), seed("desk sign 1"))
    yield chain_of("retired_desk_signs_as_current", [FIRST, retired], "bad_signature")
    unknown = signed(follow(FIRST, 1, state="arrived", by="desk:9"), DESK)
    yield chain_of("desk_of_an_unknown_epoch", [FIRST, unknown], "bad_signature")
    malformed: dict[str, tuple[Values, str]] = {
        "statement_with_unknown_field": ({"name": "Zoé"}, "bad_structure"),
        "statement_without_type": ({"type": "booking"}, "bad_structure"),
        "statement_of_unknown_state": ({"state": "held"}, "bad_structure"),
        "statement_by_nobody": ({"by": "desk:0"}, "bad_structure"),
        "statement_starts_with_offset": ({"start": "2026-02-02T09:40:00+01:00"}, "bad_structure"),
        "statement_of_version_2": ({"v": 2}, "unknown_version"),
    }
    for case, (change, expect) in malformed.items():
        yield chain_of(case, [signed(statement(**change))], expect)


def bad_steps(chain_of: ChainOf, cancelled: Signed) -> Iterator[Vector]:
    """Transitions that do not exist, or not for this hand."""
    yield chain_of("opened_as_arrived", [signed(statement(state="arrived"))], "bad_transition")
    by_desk = signed(statement(by="desk:2"), DESK)
    yield chain_of("opened_by_the_desk", [by_desk], "bad_transition")
    revived = signed(follow(cancelled, 2, state="booked", by="desk:2"), DESK)
    yield chain_of("cancelled_and_booked_again", [FIRST, cancelled, revived], "bad_transition")
    skipped = signed(follow(FIRST, 1, state="fulfilled", by="desk:2"), DESK)
    yield chain_of("booked_to_fulfilled", [FIRST, skipped], "bad_transition")
    arrived = signed(follow(FIRST, 1, state="arrived", by="desk:2"), DESK)
    undone = signed(follow(arrived, 2, state="booked"))
    yield chain_of("patient_undoes_arrival", [FIRST, arrived, undone], "bad_transition")
    restored = signed(follow(arrived, 2, state="booked", by="desk:2"), DESK)
    yield chain_of("desk_undoes_arrival", [FIRST, arrived, restored], "accepted")


def reads() -> Iterator[Vector]:
    """Signed reads."""
    path = f"/v1/appointments/{KEYS.appointment}"
    given = {"origin": ORIGIN, "method": "GET", "path": path, "body": "", "now": "2026-01-20T10:00:00Z"}
    yield Vector(AREA, "read_signed", "sign_read", {**given, "seed": b64(SEED)})
    header = read_header(path, 1768903200)
    yield Vector(AREA, "read_verified", "verify_read", {**given, "header": header})
    refused: dict[str, Values] = {
        "read_of_another_path": {"path": "/v1/appointments/" + "0" * 64},
        "read_by_another_method": {"method": "POST"},
        "read_at_another_origin": {"origin": "https://other.example"},
        "read_with_another_body": {"body": b64(b"{}")},
        "read_with_another_header": {"header": header.replace("v1 ", "v2 ")},
        "read_without_header": {"header": ""},
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "verify_read", {**given, "header": header, **change}, "bad_signature")
    late = {**given, "header": header, "now": "2026-01-20T10:05:01Z"}
    yield Vector(AREA, "read_too_late", "verify_read", late, "signature_expired")
    early = {**given, "header": header, "now": "2026-01-20T09:54:59Z"}
    yield Vector(AREA, "read_from_the_future", "verify_read", early, "signature_expired")


def read_header(path: str, time: int) -> str:
    """A header written by hand."""
    body = {"v": 1, "type": "read", "origin": ORIGIN, "method": "GET", "path": path, "body": sha256(b"").hex()}
    signature = sign_bytes(KEYS.sign_seed, "read", canonical({**body, "time": time}))
    return f"v1 {b64(KEYS.sign_public)} {time} {b64(signature)}"


def filings() -> Iterator[Vector]:
    """What the practice keeps."""
    keys, key = staff("Ada"), secrets_of(EPOCH).filing
    content = plain(
        FilingContent(
            patient=PATIENT,
            motive="visit",
            note="Toux",
            reply=KEYS.reply_public,
            language="fr",
            staff_note="Rappeler",
            claim="",
        )
    )
    filing = filing_of(keys, key, content)
    given = {**PLACE, "filing": filing, "filing_key": b64(key), "member_sign": b64(keys.sign_public)}
    yield Vector(AREA, "filing", "open_filing", given)
    yield Vector(AREA, "filing_by_somebody_who_left", "open_filing", {**given, "member_sign": ""})
    contents: dict[str, tuple[Values, str]] = {
        "filing_with_a_claim": ({"claim": b64(seed("claim", 16))}, "accepted"),
        "filing_with_a_claim_too_short": ({"claim": b64(seed("claim", 15))}, "bad_structure"),
        "filing_in_place_of_another": ({"replaces": "0" * 64}, "accepted"),
        "filing_in_place_of_nothing": ({"replaces": ""}, "bad_structure"),
        "filing_with_pseudonym": ({"pseudonym": "a" * 32, "replaces": "0" * 64}, "accepted"),
        "filing_with_no_pseudonym": ({"pseudonym": ""}, "bad_structure"),
        "filing_restricted": ({"restricted": "2026-11-26"}, "accepted"),
        "filing_restricted_on_no_day": ({"restricted": ""}, "bad_structure"),
    }
    for case, (change, expect) in contents.items():
        changed = filing_of(keys, key, {**content, **change})
        yield Vector(AREA, case, "open_filing", {**given, "filing": changed}, expect)
    unsigned = {**given, "member_sign": ""}
    refused: dict[str, tuple[Values, str]] = {
        "filing_of_another_appointment": ({**given, "appointment": "0" * 64}, "bad_signature"),
        "filing_by_another_member": ({**given, "member_sign": b64(staff("Bob").sign_public)}, "bad_signature"),
        "filing_renumbered": ({**given, "filing": {**filing, "revision": 2}}, "bad_signature"),
        "filing_renumbered_unsigned": ({**unsigned, "filing": {**filing, "revision": 2}}, "cannot_open"),
        "filing_moved_unsigned": ({**unsigned, "appointment": "0" * 64}, "cannot_open"),
        "filing_of_another_epoch": ({**given, "epoch": 1}, "bad_structure"),
        "filing_under_another_key": ({**given, "filing_key": b64(seed("x"))}, "cannot_open"),
    }
    for case, (changed, expect) in refused.items():
        yield Vector(AREA, case, "open_filing", changed, expect)


def filing_of(keys: MemberKeys, key: bytes, content: Values) -> Values:
    """A filing written by hand."""
    context = {"v": 1, **PLACE, "compartment": "desk", "revision": 1, "previous": ZEROS}
    blob = lock(key, "filing", context, pad(canonical(content), ENVELOPE_BUCKETS), nonce=seed("filing nonce", 12))
    body = {"v": 1, "type": "filing", **PLACE, "revision": 1, "previous": ZEROS, "blob": filing_hash(blob)}
    signature = sign_bytes(keys.sign_seed, "filing", canonical({**body, "member": keys.member}))
    return {
        "revision": 1,
        "previous": ZEROS,
        "epoch": EPOCH,
        "blob": b64(blob),
        "member": keys.member,
        "signature": b64(signature),
    }


def notes() -> Iterator[Vector]:
    """What the practitioner notes, apart from the desk."""
    keys, key = staff("Ada"), secrets_of(EPOCH, CLINICAL).filing
    context = {"v": 1, **PLACE, "compartment": CLINICAL, "revision": 1, "previous": ZEROS}
    content = {"v": 1, "type": "clinical_note", "text": "Toux sèche depuis une semaine"}
    note = note_of(keys, key, context, content)
    given = {**PLACE, "note": note, "filing_key": b64(key), "member_sign": b64(keys.sign_public)}
    yield Vector(AREA, "note", "open_note", given)
    yield Vector(AREA, "note_by_somebody_who_left", "open_note", {**given, "member_sign": ""})
    unsigned = {**given, "member_sign": ""}
    desk = note_of(keys, secrets_of(EPOCH).filing, {**context, "compartment": "desk"}, content)
    longer = note_of(keys, key, context, {**content, "author": "Ada"})
    refused: dict[str, tuple[Values, str]] = {
        "note_with_the_desks_key": ({**given, "filing_key": b64(secrets_of(EPOCH).filing)}, "cannot_open"),
        "note_of_another_appointment": ({**given, "appointment": "0" * 64}, "bad_signature"),
        "note_moved_unsigned": ({**unsigned, "appointment": "0" * 64}, "cannot_open"),
        "note_by_another_member": ({**given, "member_sign": b64(staff("Bob").sign_public)}, "bad_signature"),
        "note_renumbered": ({**given, "note": {**note, "revision": 2}}, "bad_signature"),
        "note_renumbered_unsigned": ({**unsigned, "note": {**note, "revision": 2}}, "cannot_open"),
        "note_of_another_epoch": ({**given, "epoch": 1}, "bad_structure"),
        "note_locked_at_the_desk": ({**given, "note": desk}, "cannot_open"),
        "note_with_unknown_field": ({**given, "note": longer}, "bad_structure"),
        "note_of_version_2": ({**given, "note": note_of(keys, key, context, {**content, "v": 2})}, "unknown_version"),
    }
    for case, (changed, expect) in refused.items():
        yield Vector(AREA, case, "open_note", changed, expect)
    filed = {**PLACE, "filing": note, "filing_key": b64(key), "member_sign": b64(keys.sign_public)}
    yield Vector(AREA, "note_as_a_filing", "open_filing", filed, "bad_signature")
    yield Vector(AREA, "note_as_a_filing_unsigned", "open_filing", {**filed, "member_sign": ""}, "cannot_open")


def note_of(keys: MemberKeys, key: bytes, context: Context, content: Values) -> Values:
    """A note written by hand."""
    inside = pad(canonical(content), ENVELOPE_BUCKETS)
    blob = lock(key, "clinical-note", context, inside, nonce=seed("note nonce", 12))
    place = {"revision": 1, "previous": ZEROS, "epoch": EPOCH, "member": keys.member}
    body = {"v": 1, "type": "clinical_note", **PLACE, **place, "blob": filing_hash(blob)}
    signature = sign_bytes(keys.sign_seed, "clinical-note", canonical(body))
    return {**place, "blob": b64(blob), "signature": b64(signature)}


def absences() -> Iterator[Vector]:
    """Why somebody is away."""
    key, absence = secrets_of(EPOCH).filing, seed("absence", 16).hex()
    context = {"v": 1, "practice": PRACTICE, "epoch": EPOCH, "absence": absence}
    inside = pad(canonical({"v": 1, "type": "absence", "reason": "Congrès"}), ABSENCE_BUCKETS)
    sealed = lock(key, "absence", context, inside, nonce=seed("absence nonce", 12))
    given = {"practice": PRACTICE, "epoch": EPOCH, "absence": absence, "filing_key": b64(key), "sealed": b64(sealed)}
    yield Vector(AREA, "absence", "open_absence", given)
    yield Vector(AREA, "absence_of_another_id", "open_absence", {**given, "absence": "0" * 32}, "cannot_open")


def contacts(fixtures: Fixtures) -> Iterator[Vector]:
    """Contacts sealed in the form of a ticket, and what tickets and relays are refused for."""
    area, key = "nudges", seed("contact key")
    contact = Contact(email="zoe@example.org", phone="", language="fr")
    ticket = fixtures.once("contact", lambda: contact_ticket(seal_public(key), contact))
    given = {"seed": b64(key), "ticket": b64(ticket)}
    yield Vector(area, "contact", "open_contact", given)
    yield Vector(area, "contact_to_another_key", "open_contact", {**given, "seed": b64(seed("x"))}, "cannot_open")
    yield Vector(area, "contact_changed", "open_contact", {**given, "ticket": b64(flip(ticket, 7))}, "cannot_open")
    yield Vector(area, "ticket_too_short", "open_contact", {**given, "ticket": b64(ticket[1:])}, "ticket_size")
    yield Vector(area, "ticket_too_long", "open_contact", {**given, "ticket": b64(ticket + b"\0")}, "ticket_size")
    whole = {"seed": b64(key), "purpose": "contact", "context": {"v": 1}, "sealed": b64(b"\1" + ticket)}
    yield Vector(area, "contact_is_a_seal_without_its_version", "open_sealed", whole)
    body = {"v": 1, "type": "relay", "time": "2026-01-20T10:00:00Z", "kind": "reminder", "tickets": [b64(ticket)]}
    relay = plain(sign(seed("relay"), "relay", body))
    sent = {"public": b64(sign_public(seed("relay"))), "name": "relay", "signed": relay}
    yield Vector(area, "relay", "verify_signed", sent)
    forged = {**sent, "signed": plain(sign(seed("liar"), "relay", body))}
    yield Vector(area, "relay_forged", "verify_signed", forged, "bad_signature")
