"""What officers, and whoever asks them, can be refused, in the words they read."""

from serment_kernel.errors import Refusal


class ReasonDenied(Refusal):
    """The custodian acts for no authority's order and for no support request; the attempt stands in its log."""

    code = "reason_denied"
    status = 403


class ReasonUnknown(Refusal):
    """This is not a reason for which this may be decided."""

    code = "reason_unknown"
    status = 422


class KindUnknown(Refusal):
    """There is no such kind of decision."""

    code = "kind_unknown"
    status = 422


class NotByHand(Refusal):
    """Nobody asks for this by hand; it comes of itself when there is a reason."""

    code = "not_by_hand"
    status = 403


class SubjectUnreadable(Refusal):
    """This is not what this kind of decision is about."""

    code = "subject_unreadable"
    status = 422


class DecisionUnknown(Refusal):
    """There is no such decision."""

    code = "decision_unknown"
    status = 404


class DecisionSettled(Refusal):
    """This decision is settled already."""

    code = "decision_settled"
    status = 409


class AlreadyDecided(Refusal):
    """This officer has approved this decision already."""

    code = "already_decided"
    status = 409


class Barred(Refusal):
    """Whom a decision concerns has no say in it."""

    code = "barred"
    status = 403


class ChallengeRefused(Refusal):
    """This took too long, or was used already; please try again."""

    code = "challenge_refused"
    status = 401


class PasskeyRefused(Refusal):
    """This passkey does not speak for an officer here."""

    code = "passkey_refused"
    status = 401


class OfficerSessionRefused(Refusal):
    """Please show your passkey again."""

    code = "officer_session_refused"
    status = 401


class OfficerInvitationUnknown(Refusal):
    """This invitation does not exist, has run out or was answered already."""

    code = "officer_invitation_unknown"
    status = 404


class OfficerUnknown(Refusal):
    """There is no such officer."""

    code = "officer_unknown"
    status = 404


class TooFewOfficers(Refusal):
    """Too few officers would be left to decide anything."""

    code = "too_few_officers"
    status = 409


class LastPasskey(Refusal):
    """An officer keeps at least one passkey."""

    code = "last_passkey"
    status = 409


class PasskeyTaken(Refusal):
    """This passkey is known here already."""

    code = "passkey_taken"
    status = 409


class CustodianStopped(Refusal):
    """The custodian has suspended its service: known devices, passkeys and paper kits still open accounts; codes, a
    passphrase elsewhere and new rights to book have to wait.
    """

    code = "custodian_stopped"
    status = 503
