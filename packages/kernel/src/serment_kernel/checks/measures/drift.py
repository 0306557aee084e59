"""Whether the service runs with the settings that somebody approved, and is what it says to be."""

import asyncio
import hashlib
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import msgspec

from serment_kernel.checks.hand import Hand
from serment_kernel.checks.types import NotMeasured, Result, Title, check, judged, none_of

TESTING = ("pytest", "hypothesis", "coverage")


def digest_of(settings: Mapping[str, object]) -> str:
    """By which an approval names them: secrets are not among them, so nothing can be guessed from it."""
    return hashlib.sha256(msgspec.json.encode(settings, order="deterministic")).hexdigest()


@check(
    "C22",
    Title("La configuration est celle qui a été approuvée", "The configuration is the one that was approved"),
    period=timedelta(minutes=30),
    fresh=timedelta(minutes=90),
    refs=("A.8.9",),
    severity="medium",
)
async def drift(hand: Hand) -> Result:
    """The settings in force, against the newest approval in the chain."""
    approved = await hand.approved()
    if not approved:
        raise NotMeasured
    return judged(
        "effective settings", len(hand.settings), {"settings": approved}, {"settings": digest_of(hand.settings)}
    )


@check(
    "C24",
    Title("Ni démonstration, ni mode d’essai", "Neither a demonstration nor a trial"),
    period=timedelta(hours=1),
    fresh=timedelta(hours=3),
    refs=("A.8.31", "A.8.33"),
    severity="medium",
)
async def environment(hand: Hand) -> Result:
    """The marker of a demonstration, debugging of Python and of its loop, and tools of tests in the process."""
    faults = ["demonstration"] if hand.demonstration else []
    faults += ["development mode"] if sys.flags.dev_mode or sys.flags.inspect else []
    faults += ["debugging"] if asyncio.get_running_loop().get_debug() or sys.gettrace() else []
    faults += [name for name in TESTING if name in sys.modules]
    return none_of("flags and modules of the process", 3 + len(TESTING), "signs_of_a_trial", *faults)


@drift.broken_by
@asynccontextmanager
async def _with_another_setting_than_was_approved(hand: Hand) -> AsyncGenerator[Hand]:
    async def approved() -> str:
        return digest_of(hand.settings)

    yield replace(hand, approved=approved, settings={**hand.settings, "another": True})


@environment.broken_by
@asynccontextmanager
async def _as_a_demonstration(hand: Hand) -> AsyncGenerator[Hand]:
    yield replace(hand, demonstration=True)
