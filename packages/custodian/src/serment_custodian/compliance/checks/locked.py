"""Whether all that hangs on the sealing key hangs on its newest version, and whether an HSM keeps it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import LiteralString

from serment_custodian.compliance.checks.hand import CustodianHand
from serment_custodian.key_files import KeyFiles
from serment_custodian.sealing_key import SealingKey
from serment_custodian.shelves import SHELVES, count_old
from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.types import Result, Title, check, judged, none_of

IN_CLEAR: LiteralString = """
INSERT INTO tickets.ticket_key (ticket_key, since, key_locked)
VALUES (substr(sha256('drill'), 1, 16), current_date, 'clear')
"""


@check(
    "C54",
    Title("Tout secret tient à la version actuelle de la clé", "Every secret hangs on the newest sealing key"),
    period=timedelta(hours=6),
    fresh=timedelta(hours=13),
    refs=("A.8.24",),
    severity="medium",
)
async def under_the_newest_key(hand: CustodianHand) -> Result:
    """Every column of locked secrets, by the version that each row begins with; while a key takes over, it fails."""
    version, faults = hand.sealing.current, list[str]()
    for each in SHELVES:
        async with hand.databases[each.room].transaction() as tx:
            old = await count_old(tx, each, version)
        faults += [f"{each.room}.{each.table}.{each.column}"] if old else []
    return none_of("columns under the sealing key", len(SHELVES), "under_an_older_key", *faults)


@check(
    "C27",
    Title("La clé de scellement est dans un HSM", "An HSM keeps the sealing key"),
    period=timedelta(hours=6),
    fresh=timedelta(hours=13),
    refs=("A.8.24",),
    severity="high",
)
async def kept_by_an_hsm(hand: CustodianHand) -> Result:
    """Who keeps the version that locks now; key files can be read on this machine."""
    kept = str(hand.sealing.told()["kept"])
    return judged("the current version of the sealing key", 1, {"kept": "hsm"}, {"kept": kept})


@under_the_newest_key.broken_by
@asynccontextmanager
async def _with_a_key_in_clear(hand: CustodianHand) -> AsyncGenerator[CustodianHand]:
    async with broken_in_the_database(hand, IN_CLEAR) as broken:
        yield broken


@kept_by_an_hsm.broken_by
@asynccontextmanager
async def _in_a_file(hand: CustodianHand) -> AsyncGenerator[CustodianHand]:
    with TemporaryDirectory() as folder:
        files = KeyFiles(Path(folder) / "sealing.key")
        files.prepare(1)
        files.complete(1)
        yield replace(hand, sealing=SealingKey([files]))
