"""The chain on a real database: events follow each other, days become leaves, and what was rewritten is found."""

import argparse
import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import msgspec
import psycopg
import pytest
from psycopg import sql

from serment_kernel.checks.approvals import APPROVED, approve, approved
from serment_kernel.database import Database, Tx, opened
from serment_kernel.embedded import Cluster, Credentials
from serment_kernel.evidence import (
    Chain,
    EvidenceBroken,
    EvidenceKeyUnknown,
    NoWitnessedRoot,
    commands,
    sample_seed,
    store,
)
from serment_kernel.evidence.export import NothingToExport
from serment_kernel.evidence.keys import prepare, rotate
from serment_kernel.evidence.roots import publish_days
from serment_kernel.evidence.settings import Settings, TimeStamps
from serment_kernel.evidence.stamping import StampRefused, Stamps, stamp_days
from serment_kernel.evidence.told import told_evidence
from serment_kernel.keyfiles import read_key_file, write_key_file
from serment_kernel.merkle_log import MerkleLog
from serment_kernel.migrate import migrate, migrations_of
from serment_platform.config import ROOMS
from serment_protocol.encoding import b64, write_time
from serment_protocol.errors import BadStructure
from serment_protocol.evidence import KEY, NOTHING, ROOT, Event, EvidenceKey, EvidenceRoot, make_event
from serment_protocol.notes import open_checkpoint, read_log_key
from serment_protocol.signing import sign
from serment_protocol.structure import read
from serment_protocol.transparency import check_inclusion, entry_bytes, read_entry

from ..installation import OWNER, PASSWORD
from .forging import forge
from .stamp_authority import StampAuthority, stamping

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
_numbers = count()
Row = TypeVar("Row", store.Root, store.Signer)


@pytest.fixture(scope="module")
def template(cluster: Cluster) -> str:
    """A database with every table of the platform."""
    name = "evidence_template"
    cluster.create_database(name, OWNER, [Credentials(room, PASSWORD) for room in ROOMS])
    migrate(cluster.dsn(*OWNER, name), migrations_of("serment_platform"))
    return name


@pytest.fixture
def database(cluster: Cluster, template: str) -> Generator[str]:
    """A copy of it."""
    name = f"evidence_{next(_numbers)}"
    with psycopg.connect(cluster.superuser_dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template))))
        yield name
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@dataclass
class Hand:
    """A hand's database, chain and log."""

    db: Database
    chain: Chain
    log: MerkleLog
    superuser: str
    keys: Database

    async def add(self, kind: str = "register", now: datetime = NOON, **content: int | str) -> Event:
        """An event in a transaction of its own."""
        async with self.db.transaction() as tx:
            return await self.chain.append(tx, kind, content, now)

    async def verify(self, *, thorough: bool = True) -> int:
        """How many events hold."""
        async with self.db.transaction() as tx:
            return await self.chain.verify(tx, thorough=thorough)

    async def publish(self, now: datetime) -> list[str]:
        """The days that got their root."""
        return [day.isoformat() for day in await publish_days(self.db, self.chain, self.log, now)]

    def tamper(self, *statements: str) -> None:
        """As somebody who owns the machine."""
        with psycopg.connect(self.superuser) as connection:
            connection.execute("SET session_replication_role = replica")
            for statement in statements:
                connection.execute(statement.encode())


@pytest.fixture
async def hand(cluster: Cluster, database: str) -> AsyncGenerator[Hand]:
    """A hand that has just begun."""
    db, keys = (Database(cluster.dsn(room, PASSWORD, database)) for room in ("compliance", "keys"))
    log = MerkleLog(keys, "keys", "platform.test", bytes(range(32)))
    chain = Chain.of(log, bytes(range(1, 33)))
    async with opened(db, keys):
        await prepare(db, chain, log, NOON)
        yield Hand(db, chain, log, cluster.superuser_dsn(database), keys)


