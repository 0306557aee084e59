"""Two logs that witness each other over real HTTP: what is cosigned, what is refused, and what is shown meanwhile."""

import asyncio
import base64
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from serment_kernel import standing
from serment_kernel.cosigning import Cosigners
from serment_kernel.database import Database, opened
from serment_kernel.edge import Receive, Scope, Send
from serment_kernel.embedded import Cluster
from serment_kernel.errors import Refusal, of_protocol
from serment_kernel.merkle_log import LogHeld, LogNotWitnessed, MerkleLog
from serment_kernel.witness import Witness
from serment_kernel.witness_at import read_witness_at
from serment_kernel.witness_table import MemoryUnreadable, beside, kept_in
from serment_protocol.cosignatures import (
    Submission,
    check_cosigned,
    cosign,
    read_witness_key,
    read_witnesses,
    write_submission,
)
from serment_protocol.errors import BadStructure, ProtocolRefusal
from serment_protocol.merkle import consistency_proof, leaf_hash, root_of
from serment_protocol.notes import Checkpoint, open_checkpoint, read_log_key, sign_checkpoint, write_log_key
from serment_protocol.transparency import check_inclusion

from .conftest import OWNER, ROLE, NewDatabase
from .serving import serving
from .test_merkle_log import SCHEMA

SEED, OTHER = bytes(range(32)), bytes(32)
ORIGIN, KEEPER = "platform.example", "custodian.example"
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TABLES = """
    CREATE TABLE ledger.cosigned (only_one boolean PRIMARY KEY DEFAULT true, size bigint NOT NULL, note text NOT NULL);
    CREATE TABLE ledger.witnessed (origin text PRIMARY KEY, size bigint NOT NULL, root bytea NOT NULL);
    GRANT SELECT, INSERT, UPDATE ON ledger.cosigned, ledger.witnessed TO kernel_room;
"""
LOGS = {ORIGIN: read_log_key(write_log_key(ORIGIN, SEED))}
LEAVES = [leaf_hash(b"%d" % number) for number in range(20)]


@pytest.fixture
async def db(cluster: Cluster, new_database: NewDatabase) -> AsyncGenerator[Database]:
    name = new_database()
    with psycopg.connect(cluster.dsn(OWNER.role, OWNER.password, name)) as connection:
        connection.execute(SCHEMA)
        connection.execute(TABLES)
    pool = Database(cluster.dsn(ROLE.role, ROLE.password, name))
    async with opened(pool):
        yield pool


@pytest.fixture
def witness(db: Database) -> Witness:
    return beside(db, "ledger", KEEPER, OTHER, LOGS)


def now() -> datetime:
    return NOW


def note(size: int, leaves: list[bytes] = LEAVES, seed: bytes = SEED, origin: str = ORIGIN) -> str:
    return sign_checkpoint(Checkpoint(origin, size, root_of(leaves[:size])), origin, seed)


def submission(old: int, size: int, leaves: list[bytes] = LEAVES) -> bytes:
    proof = tuple(consistency_proof(leaves[:size], old)) if old < size else ()
    return write_submission(Submission(old, proof, note(size, leaves)))


async def add(witness: Witness, body: bytes) -> tuple[int, str]:
    try:
        answer = await witness.add_checkpoint(body, now)
    except Refusal as refusal:
        return refusal.status, refusal.code
    except ProtocolRefusal as refusal:
        return of_protocol(refusal).status, refusal.code
    return answer.status, answer.text


async def go_back(db: Database, size: int) -> None:
    async with db.transaction() as tx:
        await tx.execute("UPDATE ledger.witnessed SET size = %s, root = %s", [size, root_of(LEAVES[:size])])


