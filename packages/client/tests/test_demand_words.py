"""Ready answers: the same in the SDK and in the app, in both languages."""

import json
from pathlib import Path

from serment_client.demand_words import READY

APP = Path(__file__).resolve().parents[3] / "web" / "src" / "rooms" / "practice" / "ready.ts"


def test_are_the_same_in_the_app() -> None:
    told = APP.read_text("utf-8")
    texts = [text for each in READY.values() for text in each.values()]
    assert [text for text in texts if json.dumps(text, ensure_ascii=False) not in told] == []
    assert told.count("    fr: ") == told.count("    en: ") == len(READY)


def test_say_why_care_is_not_erased() -> None:
    assert all("R. 1112-7" in text and "CNIL" in text for text in READY["care-kept"].values())
