"""Whether nobody fetched more rights to book than a week allows."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import LiteralString

from serment_custodian.compliance.checks.hand import CustodianHand
from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.types import Result, Title, band, check, judged

ISSUED: LiteralString = """
SELECT count(*), count(*) FILTER (WHERE count > CASE purpose WHEN 'opening' THEN %(opening)s ELSE %(booking)s END)
  FROM tokens.issued
"""
TOO_MANY: LiteralString = """
INSERT INTO tokens.issued VALUES (substr(sha256('drill'), 1, 16), 'booking', date_trunc('week', now())::date, 1000000)
"""


@check(
    "C53",
    Title("Personne n’a reçu plus de droits qu’une semaine n’en donne", "Nobody fetched more rights than a week gives"),
    period=timedelta(hours=2),
    fresh=timedelta(hours=5),
    refs=("A.8.3", "A.8.16"),
    severity="medium",
)
async def budgets(hand: CustodianHand) -> Result:
    """Rights that were issued, by person and week, against the budgets in force."""
    limits = {"opening": hand.budgets.opening_tokens_week, "booking": hand.budgets.booking_tokens_week}
    async with hand.databases["tokens"].transaction() as tx:
        row = await (await tx.execute(ISSUED, limits)).fetchone()
    rows, beyond = (int(row[0]), int(row[1])) if row else (0, 0)
    return judged(ISSUED, band(rows), {"beyond": 0}, {"beyond": band(beyond)})


@budgets.broken_by
@asynccontextmanager
async def _with_somebody_who_has_a_million(hand: CustodianHand) -> AsyncGenerator[CustodianHand]:
    async with broken_in_the_database(hand, TOO_MANY) as broken:
        yield broken
