"""Whether somebody played the attacker here lately, and whether the promises held."""

import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from serment_kernel.checks.types import NotMeasured, Result, Title, beside, check, none_of
from serment_kernel.proofs import Proof, note_proof, read_proofs
from serment_platform.compliance.checks.hand import PlatformHand

OLDEST = timedelta(days=35)


@check(
    "C50",
    Title("Les preuves jouées contre l’installation tiennent", "Proofs played against this installation hold"),
    period=timedelta(hours=6),
    fresh=timedelta(hours=13),
    refs=("A.8.29", "A.8.12"),
    severity="medium",
)
async def proofs(hand: PlatformHand) -> Result:
    """What `serment prove` noted: canaries in every table and file, linkage of both dumps, leaks of every page."""
    found = read_proofs(hand.proofs)
    if not found:
        raise NotMeasured
    broken = [f"{name} does not hold" for name, each in found.items() if not each.holds]
    old = [f"{name} is old" for name, each in found.items() if not abs(hand.now() - each.at) <= OLDEST]
    result = none_of("proofs.json", len(found), "proofs_that_fail", *broken, *old)
    return beside(result, hand.proofs.read_bytes(), len(found))


@proofs.broken_by
@asynccontextmanager
async def _with_one_that_did_not_hold(hand: PlatformHand) -> AsyncGenerator[PlatformHand]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "proofs.json"
        note_proof(file, "drill", Proof(hand.now(), holds=False))
        yield replace(hand, proofs=file)
