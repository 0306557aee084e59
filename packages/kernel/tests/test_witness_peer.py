"""Our log asks somebody else's witness (aics-witness, Apache-2.0), where it is installed: growth is cosigned, no fork.

It wants Python 3.12, which is more than Serment asks for, so it is no dependency of the tests.
"""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from serment_kernel.cosigning import Cosigners
from serment_kernel.witness_at import WitnessAt, read_witness_at
from serment_protocol.cosignatures import check_cosigned, read_witnesses
from serment_protocol.merkle import consistency_proof, leaf_hash, root_of
from serment_protocol.notes import Checkpoint, sign_checkpoint, write_log_key

PEER, ORIGIN, SEED = "aics_witness", "log.example", bytes(range(32))
LEAVES = [leaf_hash(b"%d" % number) for number in range(300)]
OTHER = [leaf_hash(b"other"), *LEAVES[1:]]

pytestmark = pytest.mark.skipif(find_spec(PEER) is None, reason="no other witness is installed (pip: aics-witness)")


@pytest.fixture
def peer(tmp_path: Path) -> Generator[tuple[str, str]]:
    """Its verifier key, and where it answers."""
    file = tmp_path / "witness.json"
    command = [sys.executable, "-m", PEER]
    made = subprocess.run(
        [*command, "init", "--config", file, "--name", "peer.example"], capture_output=True, text=True, check=True
    )
    log = ["--origin", ORIGIN, "--vkey", write_log_key(ORIGIN, SEED)]
    subprocess.run([*command, "add-log", "--config", file, *log], capture_output=True, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    settings = json.loads(file.read_text())
    settings["witness"]["listen"] = address
    file.write_text(json.dumps(settings))
    process = subprocess.Popen([*command, "serve", "--config", file], stderr=subprocess.DEVNULL)
    try:
        until_it_listens(address)
        yield made.stdout.split()[-1], f"http://{address}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def until_it_listens(address: str) -> None:
    host, port = address.split(":")
    for _ in range(100):
        try:
            socket.create_connection((host, int(port)), 1).close()
        except OSError:
            threading.Event().wait(0.1)
        else:
            return
    pytest.fail("The other witness does not start.")


def note(size: int, leaves: list[bytes]) -> str:
    return sign_checkpoint(Checkpoint(ORIGIN, size, root_of(leaves[:size])), ORIGIN, SEED)


async def cosigned(witness: WitnessAt, size: int, leaves: list[bytes] = LEAVES) -> str:
    """What a log that has just started is given."""
    asking = Cosigners([witness], 1)
    try:
        found = await asking.cosign(note(size, leaves), size, lambda old: consistency_proof(leaves[:size], old))
    finally:
        await asking.close()
    return found.note if found else ""


async def test_another_witness_cosigns_growth_and_no_fork(peer: tuple[str, str]) -> None:
    verifier, url = peer
    witness, policy = read_witness_at(f"{verifier} {url}"), read_witnesses([verifier], 1, 3)
    for size in (1, 5, 20, 20, 256, 300):
        check_cosigned(await cosigned(witness, size), policy, datetime.now(UTC))
    assert await cosigned(witness, 299) == ""
    assert await cosigned(witness, 300, OTHER) == ""
