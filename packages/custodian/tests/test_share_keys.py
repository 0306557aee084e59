"""Keys that shares are sealed to, and that others follow: what is on its way arrives, and the log misses none."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import psycopg

from serment_custodian import rotation
from serment_custodian.jobs import purge
from serment_protocol.encoding import b64, from_b64
from serment_protocol.recovery import relay_sharing
from serment_protocol.shares import ShareKey, seal_for_custodian, verify_custody
from serment_protocol.signing import Signed
from serment_protocol.structure import convert

from .house import RELAY_SEED, House, Site, refused
from .test_cli import run, write_config
from .test_shares import CHALLENGE, Practice
from .test_tokens import believe

LEAVES = """
    SELECT convert_from(entry, 'UTF8') FROM ledger.leaf
     WHERE position('"kind":"share_key"' IN convert_from(entry, 'UTF8')) > 0
     ORDER BY index
"""
PATIENCE = 30.0


async def shown(house: House) -> bytes:
    """The key that everybody is shown."""
    bundle = (await house.get("/v1/shares/key")).json()
    return from_b64(believe(house, bundle, "share_key", "share-key", ShareKey).seal)


async def hand_over(practice: Practice, key: bytes) -> tuple[int, str]:
    """Hand over the share sealed to this key."""
    sealed = seal_for_custodian(practice.shares[2], practice.record, key)
    relay = b64(relay_sharing(RELAY_SEED, practice.signed))
    body = {"record": practice.signed, "relay": relay, "sealed": b64(sealed)}
    answer = await practice.signed_call("PUT", "/v1/shares", body)
    return (204, "") if answer.status_code == 204 else refused(answer)


async def proves(practice: Practice) -> bool:
    """Whether the custodian proves to hold the share."""
    answer = (await practice.custody()).json()
    verify_custody(convert(answer["proof"], Signed), practice.record, CHALLENGE)
    return True


class TestShareKey:
    async def test_opens_what_is_on_its_way_after_another_followed_it(self, house: House) -> None:
        old = await shown(house)
        await rotation.rotate_shares(house.running)
        await rotation.rotate_shares(house.running)
        new = await shown(house)
        assert new != old
        for key in (old, new):
            practice = Practice(house)
            assert await hand_over(practice, key) == (204, "")
            assert await proves(practice)

    async def test_that_was_followed_is_destroyed_and_what_arrived_stays(self, house: House) -> None:
        kept, late, old = Practice(house), Practice(house), await shown(house)
        await hand_over(kept, old)
        await rotation.rotate_shares(house.running)
        new = await shown(house)
        house.clock.advance(days=80)
        await purge(house.running.rooms, house.clock())
        assert await hand_over(Practice(house), old) == (204, "")
        house.clock.advance(days=30)
        await purge(house.running.rooms, house.clock())
        assert await hand_over(late, old) == (422, "cannot_open")
        assert await hand_over(late, new) == (204, "")
        assert await proves(kept)


class TestCommand:
    def test_goes_on_after_it_was_killed(self, own: Site) -> None:
        """Between the key and its leaf, where the log would miss it."""
        config = write_config(own.folder, own)
        assert run("rotate-issuers", config).returncode == 0
        before = seals(own)
        kill_before_the_leaf(own, config)
        assert (len(before), seals(own)) == (1, before)
        assert run("rotate-shares", config).returncode == 0
        after = seals(own)
        assert (len(after), after[:1]) == (3, before)
        assert len(set(after)) == 3
        assert run("rotate-issuers", config).returncode == 0
        assert seals(own) == after


def seals(site: Site) -> list[str]:
    """The public keys that the log names, oldest first."""
    with psycopg.connect(site.cluster.superuser_dsn(site.database)) as connection:
        rows = connection.execute(LEAVES).fetchall()
    bodies = [from_b64(msgspec.json.decode(row[0])["body"]) for row in rows]
    return [str(msgspec.json.decode(body)["seal"]) for body in bodies]


def kill_before_the_leaf(site: Site, config: Path) -> None:
    """Kill the command once its key is there, while the log lets nobody append."""
    command = [sys.executable, "-m", "serment_custodian.cli", "rotate-shares", "--config", str(config)]
    dsn = site.cluster.superuser_dsn(site.database)
    with psycopg.connect(dsn) as holding, psycopg.connect(dsn, autocommit=True) as watching:
        holding.execute("LOCK TABLE ledger.leaf IN EXCLUSIVE MODE")
        with subprocess.Popen(command) as process:
            deadline = time.monotonic() + PATIENCE
            while count_keys(watching) < 2:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def count_keys(connection: "psycopg.Connection[tuple[object, ...]]") -> int:
    """How many keys there are."""
    row = connection.execute("SELECT count(*) FROM shares.share_key").fetchone()
    return int(str(row[0])) if row else 0
