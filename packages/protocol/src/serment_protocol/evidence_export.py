"""An extract of the evidence as a file: a header, an event a line, each day after its events, an end (SPEC 20)."""

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from serment_protocol.encoding import b64, canonical, from_b64, parse, read_time
from serment_protocol.errors import BadStructure, NotCanonical
from serment_protocol.evidence import Event, Kind, check_body, event_hash, is_whole, verify_event
from serment_protocol.structure import B64, B64Of32, B64Of64, Count, Day, Digest, Structure, Time, Versioned, convert

EXPORT = "evidence-export"
SIGNATURE = b',"signature":"'
SIGNATURE_LENGTH = 86
"""Of 64 bytes in base64url."""
EVENT_LINE = b'{"event":'

Origin: TypeAlias = Annotated[str, Meta(min_length=1, max_length=255)]


class EventStructure(Versioned, frozen=True, kw_only=True):
    """An event, without its signature."""

    type: Literal["evidence_event"]
    origin: Origin
    seq: Count
    at: Time
    kind: Kind
    body: dict[str, Any]
    prev: Digest


class Leaf(Structure, frozen=True):
    """A leaf of the hand's log, and the way from it to the root of the header's checkpoint."""

    entry: B64
    index: Count
    proof: tuple[B64Of32, ...]


class DayLine(Structure, frozen=True):
    """A day's root, after its events."""

    root: Leaf
    note: str
    """The first checkpoint with it that witnesses cosigned: since when it stands, and what samples are drawn by."""
    stamp: str | UnsetType = UNSET
    """A time-stamp token (RFC 3161) over the record's body, in base64url."""


class Header(Versioned, frozen=True, kw_only=True):
    """What the extract is of, and what its proofs lead to."""

    type: Literal["evidence_export"] = "evidence_export"
    origin: Origin
    log_key: str
    """Whose key this is, only an installation.json says."""
    first: Day
    last: Day
    """The day of the last root in the file."""
    made: Time
    checkpoint: str
    keys: tuple[Leaf, ...]
    """All of them, oldest first."""
    before: Leaf | UnsetType = UNSET
    """The root of the day before the first, where there is one."""


class End(Structure, frozen=True):
    """What the file was up to here."""

    lines: Count
    hash: Digest
    """SHA-256 of all bytes before this line."""


class HeaderLine(Structure, frozen=True):
    """The first line."""

    header: Header


class _DayLine(Structure, frozen=True):
    day: DayLine


class EndLine(Structure, frozen=True):
    """The last line; the signature is by the newest key of the evidence, under `evidence-export`."""

    end: End
    signature: B64Of64


def write_event_line(written: bytes, signature: bytes) -> bytes:
    """A line of an event, as `write_event` wrote it."""
    return EVENT_LINE + written + SIGNATURE + b64(signature).encode() + b'"}\n'


def read_event_line(line: bytes) -> Event:
    """An event of its line; its signature is not checked here."""
    cut = len(line) - SIGNATURE_LENGTH - len(b'"}\n') - len(SIGNATURE)
    written = line[len(EVENT_LINE) : cut]
    if line[cut : cut + len(SIGNATURE)] != SIGNATURE or not line.endswith(b'"}\n'):
        raise BadStructure
    found = convert(parse(written), EventStructure)
    signature = from_b64(line[cut + len(SIGNATURE) : -len(b'"}\n')].decode("ascii", "replace"))
    return Event(
        found.origin,
        found.seq,
        read_time(found.at),
        found.kind,
        canonical(found.body),
        bytes.fromhex(found.prev),
        event_hash(written),
        signature,
        found.body,
    )


def open_event_line(line: bytes, key: bytes) -> Event:
    """An event of its line, once its own signature and form were checked; what it follows is seen elsewhere."""
    event = read_event_line(line)
    if not is_whole(event):
        raise NotCanonical
    verify_event(event, key)
    check_body(event.kind, event.content)
    return event


def write_line(line: HeaderLine | EndLine | DayLine) -> bytes:
    """A line that is no event."""
    return canonical(_DayLine(line) if isinstance(line, DayLine) else line) + b"\n"


def read_line(line: bytes) -> HeaderLine | EndLine | DayLine:
    """A line that is no event."""
    value = parse(line.removesuffix(b"\n"))
    match value:
        case {"header": _}:
            return convert(value, HeaderLine)
        case {"day": _}:
            return convert(value, _DayLine).day
        case {"end": _}:
            return convert(value, EndLine)
        case _:
            raise BadStructure
