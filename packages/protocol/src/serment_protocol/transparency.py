"""Bundles: how a key proves that everybody is shown the same one (SPEC 9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from serment_protocol.cosignatures import Witnesses, check_cosigned
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.errors import BadStructure, LogForked, LogRolledBack, NotInLog
from serment_protocol.merkle import is_consistent, is_included, leaf_hash
from serment_protocol.notes import Checkpoint, LogKey, open_checkpoint
from serment_protocol.signing import Signed
from serment_protocol.structure import B64, B64Of32, B64Of64, Count, Structure, read

EntryKind = Literal[
    "practice_root",
    "epoch",
    "staff_act",
    "issuer_key",
    "contact_key",
    "share_key",
    "custodian_act",
    "custodian_day",
    "web_release",
    "practice_endorsement",
    "endorsement_withdrawn",
    "root_replacement",
    "practice_closing",
    "erasure",
    "evidence_key",
    "evidence_root",
]
"""What a leaf can be; how each is checked offline stands in `serment.verify.kinds`."""


class Entry(Structure, frozen=True):
    """A leaf of the log."""

    kind: EntryKind
    body: B64
    signature: B64Of64


class Bundle(Structure, frozen=True):
    """How a key arrives."""

    entry: B64
    index: Count
    proof: tuple[B64Of32, ...]
    checkpoint: str


def entry_bytes(kind: EntryKind, signed: Signed) -> bytes:
    """The leaf of a signed record."""
    return canonical(Entry(kind, signed.body, signed.signature))


def make_bundle(entry: bytes, index: int, proof: Sequence[bytes], note: str) -> Bundle:
    """A bundle of its parts."""
    return Bundle(b64(entry), index, tuple(b64(node) for node in proof), note)


def check_growth(seen: Checkpoint, now: Checkpoint, proof: Sequence[bytes]) -> None:
    """Raise unless the log has only grown since the checkpoint we remember."""
    if now.size < seen.size:
        raise LogRolledBack
    if not is_consistent(seen.size, seen.root, now.size, now.root, proof):
        raise LogForked


def check_inclusion(bundle: Bundle, checkpoint: Checkpoint) -> None:
    """Raise unless the entry is a leaf of the log at this checkpoint."""
    leaf = leaf_hash(from_b64(bundle.entry))
    proof = [from_b64(node) for node in bundle.proof]
    if not is_included(leaf, bundle.index, checkpoint.size, proof, checkpoint.root):
        raise NotInLog


def read_entry(bundle: Bundle, kind: EntryKind) -> Signed:
    """The signed record inside; believe it only after `check_inclusion`."""
    entry = read(from_b64(bundle.entry), Entry)
    if entry.kind != kind:
        raise BadStructure
    return Signed(entry.body, entry.signature)


def open_bundle(
    bundle: Bundle,
    kind: EntryKind,
    origin: str,
    key: LogKey,
    witnesses: Witnesses,
    now: datetime,
    seen: Checkpoint | None = None,
    consistency: Sequence[bytes] = (),
) -> tuple[Signed, Checkpoint]:
    """The record of a bundle, checked in the order of SPEC 9, and the checkpoint to remember."""
    checkpoint = open_checkpoint(bundle.checkpoint, origin, key)
    if seen is not None:
        check_growth(seen, checkpoint, consistency)
    check_cosigned(bundle.checkpoint, witnesses, now)
    check_inclusion(bundle, checkpoint)
    return read_entry(bundle, kind), checkpoint
