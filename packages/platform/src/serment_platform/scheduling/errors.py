"""What can go wrong with a time, an appointment or a publication, in the words people read."""

from collections.abc import Sequence
from datetime import datetime

from serment_kernel.errors import Refusal


class TimeTaken(Refusal):
    """Someone else has taken this time."""

    code = "time_taken"
    status = 409

    def __init__(self, following: Sequence[datetime] = ()) -> None:
        super().__init__(next=[f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in following])
        self.following = tuple(following)


class InQueue(Refusal):
    """Many people are booking at this moment; your place is kept, and you are served in turn."""

    code = "in_queue"
    status = 503

    def __init__(self, place: str, seconds: int, ahead: int) -> None:
        super().__init__(place=place, retry_after=seconds, ahead=ahead)


class VisitsInTheWay(Refusal):
    """Visits lie in this time; move or cancel them first."""

    code = "visits_in_the_way"
    status = 409

    def __init__(self, visits: Sequence[str]) -> None:
        super().__init__(visits=list(visits))


class TokenBound(Refusal):
    """This right holds a time already, or has, or waits in a line; use it there, or use another."""

    code = "token_bound"
    status = 409


class LineFull(Refusal):
    """Too many people wait for this practice already; please telephone it."""

    code = "line_full"
    status = 409


class CredentialSpent(Refusal):
    """This word of the practice was used already; another one is needed."""

    code = "credential_spent"
    status = 409


class RightNotDue(Refusal):
    """No right comes back for this visit: it was not cancelled in time, took none, or gave it back already."""

    code = "right_not_due"
    status = 409


class EntryUnknown(Refusal):
    """Nobody waits in a line by this key."""

    code = "entry_unknown"
    status = 404


class BadWindow(Refusal):
    """This is no span of days and hours to wait for: it ends before it begins, is over, or lies too far ahead."""

    code = "bad_window"
    status = 422

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class QuotaReached(Refusal):
    """For that day or week the practice takes no more visits of this kind."""

    code = "quota_reached"
    status = 409

    def __init__(self, following: Sequence[datetime] = ()) -> None:
        super().__init__(next=[f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in following])


class SeriesRefused(Refusal):
    """Not all of these visits can be had; none was booked."""

    code = "series_refused"
    status = 409

    def __init__(self, failed: Sequence[tuple[int, Refusal]]) -> None:
        super().__init__(
            failed=[
                {"number": number, "code": refusal.code, "next": refusal.members.get("next", [])}
                for number, refusal in failed
            ]
        )


class OutsideOpeningHours(Refusal):
    """The practice is not open at this time."""

    code = "outside_opening_hours"
    status = 422


class TooLate(Refusal):
    """This time is too near to be booked or changed online; please telephone the practice."""

    code = "too_late"
    status = 422


class NotBegun(Refusal):
    """Nobody has missed a visit that has not begun; cancel it if nobody will come."""

    code = "not_begun"
    status = 422


class TooManyChanges(Refusal):
    """This visit was changed too often online; it can still be cancelled, or the practice telephoned."""

    code = "too_many_changes"
    status = 422


class BeyondHorizon(Refusal):
    """The practice does not take bookings that far ahead yet."""

    code = "beyond_horizon"
    status = 422


class BadStep(Refusal):
    """Visits do not begin at this minute here."""

    code = "bad_step"
    status = 422


class ScheduleUnknown(Refusal):
    """This calendar does not exist or is no longer offered."""

    code = "schedule_unknown"
    status = 404


class ClassUnknown(Refusal):
    """This kind of visit is not offered in this calendar."""

    code = "class_unknown"
    status = 422


class EpochRetired(Refusal):
    """The practice has changed its keys; the envelope must be sealed again."""

    code = "epoch_retired"
    status = 409

    def __init__(self, epoch: int) -> None:
        super().__init__(epoch=epoch)


class BadStatement(Refusal):
    """The signed statement does not fit the request or the appointment."""

    code = "bad_statement"
    status = 422

    def __init__(self, field: str = "") -> None:
        super().__init__(**({"field": field} if field else {}))


class StatementConflict(Refusal):
    """The appointment has changed meanwhile; please read it again."""

    code = "statement_conflict"
    status = 409


class AppointmentUnknown(Refusal):
    """There is no such appointment."""

    code = "appointment_unknown"
    status = 404


class EnvelopeSize(Refusal):
    """The sealed envelope or its copy does not have one of the sizes that are allowed."""

    code = "envelope_size"
    status = 422


class TurnSize(Refusal):
    """What is told at the counter does not have one of the sizes that are allowed."""

    code = "turn_size"
    status = 422


class MeetingTaken(Refusal):
    """Somebody else has answered this code already."""

    code = "meeting_taken"
    status = 409


class MeetingUnknown(Refusal):
    """This code has run out, or was used; please show a new one."""

    code = "meeting_unknown"
    status = 404


class FilingConflict(Refusal):
    """A colleague has filed this appointment meanwhile; please read it again."""

    code = "filing_conflict"
    status = 409


class VisitStands(Refusal):
    """A visit that stands, or took place, is not erased; cancel it first if it did not take place."""

    code = "visit_stands"
    status = 409


class CareKept(Refusal):
    """Something clinical was noted of this visit: it is part of a care record, which is kept."""

    code = "care_kept"
    status = 409


class LetterConflict(Refusal):
    """Another letter was put into this mailbox meanwhile; please read it again."""

    code = "letter_conflict"
    status = 409

    def __init__(self, number: int) -> None:
        super().__init__(number=number)


class MailboxFull(Refusal):
    """This mailbox takes no more letters for now; please telephone the practice."""

    code = "mailbox_full"
    status = 409


class RequestAnswered(Refusal):
    """This request was answered already, or there is none."""

    code = "request_answered"
    status = 409


class NotExtendable(Refusal):
    """No more time can be taken for this request, or not any more."""

    code = "not_extendable"
    status = 422


class AbsenceUnknown(Refusal):
    """There is no such absence."""

    code = "absence_unknown"
    status = 404


class RegionUnknown(Refusal):
    """No public holidays are known of this place and year."""

    code = "region_unknown"
    status = 404


class RangeTooLong(Refusal):
    """Please ask for fewer days at once."""

    code = "range_too_long"
    status = 422


class PublicationUnreadable(Refusal):
    """The publication contradicts itself."""

    code = "bad_publication"
    status = 422

    def __init__(self, rule: str, field: str) -> None:
        super().__init__(rule=rule, field=field)


class IdentifierTaken(Refusal):
    """Another practice already uses this identifier."""

    code = "identifier_taken"
    status = 409
