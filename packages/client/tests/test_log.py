"""The memory of a log: it goes forward only."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from serment_client.installation import Party
from serment_client.log import Log
from serment_client.state import State
from serment_client.transport import Transport
from serment_protocol.cosignatures import cosign, read_witnesses, write_witness_key
from serment_protocol.encoding import b64
from serment_protocol.errors import (
    CheckpointForged,
    CosignatureStale,
    LogForked,
    LogNotCosigned,
    LogRolledBack,
    NotInLog,
)
from serment_protocol.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from serment_protocol.notes import Checkpoint, read_log_key, sign_checkpoint, write_log_key
from serment_protocol.signing import sign
from serment_protocol.transparency import Bundle, entry_bytes, make_bundle

from .server import Server

ORIGIN = "platform.example/log"
SEED = bytes(32)
WITNESS, WITNESS_SEED = "custodian.example/witness", b"w" * 32
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
RECORD = sign(SEED, "epoch", {"v": 1})
ENTRIES = [entry_bytes("epoch", sign(SEED, "epoch", {"n": number})) for number in range(9)]
ENTRIES[2] = entry_bytes("epoch", RECORD)
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def note(size: int, leaves: list[bytes] = LEAVES) -> str:
    signed = sign_checkpoint(Checkpoint(ORIGIN, size, root_of(leaves[:size])), ORIGIN, SEED)
    return signed + cosign(signed, WITNESS, WITNESS_SEED, NOW)


def cosigned(size: int, ago: timedelta = timedelta(), seed: bytes = WITNESS_SEED) -> Bundle:
    """A bundle that was cosigned some time ago, or by somebody else."""
    alone = note(size).split("\n\n")[0] + "\n\n" + note(size).split("\n\n")[1].split("\n")[0] + "\n"
    line = cosign(alone, WITNESS, seed, NOW - ago)
    return make_bundle(ENTRIES[2], 2, inclusion_proof(LEAVES[:size], 2), alone + line)


def bundle(size: int, index: int = 2) -> Bundle:
    return make_bundle(ENTRIES[index], index, inclusion_proof(LEAVES[:size], index), note(size))


def serve_consistency(server: Server, old: int, size: int, leaves: list[bytes] = LEAVES) -> None:
    proof = [b64(node) for node in consistency_proof(leaves[:size], old)]
    server.answers[f"/v1/log/consistency/{old}/{size}"] = [(200, json.dumps({"proof": proof}).encode())]


@pytest.fixture
def log(server: Server) -> Iterator[Log]:
    transport = Transport()
    witnesses = read_witnesses([write_witness_key(WITNESS, WITNESS_SEED)], 1, 3)
    party = Party(server.url, ORIGIN, read_log_key(write_log_key(ORIGIN, SEED)), witnesses)
    yield Log(party, transport, State(), lambda: NOW)
    transport.close()


def test_a_record_is_taken_and_the_checkpoint_remembered(log: Log) -> None:
    assert log.record(bundle(5), "epoch") == RECORD
    assert log.note == note(5)


def test_a_log_that_grew_is_followed(log: Log, server: Server) -> None:
    log.record(bundle(5), "epoch")
    serve_consistency(server, 5, 9)
    assert log.record(bundle(9), "epoch") == RECORD
    assert log.note == note(9)


def test_a_log_that_went_back_is_not(log: Log) -> None:
    log.record(bundle(9), "epoch")
    with pytest.raises(LogRolledBack):
        log.record(bundle(5), "epoch")
    assert log.note == note(9)


def test_nor_one_that_forked(log: Log, server: Server) -> None:
    other = [leaf_hash(b"other"), *LEAVES[1:]]
    log.learn(note(5, other))
    serve_consistency(server, 5, 9)
    with pytest.raises(LogForked):
        log.record(bundle(9), "epoch")
    assert log.note == note(5, other)


def test_nor_one_that_another_device_has_seen_larger(log: Log, server: Server) -> None:
    log.record(bundle(5), "epoch")
    serve_consistency(server, 5, 9)
    log.learn(note(9))
    with pytest.raises(LogRolledBack):
        log.record(bundle(5), "epoch")


def test_an_older_note_of_another_device_must_be_a_part_of_ours(log: Log, server: Server) -> None:
    log.record(bundle(9), "epoch")
    serve_consistency(server, 5, 9)
    log.learn(note(5))
    assert log.note == note(9)
    with pytest.raises(LogForked):
        log.learn(note(5, [leaf_hash(b"other"), *LEAVES[1:]]))


def test_what_is_not_in_the_log_is_refused(log: Log) -> None:
    stranger = make_bundle(entry_bytes("epoch", RECORD), 3, inclusion_proof(LEAVES[:5], 3), note(5))
    with pytest.raises(NotInLog):
        log.record(stranger, "epoch")


def test_a_forged_checkpoint_is_not_remembered(log: Log) -> None:
    forged = make_bundle(ENTRIES[2], 2, [], sign_checkpoint(Checkpoint(ORIGIN, 1, bytes(32)), ORIGIN, b"x" * 32))
    with pytest.raises(CheckpointForged):
        log.record(forged, "epoch")
    assert log.note == ""


def test_one_old_answer_is_asked_for_again(log: Log) -> None:
    log.record(bundle(9), "epoch")
    answers = [bundle(5), bundle(9)]
    assert log.believing(lambda: answers.pop(0), lambda each: log.record(each, "epoch")) == RECORD
    assert answers == []


def test_a_log_that_no_witness_vouches_for_is_neither_believed_nor_remembered(log: Log) -> None:
    with pytest.raises(LogNotCosigned):
        log.record(cosigned(5, seed=b"x" * 32), "epoch")
    assert log.note == ""


def test_nor_one_that_shows_an_old_state(log: Log) -> None:
    assert log.record(cosigned(5, timedelta(days=3)), "epoch") == RECORD
    with pytest.raises(CosignatureStale):
        log.record(cosigned(5, timedelta(days=3, seconds=1)), "epoch")


def test_a_fork_is_told_before_the_missing_witness(log: Log) -> None:
    log.learn(note(5, [leaf_hash(b"other"), *LEAVES[1:]]))
    with pytest.raises(LogForked):
        log.record(cosigned(5, seed=b"x" * 32), "epoch")
