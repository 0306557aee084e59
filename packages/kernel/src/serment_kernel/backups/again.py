"""Erasing again what was erased since a backup, in whatever database came back, by whatever means."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from psycopg import errors, sql

from serment_kernel.backups.archive import Found
from serment_kernel.backups.errors import CannotBackUp
from serment_kernel.backups.opening import read_rest
from serment_kernel.backups.settings import Site
from serment_kernel.database import Database, opened
from serment_kernel.erasures import replay
from serment_protocol.agestream import recipient_of


def erase_again(site: Site, dsn: str) -> int:
    """Erase all that this machine's journal names, as the owner of the tables; how many lines that were.

    And end what was open, or waited, at the backup: it may have been ended, or stopped, since.
    """

    async def run() -> int:
        db = Database(dsn, size=1)
        async with opened(db):
            erased = await replay(db, site.journal, site.kinds)
            await end_open(db, site.ends)
        return erased

    return asyncio.run(run())


async def end_open(db: Database, functions: Sequence[str]) -> None:
    """Call each; a database of before one of them is restored all the same, and its `restore-log` calls it again."""
    for each in functions:
        with suppress(errors.UndefinedFunction, errors.InvalidSchemaName):
            async with db.transaction() as tx:
                await tx.execute(sql.SQL("SELECT {}()").format(sql.Identifier(*each.split("."))))


def take_over_newest(site: Site, found: Found, identity: str) -> list[str]:
    """Join this machine's journal, which may be lost, with the newest that opens; whatever may be newer, unread."""
    unread = [str(each) for each in found.problems]
    for each in reversed(found.backups):
        try:
            if each.manifest.recipient != recipient_of(identity):
                unread.append(f"{each.manifest.id} was made to {each.manifest.recipient}.")
                continue
            erased = read_rest(each, identity).erased
        except CannotBackUp as error:
            unread.append(str(error))
        else:
            site.journal.take_over(erased)
            break
    return unread
