"""What all OSCAL documents have in common: ids that stay the same, metadata, properties, texts. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

from serment_kernel.processors import Words
from serment_platform.compliance.exchange.types import Document, Installation
from serment_platform.compliance.registers.exporting import CONFERS_NOTHING
from serment_platform.compliance.registers.types import Version, in_language, text_of, words
from serment_protocol.encoding import write_time

VERSION = "1.2.1"
NS = "urn:serment:oscal"
"""Of properties that only we know."""
NAMESPACE = uuid5(NAMESPACE_URL, NS)

CATALOG, PROFILE, COMPONENTS = "catalog.json", "profile.json", "component-definition.json"
PLAN, ASSESSMENT = "system-security-plan.json", "assessment-plan.json"
RESULTS, POAM = "assessment-results.json", "poam.json"


def uuid_of(*names: str) -> str:
    """The id of a thing in every export, so that two of them can be compared."""
    return str(uuid5(NAMESPACE, "\x1f".join(names)))


def said(inputs: Installation, fr: str, en: str) -> str:
    """One of the two languages."""
    return in_language(words(fr, en), inputs.language)


def document(
    inputs: Installation,
    model: str,
    title: Words,
    body: Mapping[str, object],
    about: str = "",
    more: Sequence[Document] = (),
) -> Document:
    """A document of a model; `about` is the installation, where it is not the same in all of them."""
    head = {"uuid": uuid_of(model, about), "metadata": _metadata(inputs, title, more)}
    return {model: {**head, **filled(body)}}


def filled(body: Mapping[str, object]) -> Document:
    """Without members that are empty, which OSCAL does not allow."""
    return {name: value for name, value in body.items() if value not in ("", [], {}, None)}


def prop(name: str, value: str, remarks: str = "") -> Document:
    """A property of ours, on one line."""
    return filled({"name": name, "ns": NS, "value": line(value), "remarks": remarks})


def props(values: Mapping[str, object]) -> list[Document]:
    """Those that have a value."""
    return [prop(name, str(value)) for name, value in values.items() if str(value).strip()]


def props_of(row: Version, *names: str) -> list[Document]:
    """Which row it is, where it stands, and these of its fields."""
    fields = {name.replace("_", "-"): text_of(row.fields, name) for name in names}
    return props({row.kind: row.id, "state": row.state, "version": row.version, **fields})


def line(text: str) -> str:
    """A text on one line; a dash where there is none."""
    return " ".join(text.split()) or "–"


def moment(day: str) -> str:
    """A day of a register as OSCAL wants moments."""
    return day if "T" in day else f"{day}T00:00:00Z"


def statement(control: str) -> str:
    """The id of the statement of a control, which findings are about."""
    return f"{control}_smt"


def selection(controls: Iterable[str]) -> Document:
    """These controls and no others."""
    return {"control-selections": [{"include-controls": [{"control-id": each} for each in controls]}]}


def everything_in(value: object) -> Iterator[Document]:
    """Every object of a document, itself included."""
    match value:
        case dict():
            found: Document = value  # pyright: ignore[reportUnknownVariableType] -- JSON
            yield found
            for each in found.values():
                yield from everything_in(each)
        case list():
            for each in value:  # pyright: ignore[reportUnknownVariableType]
                yield from everything_in(each)  # pyright: ignore[reportUnknownArgumentType]
        case _:
            pass


def _metadata(inputs: Installation, title: Words, more: Sequence[Document]) -> Document:
    return {
        "title": in_language(title, inputs.language),
        "last-modified": write_time(inputs.now),
        "version": inputs.release,
        "oscal-version": VERSION,
        "props": [prop("language", inputs.language), *more],
        "remarks": in_language(CONFERS_NOTHING, inputs.language),
    }
