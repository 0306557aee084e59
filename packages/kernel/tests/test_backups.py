"""Backups of a hand: made while it works, opened by one identity alone, and the same rows come back."""

import argparse
import asyncio
import os
import pickle
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import msgspec
import psycopg
import pytest

from serment_kernel import standing
from serment_kernel.backups import archive, tar
from serment_kernel.backups.archive import AFTER, BASE, Backup
from serment_kernel.backups.command import add_commands
from serment_kernel.backups.errors import (
    Busy,
    CannotBackUp,
    ChainBroken,
    Foreign,
    KeysDoNotFit,
    NoBackup,
    NoRecipient,
    NotEmpty,
    NotTheNewest,
    RecipientThere,
    TooNew,
    Torn,
    WrongIdentity,
)
from serment_kernel.backups.forward import bring_forward
from serment_kernel.backups.making import alone, make, make_key
from serment_kernel.backups.opening import read_rest, require_opens, verify
from serment_kernel.backups.rehearsing import last, rehearse
from serment_kernel.backups.restoring import Restored, restore
from serment_kernel.backups.settings import Settings, Site, Witnessed
from serment_kernel.backups.streams import seal
from serment_kernel.embedded import Cluster, Credentials
from serment_kernel.erasures import BACKUP_MADE, CannotEraseYet, Erasure, Erasures, ErasureUnknown
from serment_protocol.agestream import new_identity

OWNER, ROOM, BACKUP = (Credentials(name, f"{name}'s password") for name in ("owner", "room", "backup"))
DATABASE = "serment_somebody"
SEED = bytes(range(32))
KINDS = {"room.person": "room.erase_person"}
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TABLES = """
    CREATE SCHEMA room;
    CREATE TABLE room.person (id bytea PRIMARY KEY, sealed bytea NOT NULL);
    CREATE FUNCTION room.erase_person(bytea) RETURNS void LANGUAGE sql AS $$ DELETE FROM room.person WHERE id = $1 $$;
    CREATE FUNCTION room.end_open() RETURNS void LANGUAGE sql AS $$ DELETE FROM room.person WHERE sealed = 'open' $$;
    CREATE TABLE room.leaf (index bigint PRIMARY KEY, entry bytea NOT NULL);
    CREATE TABLE room.cosigned (only_one boolean PRIMARY KEY DEFAULT true, size bigint, note text);
    CREATE FUNCTION room.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a log is only ever appended to'; END $$;
    CREATE TABLE room.witnessed (origin text PRIMARY KEY, size bigint NOT NULL, root bytea NOT NULL);
    INSERT INTO room.witnessed VALUES ('other.example', 3, '');
    INSERT INTO room.leaf VALUES (0, 'first');
    INSERT INTO room.cosigned (size, note) VALUES (1, 'a note');
    INSERT INTO room.person SELECT sha256(n::text::bytea), sha256((n + 1)::text::bytea) FROM generate_series(1, 500) n;
"""


