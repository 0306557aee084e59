"""A practitioner has left, with every key that he ever held: nothing of the epoch after opens to him.

Bob worked at the practice in its first two epochs, at the desk and with clinical keys. The third began when he was
removed. Each object of the third is tried with each of his keys of its kind, and once with the right one, for a proof
that cannot fail proves nothing.
"""

from collections.abc import Iterator
from itertools import chain

from scenarios.appointments import KEYS, PATIENT
from scenarios.base import Fixtures, Values, Vector, plain, seed
from scenarios.practices import PRACTICE, ROOT, as_member, publication, secrets_of, staff
from serment_protocol.appointments import ZEROS, Booking, FilingContent, filing_hash
from serment_protocol.encoding import b64, canonical
from serment_protocol.padding import ABSENCE_BUCKETS, ENVELOPE_BUCKETS, pad
from serment_protocol.practice import (
    CLINICAL,
    COMPARTMENTS,
    DESK,
    Compartment,
    EpochRecord,
    Members,
    WrapHash,
    epoch_record,
    previous_hash,
    wrap_hash,
    wrap_root,
    wrap_secrets,
)
from serment_protocol.primitives import seal_public, sign_public
from serment_protocol.sealing import Context, lock, seal
from serment_protocol.signing import sign, sign_bytes

AREA = "departure"
EPOCH = 3
ADA, BOB = staff("Ada"), staff("Bob")
FILED: dict[str, Compartment] = {"desk_1": DESK, "desk_2": DESK, "clinical_2": CLINICAL}
"""The secrets that Bob has, by compartment and epoch."""
PLACE: Values = {"practice": PRACTICE, "epoch": EPOCH, "appointment": KEYS.appointment}


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    wraps: dict[Compartment, bytes] = {
        name: fixtures.once(
            f"third wrap {name}", lambda n=name: wrap_secrets(secrets_of(EPOCH, n), ADA.member, ADA.seal_public)
        )
        for name in COMPARTMENTS
    }
    locks = [locked("previous", _compartment(name), canonical(secrets_of(2, name)), name) for name in COMPARTMENTS]
    members = members_of(wraps, locks)
    record = epoch_record([secrets_of(EPOCH, name) for name in COMPARTMENTS], ZEROS, members, "2026-01-06")
    return chain(
        keys(fixtures, wraps, locks),
        lists(members, record),
        visits(fixtures),
        filed(),
        signatures(record),
    )


def _compartment(name: Compartment) -> dict[str, str | int]:
    return {"v": 1, "practice": PRACTICE, "epoch": EPOCH, "compartment": name}


def locked(purpose: str, context: Context, plaintext: bytes, name: Compartment = DESK) -> bytes:
    """Something under a filing key of the third epoch."""
    nonce = seed(f"departure {purpose} {name}", 12)
    return lock(secrets_of(EPOCH, name).filing, purpose, context, plaintext, nonce=nonce)


def filing_keys() -> Iterator[tuple[str, bytes]]:
    """What Bob has to unlock with."""
    for name, compartment in FILED.items():
        yield name, secrets_of(int(name[-1]), compartment).filing


def seal_seeds() -> Iterator[tuple[str, bytes]]:
    """What Bob has to open seals with."""
    yield "member", BOB.seal_seed
    for name, compartment in FILED.items():
        yield name, seed(f"{compartment} seal {name[-1]}")


def tried(
    case: str, operation: str, given: Values, field: str, right: bytes, his: Iterator[tuple[str, bytes]]
) -> Iterator[Vector]:
    """The right key, then each of his."""
    yield Vector(AREA, case, operation, {**given, field: b64(right)})
    for name, key in his:
        yield Vector(AREA, f"{case}_with_{name}", operation, {**given, field: b64(key)}, "cannot_open")


def keys(fixtures: Fixtures, wraps: dict[Compartment, bytes], locks: list[bytes]) -> Iterator[Vector]:
    """The third epoch's secrets, the root's, and what leads back from them."""
    where = {"practice": PRACTICE, "epoch": EPOCH, "member": ADA.member}
    for name, wrap in wraps.items():
        given = {"sealed": b64(wrap), **where, "compartment": name}
        yield from tried(f"wrap_{name}", "open_wrap", given, "seal_seed", ADA.seal_seed, seal_seeds())
        claimed = {**given, "member": BOB.member, "seal_seed": b64(BOB.seal_seed)}
        yield Vector(AREA, f"wrap_{name}_claimed", "open_wrap", claimed, "cannot_open")
    root = fixtures.once("third root wrap", lambda: wrap_root(ROOT, PRACTICE, ADA.member, ADA.seal_public))
    officer = {"sealed": b64(root), "practice": PRACTICE, "member": ADA.member}
    yield from tried("root", "open_root_wrap", officer, "seal_seed", ADA.seal_seed, seal_seeds())
    for name, each in zip(COMPARTMENTS, locks, strict=True):
        given = {"locked": b64(each), "following": plain(secrets_of(EPOCH, name))}
        yield Vector(AREA, f"previous_{name}", "open_previous", given)
        for held, key in filing_keys():
            guess: Values = {**plain(secrets_of(EPOCH, name)), "filing_key": b64(key)}
            tries = {**given, "following": guess}
            yield Vector(AREA, f"previous_{name}_with_{held}", "open_previous", tries, "cannot_open")


