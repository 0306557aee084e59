"""The console has a word in both languages for whatever the procedure of an authority's request can say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from serment_kernel.authority.forms import table
from serment_kernel.authority.types import State
from serment_platform.compliance.authority.forms import OWN
from serment_platform.compliance.authority.table import STEPS

PLAIN = re.compile(r"[0-9+-]+")
"""A band is the same in every language."""


def wanted() -> Iterator[str]:
    """Every key that a page of the console makes out of what the server says."""
    for state in get_args(State):
        yield f"console-authority-{state}"
    for step in table(STEPS, OWN).steps:
        yield f"console-act-{step.act}"
        for field in step.fields:
            yield f"console-fact-{field.id.rpartition('.')[2]}"
            yield from (f"console-choice-{each}" for each in field.choices if not PLAIN.fullmatch(each))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_is_said(root: Path, language: str) -> None:
    said = (root / "web" / "src" / "words" / language / "console" / "console.ftl").read_text()
    keys = {each.lower().replace("_", "-") for each in wanted()}
    assert sorted(key for key in keys if not re.search(rf"^{key} =", said, re.MULTILINE)) == []
