"""Bringing a restored log forward: the leaves that it lacks, from a copy of it, until no witness has seen more.

What is in the tables beside the log stays as it was at the backup, but for what was erased since, which a database that
was restored by other means has back; a leaf brings back no row.
"""

import asyncio
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql

from serment_kernel import standing
from serment_kernel.backups.again import erase_again
from serment_kernel.backups.errors import CannotBackUp
from serment_kernel.backups.settings import Site
from serment_kernel.standing import Standing
from serment_kernel.tiles import TILE, entry_tiles, split_entries, write_tile_path
from serment_kernel.tree import Tree
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.merkle import leaf_hash
from serment_protocol.notes import open_checkpoint, read_log_key


class NotACopy(CannotBackUp):
    """A folder holds no copy of this log that continues what is here."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder} holds no copy of this log that continues what is here: {why}.")


class Forward(NamedTuple):
    """What was done to a database that came back."""

    erased: int
    """How many erasures were done again."""
    standing: Standing


def bring_forward(site: Site, copy: Path | None) -> Forward:
    """Erase again, append what a copy has beyond what is here, and release the log if no witness has seen more."""
    # First, so that no log goes on beside rows that somebody was told are gone.
    return Forward(erase_again(site, site.owner), _bring_forward(site, copy))


def _bring_forward(site: Site, copy: Path | None) -> Standing:
    with psycopg.connect(site.owner) as connection:
        leaf = sql.Identifier(site.log_schema, "leaf")
        connection.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(leaf))
        here = connection.execute(sql.SQL("SELECT entry FROM {} ORDER BY index").format(leaf)).fetchall()
        tree = Tree(leaf_hash(bytes(row[0])) for row in here)
        standing.release(connection, site.log_schema)
        for entry in _missing(site, copy, tree) if copy else ():
            query = sql.SQL("INSERT INTO {} (index, entry) VALUES (%s, %s)").format(leaf)
            connection.execute(query, [tree.size, entry])
            tree.append(leaf_hash(entry))
        found = asyncio.run(standing.compare(tree.size, site.witnesses, site.log_origin, site.log_seed))
        if not found.sure:
            standing.hold(connection, site.log_schema)
        return found


def _missing(site: Site, copy: Path, tree: Tree) -> list[bytes]:
    """The leaves that a copy has beyond these, once they give the tree that our own key signed."""
    try:
        note = (copy / "checkpoint").read_text("utf-8")
        signed = open_checkpoint(note, site.log_origin, read_log_key(site.verifier))
        entries = [
            entry
            for tile in entry_tiles(tree.size, signed.size)
            for entry in split_entries((copy / "tile" / write_tile_path(tile)).read_bytes())
        ]
    except OSError as error:
        raise NotACopy(copy, f"{error.filename}: {error.strerror}") from error
    except (ProtocolRefusal, ValueError) as error:
        raise NotACopy(copy, "its checkpoint is not signed by this log's key") from error
    fresh = entries[tree.size % TILE :] if signed.size > tree.size else []
    whole = Tree(tree.levels[0])
    for entry in fresh:
        whole.append(leaf_hash(entry))
    if signed.size > tree.size and (whole.size != signed.size or whole.root(signed.size) != signed.root):
        raise NotACopy(copy, "what was appended here since, or the copy, is another log")
    return fresh
