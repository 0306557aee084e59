"""What can go wrong when a practice asks to be endorsed."""

from serment_kernel.errors import Refusal


class BadRoot(Refusal):
    """This is not the signed root of a practice with a name."""

    code = "bad_root"
    status = 422


class NotStanding(Refusal):
    """The custodian does not stand by this root."""

    code = "not_endorsed_now"
    status = 409
