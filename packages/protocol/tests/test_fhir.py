"""Every bundle that the vectors write is FHIR, by somebody else's reading of the specification."""

import json
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle

VECTORS = Path(__file__).resolve().parents[3] / "protocol" / "vectors" / "exports"
BUNDLES = [
    found["output"]["bundle"]
    for path in sorted(VECTORS.glob("bundle*.json"))
    if (found := json.loads(path.read_text("utf-8")))["expect"] == "accepted"
]


@pytest.mark.parametrize("bundle", BUNDLES)
def test_bundle(bundle: str) -> None:
    read = Bundle.model_validate_json(bundle)
    entries = read.entry or []
    names = {entry.fullUrl for entry in entries}
    assert len(names) == len(entries)
    referred = {part.split('"')[0] for part in bundle.split('"reference":"')[1:]}
    assert referred <= names
