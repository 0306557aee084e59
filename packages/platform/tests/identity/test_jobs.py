"""What has run out is forgotten, and nothing else."""

import secrets
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from serment_kernel.database import Database, opened
from serment_platform.identity import jobs

from ..installation import Installed
from ..people import Somebody


@pytest.fixture
async def db(platform: Installed) -> AsyncGenerator[Database]:
    """The identity room's database."""
    database = Database(platform.cluster.dsn("identity", "of a test", platform.database), size=1)
    async with opened(database):
        yield database


class TestPurge:
    async def test_forgets_what_has_run_out(self, platform: Installed, db: Database) -> None:
        zoe = Somebody(platform).open()
        today = datetime.now(UTC).date()
        grid = datetime(2026, 1, 1, 12, 15, tzinfo=UTC)
        old, fresh = secrets.token_bytes(32), secrets.token_bytes(32)
        platform.sql("INSERT INTO identity.session VALUES (%s, '', %s)", [old, grid])
        platform.sql("INSERT INTO identity.challenge VALUES (%s, %s)", [old, grid])
        platform.sql("INSERT INTO identity.rendezvous VALUES (%s, NULL, %s)", [old[:16], grid])
        for token, day in ((old, today - timedelta(days=1)), (fresh, today)):
            platform.sql("INSERT INTO identity.spent_token VALUES (%s, %s, %s)", [token, old, day])
        await jobs.purge(db, lambda: datetime.now(UTC))
        assert platform.sql("SELECT 1 FROM identity.session WHERE session_hash = %s", [old]) == []
        assert platform.sql("SELECT 1 FROM identity.challenge WHERE challenge_hash = %s", [old]) == []
        assert platform.sql("SELECT 1 FROM identity.rendezvous WHERE rendezvous = %s", [old[:16]]) == []
        left = platform.sql("SELECT token_hash FROM identity.spent_token WHERE request_hash = %s", [old])
        assert left == [(fresh,)]
        assert platform.ask("GET", "/ways", session=zoe.session).status_code == 200
