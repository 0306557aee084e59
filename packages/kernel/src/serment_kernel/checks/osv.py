"""Advisories about packages, from a file in the form of OSV (https://ossf.github.io/osv-schema/), with its date."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

import msgspec

from serment_kernel.checks.components import normal

ECOSYSTEM = "PyPI"
NUMBERS = re.compile(r"\A(\d+(?:\.\d+)*)")


class Package(msgspec.Struct, frozen=True):
    """Which package it is about."""

    name: str
    ecosystem: str


class Event(msgspec.Struct, frozen=True):
    """Where a range begins or ends."""

    introduced: str = ""
    fixed: str = ""
    last_affected: str = ""


class Range(msgspec.Struct, frozen=True):
    """Versions between events, in their order."""

    type: Literal["ECOSYSTEM", "SEMVER", "GIT"]
    events: Sequence[Event]


class Affected(msgspec.Struct, frozen=True):
    """What is affected."""

    package: Package
    versions: Sequence[str] = ()
    ranges: Sequence[Range] = ()


class Advisory(msgspec.Struct, frozen=True):
    """One known weakness."""

    id: str
    affected: Sequence[Affected] = ()
    withdrawn: str = ""


class Feed(msgspec.Struct, frozen=True):
    """A file of them."""

    date: date
    vulns: Sequence[Advisory]


def read_feed(content: bytes) -> Feed:
    """Read a file; raises `msgspec.MsgspecError` for anything else."""
    return msgspec.json.decode(content, type=Feed)


def affecting(feed: Feed, name: str, version: str) -> Iterator[str]:
    """The ids of what affects this version."""
    for each in feed.vulns:
        if not each.withdrawn and any(_is_affected(one, name, version) for one in each.affected):
            yield each.id


def _is_affected(affected: Affected, name: str, version: str) -> bool:
    package = affected.package
    if package.ecosystem != ECOSYSTEM or normal(package.name) != normal(name):
        return False
    if version in affected.versions:
        return True
    return any(each.type != "GIT" and _is_within(each.events, _numbers(version)) for each in affected.ranges)


def _is_within(events: Sequence[Event], version: tuple[int, ...]) -> bool:
    """By the numbers alone: a version before the final one counts as the final one."""
    inside = False
    for event in events:
        if event.introduced:
            inside = inside or version >= _numbers(event.introduced)
        else:
            inside = inside and not _is_beyond(event, version)
    return inside


def _is_beyond(event: Event, version: tuple[int, ...]) -> bool:
    return version >= _numbers(event.fixed) if event.fixed else version > _numbers(event.last_affected)


def _numbers(version: str) -> tuple[int, ...]:
    found = NUMBERS.match(version)
    numbers = [int(each) for each in found[1].split(".")] if found else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
