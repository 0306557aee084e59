"""The paper kit beyond its words: address, age keys, and the file that it opens."""

from collections.abc import Iterator
from itertools import chain

from scenarios.appointments import DESK, DESK_SIGNED, FIRST, MOVED, SEED, copy_of_a_visit, follow, signed
from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from scenarios.practices import CUSTODIAN, PRACTICE, ROOT, Practice
from scenarios.roots import SECOND, ZEROS, follow_epoch, replacement
from scenarios.roots import signed as logged
from scenarios.transparency import KEY, ORIGIN, VERIFIER
from serment_protocol import agefile
from serment_protocol.encoding import b64, canonical
from serment_protocol.kitfile import FILL, MARK, KeptPractice, KeptRoots, KeptVisit, KeptWay, KitFile, kit_recipient
from serment_protocol.merkle import inclusion_proof, leaf_hash, root_of
from serment_protocol.notes import Checkpoint, sign_checkpoint, write_log_key
from serment_protocol.signing import Signed
from serment_protocol.transparency import Bundle, EntryKind, entry_bytes, make_bundle
from serment_protocol.vault import Identity

AREA = "kit"
KIT = seed("kit", 16)


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    return chain(addresses(), keys(), files(fixtures), proofs(fixtures), replaced(fixtures))


def addresses() -> Iterator[Vector]:
    """What a camera reads."""
    digits = b64(KIT)
    yield Vector(AREA, "address", "write_kit_address", {"audience": "patient", "kit": b64(KIT)})
    for case, address in {
        "address_read": f"kit/patient/{digits}",
        "address_whole": f"https://app.example/#/kit/staff/{digits}",
        "address_without_kit": f"patient/{digits}",
    }.items():
        yield Vector(AREA, case, "read_kit_address", {"address": address})
    for case, address in {
        "address_of_nobody": f"kit/anybody/{digits}",
        "address_of_capitals": f"kit/PATIENT/{digits}",
        "address_cut": f"kit/patient/{digits[:-1]}",
        "address_with_padding": f"kit/patient/{digits}==",
        "address_with_more": f"kit/patient/{digits}/{digits}",
        "address_empty": "",
    }.items():
        yield Vector(AREA, case, "read_kit_address", {"address": address}, "bad_kit")


def keys() -> Iterator[Vector]:
    """Age's own forms."""
    yield Vector(AREA, "keys", "kit_age", {"kit": b64(KIT)})
    yield Vector(AREA, "keys_of_zeros", "kit_age", {"kit": b64(bytes(16))})


def content(fixtures: Fixtures) -> KitFile:
    """Somebody with one visit, which the practice has marked as begun."""
    practice = Practice(fixtures)
    entries = [entry_bytes("practice_root", practice.root), entry_bytes("epoch", practice.second)]
    leaves = [leaf_hash(entry) for entry in entries]
    note = sign_checkpoint(Checkpoint(ORIGIN, len(leaves), root_of(leaves)), ORIGIN, KEY)
    root, epoch = (make_bundle(entry, at, inclusion_proof(leaves, at), note) for at, entry in enumerate(entries))
    arrived = signed(follow(MOVED, 2, state="arrived", **DESK_SIGNED), DESK)
    return KitFile(
        made="2026-03-04",
        installation="Serment (essai)",
        log=VERIFIER,
        account=seed("account", 16).hex(),
        profile=Identity(given="Zoé", family="Exemple"),
        ways=(KeptWay("passphrase", "", "2026-01-05"), KeptWay("kit", "", "2026-01-05")),
        practices=(KeptPractice(PRACTICE, root, (epoch,)),),
        visits=(KeptVisit(b64(SEED), (FIRST, MOVED, arrived), copy_of_a_visit()),),
    )


def files(fixtures: Fixtures) -> Iterator[Vector]:
    """Opening a file; what is in it was drawn by lot once, as age does."""
    text = "Copie de mon compte\n\nZoé Exemple\n".encode()
    good = plain(content(fixtures))
    whole = text + MARK + canonical(good)
    data = locked(fixtures, "kit file", whole + b"\n" * (FILL - len(whole) % FILL))
    given = {"kit": b64(KIT), "file": b64(data)}
    yield Vector(AREA, "file", "open_kit_file", given)
    yield Vector(AREA, "file_of_another_kit", "open_kit_file", {**given, "kit": b64(seed("kit 2", 16))}, "cannot_open")
    yield Vector(AREA, "file_changed", "open_kit_file", {**given, "file": b64(flip(data, -1))}, "cannot_open")
    yield Vector(AREA, "file_cut", "open_kit_file", {**given, "file": b64(data[:-1])}, "cannot_open")
    yield Vector(AREA, "file_empty", "open_kit_file", {**given, "file": ""}, "cannot_open")
    others: dict[str, tuple[bytes, str]] = {
        "file_without_mark": (text, "bad_kit_file"),
        "file_that_is_no_text": (b"\xff" + MARK + canonical(good), "bad_kit_file"),
        "file_not_canonical": (text + MARK + b" " + canonical(good), "not_canonical"),
        "file_of_version_2": (text + MARK + canonical({**good, "v": 2}), "unknown_version"),
        "file_with_unknown_field": (text + MARK + canonical({**good, "root": ""}), "bad_structure"),
        "file_of_another_type": (text + MARK + canonical({**good, "type": "vault"}), "bad_structure"),
        "file_without_content": (text + MARK, "not_canonical"),
    }
    for case, (whole, expect) in others.items():
        yield Vector(AREA, case, "open_kit_file", {**given, "file": b64(locked(fixtures, case, whole))}, expect)
    twice = text + MARK + b"{}\n" + MARK + canonical(good)
    yield Vector(
        AREA,
        "file_with_a_mark_in_its_text",
        "open_kit_file",
        {**given, "file": b64(locked(fixtures, "file_with_a_mark", twice))},
    )


