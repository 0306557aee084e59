"""What a distribution is made of: itself and whatever it asks for, as installed; and the same as CycloneDX."""

import base64
import re
from collections.abc import Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

NAME = re.compile(r"\A\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
EXTRA = re.compile(r";.*\bextra\b")
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
FIRST_WORDS = 60
# What these packages say in no field stands in their file LICENSE.
SAID_ELSEWHERE = {"pyrage": "MIT"}


class Component(NamedTuple):
    """One distribution as it is installed."""

    name: str
    version: str
    licence: str
    """As it says itself; empty for none."""
    folder: Path
    digests: Mapping[str, bytes]
    """SHA-256 of its files, as noted when they were installed."""


def components_of(package: str) -> list[Component]:
    """The distribution and all that it needs, by name."""
    found: dict[str, Component] = {}
    waiting = [package]
    while waiting:
        name = normal(waiting.pop())
        if name in found:
            continue
        try:
            made = distribution(name)
        except PackageNotFoundError:
            # Asked for on another system, or by another Python, alone.
            continue
        found[name] = _component(name, made)
        waiting += [asked for each in made.requires or () if (asked := _needed(each))]
    return [found[name] for name in sorted(found)]


def locked_versions(lock: Path) -> dict[str, str]:
    """Names and versions of a lock file."""
    return {normal(name): version for name, version in LOCKED.findall(lock.read_text("utf-8"))}


def locked_digests(lock: Path) -> dict[str, list[str]]:
    """For each name the digests of the files that may be installed."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text("utf-8"))
    return {normal(found[1]): DIGEST.findall(each) for each in entries if (found := LOCKED.match(each))}


def bill_of(package: str, lock: Path | None) -> dict[str, object]:
    """The bill of materials as CycloneDX 1.6: nothing in it that changes from one day to the next."""
    digests = locked_digests(lock) if lock else {}
    whole = components_of(package)
    parts = [_told(each, digests.get(each.name, [])) for each in whole if each.name != normal(package)]
    [own] = [each for each in whole if each.name == normal(package)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": own.name, "version": own.version}},
        "components": parts,
    }


def normal(name: str) -> str:
    """A name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _told(each: Component, digests: list[str]) -> dict[str, object]:
    return {
        "type": "library",
        "name": each.name,
        "version": each.version,
        "purl": f"pkg:pypi/{each.name}@{each.version}",
        **({"licenses": [{"license": {"name": each.licence}}]} if each.licence else {}),
        # One for every file that may be installed; which of them it was, the machine decides.
        **({"properties": [{"name": "serment:sha256", "value": one} for one in digests]} if digests else {}),
    }


def _needed(requirement: str) -> str:
    """The name that a requirement asks for; empty for what only an extra asks for."""
    found = NAME.match(requirement)
    return "" if EXTRA.search(requirement) or not found else found[1]


def _component(name: str, made: Distribution) -> Component:
    noted = {str(each): each for each in made.files or () if each.hash and each.hash.mode == "sha256"}
    digests = {
        path: base64.urlsafe_b64decode(each.hash.value + "=" * (-len(each.hash.value) % 4))
        for path, each in noted.items()
        if each.hash
    }
    return Component(name, made.version, _licence(name, made), Path(str(made.locate_file(""))), digests)


def _licence(name: str, made: Distribution) -> str:
    told = made.metadata
    classified = [each for each in told.get_all("Classifier") or [] if each.startswith("License :: ")]
    first_lines = [text.strip().partition("\n")[0] for text in told.get_all("License") or []]
    said = told.get_all("License-Expression") or [each.rpartition(" :: ")[2] for each in classified] or first_lines
    return (" or ".join(filter(None, said)) or SAID_ELSEWHERE.get(name, ""))[:FIRST_WORDS]
