from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from serment_platform.directory.places import distance_km
from serment_platform.directory.rules import NOWHERE, PAGE, box, in_order, page_of, pages, wider, within
from serment_platform.directory.types import Candidate

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
LYON = (45.7578, 4.8320)
degrees = st.floats(-0.5, 0.5)


def somebody(name: str, latitude: float = LYON[0], longitude: float = LYON[1]) -> Candidate:
    return Candidate(name, f"s-{name}", "c", latitude, longitude)


def free(**minutes: int) -> dict[tuple[str, str], datetime]:
    return {(f"s-{name}", "c"): NOON + timedelta(minutes=value) for name, value in minutes.items()}


class TestWithin:
    def test_without_a_place_everybody_matches_at_no_distance(self) -> None:
        assert within([somebody("a", 48, 2)], None, 5) == [(somebody("a", 48, 2), NOWHERE)]

    def test_keeps_who_is_in_the_circle(self) -> None:
        near, far = somebody("near", LYON[0] + 0.03), somebody("far", LYON[0] + 0.2)
        assert [one.practitioner for one, _ in within([near, far], LYON, 10)] == ["near"]

    @given(degrees, degrees, st.sampled_from([5, 10, 50]))
    def test_the_box_holds_the_circle(self, north: float, east: float, radius: int) -> None:
        point = (LYON[0] + north, LYON[1] + east)
        south, top, west, right = box(LYON, radius)
        inside = south <= point[0] <= top and west <= point[1] <= right
        assert inside or distance_km(LYON, point) > radius


class TestInOrder:
    def test_soonest_first_and_who_has_none_last(self) -> None:
        near = [(somebody(name), 1.0) for name in ("none", "late", "soon")]
        assert [one.practitioner for one in in_order(near, free(soon=5, late=50), "soonest")] == [
            "soon",
            "late",
            "none",
        ]

    def test_nearest_first(self) -> None:
        near = [(somebody("b"), 2.0), (somebody("a"), 1.0), (somebody("c"), 2.0)]
        assert [one.practitioner for one in in_order(near, free(c=5, b=50), "distance")] == ["a", "c", "b"]

    @given(st.permutations(range(25)))
    def test_the_order_is_total_and_the_pages_cover_it(self, order: list[int]) -> None:
        near = [(somebody(f"{number:02d}"), 1.0) for number in order]
        found = in_order(near, {}, "soonest")
        assert [one.practitioner for one in found] == [f"{number:02d}" for number in range(25)]
        turned = [one for number in range(1, pages(25) + 1) for one in page_of(found, number)]
        assert turned == found
        assert len(page_of(found, 1)) == PAGE
        assert page_of(found, 4) == []


def test_wider_radii_only() -> None:
    assert wider(20) == [50, 100, 200]
    assert wider(500) == []
    assert pages(0) == 1
