"""What neither OSCAL's schema nor its usual readers notice: references that lead nowhere, ids that are used twice,
times that run backwards, methods that there are not. Pure.
"""

from collections import Counter
from collections.abc import Iterator
from typing import cast

from serment_platform.compliance.exchange.parts import everything_in
from serment_platform.compliance.exchange.types import Document, Documents

METHODS = {"TEST", "EXAMINE", "INTERVIEW"}
SPANS = (("start", "end"), ("collected", "expires"))
TO_CONTROLS = ("control-id", "target-id", "statement-id")


def faults(documents: Documents) -> list[str]:
    """Each with the file that it is in; none is well."""
    uuids = {str(each.get("uuid")) for made in documents.values() for each in everything_in(made)}
    ids = {str(each.get("id")) for made in documents.values() if "catalog" in made for each in everything_in(made)}
    return [
        f"{name}: {fault}"
        for name, made in documents.items()
        for fault in (*_twice(made), *_leading_nowhere(made, documents, uuids, ids), *_impossible(made))
    ]


def _twice(made: Document) -> Iterator[str]:
    counted = Counter(str(each["uuid"]) for each in everything_in(made) if "uuid" in each)
    yield from (f"{uuid} is used {count} times" for uuid, count in counted.items() if count > 1)


def _leading_nowhere(made: Document, documents: Documents, uuids: set[str], ids: set[str]) -> Iterator[str]:
    here = {f"#{each['uuid']}" for each in everything_in(made) if "uuid" in each}
    for each in everything_in(made):
        named = [str(value) for name, value in each.items() if name.endswith("-uuid")]
        yield from (f"{uuid} is nothing" for uuid in named if uuid not in uuids)
        yield from (f"{each[name]} is in no catalog" for name in TO_CONTROLS if name in each and each[name] not in ids)
        yield from (f"{name} is in no catalog" for name in _list(each, "with-ids") if name not in ids)
        href = str(each.get("href", ""))
        if href.startswith("#") and href not in here:
            yield f"{href} is not in it"
        if href.endswith(".json") and href not in documents:
            yield f"{href} is not there"


def _impossible(made: Document) -> Iterator[str]:
    for each in everything_in(made):
        spans = [(str(each[first]), str(each[last])) for first, last in SPANS if first in each and last in each]
        yield from (f"{last} comes before {first}" for first, last in spans if last < first)
        yield from (f"{method} is no method" for method in _list(each, "methods") if method not in METHODS)


def _list(part: Document, name: str) -> list[str]:
    return [str(each) for each in cast("list[object]", part.get(name, []))]
