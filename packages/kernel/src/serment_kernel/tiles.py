"""Paths of a log's tiles (C2SP tlog-tiles): `0/x001/234`, `entries/000.p/7`. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

TILE = 256
THOUSAND = 1000
ENTRIES = "entries"

# Levels go to 63; seven groups of three digits are more tiles than a log can have.
_PATH = re.compile(
    r"(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])/(?P<number>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?"
)


class Tile(NamedTuple):
    """A tile of hashes of a level, or without level a bundle of entries; `width` below 256 is a partial one."""

    level: int | None
    number: int
    width: int = TILE


def read_tile_path(path: str) -> Tile | None:
    """The tile behind `tile/`; None for a path that a log does not write."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = None if found["level"] == ENTRIES else int(found["level"])
    number = int(found["number"].replace("x", "").replace("/", ""))
    tile = Tile(level, number, int(found["width"] or TILE))
    return tile if 0 < tile.width <= TILE and write_tile_path(tile) == path else None


def write_tile_path(tile: Tile) -> str:
    """The one path of a tile; only a tile that is not full names its width."""
    level = ENTRIES if tile.level is None else str(tile.level)
    partial = f".p/{tile.width}" if tile.width != TILE else ""
    return f"{level}/{_groups(tile.number)}{partial}"


def entry_tiles(first: int, size: int) -> Iterator[Tile]:
    """The bundles that hold the entries from this index on, in a log of this size."""
    for start in range(first - first % TILE, size if first < size else 0, TILE):
        yield Tile(None, start // TILE, min(TILE, size - start))


def split_entries(bundle: bytes) -> Iterator[bytes]:
    """The entries of a bundle: each after its length in two bytes."""
    while bundle:
        length = int.from_bytes(bundle[:2])
        yield bundle[2 : 2 + length]
        bundle = bundle[2 + length :]


def _groups(number: int) -> str:
    above, last = divmod(number, THOUSAND)
    groups = [f"{last:03d}"]
    while above:
        above, group = divmod(above, THOUSAND)
        groups.append(f"x{group:03d}")
    return "/".join(reversed(groups))