class TestAppending:
    async def test_each_event_names_the_one_before(self, hand: Hand) -> None:
        first, second = await hand.add(n=1), await hand.add(n=2)
        assert (first.seq, second.seq, second.prev) == (0, 1, first.hash)
        assert await hand.verify() == 2

    async def test_appends_at_once_leave_no_gap(self, hand: Hand) -> None:
        found = await asyncio.gather(*(hand.add(n=number) for number in range(40)))
        assert sorted(event.seq for event in found) == list(range(40))
        assert await hand.verify() == 40

    async def test_several_in_one_transaction_are_written_or_none(self, hand: Hand) -> None:
        async def add_both() -> None:
            async with hand.db.transaction() as tx:
                await hand.chain.append(tx, "register", {"n": 1}, NOON)
                await hand.chain.append(tx, "Register", {"n": 2}, NOON)

        with pytest.raises(BadStructure):
            await add_both()
        assert await hand.verify() == 0

    async def test_a_clock_that_goes_back_takes_no_event_along(self, hand: Hand) -> None:
        await hand.add(now=NOON)
        assert (await hand.add(now=NOON - DAY)).at == NOON

    async def test_reads_by_kind_and_newest_first(self, hand: Hand) -> None:
        for kind in ("register", "authority", "register"):
            await hand.add(kind)
        async with hand.db.transaction() as tx:
            assert [event.seq for event in await hand.chain.events(tx, since=1)] == [1, 2]
            assert [event.seq for event in await hand.chain.events(tx, kind="register")] == [0, 2]
            assert [event.seq for event in await hand.chain.newest(tx, "register", 1)] == [2]

    async def test_a_check_has_its_form(self, hand: Hand) -> None:
        with pytest.raises(BadStructure):
            await hand.add("check", check="C25")


