"""The platform as a witness over HTTP: it cosigns the custodian's log, as long as that only grows."""

from datetime import UTC, datetime

import httpx

from serment_protocol.cosignatures import (
    Submission,
    check_cosigned,
    read_witnesses,
    witness_name,
    witness_seed,
    write_submission,
    write_witness_key,
)
from serment_protocol.merkle import consistency_proof, leaf_hash, root_of
from serment_protocol.notes import Checkpoint, sign_checkpoint

from ..installation import PLATFORM_LOG, Installed
from ..people import code
from ..stand_in import LOG

LEAVES = [leaf_hash(bytes([number])) for number in range(9)]


def add(platform: Installed, old: int, size: int, leaves: list[bytes] = LEAVES, seed: bytes = b"") -> httpx.Response:
    note = sign_checkpoint(Checkpoint(LOG, size, root_of(leaves[:size])), LOG, seed or platform.custodian.seed)
    proof = tuple(consistency_proof(leaves[:size], old)) if old < size else ()
    return platform.http.post("/add-checkpoint", content=write_submission(Submission(old, proof, note)))


def test_cosigns_the_custodian_s_log_and_never_a_fork(platform: Installed) -> None:
    first = add(platform, 0, 4)
    assert first.status_code == 200
    seed = witness_seed(platform.log_seed)
    policy = read_witnesses([write_witness_key(witness_name(PLATFORM_LOG), seed)], 1, 3)
    note = sign_checkpoint(Checkpoint(LOG, 4, root_of(LEAVES[:4])), LOG, platform.custodian.seed)
    check_cosigned(note + first.text, policy, datetime.now(UTC))

    late = add(platform, 0, 9)
    assert (late.status_code, late.text, late.headers["content-type"]) == (409, "4\n", "text/x.tlog.size")
    fork = [leaf_hash(b"another"), *LEAVES[1:]]
    assert code(add(platform, 4, 9, fork)) == (422, "log_forked")
    assert code(add(platform, 4, 9, seed=bytes(32))) == (403, "checkpoint_forged")
    assert add(platform, 4, 9).status_code == 200


def test_what_it_shows_is_cosigned(platform: Installed) -> None:
    note = platform.ask("GET", "/log/checkpoint").text
    check_cosigned(note, platform.witnesses, datetime.now(UTC))
