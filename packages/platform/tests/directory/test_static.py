"""The public pages wear the app's own tokens."""

from importlib.resources import files
from pathlib import Path

import pytest

STATIC = files("serment_platform.directory") / "static"
TOKENS = Path(__file__).parents[4] / "web/src/ui/tokens.css"


def test_tokens_are_those_of_the_app() -> None:
    assert (STATIC / "tokens.css").read_text(encoding="utf-8") == TOKENS.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["site.css", "tokens.css", "seal.svg", "drawing-1.svg"])
def test_nothing_is_fetched_from_elsewhere(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "//" not in text
    assert "@import" not in text