def locked(fixtures: Fixtures, name: str, whole: bytes) -> bytes:
    """A file for the kit."""
    return fixtures.once(name, lambda: agefile.encrypt(whole, [kit_recipient(KIT)]))


def proofs(fixtures: Fixtures) -> Iterator[Vector]:
    """What a file proves without any server."""
    good = plain(content(fixtures))
    [visit], [practice] = good["visits"], good["practices"]
    yield Vector(AREA, "proof", "prove_kit_file", {"content": good})
    yield Vector(AREA, "proof_of_nothing", "prove_kit_file", {"content": {**good, "visits": [], "practices": []}})
    forged = {**visit["statements"][2], "signature": visit["statements"][1]["signature"]}
    root, [epoch] = practice["root"], practice["epochs"]
    changes: dict[str, tuple[Values, Values, str]] = {
        "proof_by_another_seed": ({"manage_seed": b64(seed("another"))}, {}, "bad_signature"),
        "proof_without_a_statement": (
            {"statements": [visit["statements"][0], visit["statements"][2]]},
            {},
            "chain_broken",
        ),
        "proof_with_a_forged_statement": ({"statements": [*visit["statements"][:2], forged]}, {}, "bad_signature"),
        "proof_without_the_desk_s_epoch": ({}, {"epochs": []}, "chain_broken"),
        "proof_without_the_practice": ({}, {"practice": "0" * 32}, "chain_broken"),
        "proof_with_the_epoch_for_the_root": ({}, {"root": epoch}, "bad_structure"),
        "proof_not_in_the_log": ({}, {"root": {**root, "index": 1}}, "not_in_log"),
        "proof_under_a_forged_checkpoint": (
            {},
            {"root": {**root, "checkpoint": root["checkpoint"].replace("\n2\n", "\n3\n")}},
            "checkpoint_forged",
        ),
    }
    for case, (of_visit, of_practice, expect) in changes.items():
        changed = {**good, "visits": [{**visit, **of_visit}], "practices": [{**practice, **of_practice}]}
        yield Vector(AREA, case, "prove_kit_file", {"content": changed}, expect)


def bundles(entries: list[bytes], origin: str, key: bytes) -> list[Bundle]:
    """Leaves with their proofs."""
    leaves = [leaf_hash(entry) for entry in entries]
    note = sign_checkpoint(Checkpoint(origin, len(leaves), root_of(leaves)), origin, key)
    return [make_bundle(entry, at, inclusion_proof(leaves, at), note) for at, entry in enumerate(entries)]


def replaced(fixtures: Fixtures) -> Iterator[Vector]:
    """The same of a practice whose root was replaced after its desk had signed."""
    practice, origin = Practice(fixtures), "custodian.example/log"
    third = follow_epoch(practice, practice.second, 3, SECOND)
    shown: list[tuple[EntryKind, Signed]] = [
        ("practice_root", practice.root),
        ("epoch", practice.second),
        ("epoch", third),
    ]
    root, *epochs = bundles([entry_bytes(kind, each) for kind, each in shown], ORIGIN, KEY)
    record = {**replacement(1, ROOT, SECOND, ZEROS), "asked": "2026-02-20", "from": "2026-02-27"}
    led = bundles([entry_bytes("root_replacement", logged(record))], origin, CUSTODIAN)
    roots = KeptRoots(write_log_key(origin, CUSTODIAN), tuple(led))
    good = plain(content(fixtures))
    kept = plain(KeptPractice(PRACTICE, root, tuple(epochs), roots))

    def given(**change: object) -> Values:
        return {"content": {**good, "practices": [{**kept, **change}]}}

    yield Vector(AREA, "proof_after_a_replacement", "prove_kit_file", given())
    without = {"content": {**good, "practices": [{name: kept[name] for name in kept if name != "replaced"}]}}
    yield Vector(AREA, "proof_without_the_replacement", "prove_kit_file", without, "bad_signature")
    alone = given(epochs=kept["epochs"][:1])
    yield Vector(AREA, "proof_without_what_leads_on", "prove_kit_file", alone, "bad_signature")
    moved = {**kept["replaced"], "replacements": [{**kept["replaced"]["replacements"][0], "index": 1}]}
    yield Vector(
        AREA, "proof_by_a_replacement_that_was_not_logged", "prove_kit_file", given(replaced=moved), "not_in_log"
    )
    early = {"content": {**given()["content"], "made": "2026-02-20"}}
    yield Vector(AREA, "proof_from_before_the_replacement", "prove_kit_file", early, "root_not_replaced")
