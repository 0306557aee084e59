"""What can go wrong when a practice asks to be endorsed."""

from serment_kernel.errors import Refusal


class BadRoot(Refusal):
    """This is not the signed root of a practice with a name."""

    code = "bad_root"
    status = 422


class RootReplaced(Refusal):
    """This practice's root was replaced, or is another one."""

    code = "root_replaced"
    status = 409


class ReplacementConflict(Refusal):
    """This replacement does not follow the practice's present root."""

    code = "replacement_conflict"
    status = 409


class ReplacementObjected(Refusal):
    """The practice's present root has objected to being renewed."""

    code = "replacement_objected"
    status = 409


class ReplacementUnknown(Refusal):
    """No such replacement was asked for."""

    code = "replacement_unknown"
    status = 404


class RootsAltered(Refusal):
    """The custodian's own record of this practice's roots does not agree with its log; its operators must look."""

    code = "roots_altered"
    status = 503


class PracticeClosed(Refusal):
    """This practice has closed, by its own signature; nobody vouches for it any more."""

    code = "practice_closed"
    status = 409


class NotStanding(Refusal):
    """The custodian does not stand by this root."""

    code = "not_endorsed_now"
    status = 409