def silent(line: str) -> None:
    """Nobody is told of progress."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster]:
    """A cluster of our own: its log is read, and it is killed in the middle."""
    started = Cluster(tmp_path_factory.mktemp("hand") / "cluster", {"fsync": "off"})
    started.start()
    started.create_database(DATABASE, OWNER, [ROOM])
    started.have_backup_role(BACKUP, DATABASE)
    with psycopg.connect(started.dsn(*OWNER, DATABASE)) as connection:
        connection.execute(TABLES)
    yield started
    started.stop()


@pytest.fixture
def site(cluster: Cluster, tmp_path: Path) -> Site:
    """A hand that has made no backup yet."""
    return Site(
        hand="somebody",
        settings=Settings(
            dsn=cluster.dsn(*BACKUP, DATABASE),
            folder=str(tmp_path / "archive"),
            recipient_file=str(tmp_path / "backup.recipient"),
            state=str(tmp_path / "state"),
            keep=2,
            chain=3,
        ),
        owner=cluster.dsn(*OWNER, DATABASE),
        schema=7,
        log_schema="room",
        log_origin="somebody.example",
        log_seed=SEED,
        witnesses=[],
        journal=Erasures(tmp_path / "erasures.journal"),
        kinds=KINDS,
        backup_days=30,
        ends=("room.end_open", "room.of_a_newer_version"),
    )


@pytest.fixture
def identity(site: Site) -> str:
    return make_key(site, replace=False)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a chain is kept for several tests."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def chained(site: Site, kept: Path, identity: str) -> tuple[Site, str]:
    """A full backup and an incremental one, made once, and what opens them."""
    if not (kept / "archive").exists():
        make_one(site)
        make_one(site)
        shutil.copytree(site.folder, kept / "archive")
        (kept / "identity").write_text(identity)
    shutil.rmtree(site.folder, ignore_errors=True)
    shutil.copytree(kept / "archive", site.folder)
    return site, (kept / "identity").read_text()


def ask(dsn: str, query: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        cursor = connection.execute(query.encode(), values)
        return cursor.fetchall() if cursor.description else []


def write(site: Site, key: bytes) -> None:
    ask(site.owner, "INSERT INTO room.person VALUES (%s, 'sealed')", key)


def make_one(site: Site, *, full: bool = False) -> Backup:
    return make(site, datetime.now(UTC), silent, full=full).backup


def backups(site: Site) -> list[Backup]:
    return archive.find(site.folder, site.hand, site.verifier).require_all()


def erasures(site: Site) -> list[Erasure]:
    return [each for each in site.journal.entries() if each.kind != BACKUP_MADE]


def restored(site: Site, identity: str, folder: Path, name: str = "") -> Restored:
    return restore(site, site.folder, name, identity, folder / "cluster", silent)


def people(cluster: Cluster) -> set[bytes]:
    """Who is in a cluster that was restored; it is started as anybody starts it."""
    cluster.start()
    try:
        with psycopg.connect(cluster.superuser_dsn(DATABASE)) as connection:
            return {bytes(row[0]) for row in connection.execute("SELECT id FROM room.person")}
    finally:
        cluster.stop()


class TestKey:
    def test_leaves_only_the_recipient(self, site: Site, tmp_path: Path) -> None:
        own = make_key(site, replace=False)
        assert own.startswith("AGE-SECRET-KEY-1")
        assert (tmp_path / "backup.recipient").read_text().startswith("age1")
        assert not any(own in path.read_text() for path in tmp_path.rglob("*") if path.is_file())

    def test_is_not_replaced_by_accident(self, site: Site, identity: str) -> None:
        with pytest.raises(RecipientThere):
            make_key(site, replace=False)
        assert make_key(site, replace=True) != identity

    def test_is_needed(self, site: Site) -> None:
        with pytest.raises(NoRecipient):
            make_one(site)


class TestMaking:
    def test_a_chain_of_what_changed(self, site: Site, identity: str, tmp_path: Path) -> None:
        write(site, b"a canary")
        first = make_one(site)
        write(site, b"later")
        second, third, fourth = (make_one(site) for _ in range(3))
        kinds = [each.manifest.kind for each in (first, second, third, fourth)]
        assert kinds == ["full", "incremental", "incremental", "full"]
        assert second.manifest.parent == first.manifest.id
        assert second.manifest.files[BASE].size < first.manifest.files[BASE].size / 2
        assert [each.manifest.id for each in archive.chain_of(backups(site)[:3])] == [
            each.manifest.id for each in (first, second, third)
        ]
        # What stays on this machine beside the cluster.
        kept = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {path.name for path in kept if "archive" in path.parts} == {BASE, AFTER, "manifest.json", "manifest.sig"}
        assert {path.suffix for path in kept if "state" in path.parts} <= {"", ".postgresql-manifest"}
        assert not any(b"a canary" in path.read_bytes() for path in kept)
        assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in kept if path.suffix != ".recipient")
        for each in backups(site):
            each.require_whole()
        verify(backups(site)[:3], site, identity, silent)

    @pytest.mark.usefixtures("identity")
    def test_keeps_no_chain_as_old_as_receipts_say(self, site: Site) -> None:
        """However many are to be kept, and however long a chain may be."""
        today = datetime.now(UTC)
        first = make(site, today, silent).backup
        second = make(site, today + timedelta(days=28), silent)
        third = make(site, today + timedelta(days=29), silent)
        kinds = [each.manifest.kind for each in (first, second.backup, third.backup)]
        assert (kinds, second.removed, third.removed) == (["full", "incremental", "full"], [], [])
        last = make(site, today + timedelta(days=30), silent)
        assert set(last.removed) == {first.manifest.id, second.backup.manifest.id}
        assert [each.manifest.id for each in backups(site)] == [third.backup.manifest.id, last.backup.manifest.id]

    @pytest.mark.usefixtures("identity")
    def test_removes_whole_chains(self, site: Site) -> None:
        made = [make_one(site) for _ in range(6)]
        assert [each.manifest.kind for each in made].count("full") == 2
        last_made = make_one(site)
        assert [each.manifest.id for each in backups(site)] == [each.manifest.id for each in [*made[3:], last_made]]
        assert len(archive.chain_of(backups(site))) == 1

    @pytest.mark.usefixtures("identity")
    def test_one_at_a_time(self, site: Site) -> None:
        with alone(site.state), pytest.raises(Busy):
            make_one(site)

    def test_that_is_killed_leaves_the_former_chain_as_it_was(self, site: Site, identity: str, tmp_path: Path) -> None:
        there = {make_one(site).manifest.id}
        script = tmp_path / "make.py"
        script.write_text(
            "import pickle, sys, time\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
            "from serment_kernel.backups.making import make\n"
            "make(pickle.loads(Path(sys.argv[1]).read_bytes()), datetime.now(UTC), print, full=True)\n"
        )
        (tmp_path / "site").write_bytes(pickle.dumps(site))
        killed: list[bool] = []
        for delay in (0.0, 0.05, 0.2):
            left = set(site.folder.glob("*.coming"))
            process = subprocess.Popen([sys.executable, str(script), str(tmp_path / "site")], stdout=subprocess.DEVNULL)
            while set(site.folder.glob("*.coming")) <= left and process.poll() is None:
                time.sleep(0.005)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            # A quick machine may be done before: that one takes the place of an older one.
            killed.append(process.wait() == -signal.SIGKILL)
            found = backups(site)
            now = {each.manifest.id for each in found}
            assert there <= now or not killed[-1]
            for each in found:
                each.require_whole()
            there = now
        assert killed[0]
        after = make_one(site)
        assert not list(site.folder.glob("*.coming"))
        assert ask(site.owner, "SELECT count(*) FROM pg_replication_slots") == [(0,)]
        verify(archive.chain_of(backups(site), after.manifest.id), site, identity, silent)


class TestRestoring:
    def test_a_chain_written_to_all_the_while(self, site: Site, identity: str, tmp_path: Path) -> None:
        """Compared row by row on the way, though somebody writes before, in and after the marked moment."""
        stop = Event()

        def keep_writing() -> None:
            with psycopg.connect(site.owner, autocommit=True) as connection:
                while not stop.is_set():
                    connection.execute("INSERT INTO room.person VALUES (sha256(random()::text::bytea), 'sealed')")
                    time.sleep(0.002)

        thread = Thread(target=keep_writing)
        thread.start()
        try:
            make_one(site)
            write(site, b"between")
            make_one(site)
        finally:
            stop.set()
            thread.join()
        write(site, b"too late")
        done = restored(site, identity, tmp_path)
        assert done.rows > 500
        cluster = Cluster(tmp_path / "cluster")
        found = people(cluster)
        assert b"between" in found
        assert b"too late" not in found
        self.goes_on(site, cluster)
        assert not (tmp_path / "cluster" / "restoring").exists()

    def test_brings_back_nothing_that_was_erased(self, site: Site, identity: str, tmp_path: Path) -> None:
        for key in (b"erased after", b"erased before", b"stays"):
            write(site, key)
        ask(site.owner, "INSERT INTO room.person VALUES ('a session', 'open')")
        self.erase(site, b"erased before")
        first = make_one(site)
        self.erase(site, b"erased after")
        make_one(site)
        # The journal is lost with the machine; the newest backup has it, and the older one is restored.
        site.journal.path.unlink()
        done = restored(site, identity, tmp_path, first.manifest.id)
        assert done.erased == 2
        found = people(Cluster(tmp_path / "cluster"))
        assert b"stays" in found
        assert not {b"erased after", b"erased before", b"a session"} & found
        assert len(erasures(site)) == 2

    @pytest.mark.parametrize("later", [timedelta(milliseconds=1), timedelta(hours=1)], ids=["same second", "hour"])
    def test_does_not_take_another_for_the_newest(
        self, site: Site, identity: str, tmp_path: Path, later: timedelta
    ) -> None:
        write(site, f"in both, {later}".encode())
        first, second = (make(site, when, silent).backup for when in (NOW, NOW + later))
        assert archive.missing(archive.find(site.folder, site.hand, site.verifier), site.journal) == []
        shutil.rmtree(second.folder)
        with pytest.raises(NotTheNewest, match=f"{second.manifest.id} was made as well.*--backup {first.manifest.id}"):
            restored(site, identity, tmp_path)
        assert not (tmp_path / "cluster").exists()
        assert not rehearse(site, identity, NOW, silent).ok
        assert restored(site, identity, tmp_path, first.manifest.id).backup == first.manifest.id

    def test_says_that_it_forgot_what_it_cosigned(self, site: Site, identity: str, tmp_path: Path) -> None:
        file = tmp_path / "cosigned.json"
        make_one(site)
        watching = site._replace(witnessed=Witnessed("room", file))
        assert restored(watching, identity, tmp_path).forgotten == str(file)
        file.touch()
        assert restored(watching, identity, tmp_path / "another").forgotten == ""

    def test_that_cannot_erase_again_leaves_nothing(self, site: Site, identity: str, tmp_path: Path) -> None:
        make_one(site)
        site.journal.append("room.unheard", b"x", NOW.date())
        with pytest.raises(ErasureUnknown):
            restored(site, identity, tmp_path)
        assert list((tmp_path / "cluster").iterdir()) == []

    def test_says_which_journal_it_could_not_read(self, site: Site, identity: str, tmp_path: Path) -> None:
        """One was made to another identity since, and what is newest of all is damaged."""
        first = make_one(site)
        make_key(site, replace=True)
        second, third = make_one(site), make_one(site)
        os.truncate(third.file("manifest.json"), 10)
        done = restored(site, identity, tmp_path, first.manifest.id)
        assert len(done.unread) == 2
        assert str(third.file("manifest.json")) in done.unread[0]
        assert done.unread[1] == f"{second.manifest.id} was made to {second.manifest.recipient}."

    def test_of_before_anybody_could_erase_says_so(self, site: Site, identity: str, tmp_path: Path) -> None:
        make_one(site)
        site.journal.append("room.thing", b"x", NOW.date())
        kinds = {**KINDS, "room.thing": "room.erase_thing"}
        with pytest.raises(CannotEraseYet, match=r"before room\.thing could be erased"):
            restored(site._replace(kinds=kinds), identity, tmp_path)
        assert list((tmp_path / "cluster").iterdir()) == []

    def goes_on(self, site: Site, cluster: Cluster) -> None:
        """Backups of a cluster that was restored begin with a full one, and go on with what changed."""
        cluster.start()
        try:
            settings = msgspec.structs.replace(site.settings, dsn=cluster.dsn(*BACKUP, DATABASE))
            there = site._replace(settings=settings, owner=cluster.dsn(*OWNER, DATABASE))
            assert [make_one(there).manifest.kind for _ in range(2)] == ["full", "incremental"]
        finally:
            cluster.stop()

    def erase(self, site: Site, key: bytes) -> None:
        site.journal.append("room.person", key, date(2026, 11, 26))
        ask(site.owner, "SELECT room.erase_person(%s)", key)


class TestByOtherMeans:
    """A database that a provider restored: nothing of ours ran until `restore-log`."""

    def test_erases_again(self, site: Site) -> None:
        for key in (b"back again", b"stays there"):
            write(site, key)
        site.journal.append("room.person", b"back again", NOW.date())
        assert [bring_forward(site, None).erased for _ in range(2)] == [1, 1]
        found = ask(site.owner, "SELECT id FROM room.person WHERE id IN ('back again', 'stays there')")
        assert found == [(b"stays there",)]

    def test_lets_no_log_go_on_where_it_cannot(self, site: Site) -> None:
        site.journal.append("room.unheard", b"x", NOW.date())
        with psycopg.connect(site.owner, autocommit=True) as connection:
            standing.hold(connection, "room")
            with pytest.raises(ErasureUnknown):
                bring_forward(site, None)
            assert standing.is_held(connection, "room")
            standing.release(connection, "room")


class TestRefusing:
    """Each by its sentence, and nothing half written."""

    def refused(self, why: type[Exception], site: Site, identity: str, tmp_path: Path, name: str = "") -> str:
        with pytest.raises(why) as refused:
            restored(site, identity, tmp_path, name)
        place = tmp_path / "cluster"
        assert not place.exists() or list(place.iterdir()) == []
        return str(refused.value)

    def test_a_wrong_identity(self, chained: tuple[Site, str], tmp_path: Path) -> None:
        site, _ = chained
        assert "made to age1" in self.refused(WrongIdentity, site, new_identity()[0], tmp_path)
        assert "no identity" in self.refused(CannotBackUp, site, "AGE-SECRET-KEY-1NONE", tmp_path)

    @pytest.mark.parametrize("name", [BASE, AFTER])
    def test_a_torn_file(self, chained: tuple[Site, str], tmp_path: Path, name: str) -> None:
        site, own = chained
        path = backups(site)[0].file(name)
        os.truncate(path, path.stat().st_size - 1)
        assert name in self.refused(Torn, site, own, tmp_path)

    def test_another_file_than_was_looked_at(self, chained: tuple[Site, str]) -> None:
        """Whoever keeps the archives knows the recipient, and may change a file once it was found whole."""
        site, own = chained
        first, second = backups(site)
        require_opens([first, second], site, own)
        second.file(AFTER).write_bytes(first.file(AFTER).read_bytes())
        with pytest.raises(Torn):
            read_rest(second, own)
        second.file(AFTER).unlink()
        with pytest.raises(Torn):
            read_rest(second, own)

    def test_a_journal_of_somebody_else_is_not_taken_over(self, chained: tuple[Site, str], tmp_path: Path) -> None:
        """Though the older backup that is restored is as it was."""
        site, own = chained
        first, second = backups(site)
        lines = [*tar.member("recorded.json", b"{}"), *tar.member("erasures.journal", b"2026-11-26 room.person AAAA\n")]
        second.file(AFTER).unlink()
        seal(second.file(AFTER), iter([*lines, tar.END * 2]), second.manifest.recipient)
        done = restored(site, own, tmp_path, first.manifest.id)
        assert (done.erased, done.unread, erasures(site)) == (0, [str(Torn(second.file(AFTER)))], [])

    def test_a_manifest_that_the_hand_did_not_sign(self, chained: tuple[Site, str], tmp_path: Path) -> None:
        site, own = chained
        path = backups(site)[1].file("manifest.json")
        path.write_bytes(path.read_bytes().replace(b'"kind": "incremental"', b'"kind": "full"'))
        self.refused(Torn, site, own, tmp_path)

    def test_a_broken_chain(self, chained: tuple[Site, str], tmp_path: Path) -> None:
        site, own = chained
        first, second = backups(site)
        shutil.rmtree(first.folder)
        assert self.refused(ChainBroken, site, own, tmp_path).startswith(
            f"The chain is broken: {second.manifest.id} needs {first.manifest.id}"
        )

    def test_another_hand_s(self, chained: tuple[Site, str], tmp_path: Path) -> None:
        site, own = chained
        self.refused(Foreign, site._replace(hand="nobody"), own, tmp_path)
        self.refused(KeysDoNotFit, site._replace(log_seed=bytes(32)), own, tmp_path)

    def test_one_of_a_newer_version(self, chained: tuple[Site, str], tmp_path: Path) -> None:
        site, own = chained
        assert "migration 7" in self.refused(TooNew, site._replace(schema=6), own, tmp_path)

    def test_one_that_is_not_there(self, chained: tuple[Site, str], tmp_path: Path) -> None:
        site, own = chained
        self.refused(NoBackup, site, own, tmp_path, "2020-01-01")

    def test_a_place_where_something_is(self, chained: tuple[Site, str], tmp_path: Path) -> None:
        site, own = chained
        (tmp_path / "cluster" / "pgdata").mkdir(parents=True)
        with pytest.raises(NotEmpty):
            restored(site, own, tmp_path)
        assert [each.name for each in (tmp_path / "cluster").iterdir()] == ["pgdata"]


class TestRehearsal:
    def test_compares_and_leaves_only_its_result(
        self, site: Site, identity: str, cluster: Cluster, tmp_path: Path
    ) -> None:
        """And runs no command that the old machine's PostgreSQL was told to run when it recovers."""
        with psycopg.connect(cluster.superuser_dsn(), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET recovery_end_command = 'touch {tmp_path}/ran'".encode())
            make_one(site)
            make_one(site)
            connection.execute("ALTER SYSTEM RESET recovery_end_command")
        said = rehearse(site, identity, NOW, silent)
        assert not (tmp_path / "ran").exists()
        assert (said.ok, said.why, said.tables) == (True, "", 4)
        assert said.rows > 500
        assert last(site.state) == said
        assert not (site.state / "rehearsal").exists()

    def test_without_a_folder_says_which_one_is_missing(self, site: Site, identity: str, tmp_path: Path) -> None:
        away = site._replace(settings=msgspec.structs.replace(site.settings, folder=str(tmp_path / "away")))
        assert (
            rehearse(away, identity, NOW, silent).why
            == f"There is no backup: the folder {away.folder} is missing. `backup make` makes it."
        )
        assert str(NoBackup(tmp_path, "2020-01-01")) == f"There is no backup 2020-01-01 in {tmp_path}."

    def test_that_is_killed_is_thrown_away_by_the_next_backup(self, chained: tuple[Site, str], tmp_path: Path) -> None:
        site, own = chained
        script, pid = tmp_path / "rehearse.py", site.state / "rehearsal" / "pgdata" / "postmaster.pid"
        script.write_text(
            "import pickle, sys\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
            "from serment_kernel.backups.rehearsing import rehearse\n"
            "rehearse(pickle.loads(Path(sys.argv[1]).read_bytes()), sys.argv[2], datetime.now(UTC), print)\n"
        )
        (tmp_path / "site").write_bytes(pickle.dumps(site))
        process = subprocess.Popen(
            [sys.executable, str(script), str(tmp_path / "site"), own], stdout=subprocess.DEVNULL
        )
        while not pid.exists():
            assert process.poll() is None
            time.sleep(0.02)
        server = int(pid.read_text().split("\n")[0])
        process.kill()
        process.wait()
        assert stat.S_IMODE((site.state / "rehearsal").stat().st_mode) == 0o700
        make_one(site)
        assert not (site.state / "rehearsal").exists()
        assert not (Path("/proc") / str(server) / "exe").exists()

    def test_that_fails_says_why(self, site: Site, identity: str) -> None:
        made = make_one(site)
        os.truncate(made.file(AFTER), 100)
        said = rehearse(site, identity, NOW, silent)
        assert not said.ok
        assert "is torn" in said.why
        assert last(site.state) == said


class TestOverdue:
    """Receipts of erasure name the day on which no backup has it any more."""

    def test_is_whatever_is_there_on_that_day(self, chained: tuple[Site, str]) -> None:
        site, _ = chained
        made = datetime.fromisoformat(backups(site)[0].manifest.made)
        assert self.names(site, made + timedelta(days=29)) == []
        assert self.names(site, made + timedelta(days=30)) == sorted(each.manifest.id for each in backups(site))

    def test_is_also_what_is_no_backup_of_this_hand(self, chained: tuple[Site, str]) -> None:
        site, _ = chained
        first, second = backups(site)
        now = datetime.fromisoformat(second.manifest.made)
        os.truncate(first.file("manifest.json"), 10)
        first.folder.rename(first.folder.with_name("2026-01-02T030405Z-abcd"))
        (site.folder / "copy").mkdir()
        (site.folder / "copy" / BASE).write_bytes(b"")
        os.utime(site.folder / "copy" / BASE, (0, 0))
        (site.folder / "young").write_bytes(b"")
        assert self.names(site, now) == ["2026-01-02T030405Z-abcd", "copy"]

    @pytest.mark.parametrize("what", ["list", "verify"])
    def test_is_said_and_does_not_hold(
        self, chained: tuple[Site, str], capsys: pytest.CaptureFixture[str], what: str
    ) -> None:
        site, _ = chained
        assert self.code(site, what) == 0
        assert "TOO OLD" not in capsys.readouterr().out
        assert self.code(site._replace(backup_days=0), what) == 1
        said = capsys.readouterr().out
        assert "TOO OLD: receipts of erasure say" in said
        assert backups(site)[0].manifest.id in said

    @pytest.mark.parametrize("what", ["list", "verify"])
    def test_so_is_that_the_newest_was_taken_away(
        self, chained: tuple[Site, str], capsys: pytest.CaptureFixture[str], what: str
    ) -> None:
        site, _ = chained
        site.journal.append(BACKUP_MADE, b"2099-01-01T000000Z-abcd", NOW.date())
        assert self.code(site, what) == 1
        assert "tells of younger backups than any in" in capsys.readouterr().out

    def names(self, site: Site, now: datetime) -> list[str]:
        found = archive.find(site.folder, site.hand, site.verifier)
        return archive.overdue(site.folder, found, site.backup_days, now)

    def code(self, site: Site, what: str) -> int:
        parser = argparse.ArgumentParser()
        add_commands(parser.add_subparsers(), lambda _: site)
        options = parser.parse_args(["backup", what, "--config", "any"])
        before = signal.getsignal(signal.SIGTERM)
        try:
            return int(options.run(options))
        finally:
            signal.signal(signal.SIGTERM, before)


def test_a_log_that_is_held_takes_no_leaf(site: Site) -> None:
    with psycopg.connect(site.owner, autocommit=True) as connection:
        assert not standing.is_held(connection, "room")
        standing.hold(connection, "room")
        assert standing.is_held(connection, "room")
        with pytest.raises(psycopg.errors.RaiseException):
            connection.execute("INSERT INTO room.leaf VALUES (1, 'second')")
        standing.release(connection, "room")
        connection.execute("INSERT INTO room.leaf VALUES (1, 'second')")


def test_where_no_witness_is_there_is_none_to_ask(site: Site) -> None:
    assert asyncio.run(standing.compare(3, [], site.log_origin, SEED)).sure
    assert msgspec.json.encode(site.settings)