class TestWitness:
    async def test_cosigns_what_only_grew(self, witness: Witness) -> None:
        policy = read_witnesses([witness.verifier], 1, 3)
        for old, size in ((0, 0), (0, 3), (3, 3), (3, 4), (4, 20)):
            answer = await witness.add_checkpoint(submission(old, size), now)
            assert (answer.status, answer.media_type) == (200, "text/plain; charset=utf-8")
            check_cosigned(note(size) + answer.text, policy, NOW)

    async def test_says_where_to_start(self, witness: Witness) -> None:
        assert await add(witness, submission(2, 3)) == (409, "0\n")
        await add(witness, submission(0, 5))
        answer = await witness.add_checkpoint(submission(0, 9), now)
        assert (answer.status, answer.text, answer.media_type) == (409, "5\n", "text/x.tlog.size")
        assert await add(witness, submission(4, 4)) == (409, "5\n")

    async def test_cosigns_no_fork(self, witness: Witness) -> None:
        other = [leaf_hash(b"other"), *LEAVES[1:]]
        await add(witness, submission(0, 5))
        assert await add(witness, submission(5, 9, other)) == (422, "log_forked")
        assert await add(witness, submission(5, 5, other)) == (409, "5\n")
        assert (await add(witness, submission(5, 9)))[0] == 200

    async def test_whose_database_went_back_remembers_by_its_file(self, db: Database, tmp_path: Path) -> None:
        """As a restore brings it back: with the table of yesterday."""
        witness = beside(db, "ledger", KEEPER, OTHER, LOGS, tmp_path / "cosigned.json")
        for old, size in ((0, 5), (5, 9)):
            assert (await add(witness, submission(old, size)))[0] == 200
        await go_back(db, 5)
        fork = [*LEAVES[:5], leaf_hash(b"other"), *LEAVES[6:]]
        assert await add(witness, submission(5, 12, fork)) == (409, "9\n")
        assert await add(witness, submission(9, 12, fork)) == (422, "log_forked")
        assert (await add(witness, submission(9, 12)))[0] == 200

    async def test_whose_file_is_older_or_gone_goes_by_its_database(self, db: Database, tmp_path: Path) -> None:
        file = tmp_path / "cosigned.json"
        witness = beside(db, "ledger", KEEPER, OTHER, LOGS, file)
        assert (await add(witness, submission(0, 5)))[0] == 200
        older = file.read_bytes()
        assert (await add(witness, submission(5, 9)))[0] == 200
        for before in (older, None):
            file.unlink() if before is None else file.write_bytes(before)
            assert await add(witness, submission(5, 12)) == (409, "9\n")
            assert (await add(witness, submission(9, 9)))[0] == 200
            assert kept_in(file, witness.verifier)[ORIGIN].size == 9

    async def test_cosigns_nothing_by_a_file_that_is_damaged(self, db: Database, tmp_path: Path) -> None:
        (tmp_path / "cosigned.json").write_text("{")
        witness = beside(db, "ledger", KEEPER, OTHER, LOGS, tmp_path / "cosigned.json")
        with pytest.raises(MemoryUnreadable, match="put its newest copy there"):
            await add(witness, submission(0, 5))

    async def test_keeps_every_log_in_its_file(self, db: Database, tmp_path: Path) -> None:
        second = "second.example"
        logs = {**LOGS, second: read_log_key(write_log_key(second, SEED))}
        witness = beside(db, "ledger", KEEPER, OTHER, logs, tmp_path / "cosigned.json")
        other = write_submission(Submission(0, (), note(7, origin=second)))
        statuses = [(await add(witness, each))[0] for each in (submission(0, 5), other)]
        kept = kept_in(tmp_path / "cosigned.json", witness.verifier)
        assert (statuses, {each.size for each in kept.values()}) == ([200, 200], {5, 7})

    async def test_cosigns_no_growth_without_proof(self, witness: Witness) -> None:
        await add(witness, submission(0, 5))
        for proof in ((), (bytes(32),)):
            assert await add(witness, write_submission(Submission(5, proof, note(9)))) == (422, "log_forked")
        needless = Submission(0, (bytes(32),), note(9))
        assert (await add(witness, write_submission(needless)))[0] == 409

    async def test_knows_its_logs_and_their_keys(self, witness: Witness) -> None:
        stranger = write_submission(Submission(0, (), note(3, origin="stranger.example")))
        assert await add(witness, stranger) == (404, "not_found")
        liar = write_submission(Submission(0, (), note(3, seed=OTHER)))
        assert await add(witness, liar) == (403, "checkpoint_forged")

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"old 0",
            b"old 0\n",
            b"\xff",
            b"old 00\n\n" + note(3).encode(),
            b"old -1\n\n" + note(3).encode(),
            b"old 4\n\n" + note(3).encode(),
            b"old 0\nAAAA\n\n" + note(3).encode(),
            b"new 0\n\n" + note(3).encode(),
            b"old 99999999999999999\n\n" + note(3).encode(),
            b"old 0\n" + 64 * (base64.b64encode(bytes(32)) + b"\n") + b"\n" + note(3).encode(),
        ],
    )
    async def test_refuses_what_is_no_submission(self, witness: Witness, body: bytes) -> None:
        assert await add(witness, body) == (400, "bad_request")

    async def test_two_at_once_never_go_back(self, witness: Witness) -> None:
        await add(witness, submission(0, 5))
        answers = await asyncio.gather(*(add(witness, submission(5, size)) for size in range(6, 16)))
        assert sorted(status for status, _ in answers) == [200, *[409] * 9]


