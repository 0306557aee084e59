"""Logs: verifier keys, checkpoints, growth, inclusion, and whole bundles."""

import base64
from collections.abc import Iterator
from datetime import timedelta

from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from scenarios.practices import Practice
from serment_protocol.cosignatures import ALGORITHM as COSIGNATURE
from serment_protocol.cosignatures import cosign, witness_name, witness_seed, write_witness_key
from serment_protocol.encoding import b64, read_time
from serment_protocol.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from serment_protocol.notes import ALGORITHM, Checkpoint, key_id, sign_checkpoint, write_log_key
from serment_protocol.primitives import ed25519_sign, sign_public
from serment_protocol.transparency import entry_bytes, make_bundle

AREA = "transparency"
ORIGIN = "platform.example/log"
KEY = seed("log key")
VERIFIER = write_log_key(ORIGIN, KEY)
NOW = "2026-03-04T12:00:00Z"
AT = read_time(NOW)
WITNESS = witness_name("custodian.example/log")
WITNESS_KEY = witness_seed(seed("another log key"))
SECOND, SECOND_KEY = "witness.example/second", seed("second witness")
FIRST_VERIFIER, SECOND_VERIFIER = write_witness_key(WITNESS, WITNESS_KEY), write_witness_key(SECOND, SECOND_KEY)
POLICY: Values = {"keys": [FIRST_VERIFIER], "quorum": 1, "days": 3}
BOTH: Values = {"keys": [FIRST_VERIFIER, SECOND_VERIFIER], "quorum": 2, "days": 3}


class Log:
    """A log of seven leaves, of which one is a practice's root record and one its epoch."""

    def __init__(self, fixtures: Fixtures) -> None:
        practice = Practice(fixtures)
        others = [seed(f"entry {number}") for number in range(5)]
        self.root_entry = entry_bytes("practice_root", practice.root)
        self.epoch_entry = entry_bytes("epoch", practice.first)
        self.entries = [*others[:3], self.root_entry, self.epoch_entry, *others[3:]]
        self.leaves = [leaf_hash(entry) for entry in self.entries]

    def checkpoint(self, size: int = 7, origin: str = ORIGIN) -> Checkpoint:
        """The log at a size."""
        return Checkpoint(origin, size, root_of(self.leaves[:size]))

    def note(self, size: int = 7, origin: str = ORIGIN) -> str:
        """The same, signed."""
        return sign_checkpoint(self.checkpoint(size, origin), ORIGIN, KEY)

    def bundle(self, index: int, size: int = 7) -> Values:
        """How an entry arrives."""
        proof = inclusion_proof(self.leaves[:size], index)
        return plain(make_bundle(self.entries[index], index, proof, witnessed(self.note(size))))

    def consistency(self, old: int, size: int = 7) -> list[str]:
        """That the log only grew."""
        return [b64(node) for node in consistency_proof(self.leaves[:size], old)]


def witnessed(note: str) -> str:
    """The same, cosigned an hour ago."""
    return note + cosign(note, WITNESS, WITNESS_KEY, AT - timedelta(hours=1))


def write(checkpoint: Checkpoint) -> Values:
    """A checkpoint as JSON."""
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": b64(checkpoint.root)}


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    log = Log(fixtures)
    yield from verifier_keys()
    yield from checkpoints(log)
    yield from growth(log)
    yield from inclusion(log)
    yield from policies()
    yield from cosignatures(log)
    yield from bundles(log)


def verifier_keys() -> Iterator[Vector]:
    """Keys as `installation.json` names them."""
    yield Vector(AREA, "log_key", "read_log_key", {"verifier": VERIFIER})
    name, digits, key = VERIFIER.split("+", 2)
    refused = {
        "log_key_of_another_name": f"other+{digits}+{key}",
        "log_key_with_another_hash": f"{name}+00000000+{key}",
        "log_key_cut": VERIFIER[:-4],
        "log_key_without_hash": f"{name}+{key}",
        "log_key_empty": "",
    }
    for case, verifier in refused.items():
        yield Vector(AREA, case, "read_log_key", {"verifier": verifier}, "bad_structure")


