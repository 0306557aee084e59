"""Whatever bytes arrive, a reader answers or refuses, and does nothing else: vectors and documents of which something
was changed on the way, and bytes that are neither.
"""

import copy
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from serment_protocol.encoding import LARGEST, b64, canonical, from_b64, parse
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.structure import Structure, convert, read

PROTOCOL = Path(__file__).resolve().parents[3] / "protocol"
sys.path.append(str(PROTOCOL))

from scenarios.operations import run  # noqa: E402

VECTORS: list[dict[str, Any]] = [json.loads(path.read_text()) for path in sorted(PROTOCOL.glob("vectors/*/*.json"))]
# What comes from elsewhere. The rest is the reader's own: its keys, and what it asked for.
ARRIVING = frozenset(
    {
        "answer",
        "blob",
        "body",
        "checkpoint",
        "data",
        "element",
        "entry",
        "envelope",
        "evaluated",
        "header",
        "link",
        "locked",
        "mac",
        "manage",
        "manifest",
        "note",
        "offer",
        "other",
        "padded",
        "proof",
        "public",
        "sealed",
        "sealed_root",
        "self_copy",
        "share",
        "shares",
        "signature",
        "text",
        "ticket",
        "token",
        "typed",
        "verifier",
        "wrap",
    }
)
Place = tuple[str | int, ...]


def inside(value: Any) -> list[tuple[str | int, Any]]:
    """What is in an object or an array, by key or index."""
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).items())
    return list(enumerate(cast("list[Any]", value))) if isinstance(value, list) else []


def arriving(value: Any, place: Place = (), name: str = "") -> Iterator[Place]:
    """Where in the input of a vector such a text is."""
    if isinstance(value, str) and name in ARRIVING:
        yield place
    for key, inner in inside(value):
        yield from arriving(inner, (*place, key), key if isinstance(key, str) else name)


PLACES = [(number, place) for number, vector in enumerate(VECTORS) for place in arriving(vector["input"])]
CHANGES = st.tuples(st.integers(0, 2**16), st.integers(0, 40), st.binary(max_size=40))


def changed(text: str, change: tuple[int, int, bytes]) -> str:
    """The text with something else at some place: in its bytes where it stands for bytes, else in its characters."""
    at, length, instead = change
    try:
        data = from_b64(text)
    except ProtocolRefusal:
        at %= len(text) + 1
        return text[:at] + instead.decode("latin-1") + text[at + length :]
    at %= len(data) + 1
    return b64(data[:at] + instead + data[at + length :])


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(st.sampled_from(PLACES), CHANGES)
def test_a_vector_changed_on_the_way(found: tuple[int, Place], change: tuple[int, int, bytes]) -> None:
    number, (*before, last) = found
    vector = VECTORS[number]
    inner = values = copy.deepcopy(vector["input"])
    for key in before:
        inner = inner[key]
    inner[last] = changed(inner[last], change)
    with suppress(ProtocolRefusal):
        run(vector["operation"], values)


def kinds(kind: type[Structure] = Structure) -> Iterator[type[Structure]]:
    """Every structure of the protocol."""
    for each in kind.__subclasses__():
        yield each
        yield from kinds(each)


def documents(value: Any) -> Iterator[dict[str, Any]]:
    """What the vectors hold of objects, those in signed bytes too."""
    if isinstance(value, dict):
        yield cast("dict[str, Any]", value)
    for name, inner in inside(value):
        yield from documents(parsed(inner) if name == "body" and isinstance(inner, str) else inner)


def parsed(text: str) -> Any:
    try:
        return parse(from_b64(text))
    except ProtocolRefusal:
        return None


def fits(document: dict[str, Any], kind: type[Structure]) -> bool:
    try:
        convert(document, kind)
    except ProtocolRefusal:
        return False
    return True


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every place in a document, the document itself last."""
    for key, inner in inside(value):
        yield from places(inner, (*place, key))
    yield place


KINDS = sorted(set(kinds()), key=lambda kind: (kind.__module__, kind.__qualname__))
DOCUMENTS = {json.dumps(each, sort_keys=True): each for vector in VECTORS for each in documents(vector["input"])}
PAIRS = [(each, kind) for each in DOCUMENTS.values() for kind in KINDS if fits(each, kind)]
ANYTHING = st.recursive(
    st.booleans()
    | st.integers(-LARGEST, LARGEST)
    | st.text(max_size=70)
    | st.sampled_from(["0" * 32, "a" * 64, b64(bytes(32))]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"\A[a-z][a-z0-9_]{0,9}\Z"), inner, max_size=3)
    ),
    max_leaves=4,
)


def put(document: Any, place: Place, instead: Any) -> Any:
    """The document with something else at a place."""
    if not place:
        return instead
    found = copy.copy(document)
    found[place[0]] = put(document[place[0]], place[1:], instead)
    return found


@settings(max_examples=800, deadline=None, derandomize=True)
@given(st.data(), st.sampled_from(PAIRS), ANYTHING)
def test_a_document_changed_on_the_way(data: st.DataObject, pair: tuple[Any, type[Structure]], instead: Any) -> None:
    document, kind = pair
    found = put(document, data.draw(st.sampled_from(sorted(places(document), key=repr))), instead)
    with suppress(ProtocolRefusal):
        read(canonical(found), kind)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.binary(max_size=200) | st.text(alphabet='{}[]":,0123456789.eE-+\\u abnft', max_size=60).map(str.encode))
def test_bytes_that_are_no_document(data: bytes) -> None:
    with suppress(ProtocolRefusal):
        parse(data)


def test_every_signed_kind_is_among_them() -> None:
    assert len(PAIRS) > 100
    assert len({kind for _, kind in PAIRS}) > len(KINDS) / 2
