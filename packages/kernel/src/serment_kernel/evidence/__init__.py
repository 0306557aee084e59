"""The evidence of a hand: events that nobody can change afterwards, because each names the one before (SPEC 20).

A hand's schema `compliance` has the tables and functions; every other process of it may append. `Chain` is the front
door: `append` in the caller's transaction, `events` to read, `verify` to look at everything once more.
"""

from serment_kernel.evidence.chain import Chain
from serment_kernel.evidence.errors import EvidenceBroken, EvidenceKeyUnknown, NoWitnessedRoot
from serment_kernel.evidence.seeds import Seed, sample_seed
from serment_kernel.evidence.signers import Signers
from serment_protocol.evidence import CheckBody, Event, Population, Sample

__all__ = [
    "Chain",
    "CheckBody",
    "Event",
    "EvidenceBroken",
    "EvidenceKeyUnknown",
    "NoWitnessedRoot",
    "Population",
    "Sample",
    "Seed",
    "Signers",
    "sample_seed",
]