def checkpoints(log: Log) -> Iterator[Vector]:
    """Signed notes."""
    note = log.note()
    given = {"note": note, "origin": ORIGIN, "verifier": VERIFIER}
    yield Vector(AREA, "checkpoint", "open_checkpoint", given)
    witness = sign_checkpoint(log.checkpoint(), "witness.example", seed("witness")).split("\n\n")[1]
    yield Vector(AREA, "checkpoint_with_a_witness", "open_checkpoint", {**given, "note": note + witness})
    first_witness = note.replace("\n\n", "\n\n" + witness)
    yield Vector(AREA, "checkpoint_after_a_witness", "open_checkpoint", {**given, "note": first_witness})
    body, signature = note.split("\n\n")
    liar = sign_checkpoint(log.checkpoint(), ORIGIN, seed("liar"))
    refused = {
        "checkpoint_by_another_key": liar,
        "checkpoint_with_another_size": note.replace("\n7\n", "\n8\n"),
        "checkpoint_by_a_witness_alone": f"{body}\n\n{witness}",
        "checkpoint_of_another_origin": log.note(origin="other.example/log"),
        "checkpoint_unsigned": body + "\n\n",
        "checkpoint_without_gap": body + "\n" + signature,
        "checkpoint_without_last_newline": note[:-1],
        "checkpoint_signature_changed": note.replace(signature[-9:-5], "AAAA"),
        "checkpoint_with_extension": resign(body + "\nextension\n"),
        "checkpoint_size_with_zero": resign(body.replace("\n7\n", "\n07\n") + "\n"),
        "checkpoint_root_too_short": resign(f"{ORIGIN}\n7\nAAAA\n"),
        "checkpoint_empty": "",
    }
    for case, changed in refused.items():
        yield Vector(AREA, case, "open_checkpoint", {**given, "note": changed}, "checkpoint_forged")


def resign(body: str) -> str:
    """A note of the log's own key around any text."""
    identity = key_id(ORIGIN, ALGORITHM + sign_public(KEY))
    signature = base64.b64encode(identity + ed25519_sign(KEY, body.encode())).decode()
    return f"{body}\n\u2014 {ORIGIN} {signature}\n"


def growth(log: Log) -> Iterator[Vector]:
    """From the checkpoint we remember to the one we are shown."""
    for old, size in ((1, 7), (2, 7), (3, 7), (4, 7), (6, 7), (4, 5), (3, 4), (7, 7), (0, 7)):
        given = {
            "seen": write(log.checkpoint(old)),
            "now": write(log.checkpoint(size)),
            "proof": log.consistency(old, size) if old != size else [],
        }
        yield Vector(AREA, f"grown_from_{old}_to_{size}", "check_growth", given)
    now = write(log.checkpoint())
    smaller: Values = {"seen": now, "now": write(log.checkpoint(5)), "proof": []}
    yield Vector(AREA, "rolled_back", "check_growth", smaller, "log_rolled_back")
    other = {**now, "root": b64(seed("another root"))}
    yield Vector(
        AREA, "forked_at_the_same_size", "check_growth", {"seen": other, "now": now, "proof": []}, "log_forked"
    )
    seen = write(log.checkpoint(5))
    proof = log.consistency(5)
    forks: dict[str, Values] = {
        "forked": {"seen": {**seen, "root": b64(seed("another root"))}, "now": now, "proof": proof},
        "grown_without_proof": {"seen": seen, "now": now, "proof": []},
        "grown_with_proof_cut": {"seen": seen, "now": now, "proof": proof[:-1]},
        "grown_with_proof_too_long": {"seen": seen, "now": now, "proof": [*proof, proof[0]]},
        "grown_with_proof_of_another_size": {"seen": seen, "now": now, "proof": log.consistency(3)},
        "needless_proof": {"seen": now, "now": now, "proof": proof},
    }
    for case, given in forks.items():
        yield Vector(AREA, case, "check_growth", given, "log_forked")


