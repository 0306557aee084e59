import re
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from serment_platform.directory.words import Language, bundle, clock, long_day, long_moment, say, short_day, zone_name
from serment_platform.scheduling.finding import MOST_COUNTED

ROOM = files("serment_platform.directory")
CALL = re.compile(r"""\bt\(["']([a-z0-9-]+)["']( ~)?""")
FIRST = datetime(2026, 12, 1, 8, 40, tzinfo=UTC)


def keys(language: Language) -> set[str]:
    text = ROOM.joinpath("words", f"{language}.ftl").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z0-9-]*) =", text, re.MULTILINE))


class TestWords:
    def test_both_languages_say_the_same_things(self) -> None:
        assert keys("fr") == keys("en")

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_every_word_parses(self, language: Language) -> None:
        assert all(bundle(language).get_message(key).value is not None for key in keys(language))

    def test_templates_ask_only_for_words_that_exist(self) -> None:
        for template in Path(str(ROOM / "templates")).glob("*.html"):
            for key, built in CALL.findall(template.read_text(encoding="utf-8")):
                found = any(word.startswith(key) for word in keys("fr")) if built else key in keys("fr")
                assert found, f"{template.name}: {key}"

    def test_a_missing_value_is_an_error(self) -> None:
        with pytest.raises(Exception, match="place"):
            say("fr")("place-unknown")


class TestDates:
    def test_the_first_of_a_month_in_french(self) -> None:
        assert long_day(date(2026, 12, 1), "fr") == "mardi 1er décembre"
        assert long_day(date(2026, 12, 21), "fr") == "lundi 21 décembre"
        assert short_day(date(2026, 12, 1), "en") == "1 Dec"

    def test_times_are_those_of_the_place(self) -> None:
        assert long_moment(FIRST, "Europe/Paris", "fr") == "mardi 1er décembre à 9\u00a0h\u00a040"
        assert clock(FIRST, "Indian/Reunion", "en") == "12:40"

    def test_only_another_zone_is_named(self) -> None:
        assert zone_name("Europe/Paris", "fr") == ""
        assert zone_name("Indian/Reunion", "fr") == "La Réunion"


@pytest.mark.parametrize(("language", "more"), [("fr", "praticiens ou plus"), ("en", "practitioners or more")])
def test_what_is_counted_no_further_is_said_to_be_more(language: Language, more: str) -> None:
    t = say(language)
    for key in ("results-title", "also-radius", "also-specialty", "also-without"):
        assert f"{MOST_COUNTED} {more}" in t(key, total=MOST_COUNTED, value="50")
        assert more not in t(key, total=MOST_COUNTED - 1, value="50")
