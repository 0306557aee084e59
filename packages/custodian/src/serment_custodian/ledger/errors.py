"""Why a release is not taken into the log."""

from serment_kernel.errors import Refusal


class ReleaseForged(Refusal):
    """This release of the app is not signed by the publisher of this installation."""

    code = "release_forged"
    status = 403


class ReleaseConflict(Refusal):
    """Another release was published meanwhile; please read the newest one first."""

    code = "release_conflict"
    status = 409


class ReleaseMisdated(Refusal):
    """A release bears the day on which it is published."""

    code = "release_misdated"
    status = 422