def inclusion(log: Log) -> Iterator[Vector]:
    """Whether an entry is in the log."""
    checkpoint = write(log.checkpoint())
    for index in (0, 3, 4, 6):
        yield Vector(
            AREA, f"included_{index}", "check_inclusion", {"bundle": log.bundle(index), "checkpoint": checkpoint}
        )
    bundle = log.bundle(3)
    refused: dict[str, Values] = {
        "not_in_log": {"entry": b64(seed("never logged"))},
        "included_elsewhere": {"index": 2},
        "included_beyond_the_end": {"index": 7},
        "included_with_proof_cut": {"proof": bundle["proof"][:-1]},
        "included_with_proof_too_long": {"proof": [*bundle["proof"], bundle["proof"][0]]},
        "included_without_proof": {"proof": []},
    }
    for case, change in refused.items():
        given = {"bundle": {**bundle, **change}, "checkpoint": checkpoint}
        yield Vector(AREA, case, "check_inclusion", given, "not_in_log")
    empty = {"bundle": bundle, "checkpoint": {**checkpoint, "size": 0}}
    yield Vector(AREA, "included_in_nothing", "check_inclusion", empty, "not_in_log")
    malformed = {"bundle": {**bundle, "extra": 1}, "checkpoint": checkpoint}
    yield Vector(AREA, "bundle_with_unknown_field", "check_inclusion", malformed, "bad_structure")


def policies() -> Iterator[Vector]:
    """Whose cosignatures count."""
    yield Vector(AREA, "witnesses", "read_witnesses", {"witnesses": BOTH})
    yield Vector(AREA, "witnesses_one_of_two", "read_witnesses", {"witnesses": {**BOTH, "quorum": 1}})
    renamed = write_witness_key("witness.example/renamed", WITNESS_KEY)
    refused: dict[str, Values] = {
        "witnesses_none": {"keys": [], "quorum": 0},
        "witnesses_with_quorum_zero": {"quorum": 0},
        "witnesses_with_quorum_too_large": {"quorum": 3},
        "witnesses_with_one_key_twice": {"keys": [FIRST_VERIFIER, FIRST_VERIFIER]},
        "witnesses_with_one_key_under_two_names": {"keys": [FIRST_VERIFIER, renamed]},
        "witnesses_with_a_log_key": {"keys": [FIRST_VERIFIER, VERIFIER]},
        "witnesses_with_another_hash": {"keys": [FIRST_VERIFIER.replace("+", "+0", 1), SECOND_VERIFIER]},
        "witnesses_for_no_day": {"days": 0},
        "witnesses_for_ever": {"days": 31},
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "read_witnesses", {"witnesses": {**BOTH, **change}}, "bad_structure")


def cosignatures(log: Log) -> Iterator[Vector]:
    """What witnesses vouch for, and when."""
    note = log.note()

    def line(hours: float = 1, name: str = WITNESS, key: bytes = WITNESS_KEY, of: str = note) -> str:
        return cosign(of, name, key, AT - timedelta(hours=hours))

    second = line(name=SECOND, key=SECOND_KEY)
    given: Values = {"witnesses": POLICY, "now": NOW}
    accepted: dict[str, Values] = {
        "cosigned": {"note": note + line()},
        "cosigned_before_the_log": {"note": note.replace("\n\n", "\n\n" + line())},
        "cosigned_anew": {"note": note + line(hours=100) + line()},
        "cosigned_nearly_three_days_ago": {"note": note + line(hours=72)},
        "cosigned_by_a_clock_ahead": {"note": note + line(hours=-24)},
        "cosigned_beside_a_stranger": {"note": note + line(name="stranger.example", key=seed("stranger")) + line()},
        "cosigned_by_both": {"note": note + line() + second, "witnesses": BOTH},
        "cosigned_by_one_of_two": {"note": note + second, "witnesses": {**BOTH, "quorum": 1}},
    }
    for case, change in accepted.items():
        yield Vector(AREA, case, "check_cosigned", {**given, **change})
    refused: dict[str, Values] = {
        "cosigned_by_nobody": {"note": note},
        "cosigned_by_a_stranger": {"note": note + line(name="stranger.example", key=seed("stranger"))},
        "cosigned_under_a_borrowed_name": {"note": note + line(key=seed("stranger"))},
        "cosigned_by_one_twice": {"note": note + line() + line(hours=2), "witnesses": BOTH},
        "cosignature_of_another_size": {"note": note + line(of=log.note(6))},
        "cosignature_of_another_log": {"note": note + line(of=log.note(origin="other.example/log"))},
        "cosignature_with_another_time": {"note": note + restamp(line(), hours=2)},
        "cosignature_cut": {"note": note + recut(line())},
        "signed_by_the_witness_as_a_log": {"note": note + as_a_log(note)},
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "check_cosigned", {**given, **change}, "log_not_cosigned")
    stale: dict[str, Values] = {
        "cosigned_too_long_ago": {"note": note + line(hours=73)},
        "cosigned_far_ahead": {"note": note + line(hours=-25)},
        "cosigned_lately_by_one_of_both": {"note": note + line() + line(100, SECOND, SECOND_KEY), "witnesses": BOTH},
    }
    for case, change in stale.items():
        yield Vector(AREA, case, "check_cosigned", {**given, **change}, "cosignature_stale")
    garbage = {**given, "note": note + f"\u2014 {WITNESS} no-base64\n"}
    yield Vector(AREA, "cosignature_malformed", "check_cosigned", garbage, "checkpoint_forged")


