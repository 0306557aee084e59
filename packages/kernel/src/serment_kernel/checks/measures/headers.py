"""Whether answers carry what keeps browsers to the rules, asked at the service's own front door."""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from serment_kernel.checks.hand import Answer, Door, Hand
from serment_kernel.checks.types import Result, Title, check, none_of
from serment_kernel.edge import security_headers

# An address of nothing, so that refusals of the edge and of the framework are looked at, too.
NOWHERE = "/nowhere/at/all"
OWN_POLICY = ("content-security-policy", "cache-control")
"""A page, or a tile of the log, says these for itself."""
PASSKEYS = {"publickey-credentials-create", "publickey-credentials-get"}
"""A page on which officers decide uses them itself."""
LOOSE = re.compile(r"'unsafe-inline'|'unsafe-eval'|(^|[ ;])\*")
ENOUGH = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
PLACE = re.compile(r"\{[^}]*\}")


@check(
    "C32",
    Title("Chaque réponse porte les en-têtes de sécurité", "Every answer carries the security headers"),
    period=timedelta(hours=1),
    fresh=timedelta(hours=3),
    refs=("A.8.12", "A.8.26"),
    severity="high",
)
async def headers(hand: Hand) -> Result:
    """Every address that can be read, and one that is not there."""
    expected = {
        name.decode(): value.decode() for name, value in security_headers(https=hand.public_url[:6] == "https:")
    }
    doors = [*(each for each in hand.routes if each.method == "GET"), Door("GET", NOWHERE), Door("DELETE", NOWHERE)]
    faults: list[str] = []
    for door in doors:
        answer = await hand.ask(door.method, PLACE.sub("0", door.path))
        faults += [f"{door.method} {door.path}: {fault}" for fault in faults_of(answer, expected)]
    return none_of("GET routes", len(doors), "wrong_headers", *faults)


def faults_of(answer: Answer, expected: Mapping[str, str]) -> list[str]:
    """What is missing, is not as it should be, or should not be there."""
    wrong = [name for name, value in expected.items() if not _is_well(name, value, answer.headers)]
    return wrong + [name for name in ("set-cookie", "server", "x-powered-by") if name in answer.headers]


def _is_well(name: str, value: str, found: Mapping[str, str]) -> bool:
    given = found.get(name, "")
    if name == "content-security-policy":
        return all(each in given for each in ENOUGH) and not LOOSE.search(given)
    if name == "permissions-policy":
        return _features(given).keys() >= _features(value).keys() and _ours(given) <= PASSKEYS
    if name == "cross-origin-resource-policy":
        return given in {value, "same-origin"}
    return bool(given) if name in OWN_POLICY else given == value


def _features(policy: str) -> dict[str, str]:
    parts = (each.strip().partition("=") for each in policy.split(","))
    return {name: given for name, _, given in parts if name}


def _ours(policy: str) -> set[str]:
    """What a page keeps for itself; to another origin nothing is given."""
    return {name if given == "(self)" else "*" for name, given in _features(policy).items() if given != "()"}


@headers.broken_by
@asynccontextmanager
async def _with_a_proxy_that_drops_one(hand: Hand) -> AsyncGenerator[Hand]:
    async def ask(method: str, path: str) -> Answer:
        answer = await hand.ask(method, path)
        return answer._replace(headers={k: v for k, v in answer.headers.items() if k != "content-security-policy"})

    yield replace(hand, ask=ask)
