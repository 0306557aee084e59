"""What a publisher serves, compared with the release that it had logged: byte for byte, header for header.

A check sees what it was served. It asks as several browsers, but a publisher that knew who checks could lie to patients
alone: their own browsers compare as well, on the app's page about itself.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from serment.errors import CannotVerify
from serment.verify import served
from serment.verify.findings import Finding, grouped, told
from serment.verify.memory import Memory
from serment.verify.pins import SERVED, Pinned
from serment.verify.references import policy_faults
from serment.verify.visitors import Answers, answers_at, visit
from serment_client import ClientError, State
from serment_client.context import Context
from serment_client.installation import origin_of
from serment_client.log import Clock, system_clock
from serment_client.releases import Logged, Releases
from serment_client.transport import Transport
from serment_protocol.cosignatures import newest_stamp
from serment_protocol.errors import NotInLog, ProtocolRefusal, ReleaseRolledBack
from serment_protocol.releases import (
    Manifest,
    Place,
    ReleaseRecord,
    installation_hash,
    open_release,
    read_published,
)
from serment_protocol.signing import Signed

RELEASE = "/release.json"
BUILD = "the build in"


class ReleaseReport(msgspec.Struct, frozen=True):
    """What was found at a publisher."""

    url: str
    pinned_by: str
    installation: str
    """The hash of the installation.json that it was judged by."""
    release: ReleaseRecord | None
    """What is published, once the publisher's signature was seen."""
    bytes: int
    leaf: int | None
    size: int | None
    """Of the log, when this release was found in it."""
    cosigned: dict[str, str]
    """When each witness last cosigned that log."""
    remarks: tuple[str, ...]
    findings: tuple[Finding, ...]
    ok: bool


class Claim(NamedTuple):
    """What a publisher says that it publishes, signed."""

    signed: Signed
    manifest: Manifest
    record: ReleaseRecord


class Proof(NamedTuple):
    """What the log says of it."""

    logged: Logged | None
    newest: ReleaseRecord | None
    faults: tuple[str, ...]


class Unclaimed(Exception):
    """There is no release, or none that its publisher signed; the message says why."""


def verify_release(
    url: str, pinned: Pinned, memory: Memory, source: Path | None = None, clock: Clock = system_clock
) -> ReleaseReport:
    """Ask a publisher for everything, and the custodian's log for the proof."""
    origin, installation = origin_of(url), pinned.installation
    made_up = f"/{secrets.token_hex(8)}.html"
    beside = visit(origin, (SERVED, RELEASE, made_up))
    findings = [_finding("every visitor is given the pinned installation.json", _installations(beside, pinned))]
    signed = "the publisher has signed a release of these files, for this installation.json"
    try:
        claim = _claim(beside, pinned)
    except Unclaimed as fault:
        return _report(origin, pinned, None, None, [*findings, Finding(signed, (str(fault),))])
    with closing(memory.of_log(installation.custodian)) as state:
        proof = _proof(claim, pinned, state, clock)
        newer = _newer(origin, claim, proof, state)
        _remember(origin, claim, proof, state)
    answers = visit(origin, [file.path for file in claim.manifest.files])
    place = Place(installation.platform.origin, installation.custodian.origin, origin.startswith("https://"))
    findings += [
        Finding(signed),
        Finding("it is in the custodian's log, and witnesses vouched for that lately", proof.faults),
        _finding("no newer release is in the log, and none was seen here before", newer),
        _finding("every file is the release's, whoever asks", served.files(claim.manifest, answers)),
        _finding(
            "every answer has the release's headers, and no others", served.headers(claim.manifest, answers, place)
        ),
        _finding("page, scripts and styles name nothing else", served.references(claim.manifest, answers)),
        _finding("the release's own policies let nothing else in", policy_faults(claim.manifest)),
        _finding("no other address answers", served.elsewhere(beside, made_up)),
    ]
    if source is not None:
        findings.append(
            _finding(f"{BUILD} {source} gives the same release", served.differences(claim.manifest, source))
        )
    return _report(origin, pinned, claim, proof.logged, findings)


