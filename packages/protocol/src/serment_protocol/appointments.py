"""Appointments: envelope, self-copy, filings and absences (SPEC 7). Statements are in `statements`."""

from dataclasses import dataclass
from typing import Literal

from msgspec import UNSET, UnsetType

from serment_protocol.credentials import CredentialAsk
from serment_protocol.encoding import b64, canonical, from_b64, read_day
from serment_protocol.errors import BadCode, BadStructure
from serment_protocol.kit import CODE_BYTES
from serment_protocol.padding import ABSENCE_BUCKETS, ENVELOPE_BUCKETS, SELF_COPY_BUCKETS, pad, unpad
from serment_protocol.primitives import derive, hash_bytes, seal_public, sign_public
from serment_protocol.sealing import Context, lock, open_sealed, seal, unlock
from serment_protocol.signing import sign_bytes, verify_bytes
from serment_protocol.structure import (
    B64,
    B64Of64,
    B64Of1216,
    Day,
    Digest,
    Hex16,
    Number,
    Structure,
    Versioned,
    read,
)
from serment_protocol.vault import Identity

ZEROS = "0" * 64
PSEUDONYM_BYTES = 16


@dataclass(frozen=True)
class ManageKeys:
    """What governs one appointment, from a seed of the vault's pool."""

    appointment: str
    sign_seed: bytes
    sign_public: bytes
    reply_seed: bytes
    self_copy_key: bytes

    @property
    def reply_public(self) -> str:
        """The key that a practice's replies are sealed to, base64url."""
        return b64(seal_public(self.reply_seed))


@dataclass(frozen=True)
class Place:
    """Where the sealed bytes of a visit belong."""

    practice: str
    epoch: int
    appointment: str


class Booking(Versioned, frozen=True, kw_only=True):
    """What only the practice reads."""

    type: Literal["booking"] = "booking"
    patient: Identity
    motive: str
    note: str
    reply: B64Of1216
    language: str
    replaces: Digest | UnsetType = UNSET
    """The appointment in whose place it was made; absent from all others."""
    pseudonym: Hex16 | UnsetType = UNSET
    """By which this practice, and no other, knows the account again; absent where staff book."""
    asks: tuple[CredentialAsk, ...] | UnsetType = UNSET
    """Which of the practice's words the visit is to bring, once it took place; absent where none."""


class PatientName(Structure, frozen=True):
    """For whom a visit is."""

    given: str
    family: str


class SelfCopy(Versioned, frozen=True, kw_only=True):
    """What the patient finds again on another browser."""

    type: Literal["self_copy"] = "self_copy"
    practice: str
    practice_name: str
    practitioner: str
    practitioner_name: str
    address: str
    phone: str
    time_zone: str
    motive: str
    motive_label: str
    patient: PatientName
    note: str


class FilingContent(Versioned, frozen=True, kw_only=True):
    """An opened envelope as the practice keeps it; `claim` is empty unless the practice made the booking."""

    type: Literal["filing"] = "filing"
    patient: Identity
    motive: str
    note: str
    reply: B64Of1216
    language: str
    staff_note: str
    claim: B64
    replaces: Digest | UnsetType = UNSET
    pseudonym: Hex16 | UnsetType = UNSET
    restricted: Day | UnsetType = UNSET
    """Since when the person has this kept and not used; absent where they do not."""

    def __post_init__(self) -> None:
        """Check the code and the day, where there is one."""
        Versioned.__post_init__(self)
        if self.restricted is not UNSET:
            read_day(self.restricted)
        if len(from_b64(self.claim)) not in {0, CODE_BYTES}:
            raise BadStructure


class ClinicalNote(Versioned, frozen=True, kw_only=True):
    """What the practitioner notes of a visit; the desk has no key to it."""

    type: Literal["clinical_note"] = "clinical_note"
    text: str


class Filing(Structure, frozen=True):
    """A filing, or a clinical note, as it travels."""

    revision: Number
    previous: Digest
    epoch: Number
    blob: B64
    member: Hex16
    signature: B64Of64


