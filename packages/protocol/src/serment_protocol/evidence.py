"""The evidence of a hand: a chain of signed events, the root of each day, and what a sample is drawn by (SPEC 20).

Nothing in an event identifies a person: counts, bands under ten, pseudonyms.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal, NamedTuple, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from serment_protocol.encoding import LARGEST, Json, canonical, parse, read_day, read_time, write_time
from serment_protocol.errors import BadStructure
from serment_protocol.merkle import leaf_hash, root_of
from serment_protocol.notes import signatures_of
from serment_protocol.primitives import hash_bytes, sha256
from serment_protocol.signing import Signed, sign_bytes, verify, verify_bytes
from serment_protocol.structure import (
    B64Of32,
    Count,
    Day,
    Digest,
    Hex16,
    Number,
    Structure,
    Time,
    Versioned,
    convert,
    read,
)

EVENT = "evidence-event"
ROOT = "evidence-root"
KEY = "evidence-key"
SAMPLE = "evidence-sample"
NOTHING = bytes(32)
"""What comes before the first event, and before the first day."""
LARGEST_BODY = 16 * 1024
_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")

Kind: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,31}\Z")]
CheckId: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Z][A-Z0-9_-]{0,15}\Z")]
Name: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,47}\Z")]
Release: TypeAlias = Annotated[str, Meta(min_length=1, max_length=64)]
Outcome = Literal["pass", "fail", "error", "not_applicable"]
Band = Literal["1-9"]
"""Few enough that the number itself could point at somebody."""
Amount = Count | Band


class Event(NamedTuple):
    """One event of a chain."""

    origin: str
    seq: int
    at: datetime
    kind: str
    body: bytes
    """Canonical."""
    prev: bytes
    hash: bytes
    signature: bytes
    parsed: Json | None = None
    """The body, where it was read from its bytes already."""

    @property
    def content(self) -> Json:
        """What it says."""
        return parse(self.body) if self.parsed is None else self.parsed


class EvidenceKey(Versioned, frozen=True, kw_only=True):
    """A leaf: who signs events from a number on (name `evidence-key`, by the log's key)."""

    type: Literal["evidence_key"] = "evidence_key"
    number: Number
    key: B64Of32
    since: Count
    """The first event that it signs."""
    day: Day


class EvidenceRoot(Versioned, frozen=True, kw_only=True):
    """A leaf: what a day's events were (name `evidence-root`, by the key of the evidence)."""

    type: Literal["evidence_root"] = "evidence_root"
    day: Day
    count: Count
    """How many events the day has; none is an answer, too."""
    total: Count
    """How many there are in the chain up to its end."""
    root: Digest
    """Over the hashes of the day's events, by RFC 6962."""
    head: Digest
    """The hash of the last event up to its end."""
    previous: Digest
    """Hash of the record of the day before."""

    def __post_init__(self) -> None:
        Versioned.__post_init__(self)
        if self.count > self.total:
            raise BadStructure


class KeyBody(Structure, frozen=True):
    """What an event of the kind `key` says: the next key, under the signature of the one before."""

    number: Number
    key: B64Of32


class Population(Structure, frozen=True):
    """All that a check could have looked at."""

    query: Digest
    """SHA-256 of how it was counted."""
    n: Amount


class Sample(Structure, frozen=True):
    """What it did look at; without a seed, all of it."""

    n: Amount
    seed: Digest | UnsetType = UNSET
    root: Day | UnsetType = UNSET
    """Of which day the witnessed root was that the seed comes from."""

    def __post_init__(self) -> None:
        Structure.__post_init__(self)
        if (self.seed is UNSET) != (self.root is UNSET):
            raise BadStructure
        if self.root is not UNSET:
            read_day(self.root)


Facts: TypeAlias = dict[Name, bool | Amount | Annotated[str, Meta(max_length=200)]]


class CheckBody(Versioned, frozen=True, kw_only=True):
    """What an event of the kind `check` says: one run of one check."""

    check: CheckId
    code: Digest
    """SHA-256 of the check's source."""
    run: Hex16
    host: Hex16
    """A pseudonym."""
    release: Release
    started: Time
    ended: Time
    population: Population
    sample: Sample
    expected: Facts
    observed: Facts
    result: Outcome
    fresh_until: Time
    last_seen_failing: Time | UnsetType = UNSET
    """When it last found the fault that was made for it; absent for one that was never seen failing."""

    def __post_init__(self) -> None:
        Versioned.__post_init__(self)
        if self.ended < self.started or self.fresh_until < self.ended:
            raise BadStructure
        if self.last_seen_failing is not UNSET:
            read_time(self.last_seen_failing)


SHAPES: dict[str, type[Structure]] = {"check": CheckBody, "key": KeyBody}
"""The kinds whose bodies have a form that a reader checks; of the others it only checks the subset of JSON."""


def write_event(origin: str, seq: int, at: datetime, kind: str, body: bytes, prev: bytes) -> bytes:
    """The canonical bytes of an event; `body` is canonical already, and stands in them as it is."""
    if not _KIND.fullmatch(kind) or not 0 <= seq <= LARGEST or body[:1] != b"{" or len(body) > LARGEST_BODY:
        raise BadStructure
    head = f'{{"at":"{write_time(at)}","body":'
    tail = f',"kind":"{kind}","origin":{canonical(origin).decode()},"prev":"{prev.hex()}","seq":{seq},'
    return head.encode() + body + tail.encode() + b'"type":"evidence_event","v":1}'


def event_hash(written: bytes) -> bytes:
    """By which the next event, and the day's tree, name this one."""
    return hash_bytes(EVENT, written)


def make_event(seed: bytes, origin: str, seq: int, at: datetime, kind: str, content: Json, prev: bytes) -> Event:
    """The next event of a chain; a content of another form than its kind has is `bad_structure`."""
    body = canonical(content)
    check_body(kind, content)
    made = event_hash(write_event(origin, seq, at, kind, body, prev))
    return Event(origin, seq, at, kind, body, prev, made, sign_bytes(seed, EVENT, made))


def check_body(kind: str, content: Json) -> Structure | None:
    """The content in the form of its kind, where that has one; raises unless it is an object, and of that form.

    No field of a form has a value of its own, so that nothing is filled in, and none is dropped.
    """
    if not isinstance(content, Mapping):
        raise BadStructure
    shape = SHAPES.get(kind)
    return convert(content, shape) if shape else None


def verify_event(event: Event, public: bytes) -> None:
    """Raise `BadSignature` unless this key signed this event; whether it follows another is seen beside that."""
    verify_bytes(public, EVENT, event.hash, event.signature)


def is_whole(event: Event) -> bool:
    """Whether its hash is that of its content."""
    written = write_event(event.origin, event.seq, event.at, event.kind, event.body, event.prev)
    return event_hash(written) == event.hash


def day_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a day's events, by their hashes."""
    return root_of([leaf_hash(each) for each in hashes])


def read_evidence_key(signed: Signed, log_key: bytes) -> EvidenceKey:
    """The record of a key, once its signature held."""
    return verify(log_key, KEY, signed, EvidenceKey)


def root_before(signed: Signed | None) -> str:
    """By which the record of a day names that of the day before."""
    return (hash_bytes(ROOT, signed.body_bytes) if signed else NOTHING).hex()


def sample_seed(note: str, check: str) -> bytes:
    """What a check draws its sample by: a checkpoint with the lines of its witnesses, which nobody here can foresee.

    The log's own line is not in it, as whoever has its key can write as many as they like; nor is the order of lines.
    """
    text = note.rpartition("\n\n")[0] + "\n"
    name = text.partition("\n")[0]
    lines = sorted(line.encode() for signer, _, line in signatures_of(note) if signer != name)
    return hash_bytes(SAMPLE, sha256(text.encode() + b"".join(lines)) + check.encode("ascii"))


def read_root(signed: Signed, key: bytes) -> EvidenceRoot:
    """The record of a day, once its signature held."""
    return verify(key, ROOT, signed, EvidenceRoot)


def read_key_body(body: bytes) -> KeyBody:
    """Which key the signer of this event hands over to."""
    return read(body, KeyBody)
