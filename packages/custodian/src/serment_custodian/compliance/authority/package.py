"""Builds the answer to a decision: of each address that the letter names, whether it opens an account here.

The addresses come from the letter, which whoever has the machine holds in their hand; the tables have none of a
request. What was not signed by two officers, or not in time, or named by nobody, is not built.
"""

import secrets
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from serment_custodian.compliance.authority import store
from serment_custodian.compliance.authority.desk import OfficersDesk
from serment_custodian.compliance.authority.naming import names_of
from serment_custodian.compliance.authority.types import Concerned, Official
from serment_custodian.ledger import Ledger, Uses
from serment_custodian.people import Address, PersonId
from serment_custodian.people.types import Standing
from serment_custodian.sealing_key import SealingKey
from serment_custodian.shelves import TOLD
from serment_kernel.authority import actions
from serment_kernel.authority import store as requests
from serment_kernel.authority.actions import Loaded
from serment_kernel.authority.errors import CountDiffers
from serment_kernel.authority.showing import request_of
from serment_kernel.authority.types import Built, RequestId
from serment_kernel.database import Tx
from serment_kernel.evidence.settings import TimeStamps
from serment_kernel.evidence.stamping import stamped
from serment_protocol.disclosure import (
    MANIFEST,
    STAMP,
    AddressDecision,
    AddressRecord,
    DecisionSignature,
    SignedAddressDecision,
    manifest_of,
)
from serment_protocol.encoding import b64, canonical, write_time
from serment_protocol.primitives import sha256

ROW_BYTES = 16
OPERATOR = Official("operator", frozenset({"operator"}))
README = """Réponse à une autorité · Answer to an authority

Pour chaque adresse que la demande nomme : si elle ouvre un compte ici, et l'adresse qui va prendre sa place, s'il y en
a une. Le gardien des adresses n'a ni nom, ni rendez-vous, ni message ; il ne remet aucune clé, et rien qui relie deux
rendez-vous. MANIFEST.json nomme chaque octet ; `serment verify package` vérifie le tout.

For each address that the request names: whether it opens an account here, and the address that is about to take its
place, if there is one. The custodian of addresses has no name, no appointment and no message; it hands over no key, and
nothing that joins two appointments. MANIFEST.json names every byte; `serment verify package` checks all of it.
"""
SCHEMA = {
    "records": {
        "person": "keyed hash of an address of the request: the decision names it so",
        "address": "the address itself, where it opens an account here; empty otherwise",
        "awaited": "the address that is about to take its place; empty where none is",
    }
}
Find = Callable[[Address], Awaitable[tuple[PersonId, Standing] | None]]
"""Whose account an address opens, and what is kept of their addresses."""


class Site(NamedTuple):
    """Where an answer is made."""

    sealing: SealingKey
    ledger: Ledger
    uses: Uses
    find: Find
    folder: Path
    stamps: TimeStamps | None = None
    """Who says when a manifest was there."""


class Answers(NamedTuple):
    """What is handed over, and whom it is about."""

    records: Sequence[AddressRecord]
    persons: Sequence[PersonId]


async def build(desk: OfficersDesk, site: Site, request: RequestId, addresses: Sequence[Address]) -> Built:
    """Build, sign and note the answer to an approved decision; the folder is not there before."""
    await desk.office.switch.require_running()
    async with desk.db.transaction() as tx:
        loaded = await actions.approved(desk, tx, request)
        decided = await _decided(desk, tx, loaded)
    named = require_named(site.sealing, decided.decision, addresses)
    answers = await _look_up(site, named)
    files = {
        "README.txt": README.encode(),
        "decision.json": canonical(decided),
        "records.ndjson": b"".join(canonical(each) + b"\n" for each in answers.records),
        "request.json": request_of(loaded.file),
        "schema.json": canonical(SCHEMA),
    }
    manifest = canonical(manifest_of(decided.decision, files, write_time(desk.now())))
    facts = Built(sha256(manifest).hex(), len(answers.records))

    async def remember(tx: Tx) -> None:
        for person in answers.persons:
            row = secrets.token_bytes(ROW_BYTES)
            await store.add_concerned(tx, Concerned(row, request, site.sealing.lock(TOLD, row, person)))

    signature = b64(site.ledger.sign(MANIFEST, manifest)).encode()
    stamp = await stamped(site.stamps, manifest)
    whole = {**files, "MANIFEST.json": manifest, "manifest.sig": signature, **({STAMP: stamp} if stamp else {})}
    site.folder.mkdir(mode=0o700)
    try:
        _write(site.folder, whole)
        await actions.built(desk, OPERATOR, request, facts, remember)
    except BaseException:
        # Addresses lie about nowhere of which the evidence knows nothing: not on a full disk, nor when interrupted.
        shutil.rmtree(site.folder)
        raise
    return facts


def require_named(sealing: SealingKey, decision: AddressDecision, addresses: Sequence[Address]) -> dict[str, Address]:
    """The addresses by their names in the decision; raises unless they are these, none missing, none besides."""
    left, found = set(decision.persons), dict[str, Address]()
    for address in addresses:
        name = next((each for each in names_of(sealing, address) if each in left), None)
        if name is None:
            raise CountDiffers
        left.remove(name)
        found[name] = address
    if left:
        raise CountDiffers
    return found


async def _look_up(site: Site, named: Mapping[str, Address]) -> Answers:
    await site.uses.count("address", "authority", len(named))
    records, persons = list[AddressRecord](), list[PersonId]()
    for name, address in sorted(named.items()):
        found = await site.find(address)
        if found is None:
            records.append(AddressRecord(person=name, address="", awaited=""))
            continue
        person, standing = found
        awaited = standing.awaited.address if standing.awaited else ""
        records.append(AddressRecord(person=name, address=standing.address, awaited=awaited))
        persons.append(person)
    return Answers(records, persons)


async def _decided(desk: OfficersDesk, tx: Tx, loaded: Loaded) -> SignedAddressDecision:
    decision = loaded.file.decision
    if not isinstance(decision, AddressDecision):
        raise TypeError("an approved request has a decision of the custodian")
    given = await _signatures(desk, tx, loaded)
    host, origin = desk.office.party
    return SignedAddressDecision(decision=decision, party=host, origin=origin, signatures=tuple(given))


async def _signatures(desk: OfficersDesk, tx: Tx, loaded: Loaded) -> list[DecisionSignature]:
    """Those that hold, with the public keys by which anybody verifies them."""
    holding = {each.actor.pseudonym for each in await actions.signatures(desk, tx, loaded)}
    found: list[DecisionSignature] = []
    number = actions.last(loaded, "propose").number
    for signed in await requests.signatures_of(tx, loaded.moves[0].request, number):
        officer, key = await desk.key_of(signed.assertion.credential)
        if officer not in holding:
            continue
        given = signed.assertion
        parts = (signed.statement, given.credential, given.authenticator_data, given.client_data, given.signature)
        found.append(DecisionSignature(officer, ("officer",), b64(key), *map(b64, parts)))
    return found


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).write_bytes(data)