class FilingBody(Versioned, frozen=True, kw_only=True):
    """What the member signs (name `filing`)."""

    type: Literal["filing"] = "filing"
    practice: Hex16
    epoch: Number
    appointment: Digest
    revision: Number
    previous: Digest
    blob: Digest
    member: Hex16


class NoteBody(FilingBody, frozen=True, kw_only=True):
    """What the member signs (name `clinical-note`)."""

    type: Literal["clinical_note"] = "clinical_note"  # pyright: ignore[reportIncompatibleVariableOverride]


class Absence(Versioned, frozen=True, kw_only=True):
    """Why somebody is away."""

    type: Literal["absence"] = "absence"
    reason: str


def appointment_id(manage: bytes) -> str:
    """The id of the appointment that this manage key governs."""
    return hash_bytes("appointment", manage).hex()


def pseudonym(root: bytes, practice: str) -> str:
    """By which one practice knows an account again; of two practices' nobody can tell that they are of one."""
    return derive(root, f"pseudonym/{practice}", PSEUDONYM_BYTES).hex()


def entry_id(manage: bytes) -> str:
    """The place in a line that this manage key governs."""
    return hash_bytes("waiting", manage).hex()


def manage_keys(seed: bytes) -> ManageKeys:
    """The keys of a manage seed."""
    sign_seed = derive(seed, "manage/sign")
    public = sign_public(sign_seed)
    return ManageKeys(
        appointment_id(public), sign_seed, public, derive(seed, "manage/reply"), derive(seed, "manage/self-copy")
    )


def claim_seed(code: bytes) -> bytes:
    """The manage seed of a booking by staff, whose code may stand on paper."""
    if len(code) != CODE_BYTES:
        raise BadCode
    return derive(code, "claim")


def seal_envelope(content: Booking, place: Place, desk_seal: bytes) -> bytes:
    """The booking, for the practice's desk."""
    return seal(desk_seal, "envelope", _envelope_context(place), pad(canonical(content), ENVELOPE_BUCKETS))


def open_envelope(sealed: bytes, place: Place, desk_seal_seed: bytes) -> Booking:
    """The booking that was sealed for this place."""
    padded = open_sealed(desk_seal_seed, "envelope", _envelope_context(place), sealed)
    return read(unpad(padded, ENVELOPE_BUCKETS), Booking)


def lock_self_copy(content: SelfCopy, keys: ManageKeys) -> bytes:
    """The patient's own copy."""
    context = {"v": 1, "appointment": keys.appointment}
    return lock(keys.self_copy_key, "self-copy", context, pad(canonical(content), SELF_COPY_BUCKETS))


def open_self_copy(locked: bytes, keys: ManageKeys) -> SelfCopy:
    """The patient's own copy, read again."""
    padded = unlock(keys.self_copy_key, "self-copy", {"v": 1, "appointment": keys.appointment}, locked)
    return read(unpad(padded, SELF_COPY_BUCKETS), SelfCopy)


def filing_hash(blob: bytes) -> str:
    """By which the next revision names this one."""
    return hash_bytes("filing", blob).hex()


def make_filing(
    content: FilingContent, place: Place, before: Filing | None, filing_key: bytes, member: str, sign_seed: bytes
) -> Filing:
    """The next revision, signed by a member; the place names the epoch of the filing key."""
    revision = before.revision + 1 if before else 1
    previous = filing_hash(from_b64(before.blob)) if before else ZEROS
    context = _filing_context(place, revision, previous)
    blob = lock(filing_key, "filing", context, pad(canonical(content), ENVELOPE_BUCKETS))
    body = _filing_body(place, revision, previous, blob, member)
    return Filing(revision, previous, place.epoch, b64(blob), member, b64(sign_bytes(sign_seed, "filing", body)))


def verify_filing(filing: Filing, practice: str, appointment: str, member_sign: bytes) -> None:
    """Raise unless this member signed this filing for this appointment."""
    place = Place(practice, filing.epoch, appointment)
    body = _filing_body(place, filing.revision, filing.previous, from_b64(filing.blob), filing.member)
    verify_bytes(member_sign, "filing", body, from_b64(filing.signature))


