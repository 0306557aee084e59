"""Write the vectors that tie Python and TypeScript; with `--check`, only say whether one would change.

What a scenario must come to is written down by hand in `scenarios`; what an accepted one gives is computed here.
"""

import json
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from scenarios import (
    accounts,
    agreements,
    appointments,
    authority,
    consents,
    counter,
    credentials,
    departure,
    encoding,
    entry,
    erasures,
    evidence,
    exports,
    kits,
    letters,
    marks,
    officers,
    practices,
    recovery,
    releases,
    roots,
    sealing,
    tokens,
    transparency,
)
from scenarios.base import Fixtures, Values, Vector
from scenarios.operations import run

from serment_protocol.errors import ProtocolRefusal

VECTORS = Path(__file__).resolve().parent / "vectors"
AREAS = (
    encoding,
    sealing,
    accounts,
    tokens,
    credentials,
    practices,
    entry,
    appointments,
    letters,
    counter,
    departure,
    recovery,
    transparency,
    releases,
    marks,
    officers,
    kits,
    exports,
    erasures,
    evidence,
    authority,
    consents,
    agreements,
    roots,
)


class Disagreement(Exception):
    """A scenario does not come to what was written down for it."""


def main() -> int:
    """Write, or compare."""
    wanted = files()
    present = {path: path.read_text("utf-8") for path in VECTORS.rglob("*.json")}
    if "--check" in sys.argv[1:]:
        different = sorted(path for path in wanted.keys() | present.keys() if wanted.get(path) != present.get(path))
        for path in different:
            print(f"{path.relative_to(VECTORS)} is not what generate.py writes", file=sys.stderr)
        return 1 if different else 0
    for path in present.keys() - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    print(f"{len(wanted) - 1} vectors")
    return 0


def files() -> dict[Path, str]:
    """Every file and its text."""
    fixtures = Fixtures(VECTORS / "fixtures.json")
    texts: dict[Path, str] = {}
    for vector in all_vectors(fixtures):
        path = VECTORS / vector.area / f"{vector.case}.json"
        if path in texts:
            raise Disagreement(f"{vector.area}/{vector.case} is there twice")
        texts[path] = json.dumps(complete(vector), indent=1, ensure_ascii=False) + "\n"
    return {**texts, fixtures.path: fixtures.text()}


def all_vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario."""
    return chain.from_iterable(area.vectors(fixtures) for area in AREAS)


def complete(vector: Vector) -> Values:
    """A vector as it is written."""
    written = {"area": vector.area, "case": vector.case, "operation": vector.operation}
    written |= {"input": vector.given, "expect": vector.expect}
    try:
        output = run(vector.operation, vector.given)
        outcome = "accepted"
    except ProtocolRefusal as refusal:
        output, outcome = None, refusal.code
    if outcome != vector.expect:
        raise Disagreement(f"{vector.area}/{vector.case} comes to {outcome}, not {vector.expect}")
    return written if output is None else {**written, "output": output}


if __name__ == "__main__":
    sys.exit(main())
