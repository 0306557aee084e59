"""What can go wrong in the directory, in the words people read."""

from serment_kernel.errors import Refusal


class PlaceUnknown(Refusal):
    """We do not know this place."""

    code = "place_unknown"
    status = 422


class DayTooFar(Refusal):
    """No practice takes bookings that far ahead; please choose an earlier day."""

    code = "day_too_far"
    status = 422


class CursorUnreadable(Refusal):
    """This place in the results is not one that we named; search anew."""

    code = "cursor_unreadable"
    status = 422


class PractitionerUnknown(Refusal):
    """There is no such practitioner."""

    code = "practitioner_unknown"
    status = 404


class PracticeUnknown(Refusal):
    """There is no such practice."""

    code = "practice_unknown"
    status = 404


class PracticeNotEndorsed(Refusal):
    """The custodian does not vouch, or not any more, that these keys are this practice's."""

    code = "practice_not_endorsed"
    status = 409