App = Callable[[Any, Any, Any], Awaitable[None]]


def application(witness: Witness, gate: asyncio.Event, asked: list[bytes]) -> App:
    """The witness's one address; it answers as long as the gate is open."""

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message["body"]
            if not message.get("more_body"):
                break
        asked.append(body)
        status, text = await add(witness, body) if gate.is_set() else (503, "closed")
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": text.encode()})

    return app


class Setting:
    """A log whose witness answers at an address."""

    def __init__(self, db: Database, witness: Witness, url: str, gate: asyncio.Event, asked: list[bytes]) -> None:
        self.db = db
        self.policy = read_witnesses([witness.verifier], 1, 3)
        self.place = f"{witness.verifier} {url}"
        self.gate = gate
        self.asked = asked
        self.cosigners = Cosigners([read_witness_at(self.place)], 1)
        self.log = self.another()

    def another(self) -> MerkleLog:
        """The log as another process has it."""
        return MerkleLog(self.db, "ledger", ORIGIN, SEED, self.cosigners)

    async def append(self, count: int = 1) -> int:
        """Add so many leaves; the index of the last."""
        indexes: list[int] = []
        for _ in range(count):
            async with self.db.transaction() as tx:
                indexes.append(await self.log.append(tx, b"a leaf"))
        return indexes[-1]

    def size_of(self, note: str) -> int:
        check_cosigned(note, self.policy, NOW)
        return open_checkpoint(note, ORIGIN, read_log_key(self.log.verifier)).size


@asynccontextmanager
async def setting(db: Database, witness: Witness) -> AsyncGenerator[Setting]:
    gate, asked = asyncio.Event(), list[bytes]()
    gate.set()
    async with serving(application(witness, gate, asked)) as client:
        made = Setting(db, witness, str(client.base_url), gate, asked)
        try:
            yield made
        finally:
            await made.cosigners.close()


