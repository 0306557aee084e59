"""What can go wrong with a practice, in the words people read."""

from serment_kernel.errors import Refusal


class PracticeUnknown(Refusal):
    """There is no such practice."""

    code = "practice_unknown"
    status = 404


class EpochUnknown(Refusal):
    """The practice never had these keys."""

    code = "epoch_unknown"
    status = 404


class NotAMember(Refusal):
    """This account does not work at this practice."""

    code = "not_a_member"
    status = 403


class OfficerOnly(Refusal):
    """Only an officer of the practice may do this."""

    code = "officer_only"
    status = 403


class PracticeExists(Refusal):
    """There is a practice with this root already."""

    code = "practice_exists"
    status = 409


class PracticeInUse(Refusal):
    """The practice is listed or has visits ahead and cannot be removed."""

    code = "practice_in_use"
    status = 409


class EpochConflict(Refusal):
    """The practice's keys were changed meanwhile; please read them again."""

    code = "epoch_conflict"
    status = 409

    def __init__(self, epoch: int) -> None:
        super().__init__(epoch=epoch)


class EpochRetired(Refusal):
    """The practice has changed its keys; this must be signed with the new ones."""

    code = "epoch_retired"
    status = 409

    def __init__(self, epoch: int) -> None:
        super().__init__(epoch=epoch)


class BadEpoch(Refusal):
    """The new keys do not follow from the practice's present ones, or not for all its members."""

    code = "bad_epoch"
    status = 422

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class LastOfficer(Refusal):
    """A practice keeps at least one officer."""

    code = "last_officer"
    status = 409


class PublicationConflict(Refusal):
    """A colleague has published meanwhile; please read the publication again."""

    code = "publication_conflict"
    status = 409

    def __init__(self, revision: int) -> None:
        super().__init__(revision=revision)


class InvitationUnknown(Refusal):
    """This invitation does not exist, has run out or was answered by somebody else."""

    code = "invitation_unknown"
    status = 404


class ReferralTaken(Refusal):
    """There is another letter of this name already."""

    code = "referral_taken"
    status = 409


class InboxFull(Refusal):
    """Too many letters lie at that practice; it has to read some first."""

    code = "inbox_full"
    status = 409


class InvitationTaken(Refusal):
    """There is an invitation of this name already."""

    code = "invitation_taken"
    status = 409


class TooManyInvitations(Refusal):
    """There are too many open invitations; let some run out or be answered."""

    code = "too_many_invitations"
    status = 409


class BadInvitation(Refusal):
    """The invitation or its answer does not fit the practice."""

    code = "bad_invitation"
    status = 422

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class BadSize(Refusal):
    """A sealed field does not have the size that it must have."""

    code = "bad_size"
    status = 422

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class CompartmentClosed(Refusal):
    """The clinical notes of this practice are not open to this account."""

    code = "compartment_closed"
    status = 403


class SharingUnknown(Refusal):
    """This practice has no way back yet."""

    code = "sharing_unknown"
    status = 404


class ShareUnknown(Refusal):
    """No practice has a share like this one now; others may have replaced it."""

    code = "share_unknown"
    status = 404


class SharingConflict(Refusal):
    """The practice's shares were replaced meanwhile; please read them again."""

    code = "sharing_conflict"
    status = 409

    def __init__(self, sharing: int) -> None:
        super().__init__(sharing=sharing)


class SharingNeeded(Refusal):
    """Whoever holds a share leaves with new shares for those who stay."""

    code = "sharing_needed"
    status = 422


class BadSharing(Refusal):
    """The new shares do not fit the practice or its members."""

    code = "bad_sharing"
    status = 422

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class BadCheck(Refusal):
    """This note is not about the shares now valid, or not by this member."""

    code = "bad_check"
    status = 422


class RootReplaced(Refusal):
    """This practice's root was replaced, or is another one."""

    code = "root_replaced"
    status = 409
