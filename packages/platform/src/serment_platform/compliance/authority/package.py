"""Builds the package of a decision: the builder writes ciphertext, and here it is bound to the decision and signed.

Whoever runs the command decides nothing: what was not signed by two persons, or not in time, is not built.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from serment_kernel.authority import actions, store
from serment_kernel.authority.actions import Loaded
from serment_kernel.authority.errors import CountDiffers
from serment_kernel.authority.showing import request_of
from serment_kernel.authority.types import Built, RequestId
from serment_kernel.database import Tx
from serment_kernel.evidence.settings import TimeStamps
from serment_kernel.evidence.stamping import stamped
from serment_kernel.merkle_log import MerkleLog
from serment_platform.compliance.authority.desk import StaffDesk
from serment_platform.compliance.staff import Actor, key_of
from serment_protocol.disclosure import (
    MANIFEST,
    STAMP,
    AuthorityDecision,
    DecisionSignature,
    DisclosedRecord,
    SignedDecision,
    manifest_of,
    read_records,
)
from serment_protocol.encoding import b64, canonical, write_time
from serment_protocol.primitives import sha256

BUILDER_SECONDS = 120
OPERATOR = Actor("operator", frozenset({"operator"}))
"""Whoever has the machine: they carry out, and cannot decide."""
README = """Paquet remis à une autorité · Package handed to an authority

Ce paquet contient des enregistrements chiffrés. La plateforme n'en a pas les clés : les cabinets et les patients
les ont, chacun pour ce qui le concerne. Le dépositaire des adresses (le gardien) n'a ni ces enregistrements, ni ces
clés. Un texte clair ne peut venir que du cabinet, sur un ordre qui lui est adressé dans son droit.
MANIFEST.json nomme chaque octet ; `serment verify package` vérifie le tout.

This package holds encrypted records. The platform does not have their keys: practices and patients do, each for what
is theirs. The custodian of addresses has neither these records nor these keys. Clear text can only come from the
practice, on an order addressed to it in its own law.
MANIFEST.json names every byte; `serment verify package` checks all of it.
"""
SCHEMA = {
    "records": {
        "appointment": "SHA-256 of the key that manages the appointment: a pseudonym",
        "practice": "whose compartment key opens envelope and filing",
        "epoch": "of that key",
        "envelope": "HPKE (X-Wing, HKDF-SHA256, AES-256-GCM), base64url; who comes and why",
        "filed_epoch": "0 where nothing was filed",
        "filing": "AES-256-GCM under the practice's filing key, base64url",
    }
}


class Site(NamedTuple):
    """Where a package is made."""

    disclosure: str
    """The connection string of the builder's role."""
    log: MerkleLog
    folder: Path
    stamps: TimeStamps | None = None
    """Who says when a manifest was there."""


async def build(desk: StaffDesk, site: Site, request: RequestId) -> Built:
    """Build, sign and note the package of an approved decision; the folder is empty before."""
    async with desk.db.transaction() as tx:
        loaded = await actions.approved(desk, tx, request)
        decided = await _decided(desk, tx, loaded)
    site.folder.mkdir(mode=0o700)
    count = run_builder(site.disclosure, request, site.folder)
    records = (site.folder / "records.ndjson").read_bytes()
    require_as_decided(decided.decision, records, count)
    files = {
        "README.txt": README.encode(),
        "decision.json": canonical(decided),
        "records.ndjson": records,
        "request.json": request_of(loaded.file),
        "schema.json": canonical(SCHEMA),
    }
    manifest = canonical(manifest_of(decided.decision, files, write_time(desk.now())))
    written = {**files, "MANIFEST.json": manifest, "manifest.sig": b64(site.log.sign(MANIFEST, manifest)).encode()}
    if stamp := await stamped(site.stamps, manifest):
        written[STAMP] = stamp
    _write(site.folder, {name: data for name, data in written.items() if name != "records.ndjson"})
    facts = Built(sha256(manifest).hex(), count)
    await actions.built(desk, OPERATOR, request, facts)
    return facts


def run_builder(dsn: str, request: RequestId, folder: Path) -> int:
    """Have the records written by a process that is told no key and inherits none."""
    command = (sys.executable, "-I", "-m", "serment_platform.compliance.authority.builder")
    asked = json.dumps({"dsn": dsn, "request": request.hex(), "folder": str(folder)})
    done = subprocess.run(  # noqa: S603 -- our own module
        command, input=asked, capture_output=True, text=True, check=True, env={}, timeout=BUILDER_SECONDS
    )
    return int(done.stdout)


def require_as_decided(decision: AuthorityDecision, records: bytes, count: int) -> None:
    """Raise unless these are the records of the decision: each once, none missing, none besides."""
    found = list(read_records(records))
    named = [each.appointment for each in found]
    if count != decision.count or sorted(named) != sorted(decision.query.appointments):
        raise CountDiffers
    if any(not _belongs(each, decision) for each in found):
        raise CountDiffers


def _belongs(record: DisclosedRecord, decision: AuthorityDecision) -> bool:
    return record.practice == decision.query.practice


async def _decided(desk: StaffDesk, tx: Tx, loaded: Loaded) -> SignedDecision:
    decision = loaded.file.decision
    if not isinstance(decision, AuthorityDecision):
        raise TypeError("an approved request has a decision of the platform")
    given = await _signatures(desk, tx, loaded)
    host, origin = desk.console.party
    return SignedDecision(decision=decision, party=host, origin=origin, signatures=tuple(given))


async def _signatures(desk: StaffDesk, tx: Tx, loaded: Loaded) -> list[DecisionSignature]:
    """Those that hold, with the public keys by which anybody verifies them."""
    holding = {each.actor.pseudonym: each.actor for each in await actions.signatures(desk, tx, loaded)}
    found: list[DecisionSignature] = []
    number = actions.last(loaded, "propose").number
    for signed in await store.signatures_of(tx, loaded.moves[0].request, number):
        staff, key = await key_of(tx, desk.console, signed.assertion.credential)
        if staff not in holding:
            continue
        given = signed.assertion
        parts = (signed.statement, given.credential, given.authenticator_data, given.client_data, given.signature)
        found.append(DecisionSignature(staff, tuple(sorted(holding[staff].roles)), b64(key), *map(b64, parts)))
    return found


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).write_bytes(data)
