"""The data map: every column that there is, with the class of data it belongs to. Made from the live schema: nobody
types it, so that it cannot say less than there is.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from serment_kernel.database import Database
from serment_kernel.retention import BASES, DataClass
from serment_platform.compliance.registers import store
from serment_platform.compliance.registers.kinds.risks import DATA_MAP
from serment_platform.compliance.registers.types import SOFTWARE, STATE, Value, Version


async def data_map(db: Database, classes: Iterable[DataClass], now: datetime) -> list[Version]:
    """What the database holds at this moment."""
    async with db.transaction() as tx:
        return mapped(await store.columns(tx), classes, now)


def mapped(columns: Iterable[tuple[str, str]], classes: Iterable[DataClass], now: datetime) -> list[Version]:
    """A row for each column; one that no class covers has none, and a check says so."""
    covering = {name: each for each in classes for name in each.covers}
    return [_row(table, column, covering, now) for table, column in columns]


def _row(table: str, column: str, covering: Mapping[str, DataClass], now: datetime) -> Version:
    name = f"{table}.{column}"
    found = covering.get(name) or covering.get(table)
    fields: dict[str, Value] = {STATE: "current", "table": table, "column": column}
    if found:
        said = {
            "data_class": found.name,
            "about": found.about,
            "purpose": found.purpose,
            "basis": BASES[found.basis],
            "period": str(found.period),
            "starts": found.starts,
            "ending": found.ending,
            "job": found.job,
        }
        fields |= {field: text for field, text in said.items() if text}
    return Version(DATA_MAP.id, name, 1, fields, b"", SOFTWARE.pseudonym, "measure", now)
