"""What the shares room refuses, in the words people read."""

from serment_kernel.errors import Refusal


class ShareNotHeld(Refusal):
    """The custodian holds no share of this practice, or not one that this key may ask after."""

    code = "share_not_held"
    status = 404


class ShareReplaced(Refusal):
    """The custodian holds a newer share of this practice already."""

    code = "share_replaced"
    status = 409


class SharingTooFar(Refusal):
    """The number of these shares does not follow those that the custodian holds."""

    code = "sharing_too_far"
    status = 422


class RequestUnknown(Refusal):
    """There is no such request for a share; it may have run out."""

    code = "request_unknown"
    status = 404


class RequestObjected(Refusal):
    """The practice itself has objected to this request."""

    code = "request_objected"
    status = 409
