"""Who has cosigned a checkpoint, and whether they suffice."""

from collections.abc import Collection
from datetime import UTC, datetime

from serment.verify.policy import Policy
from serment_protocol.cosignatures import newest_stamp
from serment_protocol.errors import CheckpointForged


def cosigned_by(note: str, policy: Policy) -> dict[str, str]:
    """When each witness did last, by its name in the policy."""
    try:
        stamps = {name: newest_stamp(note, key) for name, key in policy.witnesses.items()}
    except CheckpointForged:
        return {}
    return {name: datetime.fromtimestamp(stamp, UTC).isoformat() for name, stamp in stamps.items() if stamp is not None}


def quorum_faults(policy: Policy, cosigned: Collection[str]) -> tuple[str, ...]:
    """Nothing where these witnesses suffice."""
    if policy.is_satisfied(cosigned):
        return ()
    missing = ", ".join(sorted(key.name for name, key in policy.witnesses.items() if name not in cosigned))
    return (f"Too few cosignatures; there is none of {missing}.",)
