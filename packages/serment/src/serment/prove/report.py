"""What a proof found, as JSON for programs and as sentences for people."""

import msgspec

from serment.prove.evidence import Evidence, places
from serment.prove.linkage import Attack

MIB = 1024 * 1024


class Party(msgspec.Struct, frozen=True):
    """What was searched of the platform, and what was found there."""

    canaries_found: int
    tables: int
    rows: int
    files: int
    bytes: int
    exchanges: int
    places: list[str]


class CustodianParty(msgspec.Struct, frozen=True):
    """What was searched of the custodian, and what was found there beyond e-mail and phone."""

    canaries_found: int
    foreign_ids_found: int
    tables: int
    rows: int
    files: int
    bytes: int
    places: list[str]


class Logs(msgspec.Struct, frozen=True):
    """Every other file that a service wrote."""

    canaries_found: int
    files: int
    bytes: int
    places: list[str]


class Linkage(msgspec.Struct, frozen=True):
    """What an attacker with both dumps reached."""

    patients: int
    hits: int
    chance: float
    bound: int
    strategies: int
    best: str


class Report(msgspec.Struct, frozen=True, omit_defaults=False):
    """The whole result."""

    ok: bool
    journey: bool
    steps: list[str]
    platform: Party
    custodian: CustodianParty
    logs: Logs
    linkage: Linkage | None
    sabotaged: bool


def make(steps: list[str], evidence: Evidence, patients: int, attack: Attack | None, *, sabotaged: bool) -> Report:
    """Everything together; a proof that was not carried through is no report at all."""
    found = (*evidence.platform.hits, *evidence.exchanges.hits, *evidence.custodian.hits, *evidence.logs.hits)
    clean = not found and not evidence.foreign.hits
    return Report(
        ok=clean and not (attack is not None and attack.beaten),
        journey=True,
        steps=steps,
        platform=_platform(evidence),
        custodian=_custodian(evidence),
        logs=Logs(len(evidence.logs.hits), evidence.logs.files, evidence.logs.size, places(evidence.logs.hits)),
        linkage=_linkage(attack, patients) if attack is not None else None,
        sabotaged=sabotaged,
    )


def tell(report: Report) -> str:
    """The result in sentences."""
    lines = ["The main job was done, through the SDK, with canary values:"]
    lines += [f"  ✓ {step}" for step in report.steps]
    platform, custodian, logs = report.platform, report.custodian, report.logs
    lines += [
        "",
        f"Platform: {_amount(platform)}, and {platform.exchanges} requests and answers as they went over the wire.",
        *_found(platform.canaries_found, platform.places, "no canary"),
        f"Custodian: {_amount(custodian)}.",
        *_found(
            custodian.canaries_found + custodian.foreign_ids_found,
            custodian.places,
            "no canary beyond e-mail and phone, no identifier of account, appointment, vault or schedule",
        ),
        f"Logs and other files of all three: {logs.files} files, {_mib(logs.bytes)}.",
        *_found(logs.canaries_found, logs.places, "no canary"),
    ]
    if report.linkage is not None:
        lines += _told_linkage(report.linkage)
    verdict = "The promises hold." if report.ok else "A PROMISE IS BROKEN."
    return "\n".join([*lines, "", f"{verdict}{' (This run was sabotaged on purpose.)' if report.sabotaged else ''}"])


def _platform(evidence: Evidence) -> Party:
    scan, exchanges = evidence.platform, evidence.exchanges
    hits = (*scan.hits, *exchanges.hits)
    # Each exchange is scanned in four parts: address and headers, body, and the same of the answer.
    return Party(len(hits), scan.tables, scan.rows, scan.files, scan.size, exchanges.files // 4, places(hits))


def _custodian(evidence: Evidence) -> CustodianParty:
    scan, foreign = evidence.custodian, evidence.foreign
    found = places((*scan.hits, *foreign.hits))
    return CustodianParty(len(scan.hits), len(foreign.hits), scan.tables, scan.rows, scan.files, scan.size, found)


def _linkage(attack: Attack, patients: int) -> Linkage:
    return Linkage(patients, attack.hits, attack.chance, attack.bound, attack.strategies, attack.strategy)


def _told_linkage(found: Linkage) -> list[str]:
    things = "accounts, ways in, persons, devices and appointments"
    tried = f"{found.strategies} strategies to pair {things} of {found.patients} patients"
    mark = "✗" if found.hits > found.bound else "✓"
    luck = f"luck explains up to {found.bound}, one random pairing gives {found.chance:.0f} on average"
    return [f"Linkage: with both dumps, {tried}.", f"  {mark} the best paired {found.hits} ({luck}): {found.best}"]


def _found(count: int, where: list[str], nothing: str) -> list[str]:
    return [f"  ✗ {place}" for place in where] if count else [f"  ✓ {nothing}"]


def _amount(party: Party | CustodianParty) -> str:
    return f"{party.tables} tables with {party.rows} rows, {party.files} files of the cluster, {_mib(party.bytes)}"


def _mib(size: int) -> str:
    return f"{size / MIB:.0f} MiB"
