import re

import pytest

from serment_kernel.migrate import migrations_of
from serment_platform.directory.specialties import canonical, find_specialties, labels, related, specialties

OFFICIAL = {
    *(f"SM{number:02}" for number in range(1, 96)),
    *(f"SCD{number:02}" for number in range(1, 4)),
    *(f"SI{number:02}" for number in range(1, 9)),
    *(f"SP{number:02}" for number in range(1, 5)),
}
"""TRE_R38, edition of 2026-09-28."""
CARING = {"21", "26", "28", "40", "50", "60", "69", "70", "80", *map(str, range(81, 86)), *map(str, range(91, 97))}
"""Of TRE_G15 those who see patients by appointment, but for physicians, who have a specialty."""
TITLES = {"71", "72", "73", "93", "97"}
"""TRE_R95."""


class TestSpecialties:
    def test_every_official_code_has_one_kind(self) -> None:
        codes = [code for one in specialties() for code in (one.code, *one.aliases)]
        assert len(codes) == len(set(codes))
        assert set(codes) >= OFFICIAL | CARING | TITLES

    def test_what_was_published_before_was_put_under_the_same_kinds(self) -> None:
        (script,) = [one.sql for one in migrations_of("serment_platform") if one.name == "0050_kinds"]
        moved = dict[str, str](re.findall(r"\('(\w+)', '(\w+)'\)", script))
        assert moved == {alias: one.code for one in specialties() for alias in one.aliases}

    def test_several_codes_of_one_work_are_one(self) -> None:
        assert {canonical("10", code) for code in ("SM26", "SM53", "SM54")} == {"SM54"}
        assert {canonical("10", code) for code in ("SM16", "SM62")} == {"SM16"}
        assert {canonical("10", code) for code in ("SM19", "SM20", "SM51", "SM52")} == {"SM20"}

    @pytest.mark.parametrize(
        ("code", "fr"),
        [
            ("SM48", "Rhumatologue"),
            ("SM49", "Médecin de santé publique"),
            ("SM21", "Hématologue"),
            ("SM39", "Oto-rhino-laryngologiste (ORL)"),
            ("SM73", "Cardiologue"),
            ("SM74", "Radiologue"),
            ("SM92", "Pédopsychiatre"),
            ("SCD01", "Orthodontiste"),
            ("SM56", "Chirurgien oral"),
            ("94", "Ergothérapeute"),
            ("26", "Audioprothésiste"),
            ("71", "Ostéopathe"),
        ],
    )
    def test_a_code_means_what_the_state_says(self, code: str, fr: str) -> None:
        assert labels(code).fr == fr

    def test_a_profession_without_specialty_is_its_own(self) -> None:
        assert canonical("40", "") == "40"
        assert labels("", "40").en == labels("40").en == "Dentist"

    def test_an_unknown_code_stands_for_itself_and_is_called_by_the_profession(self) -> None:
        assert canonical("10", "SM99") == "SM99"
        assert labels("SM99", "10").fr == labels("", "10").fr == "Médecin"
        assert labels("SCD99", "40").fr == "Chirurgien-dentiste"
        assert labels("SM99").fr == labels("99", "99").fr == "Professionnel de santé"
        assert related("SM99") == ()

    def test_labels_tell_kinds_apart(self) -> None:
        assert len({one.labels.fr for one in specialties()}) == len({one.labels.en for one in specialties()})
        assert len({one.labels.fr for one in specialties()}) == len(specialties())

    def test_related_codes_exist(self) -> None:
        codes = {specialty.code for specialty in specialties()}
        assert all(set(specialty.related) <= codes - {specialty.code} for specialty in specialties())

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("pediat", "SM40"),
            ("paediat", "SM40"),
            ("dentist", "40"),
            ("kiné", "70"),
            ("ORL", "SM34"),
            ("médecin", "SM54"),
            ("médecin traitant", "SM54"),
            ("doctor", "SM54"),
            ("IRM", "SM44"),
            ("phlébo", "SM61"),
            ("cancéro", "SM36"),
            ("diabéto", "SM16"),
            ("coeur", "SM04"),
            ("ostéo", "71"),
        ],
    )
    def test_is_found_in_both_languages_and_by_what_people_say(self, query: str, code: str) -> None:
        assert find_specialties(query)[0].code == code

    def test_nothing_is_found_for_nothing(self) -> None:
        assert find_specialties("") == []
