"""The end of an account: nothing of it is left; journal and log say that somebody is gone, and not who."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest
from psycopg import sql

from serment_kernel.database import Database, opened
from serment_kernel.erasures import Erasures, replay
from serment_platform.erasing import KINDS
from serment_protocol.encoding import b64, from_b64
from serment_protocol.erasures import Done, Receipt, hand_nonce, sign_erasure, verify_erasure
from serment_protocol.primitives import random_bytes
from serment_protocol.structure import convert
from serment_protocol.transparency import entry_bytes

from .installation import Installed
from .people import Somebody, code, wire


def asking(somebody: Somebody, drawn: bytes, now: datetime | None = None) -> dict[str, object]:
    statement = sign_erasure(somebody.way, somebody.account, drawn, now or datetime.now(UTC))
    return {"statement": wire(statement), "nonce": b64(hand_nonce("platform", drawn))}


def dump(platform: Installed) -> str:
    """Every row of every table, as text."""
    with psycopg.connect(platform.owner) as connection:
        query = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'"
        lines: list[str] = []
        for table in connection.execute(query).fetchall():
            whole = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(*table))
            lines += [str(row[0]) for row in connection.execute(whole).fetchall()]
    return "\n".join(lines)


def erase(platform: Installed, somebody: Somebody) -> tuple[bytes, Done, Receipt]:
    nonce = random_bytes(32)
    answer = platform.ask("POST", "/account/erase", asking(somebody, nonce), somebody.session)
    assert answer.status_code == 200, answer.text
    done = convert(answer.json(), Done)
    return nonce, done, verify_erasure(done, platform.log_key.public, "platform", nonce, somebody.account)


class TestErase:
    def test_leaves_nothing(self, platform: Installed) -> None:
        zoe, other = Somebody(platform).open(), Somebody(platform).open()
        blob = from_b64(platform.ask("GET", "/vault", session=zoe.session).json()["blob"])
        before = dump(platform)
        traces = (zoe.account, zoe.way.locator.hex(), blob[64:128].hex())
        assert all(each in before for each in traces)
        _, done, receipt = erase(platform, zoe)
        after = dump(platform)
        assert not [each for each in traces if each in after]
        assert zoe.account not in str(done) + str(receipt)
        assert other.account in after
        counts = {each.table: each.count for each in receipt.destroyed}
        assert counts == {"identity.account": 1, "identity.way": 1, "vault.vault": 1, "practice.invitation": 0}

    def test_ends_every_session_and_way(self, platform: Installed) -> None:
        zoe = Somebody(platform).open()
        again = platform.ask("POST", "/sessions", zoe.signing_in()).json()["session"]
        erase(platform, zoe)
        for session in (zoe.session, again):
            assert code(platform.ask("GET", "/vault", session=session)) == (401, "session_refused")
        assert code(platform.ask("POST", "/sessions", zoe.signing_in())) == (401, "sign_in_refused")

    def test_is_a_leaf_that_says_no_more(self, platform: Installed) -> None:
        _, done, receipt = erase(platform, Somebody(platform).open())
        [(entry,)] = platform.sql("SELECT entry FROM keys.leaf WHERE index = %s", [done.leaf])
        assert bytes(entry) == entry_bytes("erasure", done.record)
        today = datetime.now(UTC).date()
        assert receipt.at.startswith(today.isoformat())
        assert receipt.at.endswith(":00:00Z")
        assert receipt.backups == (today + timedelta(days=30)).isoformat()

    def test_repeats_its_answer_to_whoever_has_the_nonce(self, platform: Installed) -> None:
        zoe = Somebody(platform).open()
        nonce, done, _ = erase(platform, zoe)
        again = platform.ask("POST", "/account/erase", asking(zoe, nonce))
        assert convert(again.json(), Done) == done
        of_the_custodian = {**asking(zoe, nonce), "nonce": b64(hand_nonce("custodian", nonce))}
        assert code(platform.ask("POST", "/account/erase", of_the_custodian)) == (401, "session_refused")
        other = platform.ask("POST", "/account/erase", asking(zoe, random_bytes(32)), zoe.session)
        assert code(other) == (401, "session_refused")


class TestRefuses:
    def test_what_another_way_has_signed(self, platform: Installed) -> None:
        zoe, other = Somebody(platform).open(), Somebody(platform).open()
        body = asking(other, random_bytes(32))
        assert code(platform.ask("POST", "/account/erase", body, zoe.session)) == (422, "bad_signature")

    def test_another_account_and_another_nonce(self, platform: Installed) -> None:
        zoe, nonce = Somebody(platform).open(), random_bytes(32)
        of_another = sign_erasure(zoe.way, "0" * 32, nonce, datetime.now(UTC))
        body = {"statement": wire(of_another), "nonce": b64(nonce)}
        assert code(platform.ask("POST", "/account/erase", body, zoe.session)) == (422, "bad_statement")
        swapped = {**asking(zoe, nonce), "nonce": b64(random_bytes(32))}
        assert code(platform.ask("POST", "/account/erase", swapped, zoe.session)) == (422, "bad_statement")

    def test_what_was_signed_long_ago(self, platform: Installed) -> None:
        zoe = Somebody(platform).open()
        body = asking(zoe, random_bytes(32), datetime.now(UTC) - timedelta(days=2))
        assert code(platform.ask("POST", "/account/erase", body, zoe.session))[1] == "signature_expired"

    def test_who_works_at_a_practice(self, platform: Installed) -> None:
        zoe = Somebody(platform, audience="staff").open()
        platform.sql("INSERT INTO practice.practice VALUES (%s, '', '', 0, 1)", [practice := random_bytes(16)])
        platform.sql(
            "INSERT INTO practice.member VALUES (%s, %s, %s, 'secretary', false, '', '')",
            [practice, random_bytes(16), bytes.fromhex(zoe.account)],
        )
        answer = platform.ask("POST", "/account/erase", asking(zoe, random_bytes(32)), zoe.session)
        assert code(answer) == (409, "account_at_work")
        platform.sql("DELETE FROM practice.practice WHERE practice = %s", [practice])


@pytest.mark.asyncio
async def test_a_restored_backup_is_brought_up_to_date(platform: Installed) -> None:
    zoe = await asyncio.to_thread(Somebody(platform).open)
    account = bytes.fromhex(zoe.account)
    rows = platform.sql("SELECT * FROM identity.way WHERE account = %s", [account])
    await asyncio.to_thread(erase, platform, zoe)
    journal = Erasures(platform.config.parent / "erasures.journal")
    assert journal.entries()[-1].key == account
    # What a backup of yesterday brings back.
    platform.sql("INSERT INTO identity.account VALUES (%s, 'patient')", [account])
    platform.sql("INSERT INTO identity.way VALUES (%s, %s, %s, %s, %s)", rows[0])
    db = Database(platform.owner, size=1)
    async with opened(db):
        assert await replay(db, journal, KINDS) == len(journal.entries())
    assert platform.sql("SELECT locator FROM identity.way WHERE account = %s", [account]) == []
    assert zoe.account not in dump(platform)


@pytest.mark.asyncio
async def test_a_restore_takes_a_way_off_again_but_never_the_last(platform: Installed) -> None:
    zoe = await asyncio.to_thread(Somebody(platform).open)
    other = zoe.new_way()

    async def ask(path: str, body: dict[str, object]) -> httpx.Response:
        return await asyncio.to_thread(platform.ask, "POST", path, body, zoe.session)

    assert (await ask("/ways", zoe.adding(other))).status_code == 201
    [row] = platform.sql("SELECT * FROM identity.way WHERE locator = %s", [other.locator])
    assert (await ask("/ways/remove", zoe.removing(other))).status_code == 204
    assert code(await ask("/ways", zoe.adding(other))) == (409, "way_retired")
    db, journal = Database(platform.owner, size=1), Erasures(platform.config.parent / "erasures.journal")
    bring = "INSERT INTO identity.way VALUES (%s, %s, %s, %s, %s)"
    async with opened(db):
        platform.sql(bring, row)
        await replay(db, journal, KINDS)
        assert platform.sql("SELECT locator FROM identity.way WHERE locator = %s", [other.locator]) == []
        # A backup of before the new passphrase has the old one alone.
        platform.sql("DELETE FROM identity.way WHERE locator = %s", [zoe.way.locator])
        platform.sql(bring, row)
        await replay(db, journal, KINDS)
    assert len(platform.sql("SELECT locator FROM identity.way WHERE locator = %s", [other.locator])) == 1


def test_a_restore_ends_what_was_open(platform: Installed) -> None:
    """The owner's function, as a restore calls it; others go on with theirs here."""
    zoe = Somebody(platform).open()
    with psycopg.connect(platform.owner) as connection:
        connection.execute("SELECT identity.end_open()")
        assert connection.execute("SELECT count(*) FROM identity.session").fetchall() == [(0,)]
        connection.rollback()
    assert platform.ask("GET", "/vault", session=zoe.session).status_code == 200