def open_filing(filing: Filing, place: Place, filing_key: bytes, member_sign: bytes | None) -> FilingContent:
    """The content; without a member's key only the filing key vouches for it (an author who has left since)."""
    if filing.epoch != place.epoch:
        raise BadStructure
    if member_sign is not None:
        verify_filing(filing, place.practice, place.appointment, member_sign)
    context = _filing_context(place, filing.revision, filing.previous)
    padded = unlock(filing_key, "filing", context, from_b64(filing.blob))
    return read(unpad(padded, ENVELOPE_BUCKETS), FilingContent)


def make_note(text: str, place: Place, before: Filing | None, filing_key: bytes, member: str, seed: bytes) -> Filing:
    """The next revision of a clinical note, under the clinical filing key, signed by a member."""
    revision = before.revision + 1 if before else 1
    previous = filing_hash(from_b64(before.blob)) if before else ZEROS
    padded = pad(canonical(ClinicalNote(text=text)), ENVELOPE_BUCKETS)
    blob = lock(filing_key, "clinical-note", _note_context(place, revision, previous), padded)
    body = _note_body(place, revision, previous, blob, member)
    return Filing(revision, previous, place.epoch, b64(blob), member, b64(sign_bytes(seed, "clinical-note", body)))


def verify_note(note: Filing, practice: str, appointment: str, member_sign: bytes) -> None:
    """Raise unless this member signed this clinical note for this appointment."""
    place = Place(practice, note.epoch, appointment)
    body = _note_body(place, note.revision, note.previous, from_b64(note.blob), note.member)
    verify_bytes(member_sign, "clinical-note", body, from_b64(note.signature))


def open_note(note: Filing, place: Place, filing_key: bytes, member_sign: bytes | None) -> str:
    """The text; without a member's key only the filing key vouches for it (an author who has left since)."""
    if note.epoch != place.epoch:
        raise BadStructure
    if member_sign is not None:
        verify_note(note, place.practice, place.appointment, member_sign)
    padded = unlock(
        filing_key, "clinical-note", _note_context(place, note.revision, note.previous), from_b64(note.blob)
    )
    return read(unpad(padded, ENVELOPE_BUCKETS), ClinicalNote).text


def lock_absence(reason: str, practice: str, epoch: int, absence: str, filing_key: bytes) -> bytes:
    """The reason of an absence, for the practice alone."""
    padded = pad(canonical(Absence(reason=reason)), ABSENCE_BUCKETS)
    return lock(filing_key, "absence", _absence_context(practice, epoch, absence), padded)


def open_absence(sealed: bytes, practice: str, epoch: int, absence: str, filing_key: bytes) -> str:
    """The reason of an absence."""
    padded = unlock(filing_key, "absence", _absence_context(practice, epoch, absence), sealed)
    return read(unpad(padded, ABSENCE_BUCKETS), Absence).reason


def _envelope_context(place: Place) -> dict[str, str | int]:
    return {
        "v": 1,
        "practice": place.practice,
        "epoch": place.epoch,
        "compartment": "desk",
        "appointment": place.appointment,
    }


def _filing_context(place: Place, revision: int, previous: str) -> Context:
    return {**_envelope_context(place), "revision": revision, "previous": previous}


def _note_context(place: Place, revision: int, previous: str) -> Context:
    return {**_envelope_context(place), "compartment": "clinical", "revision": revision, "previous": previous}


def _filing_body(place: Place, revision: int, previous: str, blob: bytes, member: str) -> bytes:
    return _signed_body(FilingBody, place, revision, previous, filing_hash(blob), member)


def _note_body(place: Place, revision: int, previous: str, blob: bytes, member: str) -> bytes:
    return _signed_body(NoteBody, place, revision, previous, filing_hash(blob), member)


def _signed_body(
    kind: type[FilingBody], place: Place, revision: int, previous: str, blob_hash: str, member: str
) -> bytes:
    return canonical(
        kind(
            practice=place.practice,
            epoch=place.epoch,
            appointment=place.appointment,
            revision=revision,
            previous=previous,
            blob=blob_hash,
            member=member,
        )
    )


def _absence_context(practice: str, epoch: int, absence: str) -> Context:
    return {"v": 1, "practice": practice, "epoch": epoch, "absence": absence}
