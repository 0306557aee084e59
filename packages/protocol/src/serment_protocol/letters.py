"""Letters: what a patient and a practice write each other in the mailbox of an appointment (SPEC 19).

The cover tells the platform who writes, on which day, and which clock runs. What is asked, and what was answered, is
inside.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from serment_protocol.appointments import ManageKeys
from serment_protocol.clocks import Clock
from serment_protocol.credentials import CredentialAsk
from serment_protocol.encoding import b64, canonical, from_b64, read_time, write_day
from serment_protocol.errors import BadLetter
from serment_protocol.padding import LETTER_BUCKETS, pad, unpad
from serment_protocol.primitives import hash_bytes, sha256
from serment_protocol.sealing import Context, lock, open_sealed, seal, unlock
from serment_protocol.signing import Signed, peek, sign, verify
from serment_protocol.statements import DESK_PREFIX, MANAGE, DeskKey
from serment_protocol.structure import B64, Count, Day, Digest, Hex16, Number, Slug, Structure, Time, Versioned, read
from serment_protocol.terms import Agreement

NAME = "letter"
COPY = "letter-copy"
ANSWER, EXTENSION, NOTICE, CARRIED = "answer", "extension", "notice", "carried"
Effect = Literal["told", "extended", "settled"]
Outcome = Literal["done", "partly", "refused"]

CLOCK_OF: dict[str, Clock] = {
    "access": "one_month",
    "medical": "eight_days",
    "medical-old": "two_months",
    "rectification": "one_month",
    "erasure": "one_month",
    "restriction": "one_month",
    "objection": "one_month",
    "known": "one_month",
}
"""What may be asked of a practice, and the clock that begins with it."""


class Answers(Structure, frozen=True):
    """Which letter of the patient's this one is about, and what it does to its clock."""

    number: Count
    effect: Effect


class Cover(Versioned, frozen=True, kw_only=True):
    """What the platform reads of a letter (name `letter`)."""

    type: Literal["letter"] = "letter"
    practice: Hex16
    appointment: Digest
    epoch: Number
    by: Annotated[str, Meta(pattern=r"\A(?:manage|desk:[1-9][0-9]{0,15})\Z")]
    number: Annotated[int, Meta(ge=0, le=999)]
    day: Day
    clock: Clock
    answers: Answers | UnsetType = UNSET
    sealed: Digest
    copy: Digest

    @property
    def desk_epoch(self) -> int | None:
        """The epoch whose desk signed, unless the manage key did."""
        return None if self.by == MANAGE else int(self.by.removeprefix(DESK_PREFIX))

    def __post_init__(self) -> None:
        """A desk answers and asks nothing, a patient the other way round."""
        Versioned.__post_init__(self)
        if self.desk_epoch is None:
            wrong = self.answers is not UNSET
        else:
            wrong = self.clock != "none" or self.desk_epoch != self.epoch
        if wrong:
            raise BadLetter


class Attached(Structure, frozen=True):
    """A file in a letter; in the sender's copy its content is empty."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    sha256: Digest
    content: B64


class Carried(Structure, frozen=True, kw_only=True):
    """Which earlier letter a desk's letter repeats, to whoever has the visit now."""

    appointment: Digest
    """The visit that this one replaces, in whose mailbox it lies."""
    by: Literal["patient", "practice"]
    kind: Slug
    day: Day
    due: Day | UnsetType = UNSET
    """By when the practice must answer, where somebody waits."""
    files: tuple[str, ...]
    """Their names: what is in them opened to the earlier key alone."""


class Letter(Versioned, frozen=True, kw_only=True):
    """What only the two hands read."""

    type: Literal["letter"] = "letter"
    kind: Slug
    text: str
    at: Time
    outcome: Outcome | UnsetType = UNSET
    carried: Carried | UnsetType = UNSET
    files: tuple[Attached, ...]
    agreement: Agreement | UnsetType = UNSET
    """What is asked, decided or done (SPEC 18); absent from every letter that is about no consent."""
    asks: tuple[CredentialAsk, ...] | UnsetType = UNSET
    """Which of the practice's words the visit is to bring (SPEC 24), in a letter that asks for them."""


@dataclass(frozen=True)
class Address:
    """Where a letter belongs, and who writes it."""

    practice: str
    appointment: str
    epoch: int
    by: str
    number: int

    def context(self) -> Context:
        """What its bytes are bound to."""
        return {
            "v": 1,
            "practice": self.practice,
            "appointment": self.appointment,
            "epoch": self.epoch,
            "by": self.by,
            "number": self.number,
        }


