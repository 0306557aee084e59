"""What was known and written of a visit goes along when it gets another key (SPEC 7, 19). Pure."""

from collections.abc import Iterator

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from serment_client.mailbox import Mailbox, OpenedLetter
from serment_protocol.appointments import Booking, FilingContent
from serment_protocol.letters import Carried, Letter
from serment_protocol.statements import Statement
from serment_protocol.vault import Identity

SPAN = ("practice", "schedule", "start", "duration", "service_class")


def is_in_place_of(first: Statement, last: Statement) -> bool:
    """Whether the one appointment began where and when the other one ended."""
    return last.state == "cancelled" and all(getattr(first, field) == getattr(last, field) for field in SPAN)


def carried(known: FilingContent, patient: Identity, booking: Booking, replaces: str) -> FilingContent:
    """What is filed of the new appointment: the practice's own words, and keys and language of the new envelope."""
    brought = known.pseudonym if booking.pseudonym is UNSET else booking.pseudonym
    return replace(
        known,
        patient=patient,
        reply=booking.reply,
        language=booking.language,
        claim="",
        replaces=replaces,
        pseudonym=brought,
    )


def completed(known: Identity, brought: Identity) -> Identity:
    """The contact that the practice has, and where it has none, what the envelope brought: anybody may have a code."""
    return replace(known, phone=known.phone or brought.phone, email=known.email or brought.email)


def renewed(known: Identity, brought: Identity) -> Identity:
    """The contact that the envelope brought, where it did: of somebody whom the practice has just recognised."""
    return replace(known, phone=brought.phone or known.phone, email=brought.email or known.email)


def letters_of(box: Mailbox) -> Iterator[tuple[str, Carried]]:
    """What a mailbox has to tell whoever has the visit now: each request, what was answered, and the rest."""
    for request in box.requests:
        due = UNSET if request.standing.settled else request.standing.due
        for one, until in ((request.asked, due), *((reply, UNSET) for reply in request.replies)):
            if one.letter is not None:
                yield one.letter.text, _carried(box.appointment, one, one.letter, until)
    for one in box.told:
        # What was agreed to under the old key ends with it, and is asked anew.
        if one.letter is not None and one.letter.agreement is UNSET:
            yield one.letter.text, _carried(box.appointment, one, one.letter)


def _carried(appointment: str, one: OpenedLetter, letter: Letter, due: str | UnsetType = UNSET) -> Carried:
    """What had been carried once before goes on as it is."""
    if letter.carried is not UNSET:
        return letter.carried
    return Carried(
        appointment=appointment,
        by="patient" if one.cover.desk_epoch is None else "practice",
        kind=letter.kind,
        day=one.cover.day,
        due=due,
        files=tuple(file.name for file in letter.files),
    )
