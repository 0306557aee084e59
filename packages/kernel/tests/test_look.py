"""What servers show wears the app's own tokens, and fetches nothing from elsewhere."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from serment_kernel.look import static_files

ROOMS = ("serment_platform.directory", "serment_custodian.officers")
WRITTEN = [(room, name) for room in ROOMS for name in static_files(room) if name.endswith((".css", ".js", ".svg"))]


def test_tokens_are_those_of_the_app(root: Path) -> None:
    tokens = files("serment_kernel.look") / "tokens.css"
    assert tokens.read_text(encoding="utf-8") == (root / "web/src/ui/tokens.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("room", ROOMS)
def test_what_all_pages_share_stands_beside_what_is_a_room_s_own(room: str) -> None:
    names = set(static_files(room))
    assert {"tokens.css", "page.css", "seal.svg"} <= names
    assert names & {"site.css", "officers.css"}
    assert not any(name.endswith((".py", ".pyc")) for name in names)


@pytest.mark.parametrize(("room", "name"), WRITTEN)
def test_nothing_is_fetched_from_elsewhere(room: str, name: str) -> None:
    text = static_files(room)[name].content.decode().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import url", text)
    if not name.endswith(".js"):
        assert "//" not in text
        assert "@import" not in text