@dataclass(frozen=True)
class Posted:
    """A letter ready to be sent, or as it came: of what came, either `sealed` or `copy` is empty."""

    letter: Signed
    sealed: bytes
    copy: bytes


def attach(name: str, content: bytes) -> Attached:
    """A file for a letter."""
    return Attached(name, sha256(content).hex(), b64(content))


def ask(letter: Letter, keys: ManageKeys, practice: str, epoch: int, desk_seal: bytes, number: int) -> Posted:
    """A letter of the patient's to the desk of an epoch."""
    address = Address(practice, keys.appointment, epoch, MANAGE, number)
    clock = CLOCK_OF.get(letter.kind, "none")
    return _post(letter, address, desk_seal, keys.self_copy_key, keys.sign_seed, clock, UNSET)


def reply(
    letter: Letter,
    address: Address,
    reply_public: bytes,
    filing_key: bytes,
    desk_sign: bytes,
    answers: Answers | UnsetType = UNSET,
) -> Posted:
    """A letter of the desk's to whoever holds the visit; the address names the epoch of both desk keys."""
    return _post(letter, address, reply_public, filing_key, desk_sign, "none", answers)


def _post(
    letter: Letter,
    address: Address,
    public: bytes,
    copy_key: bytes,
    sign_seed: bytes,
    clock: Clock,
    answers: Answers | UnsetType,
) -> Posted:
    context = address.context()
    sealed = seal(public, NAME, context, pad(canonical(letter), LETTER_BUCKETS))
    copy = lock(copy_key, COPY, context, pad(canonical(_without_contents(letter)), LETTER_BUCKETS))
    cover = Cover(
        practice=address.practice,
        appointment=address.appointment,
        epoch=address.epoch,
        by=address.by,
        number=address.number,
        day=day_of(letter),
        clock=clock,
        answers=answers,
        sealed=hash_bytes(NAME, sealed).hex(),
        copy=hash_bytes(COPY, copy).hex(),
    )
    return Posted(sign(sign_seed, NAME, cover), sealed, copy)


def day_of(letter: Letter) -> str:
    """The day that stands on its cover."""
    return write_day(read_time(letter.at).date())


def asked_on(cover: Cover) -> date:
    """The day that its clock runs from."""
    return date.fromisoformat(cover.day)


def look_into(signed: Signed) -> Cover:
    """What a cover says, before anything is believed."""
    return peek(signed, Cover)


def believe(posted: Posted, practice: str, appointment: str, manage: bytes, desk_key: DeskKey) -> Cover:
    """The cover, once the hand that it names signed it, for this mailbox, over what came with it."""
    epoch = look_into(posted.letter).desk_epoch
    cover = verify(manage if epoch is None else desk_key(epoch), NAME, posted.letter, Cover)
    if (cover.practice, cover.appointment) != (practice, appointment):
        raise BadLetter
    for data, name, told in ((posted.sealed, NAME, cover.sealed), (posted.copy, COPY, cover.copy)):
        if data and hash_bytes(name, data).hex() != told:
            raise BadLetter
    return cover


def open_letter(cover: Cover, sealed: bytes, seal_seed: bytes) -> Letter:
    """What was written to the holder of this key."""
    padded = open_sealed(seal_seed, NAME, _address_of(cover).context(), sealed)
    letter = _read(padded, cover)
    if any(sha256(from_b64(one.content)).hex() != one.sha256 for one in letter.files):
        raise BadLetter
    return letter


def open_copy(cover: Cover, copy: bytes, copy_key: bytes) -> Letter:
    """What one wrote oneself, without the contents of its files."""
    return _read(unlock(copy_key, COPY, _address_of(cover).context(), copy), cover)


def _read(padded: bytes, cover: Cover) -> Letter:
    letter = read(unpad(padded, LETTER_BUCKETS), Letter)
    clock = CLOCK_OF.get(letter.kind, "none") if cover.desk_epoch is None else "none"
    if (day_of(letter), clock) != (cover.day, cover.clock):
        raise BadLetter
    return letter


def _address_of(cover: Cover) -> Address:
    return Address(cover.practice, cover.appointment, cover.epoch, cover.by, cover.number)


def _without_contents(letter: Letter) -> Letter:
    files = tuple(Attached(one.name, one.sha256, "") for one in letter.files)
    return replace(letter, files=files)
