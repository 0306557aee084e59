"""Issuer keys from a custodian's log: believed with their proof, remembered, and never by a log that went back."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from serment_kernel.database import Database, opened
from serment_kernel.limits import Limiter
from serment_platform.config import Custodian
from serment_platform.identity import Issuers, check_token
from serment_protocol.errors import (
    CheckpointForged,
    LogForked,
    LogRolledBack,
    NotInLog,
    TokenExpired,
    TokenKeyUnknown,
)

from ..installation import Installed
from ..stand_in import LOG, NAME, StandIn, new_token, serving

NOW = datetime.now(UTC)


@pytest.fixture
def custodian() -> StandIn:
    """A custodian of one test."""
    made = StandIn()
    made.begin()
    return made


@pytest.fixture
async def db(platform: Installed) -> AsyncGenerator[Database]:
    """The identity room's database, without what the platform has learnt."""
    platform.sql("DELETE FROM identity.seen_checkpoint")
    database = Database(platform.cluster.dsn("identity", "of a test", platform.database), size=2)
    async with opened(database):
        yield database
    platform.sql("DELETE FROM identity.seen_checkpoint")


def issuers(db: Database, custodian: StandIn, verifier: str = "") -> Issuers:
    told = Custodian(custodian.url or "http://127.0.0.1:9", LOG, verifier or custodian.verifier)
    return Issuers(db, told, NAME, Limiter())


class TestRefresh:
    async def test_learns_what_the_log_proves(self, db: Database, custodian: StandIn) -> None:
        with serving(custodian):
            own = issuers(db, custodian)
            await own.refresh(NOW)
            assert {key.purpose for key in own.keys} == {"opening", "booking"}
            token = new_token("booking")
            assert await check_token(own, token, "booking", NOW) == token

    async def test_another_process_reads_it_from_the_database(self, db: Database, custodian: StandIn) -> None:
        with serving(custodian):
            await issuers(db, custodian).refresh(NOW)
        other = issuers(db, custodian)
        await other.load(NOW)
        assert await check_token(other, new_token("opening"), "opening", NOW)

    async def test_goes_on_as_the_log_grows(self, db: Database, custodian: StandIn) -> None:
        with serving(custodian):
            own = issuers(db, custodian)
            await own.refresh(NOW)
            custodian.add_issuer("booking", "grown")
            await own.refresh(NOW)
            assert await check_token(own, new_token("booking", "grown"), "booking", NOW)

    async def test_refuses_a_log_that_went_back(self, db: Database, custodian: StandIn) -> None:
        with serving(custodian):
            own = issuers(db, custodian)
            await own.refresh(NOW)
            custodian.leaves.pop()
            custodian.issuers.pop()
            with pytest.raises(LogRolledBack):
                await own.refresh(NOW)

    async def test_refuses_a_log_that_forked(self, db: Database, custodian: StandIn) -> None:
        with serving(custodian):
            own = issuers(db, custodian)
            await own.refresh(NOW)
            custodian.leaves[0] = b"another past"
            custodian.add_issuer("booking", "forked")
            with pytest.raises(LogForked):
                await own.refresh(NOW)

    async def test_refuses_a_key_that_is_not_in_the_log(self, db: Database, custodian: StandIn) -> None:
        foreign = StandIn(seed=custodian.seed)
        foreign.begin()
        # The custodian shows two logs at once, both signed.
        custodian.substitutes[custodian.issuers[0]] = foreign.bundle(foreign.issuers[0])
        custodian.add_issuer("booking", "grown")
        with serving(custodian), pytest.raises(NotInLog):
            await issuers(db, custodian).refresh(NOW)

    async def test_refuses_another_signer(self, db: Database, custodian: StandIn) -> None:
        with serving(custodian), pytest.raises(CheckpointForged):
            await issuers(db, custodian, StandIn().verifier).refresh(NOW)


class TestCheckToken:
    async def test_refuses_an_old_right(self, db: Database, custodian: StandIn) -> None:
        with serving(custodian):
            custodian.add_issuer("booking", "soon over", timedelta(minutes=5))
            own = issuers(db, custodian)
            await own.refresh(NOW)
            token = new_token("booking", "soon over")
            with pytest.raises(TokenExpired):
                await check_token(own, token, "booking", NOW + timedelta(days=1))

    async def test_asks_the_custodian_a_few_times_only(self, db: Database, custodian: StandIn) -> None:
        with serving(custodian):
            own = issuers(db, custodian)
            for _ in range(10):
                with pytest.raises(TokenKeyUnknown):
                    await check_token(own, new_token("booking", "of a stranger"), "booking", NOW)
            assert 0 < custodian.asked.count("/v1/keys") <= 4
