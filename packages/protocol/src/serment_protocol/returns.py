"""A right that comes back after a visit was cancelled in time (SPEC 4).

The platform, which sees that one is due, says so to the custodian of a blinded request, and of nothing else; the
custodian, who knows the person, is asked by nobody in particular.
"""

from typing import Literal

from serment_protocol.encoding import b64
from serment_protocol.signing import Signed, sign, verify
from serment_protocol.structure import B64Of256, Digest, Versioned
from serment_protocol.tokens import TokenRequest, derive_request, token_key_id

NAME = "right-due"


class RightDue(Versioned, frozen=True, kw_only=True):
    """One right is due for this blinded request, under this key: of which visit, and of whom, it does not say."""

    type: Literal["right_due"] = "right_due"
    key: Digest
    blinded: B64Of256


def request_return(manage_seed: bytes, installation: str, modulus: bytes) -> TokenRequest:
    """The request that the manage key of a visit may have one right for; the same one, however often it is made."""
    return derive_request(manage_seed, "return", installation, "booking", modulus)


def due_of(request: TokenRequest, modulus: bytes) -> RightDue:
    """What the platform is asked to say."""
    return RightDue(key=token_key_id(modulus).hex(), blinded=b64(request.blinded))


def sign_due(relay_seed: bytes, due: RightDue) -> Signed:
    """The platform's word, by its relay key."""
    return sign(relay_seed, NAME, due)


def believe_due(relay: bytes, signed: Signed) -> RightDue:
    """What is due, once the platform has signed it."""
    return verify(relay, NAME, signed, RightDue)
