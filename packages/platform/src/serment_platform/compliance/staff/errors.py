"""What staff of the console can be refused."""

from serment_kernel.errors import Refusal


class RolesIncompatible(Refusal):
    """Nobody may have these roles at once."""

    code = "roles_incompatible"
    status = 422


class GuestUnbounded(Refusal):
    """An outside auditor is let in for a period, and until a day."""

    code = "guest_unbounded"
    status = 422


class PeriodReversed(Refusal):
    """The last day of the period comes before the first."""

    code = "period_reversed"
    status = 422


class AccessOver(Refusal):
    """The last day of access is over already."""

    code = "access_over"
    status = 422


class StaffSessionRefused(Refusal):
    """Please show your passkey again."""

    code = "staff_session_refused"
    status = 401


class StaffStepRefused(Refusal):
    """This took too long, or was used already; please try again."""

    code = "staff_step_refused"
    status = 401


class StaffPasskeyRefused(Refusal):
    """This passkey does not speak for anybody of the console."""

    code = "staff_passkey_refused"
    status = 401


class StaffInvitationUnknown(Refusal):
    """This invitation does not exist, has run out or was answered already."""

    code = "staff_invitation_unknown"
    status = 404


class StaffUnknown(Refusal):
    """There is nobody of this name or number at the console."""

    code = "staff_unknown"
    status = 404


class StaffPasskeyTaken(Refusal):
    """This passkey is known here already."""

    code = "staff_passkey_taken"
    status = 409


class StaffLastPasskey(Refusal):
    """Whoever works at the console keeps at least one passkey."""

    code = "staff_last_passkey"
    status = 409


class OneselfConfirmed(Refusal):
    """Nobody confirms themselves."""

    code = "oneself_confirmed"
    status = 403


class InviterConfirms(Refusal):
    """Whoever invited somebody does not confirm them; a third person does."""

    code = "inviter_confirms"
    status = 403


class StaffTooFew(Refusal):
    """Too few would be left who could confirm anybody; somebody else has to come first."""

    code = "staff_too_few"
    status = 409
