"""Marks: what a reader has seen of a thing that only goes forward, so that it is never shown an older state (SPEC 14).

A signature says that somebody said something, not that it is the newest. Whoever remembers number and hash of what was
believed last can tell.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from serment_protocol.appointments import Filing, filing_hash
from serment_protocol.encoding import from_b64
from serment_protocol.errors import (
    EpochRolledBack,
    FilingRolledBack,
    MailboxRolledBack,
    NoteRolledBack,
    ProtocolRefusal,
    PublicationRolledBack,
    RootRolledBack,
    StatementRolledBack,
)
from serment_protocol.practice import EpochRecord, predecessor_of
from serment_protocol.primitives import hash_bytes
from serment_protocol.publication import Publication, publication_hash
from serment_protocol.replacements import Roots
from serment_protocol.signing import Signed, body_hash
from serment_protocol.statements import statement_hash
from serment_protocol.structure import Digest, Number, Structure

MarkKind = Literal["root", "epoch", "publication", "statement", "filing", "note"]
LetterKind = Literal["asked", "answered"]
"""The letters of the two hands of a mailbox."""
LETTER = "letter-cover"

REFUSALS: dict[MarkKind, type[ProtocolRefusal]] = {
    "root": RootRolledBack,
    "epoch": EpochRolledBack,
    "publication": PublicationRolledBack,
    "statement": StatementRolledBack,
    "filing": FilingRolledBack,
    "note": NoteRolledBack,
}
THING_BYTES = 16


class Mark(Structure, frozen=True):
    """The newest that was believed: its number and its hash."""

    number: Number
    hash: Digest


def thing(kind: MarkKind | LetterKind, identifier: str) -> str:
    """Under which a mark is kept."""
    return hash_bytes("seen", f"{kind}/{identifier}".encode())[:THING_BYTES].hex()


def check_mark(kind: MarkKind, seen: Mark | None, now: Mark | None, previous: str) -> None:
    """Raise unless this is what was seen, or comes after it; `previous` is the hash that it says it follows."""
    if seen is None:
        return
    if now is None or now.number < seen.number:
        raise REFUSALS[kind]
    if now.number == seen.number and now.hash != seen.hash:
        raise REFUSALS[kind]
    if now.number == seen.number + 1 and previous != seen.hash:
        raise REFUSALS[kind]


def check_chain(seen: Mark | None, chain: Sequence[Signed]) -> Mark:
    """The mark of a chain that was verified; raise unless it continues the one seen."""
    if seen is not None and (len(chain) < seen.number or statement_hash(chain[seen.number - 1]) != seen.hash):
        raise StatementRolledBack
    return Mark(len(chain), statement_hash(chain[-1]))


def check_letters(seen: Mark | None, letters: Mapping[int, Signed]) -> Mark | None:
    """The mark of one hand's believed letters, by their numbers; raise unless the last one seen is still among them."""
    hashes = {number: body_hash(LETTER, signed) for number, signed in letters.items()}
    if seen is not None and hashes.get(seen.number - 1) != seen.hash:
        raise MailboxRolledBack
    last = max(hashes, default=None)
    return None if last is None else Mark(last + 1, hashes[last])


def root_mark(roots: Roots) -> Mark | None:
    """The mark of a root that replaced another; there is none of the first, which the practice's id names."""
    return Mark(roots.number, roots.replacement) if roots.number else None


def epoch_mark(signed: Signed, record: EpochRecord) -> Mark:
    """The mark of an epoch."""
    return Mark(record.epoch, predecessor_of(signed, record.epoch + 1))


def publication_mark(signed: Signed, record: Publication) -> Mark:
    """The mark of a publication."""
    return Mark(record.revision, publication_hash(signed))


def filing_mark(filing: Filing) -> Mark:
    """The mark of a filing, or of a clinical note."""
    return Mark(filing.revision, filing_hash(from_b64(filing.blob)))
