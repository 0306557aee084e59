"""What can go wrong when rights to book are fetched."""

from serment_kernel.errors import Refusal


class TokensExhausted(Refusal):
    """This week's rights to book are used up; new ones come on Monday."""

    code = "tokens_exhausted"
    status = 429


class TokenKeyUnknown(Refusal):
    """This key does not issue now; please read the keys again."""

    code = "token_key_unknown"
    status = 403


class TokenWrongPurpose(Refusal):
    """This key issues for another purpose."""

    code = "token_wrong_purpose"
    status = 403


class TokenMalformed(Refusal):
    """This is not a blinded request for a token."""

    code = "token_malformed"
    status = 403
