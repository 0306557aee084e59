"""What can be wrong with a chain of evidence."""

from serment_kernel.errors import Refusal


class EvidenceBroken(Refusal):
    """The evidence of this service is not what it was; nothing is added to it until somebody has looked."""

    code = "evidence_broken"
    status = 503


class EvidenceKeyUnknown(Exception):
    """The key file of the evidence is not the one that the log names."""

    def __init__(self) -> None:
        super().__init__(
            "The key of the evidence is not the one that the log names. Put the right file back, or let a new key"
            " take over openly: `evidence rotate-key`."
        )


class NoWitnessedRoot(Exception):
    """No witness has seen a day's root yet, so nothing that the operator cannot choose can seed a sample."""
