"""What the service is made of: as locked, unchanged since it was installed, without known weakness, well licensed."""

import asyncio
import hashlib
import re
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec

from serment_kernel.checks.components import Component, components_of, locked_versions
from serment_kernel.checks.hand import Hand
from serment_kernel.checks.osv import affecting, read_feed
from serment_kernel.checks.types import NotMeasured, Result, Title, beside, check, none_of

FILES_LOOKED_AT = 300
OLDEST_FEED = timedelta(days=7)
OURS = "serment"
FORBIDDEN = re.compile(r"\b(?:AGPL|(?<!L)GPL|SSPL|BUSL|Proprietary|Commercial)", re.IGNORECASE)


@check(
    "C19",
    Title("Ce qui tourne est ce qui a été verrouillé", "What runs is what was locked"),
    period=timedelta(hours=12),
    fresh=timedelta(hours=25),
    refs=("A.5.21", "A.8.19"),
    severity="high",
)
async def bill_of_materials(hand: Hand) -> Result:
    """Versions against the lock file, and installed files, drawn, against the digests that were noted with them."""
    if hand.files.lock is None:
        raise NotMeasured
    lock = locked_versions(hand.files.lock)
    found = await asyncio.to_thread(components_of, hand.package)
    faults = [each.name for each in found if not each.name.startswith(OURS) and lock.get(each.name) != each.version]
    files = [f"{each.name}\n{path}".encode() for each in found for path in each.digests]
    drawn = hand.draw.picks(files, FILES_LOOKED_AT) if hand.draw.root else files[:FILES_LOOKED_AT]
    by_name = {each.name: each for each in found}
    changed = await asyncio.to_thread(lambda: [name for name in map(bytes.decode, drawn) if _is_changed(by_name, name)])
    faults += [f"changed: {name.partition(chr(10))[0]}" for name in changed]
    return none_of("installed distributions", len(found), "not_as_locked", *faults)


@check(
    "C20",
    Title("Aucune faiblesse connue dans ce qui tourne", "No known weakness in what runs"),
    period=timedelta(hours=6),
    fresh=timedelta(hours=13),
    refs=("A.8.8",),
    severity="high",
)
async def advisories(hand: Hand) -> Result:
    """Installed versions against advisories (OSV), a file not empty and not older than a week; noted by its digest."""
    content = await asyncio.to_thread(_advisories, hand)
    feed = read_feed(content)
    found = await asyncio.to_thread(components_of, hand.package)
    known = [f"{one} in {each.name}" for each in found for one in affecting(feed, each.name, each.version)]
    known += ["old feed"] if abs(hand.now().date() - feed.date) > OLDEST_FEED else []
    # Nobody knows of no weakness at all: such a file was not fetched from anywhere.
    known += [] if feed.vulns else ["empty feed"]
    return beside(none_of("installed distributions", len(found), "known_weaknesses", *known), content, len(feed.vulns))


@check(
    "C21",
    Title("Chaque composant a une licence permise", "Every component has a permitted licence"),
    period=timedelta(hours=12),
    fresh=timedelta(hours=25),
    refs=("A.5.32",),
    severity="low",
)
async def licences(hand: Hand) -> Result:
    """What each distribution says of itself."""
    found = await asyncio.to_thread(components_of, hand.package)
    unknown = [f"{each.name}: none" for each in found if not each.licence]
    forbidden = [f"{each.name}: {each.licence}" for each in found if FORBIDDEN.search(each.licence)]
    return none_of("installed distributions", len(found), "not_permitted", *unknown, *forbidden)


def _advisories(hand: Hand) -> bytes:
    if hand.files.advisories is None or not hand.files.advisories.exists():
        raise NotMeasured
    return hand.files.advisories.read_bytes()


def _is_changed(by_name: dict[str, Component], place: str) -> bool:
    name, _, path = place.partition("\n")
    component = by_name[name]
    try:
        content = (component.folder / path).read_bytes()
    except OSError:
        return True
    return hashlib.sha256(content).digest() != component.digests[path]


@bill_of_materials.broken_by
@asynccontextmanager
async def _with_a_lock_of_another_version(hand: Hand) -> AsyncGenerator[Hand]:
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "lock.txt"
        lock.write_text("msgspec==0.0.1\n")
        yield replace(hand, files=replace(hand.files, lock=lock))


@advisories.broken_by
@asynccontextmanager
async def _with_a_weakness_of_something_that_runs(hand: Hand) -> AsyncGenerator[Hand]:
    everything = {"package": {"name": "msgspec", "ecosystem": "PyPI"}}
    weak = {**everything, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}
    with tempfile.TemporaryDirectory() as folder:
        feed = Path(folder) / "advisories.json"
        told = {"date": hand.now().date(), "vulns": [{"id": "DRILL-1", "affected": [weak]}]}
        feed.write_bytes(msgspec.json.encode(told))
        yield replace(hand, files=replace(hand.files, advisories=feed))


@licences.broken_by
@asynccontextmanager
async def _with_a_package_that_says_none(hand: Hand) -> AsyncGenerator[Hand]:
    """One that was made for this, and lies where the interpreter looks for packages as long as it is looked at."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "serment_drill-1.0.dist-info"
        made.mkdir()
        (made / "METADATA").write_text("Metadata-Version: 2.4\nName: serment-drill\nVersion: 1.0\n")
        sys.path.append(folder)
        try:
            yield replace(hand, package="serment-drill")
        finally:
            sys.path.remove(folder)