def signature_in(line: str) -> bytes:
    """The bytes of a signature line."""
    return base64.b64decode(line.split(" ")[2])


def restamp(line: str, hours: int) -> str:
    """The same signature under another time."""
    data = signature_in(line)
    stamp = int((AT - timedelta(hours=hours)).timestamp()).to_bytes(8)
    return f"\u2014 {WITNESS} {base64.b64encode(data[:4] + stamp + data[12:]).decode()}\n"


def recut(line: str) -> str:
    """The same without its last bytes."""
    return f"\u2014 {WITNESS} {base64.b64encode(signature_in(line)[:-3]).decode()}\n"


def as_a_log(note: str) -> str:
    """The witness's key, and a signature without a time."""
    body = note.split("\n\n", maxsplit=1)[0] + "\n"
    identity = key_id(WITNESS, COSIGNATURE + sign_public(WITNESS_KEY))
    return f"\u2014 {WITNESS} {base64.b64encode(identity + ed25519_sign(WITNESS_KEY, body.encode())).decode()}\n"


def bundles(log: Log) -> Iterator[Vector]:
    """All checks in their order."""
    given: Values = {
        "witnesses": POLICY,
        "now": NOW,
        "bundle": log.bundle(3),
        "kind": "practice_root",
        "origin": ORIGIN,
        "verifier": VERIFIER,
        "seen": "",
        "consistency": [],
    }
    yield Vector(AREA, "bundle", "open_bundle", given)
    grown = {**given, "seen": log.note(5), "consistency": log.consistency(5)}
    yield Vector(AREA, "bundle_after_growth", "open_bundle", grown)
    yield Vector(AREA, "bundle_of_another_kind", "open_bundle", {**given, "kind": "epoch"}, "bad_structure")
    unlogged = {**given["bundle"], "entry": b64(flip(log.root_entry, 30))}
    yield Vector(AREA, "key_not_in_log", "open_bundle", {**given, "bundle": unlogged}, "not_in_log")
    liar = {**given["bundle"], "checkpoint": sign_checkpoint(log.checkpoint(), ORIGIN, seed("liar"))}
    yield Vector(
        AREA, "bundle_under_a_forged_checkpoint", "open_bundle", {**given, "bundle": liar}, "checkpoint_forged"
    )
    alone = {**given, "bundle": {**given["bundle"], "checkpoint": log.note()}}
    yield Vector(AREA, "bundle_without_witness", "open_bundle", alone, "log_not_cosigned")
    later = {**given, "now": "2026-03-07T11:00:01Z"}
    yield Vector(AREA, "bundle_of_last_week", "open_bundle", later, "cosignature_stale")
    older = {**given, "bundle": log.bundle(3, 5), "seen": log.note()}
    yield Vector(AREA, "bundle_of_a_log_rolled_back", "open_bundle", older, "log_rolled_back")
    fork = sign_checkpoint(Checkpoint(ORIGIN, 7, seed("another root")), ORIGIN, KEY)
    yield Vector(AREA, "bundle_of_a_forked_log", "open_bundle", {**given, "seen": fork}, "log_forked")
    both = {**given, "bundle": unlogged, "seen": fork}
    yield Vector(AREA, "fork_is_told_before_absence", "open_bundle", both, "log_forked")
