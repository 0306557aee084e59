"""Who has cosigned a checkpoint, since when, and whether they suffice."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import NamedTuple

from serment.verify.policy import Policy
from serment_protocol.cosignatures import STAMP_BYTES, cosignatures, newest_stamp
from serment_protocol.errors import CheckpointForged, EvidenceFault
from serment_protocol.notes import ID_BYTES, LogKey, signatures_of


class Witnessed(NamedTuple):
    """A checkpoint with the line of its log and one of each witness, and nothing else."""

    note: str
    at: datetime | None
    """When enough had cosigned it; none where nobody did."""


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


def witnessed(note: str, log: LogKey, policy: Policy | None) -> Witnessed:
    """A note with no line that somebody could choose; without a policy, as its lines say themselves.

    Raises `EvidenceFault` for a second line of anybody, one that does not hold, and one of a stranger.
    """
    lines = [(name, data, line) for name, data, line in signatures_of(note) if name != log.name]
    names = [name for name, _, _ in lines]
    if len(set(names)) < len(names) or sum(name == log.name for name, _, _ in signatures_of(note)) != 1:
        raise EvidenceFault("a checkpoint has more than one line of somebody")
    if policy is None:
        stamps = [int.from_bytes(data[ID_BYTES : ID_BYTES + STAMP_BYTES]) for _, data, _ in lines]
        return Witnessed(note, _moment(max(stamps)) if stamps else None)
    found = {line: (stamp, who) for who, key in policy.witnesses.items() for stamp, line in cosignatures(note, key)}
    if set(found) != {line for _, _, line in lines}:
        raise EvidenceFault("a checkpoint has a line of no witness")
    cosigned = sorted(found.values())
    enough = (stamp for count, (stamp, _) in enumerate(cosigned, 1) if policy.is_satisfied(_names(cosigned[:count])))
    stamp = next(enough, None)
    return Witnessed(note, None if stamp is None else _moment(stamp))


def _names(cosigned: list[tuple[int, str]]) -> list[str]:
    return [name for _, name in cosigned]


def _moment(stamp: int) -> datetime:
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise EvidenceFault("a cosignature has no time") from error