class TestLogWithWitness:
    async def test_shows_what_was_cosigned_at_once(self, db: Database, witness: Witness) -> None:
        async with setting(db, witness) as here:
            index = await here.append(7)
            bundle = await here.log.bundle(b"a leaf", index)
            assert here.size_of(bundle.checkpoint) == 7
            check_inclusion(bundle, open_checkpoint(bundle.checkpoint, ORIGIN, read_log_key(here.log.verifier)))
            assert len(here.asked) == 1
            assert await here.log.checkpoint() == bundle.checkpoint

    async def test_asks_once_for_all_who_wait(self, db: Database, witness: Witness) -> None:
        async with setting(db, witness) as here:
            await here.append(30)
            await asyncio.gather(*(here.log.bundle(b"a leaf", index) for index in range(30)))
            assert len(here.asked) == 1

    async def test_goes_on_while_the_witness_is_away(
        self, db: Database, witness: Witness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("serment_kernel.merkle_log.PATIENCE_SECONDS", 0.3)
        async with setting(db, witness) as here:
            await here.append(5)
            await here.log.bundle(b"a leaf", 4)
            here.gate.clear()
            await here.append()
            assert here.size_of((await here.log.bundle(b"a leaf", 4)).checkpoint) == 5
            with pytest.raises(LogNotWitnessed):
                await here.log.bundle(b"a leaf", 5)
            shown = await here.log.bundles([(b"a leaf", 2), (b"a leaf", 5)])
            assert [each.index for each in shown] == [2]
            assert here.size_of(await here.log.checkpoint()) == 5
            here.gate.set()
            assert here.size_of((await here.log.bundle(b"a leaf", 5)).checkpoint) == 6

    async def test_shows_nothing_before_the_first_cosignature(
        self, db: Database, witness: Witness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("serment_kernel.merkle_log.PATIENCE_SECONDS", 0.1)
        async with setting(db, witness) as here:
            here.gate.clear()
            await here.append()
            with pytest.raises(LogNotWitnessed):
                await here.log.checkpoint()

    async def test_waits_for_a_witness_that_restarts(self, db: Database, witness: Witness) -> None:
        async with setting(db, witness) as here:
            here.gate.clear()
            index = await here.append()
            waiting = asyncio.create_task(here.log.bundle(b"a leaf", index))
            await asyncio.sleep(0.4)
            here.gate.set()
            assert here.size_of((await waiting).checkpoint) == 1

    async def test_another_process_shows_the_same(self, db: Database, witness: Witness) -> None:
        async with setting(db, witness) as here:
            await here.append(3)
            note = await here.log.checkpoint()
            there = here.another()
            assert await there.checkpoint() == note
            assert len(here.asked) == 1

    async def test_renews_what_did_not_grow(self, db: Database, witness: Witness) -> None:
        async with setting(db, witness) as here:
            await here.append(3)
            await here.log.checkpoint()
            assert await here.log.renew()
            assert len(here.asked) == 2
            here.gate.clear()
            assert not await here.log.renew()


class TestLogThatLostLeaves:
    """As after a restore: the witness has cosigned more than there is."""

    async def test_takes_no_more_of_them(self, db: Database, witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("serment_kernel.merkle_log.PATIENCE_SECONDS", 0.1)
        async with setting(db, witness) as here:
            await add(witness, submission(0, 5))
            await here.append(3)
            assert not await here.log.renew()
            with pytest.raises(LogHeld):
                await here.append()
            async with db.transaction() as tx:
                for _ in range(2):
                    await tx.execute("SELECT ledger.append_leaf('brought forward')")
            assert await here.append() == 5

    async def test_shows_none_that_was_not_cosigned(
        self, db: Database, witness: Witness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("serment_kernel.merkle_log.PATIENCE_SECONDS", 0.1)
        async with setting(db, witness) as here:
            await add(witness, submission(0, 5))
            await here.append(3)
            there = here.another()
            with pytest.raises(LogNotWitnessed):
                await there.checkpoint()

    async def test_is_compared_without_signing_anything_new(self, db: Database, witness: Witness) -> None:
        async with setting(db, witness) as here:
            await add(witness, submission(0, 5))
            found = await standing.compare(3, [read_witness_at(here.place)], ORIGIN, SEED)
            assert (found.seen, found.missing, found.sure) == ({KEEPER + "/witness": 5}, 2, False)
            assert (await standing.compare(5, [read_witness_at(here.place)], ORIGIN, SEED)).sure
            here.gate.clear()
            assert (await standing.compare(5, [read_witness_at(here.place)], ORIGIN, SEED)).silent

    async def test_a_log_that_no_witness_knows_lacks_nothing(self, db: Database, witness: Witness) -> None:
        async with setting(db, witness) as here:
            assert (await standing.compare(3, [read_witness_at(here.place)], ORIGIN, SEED)).sure

    @pytest.mark.parametrize("said", ["", "0\n", "Bienvenue !\n", cosign(note(0), KEEPER + "/witness", SEED, NOW)])
    async def test_is_held_while_somebody_else_answers(self, witness: Witness, said: str) -> None:
        """A portal that says yes to everything, and a witness that is another one by its key."""

        async def portal(_: Scope, __: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": said.encode()})

        async with serving(portal) as http:
            place = read_witness_at(f"{witness.verifier} {http.base_url}")
            found = await standing.compare(3, [place], ORIGIN, SEED)
        assert (found.silent, found.sure) == ([KEEPER + "/witness"], False)


class TestPlaces:
    def test_name_a_key_and_an_address(self, witness: Witness) -> None:
        found = read_witness_at(f"{witness.verifier} https://witness.example/prefix/")
        assert (found.url, found.key) == ("https://witness.example/prefix", read_witness_key(witness.verifier))

    @pytest.mark.parametrize("line", ["", "{}", "{} ", "{} witness.example", "https://w.example {}", "{} http://a b c"])
    def test_refuse_all_else(self, witness: Witness, line: str) -> None:
        with pytest.raises(BadStructure):
            read_witness_at(line.format(witness.verifier))
