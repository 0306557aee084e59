"""Releases of the web app: made where the release key is, and found in the custodian's log by everybody (SPEC 13)."""

import time
from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from serment_client.context import Context
from serment_client.errors import Refused, ReleaseKeyUnnamed
from serment_client.installation import read_installation
from serment_client.transport import Transport
from serment_protocol.encoding import b64
from serment_protocol.errors import AnotherRelease
from serment_protocol.primitives import sign_public
from serment_protocol.releases import (
    NAME,
    PublishedRelease,
    ReleaseRecord,
    installation_hash,
    predecessor_of,
    read_manifest,
    release_hash,
    verify_release,
)
from serment_protocol.signing import Signed, sign
from serment_protocol.transparency import Bundle, EntryKind, read_entry

KIND: EntryKind = "web_release"
NOT_WITNESSED = "log_not_witnessed"
ATTEMPTS = 10
PAUSE_SECONDS = 1.0


class ReleasesAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/releases`: the newest first."""

    releases: list[Bundle]


@dataclass(frozen=True)
class Logged:
    """A release in the log."""

    signed: Signed
    record: ReleaseRecord
    index: int
    note: str
    """The checkpoint under which it was proved."""


class Releases:
    """What the custodian's log says of releases."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def newest(self) -> list[Logged]:
        """The newest releases, newest first; every one proved."""
        transport, url = self._context.transport, self._context.custodian_url("/releases")
        return self._context.custodian_log.believing(lambda: transport.ask(ReleasesAnswer, "GET", url), self._verify)

    def _verify(self, answer: ReleasesAnswer) -> list[Logged]:
        log, keys = self._context.custodian_log, self._context.installation.publisher.release_keys
        found: list[Logged] = []
        for bundle in answer.releases:
            signed = log.record(bundle, KIND)
            found.append(Logged(signed, verify_release(signed, keys), bundle.index, bundle.checkpoint))
        return sorted(found, key=lambda each: each.index, reverse=True)


class ReleaseAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/releases`: what is in the log now, which may have been there before."""

    release: Signed


def publish(
    transport: Transport, custodian_url: str, installation: bytes, seed: bytes, manifest: bytes, version: str, day: str
) -> PublishedRelease:
    """Have a release logged, unless the newest one says the same; what to serve as `release.json`.

    No proof is asked for: what we signed ourselves we need not doubt, and readers fetch a fresh one from the log.
    """
    keys = read_installation(installation).publisher.release_keys
    if sign_public(seed) not in keys:
        raise ReleaseKeyUnnamed
    url = f"{custodian_url}/v1/releases"
    before = _newest_of(transport, url, keys)
    record = ReleaseRecord(
        release=verify_release(before, keys).release + 1 if before else 1,
        previous=predecessor_of(before),
        version=version,
        manifest=release_hash(manifest),
        installation=installation_hash(installation),
        files=len(read_manifest(manifest).files),
        day=day,
    )
    if before is not None and record.repeats(verify_release(before, keys)):
        return PublishedRelease(manifest=b64(manifest), release=before)
    body = {"release": msgspec.to_builtins(sign(seed, NAME, record))}
    logged = transport.ask(ReleaseAnswer, "POST", url, body).release
    if not verify_release(logged, keys).repeats(record):
        raise AnotherRelease
    return PublishedRelease(manifest=b64(manifest), release=logged)


def _newest_of(transport: Transport, url: str, keys: Collection[bytes]) -> Signed | None:
    signed = [read_entry(bundle, KIND) for bundle in _listed(transport, url)]
    return max(signed, key=lambda each: verify_release(each, keys).release, default=None)


def _listed(transport: Transport, url: str) -> list[Bundle]:
    """What the log shows; a release that no witness has seen yet is shown in a moment."""
    for _ in range(ATTEMPTS):
        try:
            return transport.ask(ReleasesAnswer, "GET", url).releases
        except Refused as refused:
            if refused.code != NOT_WITNESSED:
                raise
            time.sleep(PAUSE_SECONDS)
    return transport.ask(ReleasesAnswer, "GET", url).releases
