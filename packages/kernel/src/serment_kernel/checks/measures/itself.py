"""Whether the checks are what they should be: run on time, without an error, each once seen to fail; and the chain."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from serment_kernel.checks.broken import broken_in_the_database
from serment_kernel.checks.hand import Hand
from serment_kernel.checks.state import State
from serment_kernel.checks.types import Result, Title, check, none_of

SELF = "C46"
CHAIN = "compliance"


@check(
    SELF,
    Title("Les contrôles tournent, et chacun a été vu échouer", "Checks run, and each was seen failing once"),
    period=timedelta(minutes=30),
    fresh=timedelta(minutes=90),
    refs=("A.5.36", "A.8.34"),
    severity="high",
)
async def itself(hand: Hand) -> Result:
    """Every other check: overdue or not measured, in error, or never seen failing with the source that it has now."""
    states = [each for each in await hand.states() if each.check != SELF]
    overdue = [f"{each.check} was not measured" for each in states if each.colour == "grey"]
    errors = [f"{each.check} errs" for each in states if each.colour == "error"]
    unproven = [f"{each.check} was never seen failing" for each in states if not each.seen_failing]
    return none_of("all checks", len(states), "not_to_be_trusted", *overdue, *errors, *unproven)


@check(
    "C37",
    Title("La chaîne de preuves est intacte de bout en bout", "The chain of evidence is whole from end to end"),
    period=timedelta(days=1),
    fresh=timedelta(hours=50),
    refs=("A.5.28", "A.5.33", "A.8.15"),
    severity="high",
)
async def chain(hand: Hand) -> Result:
    """Every event, hash, signature and daily root, read once more."""
    found = await hand.chain(hand.databases[CHAIN])
    return none_of("SELECT FROM compliance.event ORDER BY seq", found.events, "faults", *filter(None, [found.fault]))


@itself.broken_by
@asynccontextmanager
async def _with_one_that_was_never_seen_failing(hand: Hand) -> AsyncGenerator[Hand]:
    async def states() -> Sequence[State]:
        unproven = State("C00", "", "", (), "low", "green", "", "", 0, "", -1)
        return [*await hand.states(), unproven]

    yield replace(hand, states=states)


@chain.broken_by
@asynccontextmanager
async def _with_an_event_that_somebody_wrote_anew(hand: Hand) -> AsyncGenerator[Hand]:
    """The owner of the table can; nobody appends until it is undone, which is when the first event was read."""
    async with broken_in_the_database(
        hand,
        "ALTER TABLE compliance.event DISABLE TRIGGER event_append_only",
        "UPDATE compliance.event SET body = body || '\\x20'::bytea WHERE seq = 0",
    ) as broken:
        yield broken
