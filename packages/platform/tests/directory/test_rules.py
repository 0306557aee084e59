from hypothesis import given
from hypothesis import strategies as st

from serment_platform.directory.rules import NOWHERE, PAGE, kilometres, pages, wider


@given(st.integers(0, 1000))
def test_pages_hold_everybody(total: int) -> None:
    assert (pages(total) - 1) * PAGE <= total <= pages(total) * PAGE
    assert pages(total) >= 1


def test_wider_circles() -> None:
    assert wider(50) == [100, 200]
    assert wider(200) == []


def test_without_a_place_nobody_is_at_any_distance() -> None:
    assert kilometres(0, None) == NOWHERE
    assert kilometres(3200, (45.0, 4.0)) == 3.2