class TestGrants:
    @pytest.mark.parametrize("table", ["event", "signer", "root", "witnessed", "stamp"])
    async def test_the_room_only_reads_its_tables(self, hand: Hand, table: str) -> None:
        for change in (
            "DELETE FROM compliance.{}",
            "TRUNCATE compliance.{}",
            "INSERT INTO compliance.{} DEFAULT VALUES",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                async with hand.db.transaction() as tx:
                    await tx.execute(sql.SQL(change).format(sql.Identifier(table)))

    @pytest.mark.parametrize("change", ["UPDATE compliance.event SET kind = 'x'", "DELETE FROM compliance.root"])
    def test_the_owner_of_the_tables_is_refused_too(self, cluster: Cluster, database: str, change: str) -> None:
        with (
            psycopg.connect(cluster.dsn(*OWNER, database)) as connection,
            pytest.raises(psycopg.errors.RaiseException),
        ):
            connection.execute(change.encode())

    async def test_an_event_that_does_not_follow_is_refused(self, hand: Hand) -> None:
        event = await hand.add()
        for wrong in (event, event._replace(seq=1), event._replace(seq=2, prev=event.hash)):
            with pytest.raises(psycopg.DatabaseError):
                async with hand.db.transaction() as tx:
                    await store.add_event(tx, wrong._replace(hash=bytes(32)))


class TestLeaves:
    async def test_of_another_kind_or_record_are_none_of_the_room_s(self, hand: Hand) -> None:
        await hand.publish(NOON)
        async with hand.db.transaction() as tx:
            last, key = await store.last_root(tx), (await store.signers(tx))[0]
        assert last is not None
        said = msgspec.structs.replace(read(last.record.body_bytes, EvidenceRoot), day="2026-11-26")
        root = store.Root(NOON.date(), last.total, last.head, sign(hand.chain.seed, ROOT, said), 0)
        for entry in (
            b"anything",
            entry_bytes("staff_act", root.record),
            entry_bytes("evidence_root", last.record),
            entry_bytes("evidence_root", root.record) + b" ",
        ):
            await refused(hand, store.add_root, root, entry)
        for wrong in (root._replace(total=7), root._replace(head=bytes([1]) * 32)):
            await refused(hand, store.add_root, wrong, entry_bytes("evidence_root", wrong.record))
        again = key._replace(number=2)
        await refused(hand, store.add_signer, again, entry_bytes("evidence_key", key.record))
        async with hand.db.transaction() as tx:
            assert await store.add_root(tx, root, entry_bytes("evidence_root", root.record)) == last.leaf + 1

    async def test_a_key_is_the_one_that_its_record_names(self, hand: Hand) -> None:
        record = EvidenceKey(number=2, key=b64(bytes(32)), since=0, day="2026-11-26")
        signed = sign(bytes(range(32)), KEY, record)
        entry = entry_bytes("evidence_key", signed)
        await refused(hand, store.add_signer, store.Signer(2, 0, hand.chain.public, signed, 0), entry)
        await refused(hand, store.add_signer, store.Signer(2, 1, bytes(32), signed, 0), entry)
        async with hand.db.transaction() as tx:
            await store.add_signer(tx, store.Signer(2, 0, bytes(32), signed, 0), entry)

    async def test_a_day_is_one_of_utc_wherever_the_caller_is(self, hand: Hand) -> None:
        await hand.publish(NOON + DAY)
        late = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
        event = make_event(hand.chain.seed, hand.chain.origin, 0, late, "register", {}, NOTHING)
        async with hand.db.transaction() as tx:
            await tx.execute("SET TIME ZONE 'Europe/Paris'")
            with pytest.raises(psycopg.DatabaseError, match="does not follow"):
                await store.add_event(tx, event)
            await tx.execute("ROLLBACK")


async def refused(hand: Hand, add: Callable[[Tx, Row, bytes], Awaitable[int]], row: Row, entry: bytes) -> None:
    """The database takes no such leaf."""
    with pytest.raises(psycopg.DatabaseError, match="is not the leaf of this"):
        async with hand.db.transaction() as tx:
            await add(tx, row, entry)


class TestDays:
    async def test_every_day_has_a_root_also_one_without_events(self, hand: Hand) -> None:
        await hand.add()
        assert await hand.publish(NOON) == []
        assert await hand.publish(NOON + 3 * DAY) == ["2026-11-26", "2026-11-27", "2026-11-28"]
        assert await hand.publish(NOON + 3 * DAY) == []
        await hand.add(now=NOON + 3 * DAY)
        assert await hand.verify() == 2

    async def test_no_event_comes_into_a_day_that_has_its_root(self, hand: Hand) -> None:
        await hand.publish(NOON + DAY)
        assert write_time((await hand.add(now=NOON)).at) == "2026-11-27T00:00:00Z"

    async def test_a_witnessed_root_gives_each_check_its_seed(self, hand: Hand) -> None:
        async with hand.db.transaction() as tx:
            with pytest.raises(NoWitnessedRoot):
                await sample_seed(tx, "C25")
        await hand.publish(NOON)
        async with hand.db.transaction() as tx:
            one, other = await sample_seed(tx, "C25"), await sample_seed(tx, "C27")
        assert one.value != other.value
        assert one.root.isoformat() == "2026-11-25"


class TestKeys:
    async def test_another_key_signs_nothing(self, hand: Hand) -> None:
        other = Chain.of(hand.log, bytes(32))
        with pytest.raises(EvidenceKeyUnknown):
            await prepare(hand.db, other, hand.log, NOON)
        with pytest.raises(EvidenceKeyUnknown):
            async with hand.db.transaction() as tx:
                await other.append(tx, "register", {}, NOON)

    async def test_a_key_hands_over(self, hand: Hand) -> None:
        await hand.add()
        new = Chain.of(hand.log, bytes(32))
        await rotate(hand.db, hand.chain, new, hand.log, NOON)
        with pytest.raises(EvidenceKeyUnknown):
            await hand.add()
        hand.chain = new
        await hand.add()
        await hand.publish(NOON + DAY)
        assert await hand.verify() == 3


class TestWhoSigned:
    """An event that the key in force did not sign is nobody's, whatever its hash."""

    async def test_gets_no_root(self, hand: Hand, caplog: pytest.LogCaptureFixture) -> None:
        await hand.add()
        async with hand.db.transaction() as tx:
            forged = await forge(tx, hand.chain, "register", {"n": 1})
        with pytest.raises(EvidenceBroken):
            await hand.publish(NOON + DAY)
        assert "NOT WHAT IT WAS" in caplog.text
        # No root holds it fast, so that somebody who has looked can take it away again.
        assert forged.seq == 1
        hand.tamper("DELETE FROM compliance.event WHERE seq = 1")
        assert await hand.publish(NOON + DAY) == ["2026-11-26"]

    async def test_is_told_to_nobody(self, hand: Hand) -> None:
        await hand.add(n=1)
        new = Chain.of(hand.log, bytes(32))
        await rotate(hand.db, hand.chain, new, hand.log, NOON)
        old, hand.chain = hand.chain, new
        await hand.add(n=2)
        async with hand.db.transaction() as tx:
            await forge(tx, new, "register", {"n": 3})
            head = await store.lock_head(tx)
            late = make_event(old.seed, old.origin, head.total, NOON, "register", {"n": 4}, head.hash)
            await store.add_event(tx, late)
        async with hand.db.transaction() as tx:
            assert [event.content async for event in new.told(tx, "register")] == [{"n": 1}, {"n": 2}]
            assert [event.content async for event in new.told(tx, "register", '"n":2')] == [{"n": 2}]

    async def test_approves_no_settings(self, hand: Hand) -> None:
        await approve(hand.db, hand.chain, "aa", NOON)
        assert await approved(hand.db, hand.chain) == "aa"
        async with hand.db.transaction() as tx:
            await forge(tx, hand.chain, APPROVED, {"settings": "bb"})
        assert await approved(hand.db, hand.chain) == ""

    async def test_is_nobodys_where_the_log_does_not_vouch_for_the_key(self, hand: Hand) -> None:
        await hand.add()
        hand.tamper("UPDATE compliance.signer SET signature = substr(signature, 2) || substr(signature, 1, 1)")
        with pytest.raises(EvidenceBroken):
            async with hand.db.transaction() as tx:
                await hand.chain.signers(tx)


def names_in(folder: Path) -> list[str]:
    """What lies there."""
    return [path.name for path in folder.iterdir()]


class TestCommands:
    @staticmethod
    async def run(hand: Hand, folder: Path, *arguments: str) -> str:
        """A command, on pools of its own."""
        parser = argparse.ArgumentParser()
        commands.add_options(parser)
        db, keys = Database(hand.db.dsn), Database(hand.keys.dsn)
        log = MerkleLog(keys, "keys", hand.log.origin, bytes(range(32)))
        here = commands.Hand(db, keys, log, folder / "evidence.key", write_key_file, read_key_file)
        return await commands.run(here, parser.parse_args(arguments), NOON)

    async def test_rotation_goes_on_where_it_was_interrupted(self, hand: Hand, tmp_path: Path) -> None:
        write_key_file(tmp_path / "evidence.key", hand.chain.seed)
        # As if it ended after the database was told, and again before.
        for interrupted in (True, False):
            coming = write_key_file(tmp_path / "evidence.key.coming")
            new = Chain.of(hand.log, coming)
            if interrupted:
                await rotate(hand.db, hand.chain, new, hand.log, NOON)
            assert "Restart the service" in await self.run(hand, tmp_path, "rotate-key")
            assert read_key_file(tmp_path / "evidence.key") == coming
            hand.chain = new
            await hand.add()
        assert names_in(tmp_path) == ["evidence.key"]
        assert await self.run(hand, tmp_path, "verify") == "4 events hold."

    async def test_an_extract_is_written_once(self, hand: Hand, tmp_path: Path) -> None:
        write_key_file(tmp_path / "evidence.key", hand.chain.seed)
        await hand.publish(NOON)
        await hand.add()
        file = str(tmp_path / "e.jsonl")
        assert "1 events" in await self.run(hand, tmp_path, "export", "--file", file)
        with pytest.raises(FileExistsError):
            await self.run(hand, tmp_path, "export", "--file", file)
        with pytest.raises(NothingToExport):
            await self.run(hand, tmp_path, "export", "--file", f"{file}2", "--to", "2026-01-01")
        assert sorted(names_in(tmp_path)) == ["e.jsonl", "evidence.key"]


class TestRewriting:
    @pytest.mark.parametrize(
        "change",
        [
            "DELETE FROM compliance.event WHERE seq = 0",
            "UPDATE compliance.event SET hash = sha256('x') WHERE seq = 0",
        ],
    )
    async def test_a_chain_that_lost_its_end_takes_nothing_more(self, hand: Hand, change: str) -> None:
        await hand.add()
        await hand.publish(NOON + DAY)
        hand.tamper(change)
        with pytest.raises(EvidenceBroken):
            await hand.add(now=NOON + DAY)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE compliance.event SET body = '{\"n\":3}' WHERE seq = 0",
            "UPDATE compliance.event SET at = at - interval '1 day' WHERE seq = 0",
            "DELETE FROM compliance.event WHERE seq = 1",
            "UPDATE compliance.root SET record = record || ' ' WHERE day = '2026-11-26'",
            "DELETE FROM compliance.root WHERE day = '2026-11-26'",
        ],
    )
    async def test_no_root_is_published_over_what_was_rewritten(
        self, hand: Hand, change: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        for number in range(3):
            await hand.add(n=number)
        await hand.publish(NOON + DAY)
        hand.tamper(change)
        with pytest.raises(EvidenceBroken):
            await hand.publish(NOON + 2 * DAY)
        assert "NOT WHAT IT WAS" in caplog.text

    async def test_roots_that_differ_from_the_log_are_found(self, hand: Hand) -> None:
        await hand.publish(NOON + DAY)
        hand.tamper("UPDATE keys.leaf SET entry = 'x' WHERE index = (SELECT max(leaf) FROM compliance.root)")
        with pytest.raises(EvidenceBroken):
            await hand.publish(NOON + DAY)

    async def test_everybody_is_told_the_newest_with_its_proof(self, hand: Hand) -> None:
        await hand.add(n=1)
        await hand.publish(NOON + DAY)
        bundle = (await told_evidence(hand.db, hand.log)).root
        assert bundle is not None
        checkpoint = open_checkpoint(bundle.checkpoint, hand.log.origin, read_log_key(hand.log.verifier))
        check_inclusion(bundle, checkpoint)
        assert read(read_entry(bundle, "evidence_root").body_bytes, EvidenceRoot).count == 1


def test_both_hands_keep_the_same_tables() -> None:
    one, other = (
        next(each.sql for each in migrations_of(service) if each.name.endswith("_compliance"))
        for service in ("serment_platform", "serment_custodian")
    )
    assert one.replace("keys.append_leaf", "ledger.append_leaf") == other


class TestTimeStamps:
    async def test_every_root_gets_one_once(self, hand: Hand, tmp_path: Path) -> None:
        await hand.publish(NOON + DAY)
        async with stamping(tmp_path) as (authority, settings):
            for _ in range(2):
                await stamp_days(hand.db, settings)
            assert authority.asked == 2
        async with hand.db.transaction() as tx:
            roots, found = await store.roots(tx), await store.stamps(tx, date.min, date.max)
        stamps = Stamps(Path(settings.certificates_file))
        for root in roots:
            assert stamps.verify(found[root.day], root.record.body_bytes) == NOON + DAY
            with pytest.raises(StampRefused):
                stamps.verify(found[root.day], root.record.body_bytes + b" ")

    async def test_one_of_another_authority_is_not_kept(self, hand: Hand, tmp_path: Path) -> None:
        await hand.publish(NOON + DAY)
        async with stamping(tmp_path) as (_, settings):
            StampAuthority(NOON).write_root(tmp_path / "root.pem")
            await stamp_days(hand.db, settings)
        async with hand.db.transaction() as tx:
            assert await store.stamps(tx, date.min, date.max) == {}

    async def test_an_authority_that_is_away_is_asked_again(self, hand: Hand, tmp_path: Path) -> None:
        async with stamping(tmp_path) as (_, settings):
            pass
        await stamp_days(hand.db, settings)
        async with stamping(tmp_path) as (authority, settings):
            await stamp_days(hand.db, settings)
        assert authority.asked == 1

    def test_its_address_is_in_the_register(self) -> None:
        settings = Settings("evidence.key", TimeStamps("https://tsa.example/tsr", "tsa.pem", "clock"))
        assert [(each.processor, each.told) for each in settings.outward()] == [("clock", "tsa.example:443")]
