"""A draft that is published again says all that the publication said, also what this version edits nowhere."""

import json
from pathlib import Path
from typing import Any

import msgspec

from serment_client.desk import HEAD
from serment_client.team import publish_draft
from serment_protocol.publication import Publication
from serment_protocol.structure import convert


def test_a_draft_keeps_what_nobody_edits(root: Path) -> None:
    vector = json.loads((root / "protocol/vectors/practice/publication_with_opening_rules.json").read_text())
    published: dict[str, Any] = vector["output"]["publication"]
    fields: dict[str, object] = msgspec.to_builtins(convert(published, Publication))
    draft = {name: value for name, value in fields.items() if name not in HEAD}
    again = publish_draft(draft, published["practice"], published["epoch"], 2, "0" * 64)
    assert json.loads(msgspec.json.encode(again)) == {**published, "revision": 2}
