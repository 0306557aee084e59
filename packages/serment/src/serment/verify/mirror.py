"""A copy of a log in a folder, laid out as C2SP tlog-tiles has it, so that any tool for such logs reads it."""

from collections.abc import Iterator
from pathlib import Path

import httpx

from serment.errors import CannotVerify
from serment_kernel.tiles import TILE, Tile, write_tile_path
from serment_protocol.notes import HASH_BYTES

CHECKPOINT = "checkpoint"
TIMEOUT_SECONDS = 30.0


def mirror(url: str, folder: Path) -> int:
    """Fetch the whole log of a server; how many leaves it has. The checkpoint is written last, over what it covers."""
    folder.mkdir(parents=True, exist_ok=True)
    with httpx.Client(base_url=_prefix(url), trust_env=False, timeout=TIMEOUT_SECONDS) as http:
        note = _fetch(http, CHECKPOINT)
        size = size_in(note.decode("utf-8", "replace"))
        for tile in tiles(size):
            path = folder / "tile" / write_tile_path(tile)
            # A tile never changes, so a copy is brought up to date by what it lacks.
            if not path.exists():
                _write(path, _fetch_tile(http, tile))
    _write(folder / CHECKPOINT, note)
    return size


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: the folder may be published while it is brought up to date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def _prefix(url: str) -> str:
    """Where the log of a server is; or the address itself, where a copy of a log is published."""
    base = url.rstrip("/")
    with httpx.Client(trust_env=False, timeout=TIMEOUT_SECONDS) as http:
        try:
            answer = http.get(f"{base}/{CHECKPOINT}")
        except httpx.HTTPError as error:
            raise CannotVerify(f"{base} does not answer.") from error
    return f"{base}/" if answer.is_success else f"{base}/v1/log/"


def tiles(size: int) -> Iterator[Tile]:
    """Every tile of a log of this size: bundles of entries, then hashes level by level."""
    yield from _row(None, size)
    level, width = 0, size
    while width:
        yield from _row(level, width)
        level, width = level + 1, width // TILE


def size_in(note: str) -> int:
    """The size that a note names; whether it is signed is checked elsewhere."""
    lines = note.split("\n")
    if len(lines) < 3 or not lines[1].isdecimal() or len(lines[1]) > 16:  # noqa: PLR2004 -- C2SP tlog-checkpoint
        raise CannotVerify("There is no checkpoint of a log there.")
    return int(lines[1])


def _row(level: int | None, width: int) -> Iterator[Tile]:
    whole, rest = divmod(width, TILE)
    yield from (Tile(level, number) for number in range(whole))
    if rest:
        yield Tile(level, whole, rest)


def _fetch_tile(http: httpx.Client, tile: Tile) -> bytes:
    """A tile; where a copy has put the full one in the place of a partial one, the beginning of that."""
    try:
        return _fetch(http, f"tile/{write_tile_path(tile)}")
    except CannotVerify:
        if tile.width == TILE:
            raise
        return beginning(_fetch(http, f"tile/{write_tile_path(tile._replace(width=TILE))}"), tile)


def beginning(full: bytes, tile: Tile) -> bytes:
    """So much of a full tile as a partial one holds."""
    if tile.level is not None:
        return full[: HASH_BYTES * tile.width]
    end = 0
    for _ in range(tile.width):
        end += 2 + int.from_bytes(full[end : end + 2])
    return full[:end]


def _fetch(http: httpx.Client, path: str) -> bytes:
    try:
        answer = http.get(path)
    except httpx.HTTPError as error:
        raise CannotVerify(f"{http.base_url.host} does not answer.") from error
    if not answer.is_success:
        raise CannotVerify(f"{answer.url} answers {answer.status_code}.")
    return answer.content
