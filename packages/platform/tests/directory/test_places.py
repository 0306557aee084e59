import pytest

from serment_platform.directory.places import MOST, by_code, distance_km, find_places, places


class TestFindPlaces:
    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("lyon", "Lyon"),
            ("69003", "Lyon"),
            ("75011", "Paris"),
            ("st", "Strasbourg"),
            ("saint etie", "Saint-Étienne"),
            ("havre", "Le Havre"),
            ("97400", "Saint-Denis"),
            ("Nancy", "Nancy"),
        ],
    )
    def test_finds_by_name_or_postcode(self, query: str, name: str) -> None:
        assert find_places(query)[0].name == name

    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("Marseile", "Marseille"),
            ("Lion", "Lyon"),
            ("Touluose", "Toulouse"),
            ("saint etiene", "Saint-Étienne"),
            ("havrr", "Le Havre"),
            ("strazb", "Strasbourg"),
        ],
    )
    def test_forgives_a_slip(self, query: str, name: str) -> None:
        assert find_places(query)[0].name == name

    def test_forgives_none_where_something_begins_so(self) -> None:
        assert {place.name for place in find_places("nante")} == {"Nantes", "Nanterre"}

    def test_of_two_towns_of_one_name_offers_both(self) -> None:
        assert {place.department for place in find_places("Saint-Denis")} >= {"93", "974"}

    @pytest.mark.parametrize("query", ["", " ", "zzz", "00000", "'; --"])
    def test_nothing_is_found_for_nonsense(self, query: str) -> None:
        assert find_places(query) == []

    def test_offers_at_most_eight(self) -> None:
        assert len(find_places("s")) == MOST


class TestPlaces:
    def test_every_row_is_complete(self) -> None:
        assert len(by_code()) == len(places()) > 120
        for place in places():
            assert place.postcodes
            assert all(len(code) == 5 for code in place.postcodes)
            assert -23 < place.latitude < 52
            assert -62 < place.longitude < 167


class TestDistance:
    def test_paris_to_lyon(self) -> None:
        paris, lyon = by_code()["75056"], by_code()["69123"]
        km = distance_km((paris.latitude, paris.longitude), (lyon.latitude, lyon.longitude))
        assert 385 < km < 400

    def test_nothing_to_itself(self) -> None:
        assert distance_km((45.0, 4.0), (45.0, 4.0)) == 0
