"""What can go wrong when a passphrase is hardened."""

from serment_kernel.errors import Refusal


class EvaluationsExhausted(Refusal):
    """Too many passphrases were tried for this address; another may be tried tomorrow."""

    code = "evaluations_exhausted"
    status = 429
