from time import perf_counter

import pytest

from serment_platform.directory.folding import fold, fold_lines
from serment_platform.directory.places import MOST, Place, distance_km, find_places, is_named, place_of, places

QUICK = 0.02
"""Seconds in which anything is found, many times what it takes: a machine may be busy with other tests."""


def found(query: str) -> list[str]:
    return [f"{place.name} ({place.department})" for place in find_places(query)]


def placed(code: str) -> Place:
    place = place_of(code)
    assert place is not None
    return place


class TestFindPlaces:
    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("lyon", "Lyon (69)"),
            ("69003", "Lyon (69)"),
            ("75011", "Paris (75)"),
            ("st", "Strasbourg (67)"),
            ("saint etie", "Saint-Étienne (42)"),
            ("havre", "Le Havre (76)"),
            ("97400", "Saint-Denis (974)"),
            ("Nancy", "Nancy (54)"),
            ("Rochefourchat", "Rochefourchat (26)"),
            ("48170 châteauneuf", "Châteauneuf-de-Randon (48)"),
            ("l'hay", "L'Haÿ-les-Roses (94)"),
            ("étroeungt", "Étrœungt (59)"),
            ("Nouméa", "Nouméa (988)"),
            ("annecy le v", "Annecy (74)"),
            ("Seynod", "Annecy (74)"),
        ],
    )
    def test_finds_by_name_or_postcode(self, query: str, name: str) -> None:
        assert found(query)[0] == name

    def test_a_small_place_of_that_name_comes_before_large_ones_that_begin_so(self) -> None:
        assert found("y") == ["Y (80)", *found("y")[1:]]
        assert found("lion")[0] == "Lion-sur-Mer (14)"

    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("Marseile", "Marseille (13)"),
            ("Lyom", "Lyon (69)"),
            ("Touluose", "Toulouse (31)"),
            ("saint etiene", "Saint-Étienne (42)"),
            ("havrr", "Le Havre (76)"),
            ("strazb", "Strasbourg (67)"),
            ("lhay les roses", "L'Haÿ-les-Roses (94)"),
            ("marseile 13", "Marseille (13)"),
            ("seinod", "Annecy (74)"),
        ],
    )
    def test_forgives_a_slip(self, query: str, name: str) -> None:
        assert found(query)[0] == name

    def test_forgives_none_where_something_begins_so(self) -> None:
        assert all(fold(place.name).startswith("nante") for place in find_places("nante"))

    def test_of_two_towns_of_one_name_offers_both(self) -> None:
        assert found("Saint-Denis")[:4] == [
            "Saint-Denis (974)",
            "Saint-Denis (93)",
            "Saint-Denis (11)",
            "Saint-Denis (30)",
        ]

    @pytest.mark.parametrize(
        "query", ["Saint-Denis (93)", "saint denis 93200", "93200 Saint-Denis", "St-Denis 93", "st denis 932"]
    )
    def test_department_or_postcode_tells_them_apart(self, query: str) -> None:
        assert found(query)[0] == "Saint-Denis (93)"
        assert "Saint-Denis (974)" not in found(query)

    def test_every_place_is_found_by_what_it_is_shown_as(self) -> None:
        for place in places()[::500]:
            assert find_places(f"{place.name} ({place.department})")[0] == place

    def test_a_number_that_fits_none_is_passed_over(self) -> None:
        assert found("Paris 11e")[0] == found("paris 11")[0] == "Paris (75)"

    def test_the_name_of_today_comes_before_one_that_was_merged(self) -> None:
        assert found("Saint-Denis")[0] == "Saint-Denis (974)"
        assert not is_named(placed("74010"), "Seynod")

    def test_words_in_another_order(self) -> None:
        assert found("denis saint")[:2] == found("saint denis")[:2]

    @pytest.mark.parametrize("query", ["", " ", "zzz", "zzzzzz", "00000", "'; --", "99999999", "x" * 100])
    def test_nothing_is_found_for_nonsense(self, query: str) -> None:
        assert find_places(query) == []

    def test_offers_at_most_eight(self) -> None:
        assert len(find_places("s")) == MOST

    @pytest.mark.parametrize("query", ["s", "saint", "lyon", "zzz", "6", "saint zzz", "touluose", "a" * 40])
    def test_is_quick(self, query: str) -> None:
        find_places(query)
        times = [perf_counter() - _started(query) for _ in range(5)]
        assert min(times) < QUICK

    def test_knows_what_was_typed_in_full(self) -> None:
        place = placed("93066")
        assert all(is_named(place, query) for query in ("saint denis", "St-Denis (93)", "93200 SAINT DENIS"))
        assert not is_named(place, "saint den")


def _started(query: str) -> float:
    now = perf_counter()
    find_places(query)
    return now


class TestPlaces:
    def test_has_the_communes_of_france(self) -> None:
        known = {place.department for place in places()}
        assert len({place.code for place in places()}) == len(places()) > 34_900
        assert known >= {f"{number:02}" for number in range(1, 96) if number != 20} | {"2A", "2B"}
        assert known >= {"971", "972", "973", "974", "976"}

    def test_every_row_is_complete(self) -> None:
        for place in places():
            assert place.postcodes
            assert all(len(code) == 5 and code.isdigit() for code in place.postcodes)
            assert -24 < place.latitude < 52
            assert -180 <= place.longitude <= 180

    def test_communes_of_the_mainland_lie_there(self) -> None:
        for place in places():
            if place.department < "97":
                assert 41.3 < place.latitude < 51.1
                assert -5.2 < place.longitude < 9.6

    def test_no_two_of_a_department_have_one_name(self) -> None:
        """Or the department would not tell them apart."""
        assert len({(fold(place.name), place.department) for place in places()}) == len(places())

    def test_names_are_folded_as_what_is_typed(self) -> None:
        names = [place.name for place in places()]
        assert fold_lines("\n".join(names)).split("\n") == [fold(name) for name in names]

    def test_an_unknown_code_is_none(self) -> None:
        assert place_of("00000") is None


class TestDistance:
    @pytest.mark.parametrize(
        ("one", "other", "least", "most"),
        [
            ("75056", "69123", 385, 400),
            ("97411", "97416", 50, 75),  # Saint-Denis and Saint-Pierre of La Réunion
            ("97105", "97209", 150, 185),  # Basse-Terre and Fort-de-France
            ("75056", "97411", 9300, 9450),
        ],
    )
    def test_between_two_towns(self, one: str, other: str, least: float, most: float) -> None:
        here, there = placed(one), placed(other)
        assert least < distance_km((here.latitude, here.longitude), (there.latitude, there.longitude)) < most

    def test_nothing_to_itself(self) -> None:
        assert distance_km((45.0, 4.0), (45.0, 4.0)) == 0
