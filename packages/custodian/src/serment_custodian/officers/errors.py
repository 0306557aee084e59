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


class DecisionUnknown(Refusal):
    """There is no such decision."""

    code = "decision_unknown"
    status = 404


class DecisionSettled(Refusal):
    """This decision is settled already."""

    code = "decision_settled"
    status = 409
