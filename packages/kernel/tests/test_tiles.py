"""Paths of tiles as C2SP tlog-tiles writes them, and in no other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_kernel.tiles import TILE, Tile, read_tile_path, write_tile_path

TILES = st.builds(
    Tile,
    st.one_of(st.none(), st.integers(0, 63)),
    st.integers(0, 10**18),
    st.one_of(st.integers(1, 255), st.just(TILE)),
)


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("0/000", Tile(0, 0)),
        ("0/x001/234", Tile(0, 1234)),
        ("2/x001/x234/067", Tile(2, 1_234_067)),
        ("63/999", Tile(63, 999)),
        ("1/x001/000.p/7", Tile(1, 1000, 7)),
        ("entries/000", Tile(None, 0)),
        ("entries/x001/234.p/255", Tile(None, 1234, 255)),
    ],
)
def test_a_path_is_read_and_written(path: str, tile: Tile) -> None:
    assert read_tile_path(path) == tile
    assert write_tile_path(tile) == path


@given(TILES)
def test_every_tile_has_one_path(tile: Tile) -> None:
    assert read_tile_path(write_tile_path(tile)) == tile


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "0/", "/000", "0/0", "0/00", "0/0000", "00/000", "64/000", "-1/000", "data/000", "entries"),
        *("0/x000/001", "0/001/234", "0/x001", "0/x1/234", "0/X001/234", "0/x001/234/", "0/" + "x001/" * 7 + "000"),
        *("0/000.p/0", "0/000.p/00", "0/000.p/07", "0/000.p/256", "0/000.p/257", "0/000.p/", "0/000.p/-1", "0/000.p"),
        *("0/\u0660\u0660\u0660", "0/000\n", "0/000?x", "../000"),
    ],
)
def test_another_path_is_none(path: str) -> None:
    assert read_tile_path(path) is None
