"""`checks` on the command line of a hand: how checks stand, one run now, a drill of all, approval of the settings."""

import argparse
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

import msgspec

from serment_kernel.checks.components import bill_of
from serment_kernel.checks.draw import NOT_DRAWN
from serment_kernel.checks.engine import Engine
from serment_kernel.checks.hand import Hand
from serment_kernel.checks.measures.drift import digest_of
from serment_kernel.checks.records import FAILURE
from serment_kernel.checks.state import State
from serment_kernel.checks.types import Check
from serment_protocol.evidence import CheckBody

Approve: TypeAlias = Callable[[str], Awaitable[None]]
"""Writes down that the settings of this digest are as decided."""
CANNOT = 2
DRIFT = "C22"
"""The check that compares the settings in force with those that were approved."""
ACTIONS = ("drill", "approve", "sbom")


def add(parser: argparse.ArgumentParser) -> None:
    """The options of `checks`."""
    meaning = (
        "break what each check is about, in a scratch area, and see it fail; approve the settings in force; or print"
    )
    parser.add_argument("action", nargs="?", choices=ACTIONS, help=f"{meaning} the bill of materials (CycloneDX)")
    parser.add_argument("--run", dest="run_one", metavar="ID", help="run one check now, whatever its period")
    parser.add_argument("--json", action="store_true", help="for programs")


async def perform(engine: Engine[Any], approve: Approve, options: argparse.Namespace) -> tuple[str, int]:
    """What it says, and the exit code: 1 where something did not pass, or did not fail in a drill."""
    hand: Hand = engine.hand(NOT_DRAWN)
    if options.action == "sbom":
        return json.dumps(bill_of(hand.package, hand.files.lock), indent=2), 0
    if options.action == "approve":
        await approve(digest_of(hand.settings))
        # Until it is measured again, the check says what it said before.
        record = await engine.run(find(engine.checks, DRIFT))
        return f"{digest_of(hand.settings)}\n{told_records([record], as_json=False)}", int(record.result != "pass")
    if options.action == "drill":
        drilled = [record for each in engine.checks if (record := await engine.drill(each))]
        return told_drill(drilled, as_json=options.json), int(any(each.result != "fail" for each in drilled))
    if options.run_one and options.run_one not in (known := [each.id for each in engine.checks]):
        return f"There is no check {options.run_one}; there are {', '.join(known)}.", CANNOT
    if options.run_one:
        record = await engine.run(find(engine.checks, options.run_one))
        return told_records([record], as_json=options.json), int(record.result != "pass")
    return told_states(await engine.states(), as_json=options.json), 0


def find(checks: Sequence[Check[Any]], name: str) -> Check[Any]:
    """The check of this id; raises `LookupError` where there is none."""
    for each in checks:
        if each.id == name:
            return each
    raise LookupError(name)


def told_states(states: Sequence[State], *, as_json: bool) -> str:
    """A line for each check."""
    if as_json:
        return msgspec.json.encode(states).decode()
    rows = [("check", "state", "last run", "seen failing", "")]
    rows += [(each.check, each.colour, each.at or "never", each.seen_failing or "never", each.en) for each in states]
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    return "\n".join("  ".join([*(row[at].ljust(widths[at]) for at in range(4)), row[4]]).rstrip() for row in rows)


def told_records(records: Sequence[CheckBody], *, as_json: bool) -> str:
    """A line for each run."""
    if as_json:
        return msgspec.json.encode(records).decode()
    return "\n".join(f"{each.check}  {each.result:14}  {_why(each)}".rstrip() for each in records)


def told_drill(records: Sequence[CheckBody], *, as_json: bool) -> str:
    """The same of what was broken on purpose, where failing is what a check is for."""
    if as_json:
        return told_records(records, as_json=True)
    blind = [each.check for each in records if each.result != "fail"]
    end = f"DID NOT FAIL: {', '.join(blind)}." if blind else f"All {len(records)} failed, as they should."
    return f"{told_records(records, as_json=False)}\nEach was shown what it is about, broken on purpose. {end}"


def _why(record: CheckBody) -> str:
    return "; ".join(f"{name}: {value}" for name, value in record.observed.items() if name != FAILURE or value)
