"""What can be refused about a request of an authority."""

from serment_kernel.errors import Refusal


class RoleMissing(Refusal):
    """Your role does not include this."""

    code = "role_missing"
    status = 403


class RequestUnknown(Refusal):
    """There is no such request of an authority."""

    code = "authority_request_unknown"
    status = 404


class ActUnknown(Refusal):
    """There is no such step of the procedure."""

    code = "act_unknown"
    status = 404


class NotNow(Refusal):
    """The procedure does not allow this step now."""

    code = "not_now"
    status = 409


class RequestMoved(Refusal):
    """Somebody has just moved this request; please read it again."""

    code = "request_moved"
    status = 409


class RequestAltered(Refusal):
    """What is kept of this request is not what the evidence says; nothing is done with it until somebody has looked."""

    code = "request_altered"
    status = 503


class OnlyOnPaper(Refusal):
    """No request that came by telephone or e-mail alone goes on; it has to come in writing."""

    code = "only_on_paper"
    status = 422


class TwoMustAsk(Refusal):
    """Two persons must have called the authority back, by a number that they found themselves."""

    code = "two_must_ask"
    status = 409


class SecrecyForbids(Refusal):
    """Nobody may be told as long as the ban stands; contest it first."""

    code = "secrecy_forbids"
    status = 409


class SilenceTooLong(Refusal):
    """A ban on telling is noted for a year at most; then it is asked about again."""

    code = "silence_too_long"
    status = 422


class OpinionMissing(Refusal):
    """A written legal opinion comes first."""

    code = "opinion_missing"
    status = 409


class NoGround(Refusal):
    """Nothing obliges to hand this over: it can be contested or refused."""

    code = "no_ground"
    status = 409


class TooBroad(Refusal):
    """This request is not limited to what is named in it; it is contested first."""

    code = "too_broad"
    status = 409


class OutsideScope(Refusal):
    """This reaches beyond what was asked for, and what was asked for is the most there is."""

    code = "outside_scope"
    status = 422


class ProposerSigns(Refusal):
    """Whoever proposed a decision does not sign it."""

    code = "proposer_signs"
    status = 403


class DecisionExpired(Refusal):
    """This decision was not signed in time, and silence means refusal."""

    code = "decision_expired"
    status = 409


class SignaturesMissing(Refusal):
    """Two signatures are needed, of two persons who may decide this, and neither of whom proposed it."""

    code = "signatures_missing"
    status = 409


class CountDiffers(Refusal):
    """The package does not hold as many records as were decided."""

    code = "count_differs"
    status = 409
