"""A run as an event of the evidence chain: of kind `check` in earnest, of kind `drill` where it was made to fail."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import UNSET

from serment_kernel.checks.draw import Draw
from serment_kernel.checks.types import Check, Result, Said
from serment_protocol.encoding import write_day, write_time
from serment_protocol.evidence import CheckBody, Facts, Population, Sample

RAN, DRILLED = "check", "drill"
FAILURE, NAMED = "failure", "named"
LONGEST_FACT = 200
RUN_BYTES = 16


class Origin(NamedTuple):
    """Which machine measured, by a pseudonym, and with which release."""

    host: str
    release: str


class Timing(NamedTuple):
    """When a run began and ended."""

    started: datetime
    ended: datetime


def record_of(
    check: Check[Any], result: Result, timing: Timing, *, by: Origin, draw: Draw, seen_failing: str, failure: str = ""
) -> CheckBody:
    """What is written down of a run; of a failure its class, and no word more."""
    return CheckBody(
        check=check.id,
        code=check.code,
        run=secrets.token_hex(RUN_BYTES),
        host=by.host,
        release=by.release,
        started=write_time(timing.started),
        ended=write_time(timing.ended),
        population=Population(hashlib.sha256(result.query.encode()).hexdigest(), result.population),
        sample=_sample(result, draw),
        expected=dict(result.expected),
        observed=_facts({**result.observed, FAILURE: failure, NAMED: ", ".join(result.named)}),
        result=result.outcome,
        fresh_until=write_time(timing.ended + check.fresh),
        last_seen_failing=seen_failing or UNSET,
    )


def failure_of(record: CheckBody) -> str:
    """The class of what went wrong; empty where nothing did."""
    return str(record.observed.get(FAILURE, ""))


def _sample(result: Result, draw: Draw) -> Sample:
    if result.sample is None:
        return Sample(result.population)
    root = write_day(draw.root) if draw.root else UNSET
    return Sample(result.sample, draw.seed.hex() if draw.root else UNSET, root)


def _facts(said: Mapping[str, Said]) -> Facts:
    cut = {name: value[:LONGEST_FACT] if isinstance(value, str) else value for name, value in said.items()}
    return {name: value for name, value in cut.items() if value != "" or name not in {FAILURE, NAMED}}