def tell(report: ReleaseReport) -> str:
    """The report in words."""
    lines = [f"{report.url} serves no release that can be checked."]
    if record := report.release:
        lines = [
            f"{report.url} serves release {record.release}, version {record.version}, of {record.day}:",
            f"  {grouped(record.manifest)}",
            f"  {record.files} files of {report.bytes} bytes",
        ]
    if report.leaf is not None:
        lines.append(f"  leaf {report.leaf} of the custodian's log, which has {report.size}")
    lines += [f"  cosigned by {name} at {time}" for name, time in report.cosigned.items()]
    lines += [f"  judged by an installation.json from {report.pinned_by}", f"  {grouped(report.installation)}"]
    lines += [f"  ! {remark}" for remark in report.remarks]
    verdict = "This is the published app." if report.ok else "THIS IS NOT THE PUBLISHED APP."
    return "\n".join([*lines, *told(report.findings), "", verdict])


def _finding(what: str, faults: Iterable[str]) -> Finding:
    return Finding(what, tuple(faults))


def _installations(beside: Answers, pinned: Pinned) -> Iterator[str]:
    for who, answer in answers_at(beside, SERVED):
        if not answer.is_read or answer.body != pinned.document:
            yield f"{who} is given another one: {answer}."


def _claim(beside: Answers, pinned: Pinned) -> Claim:
    answers = list(answers_at(beside, RELEASE))
    each = "; ".join(f"{who}: {answer}" for who, answer in answers)
    if not all(answer.is_read for _, answer in answers):
        raise Unclaimed(f"It publishes no release.json ({each}).")
    if len({answer.body for _, answer in answers}) > 1:
        raise Unclaimed(f"Visitors are told of different releases ({each}).")
    try:
        published = read_published(msgspec.json.decode(answers[0][1].body))
        keys = pinned.installation.publisher.release_keys
        return Claim(published.release, *open_release(published, keys, pinned.document))
    except (ValueError, RecursionError, ProtocolRefusal) as error:
        raise Unclaimed(str(error)) from error


def _proof(claim: Claim, pinned: Pinned, state: State, clock: Clock) -> Proof:
    transport = Transport()
    try:
        releases = Releases(Context(pinned.installation, transport, state, clock=clock)).newest()
    except ProtocolRefusal as refusal:
        return Proof(None, None, (str(refusal),))
    except ClientError as error:
        raise CannotVerify(
            f"The custodian's log cannot be read, and it alone says what was published: {error}"
        ) from error
    finally:
        transport.close()
    newest = max((each.record for each in releases), key=lambda each: each.release, default=None)
    logged = next((each for each in releases if each.signed == claim.signed), None)
    return Proof(logged, newest, () if logged else (f"{NotInLog()} It is signed, but nobody was told of it.",))


def _newer(origin: str, claim: Claim, proof: Proof, state: State) -> Iterator[str]:
    here, newest = claim.record.release, proof.newest
    if newest is not None and newest.release > here:
        yield (
            f"{ReleaseRolledBack()} Release {newest.release}, version {newest.version}, was logged on {newest.day}; "
            f"release {here} is served."
        )
    elif (seen := state.content.releases.get(origin, 0)) > here:
        yield f"{ReleaseRolledBack()} Release {seen} was served before; release {here} is served."


def _remember(origin: str, claim: Claim, proof: Proof, state: State) -> None:
    if proof.logged is not None and claim.record.release > state.content.releases.get(origin, 0):
        state.content.releases[origin] = claim.record.release
        state.save()


def _report(
    origin: str, pinned: Pinned, claim: Claim | None, logged: Logged | None, findings: Iterable[Finding]
) -> ReleaseReport:
    found, installation = tuple(findings), pinned.installation
    own = origin_of(installation.publisher.url)
    return ReleaseReport(
        url=origin,
        pinned_by=pinned.by,
        installation=installation_hash(pinned.document),
        release=claim.record if claim else None,
        bytes=sum(file.size for file in claim.manifest.files) if claim else 0,
        leaf=logged.index if logged else None,
        size=int(logged.note.split("\n")[1]) if logged else None,
        cosigned=_cosigned(logged.note, pinned) if logged else {},
        remarks=() if origin == own else (f"The installation names another address for its app: {own}.",),
        findings=found,
        ok=all(finding.holds for finding in found),
    )


def _cosigned(note: str, pinned: Pinned) -> dict[str, str]:
    stamps = {key.name: newest_stamp(note, key) for key in pinned.installation.custodian.witnesses.keys}
    return {name: datetime.fromtimestamp(stamp, UTC).isoformat() for name, stamp in stamps.items() if stamp is not None}