def members_of(wraps: dict[Compartment, bytes], locks: list[bytes]) -> Members:
    """Who is left."""
    ada = as_member(ADA, "Ada Exemple", tuple(WrapHash(n, wrap_hash(w)) for n, w in wraps.items()), officer=True)
    salt = b64(seed("salt 3", 16))
    return Members(practice=PRACTICE, epoch=EPOCH, salt=salt, previous_hash=previous_hash(locks), members=(ada,))


def lists(members: Members, record: EpochRecord) -> Iterator[Vector]:
    """The list of members."""
    sealed = locked("members", {"v": 1, "practice": PRACTICE, "epoch": EPOCH}, canonical(members))
    given = {"locked": b64(sealed), "record": plain(record), "secrets": plain(secrets_of(EPOCH))}
    yield Vector(AREA, "members", "open_members", given)
    for held, key in filing_keys():
        guess = {**given, "secrets": {**plain(secrets_of(EPOCH)), "filing_key": b64(key)}}
        yield Vector(AREA, f"members_with_{held}", "open_members", guess, "cannot_open")


def visits(fixtures: Fixtures) -> Iterator[Vector]:
    """What a patient seals from now on."""
    content = Booking(patient=PATIENT, motive="visit", note="Toux", reply=KEYS.reply_public, language="fr")
    right = seed(f"desk seal {EPOCH}")
    inside, context = pad(canonical(content), ENVELOPE_BUCKETS), {"v": 1, **PLACE, "compartment": DESK}
    envelope = fixtures.once("third envelope", lambda: seal(seal_public(right), "envelope", context, inside))
    given = {**PLACE, "sealed": b64(envelope)}
    yield from tried("envelope", "open_envelope", given, "desk_seal_seed", right, seal_seeds())


def filed() -> Iterator[Vector]:
    """What those who stayed file, note and block."""
    content = FilingContent(
        patient=PATIENT,
        motive="visit",
        note="Toux",
        reply=KEYS.reply_public,
        language="fr",
        staff_note="Rappeler",
        claim="",
    )
    note = {"v": 1, "type": "clinical_note", "text": "Toux sèche"}
    given = {**PLACE, "member_sign": b64(ADA.sign_public)}
    desk, clinical = (secrets_of(EPOCH, name).filing for name in COMPARTMENTS)
    made = revision("filing", "filing", content, DESK)
    yield from tried("filing", "open_filing", {**given, "filing": made}, "filing_key", desk, filing_keys())
    made = revision("clinical-note", "clinical_note", note, CLINICAL)
    yield from tried("note", "open_note", {**given, "note": made}, "filing_key", clinical, filing_keys())
    absence = seed("absence", 16).hex()
    inside = pad(canonical({"v": 1, "type": "absence", "reason": "Congrès"}), ABSENCE_BUCKETS)
    sealed = locked("absence", {"v": 1, "practice": PRACTICE, "epoch": EPOCH, "absence": absence}, inside)
    away = {"practice": PRACTICE, "epoch": EPOCH, "absence": absence, "sealed": b64(sealed)}
    yield from tried("absence", "open_absence", away, "filing_key", desk, filing_keys())


def revision(purpose: str, kind: str, content: FilingContent | Values, name: Compartment) -> Values:
    """A first revision, by Ada."""
    context = {"v": 1, **PLACE, "compartment": name, "revision": 1, "previous": ZEROS}
    blob = locked(purpose, context, pad(canonical(content), ENVELOPE_BUCKETS), name)
    place = {"revision": 1, "previous": ZEROS, "epoch": EPOCH, "member": ADA.member}
    body = {"v": 1, "type": kind, **PLACE, **place, "blob": filing_hash(blob)}
    return {**place, "blob": b64(blob), "signature": b64(sign_bytes(ADA.sign_seed, purpose, canonical(body)))}


def signatures(record: EpochRecord) -> Iterator[Vector]:
    """What Bob signs with the desk's old key binds nobody."""
    signed = {
        name: plain(sign(seed(f"desk sign {name}"), "publication", publication(epoch=EPOCH))) for name in (1, 2, 3)
    }
    yield Vector(AREA, "publication", "verify_publication", {"signed": signed[3], "record": plain(record)})
    for number in (1, 2):
        given = {"signed": signed[number], "record": plain(record)}
        yield Vector(AREA, f"publication_with_desk_{number}", "verify_publication", given, "publication_forged")
    epoch = {**plain(record), "epoch": EPOCH + 1}
    for name, key in (
        ("member", BOB.sign_seed),
        ("desk_2", seed("desk sign 2")),
        ("clinical_2", seed("clinical sign 2")),
    ):
        where = {"practice": PRACTICE, "root": b64(sign_public(ROOT)), "epoch": EPOCH + 1}
        given = {"signed": plain(sign(key, "epoch", epoch)), **where}
        yield Vector(AREA, f"next_epoch_with_{name}", "verify_epoch", given, "bad_signature")
