"""What can go wrong with an account, a session or a right, in the words people read."""

from serment_kernel.errors import Refusal


class SessionRefused(Refusal):
    """Please sign in again."""

    code = "session_refused"
    status = 401


class SignInRefused(Refusal):
    """This way in does not open an account."""

    code = "sign_in_refused"
    status = 401


class StaffOnly(Refusal):
    """This is for the accounts of practices."""

    code = "staff_only"
    status = 403


class TokenSpent(Refusal):
    """This right has been used for something else."""

    code = "token_spent"
    status = 409


class AccountExists(Refusal):
    """There is an account or a way in of this name already."""

    code = "account_exists"
    status = 409


class LastWay(Refusal):
    """The last way into an account cannot be removed."""

    code = "last_way"
    status = 409


class WayRetired(Refusal):
    """This way in was taken off before and does not come back; choose another passphrase, or make another kit."""

    code = "way_retired"
    status = 409


class WayTaken(Refusal):
    """This way in exists already."""

    code = "way_taken"
    status = 409


class OfferMissing(Refusal):
    """No device has answered this code yet, so there is nothing to reveal."""

    code = "offer_missing"
    status = 409


class RendezvousTaken(Refusal):
    """Another device has answered this code already."""

    code = "rendezvous_taken"
    status = 409


class RendezvousUnknown(Refusal):
    """This code for another device has run out, or was used."""

    code = "rendezvous_unknown"
    status = 404


class TooManyWays(Refusal):
    """An account can have no more ways in than this; please remove one first."""

    code = "too_many_ways"
    status = 409


class BadStatement(Refusal):
    """The signed statement does not fit the request."""

    code = "bad_statement"
    status = 422


class AccountAtWork(Refusal):
    """This account works at a practice; have it taken off the team first, so that the practice changes its keys."""

    code = "account_at_work"
    status = 409


class BadSize(Refusal):
    """A sealed field does not have the size that it must have."""

    code = "bad_size"
    status = 422

    def __init__(self, field: str) -> None:
        super().__init__(field=field)
