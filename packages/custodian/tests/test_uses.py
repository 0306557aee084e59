"""Uses of keys: counted by day, told a day at a time, none left out, and no leaf for a single one."""

import pytest

from serment_custodian.ledger import tell_days
from serment_custodian.ledger.uses import days_over
from serment_protocol.acts import DAY, USES, UseDay
from serment_protocol.signing import Signed, verify
from serment_protocol.structure import read
from serment_protocol.transparency import Entry

from .house import NOON, House, Opened


async def days(house: House) -> list[UseDay]:
    """The days that the log tells."""
    async with house.running.rooms.ledger.transaction() as tx:
        cursor = await tx.execute("SELECT entry FROM ledger.leaf ORDER BY index")
        entries = [read(bytes(row[0]), Entry) for row in await cursor.fetchall()]
    public = house.running.ledger.log.public
    return [
        verify(public, DAY, Signed(each.body, each.signature), UseDay)
        for each in entries
        if each.kind == "custodian_day"
    ]


async def tell(house: House) -> None:
    await tell_days(house.running.rooms.ledger, house.running.ledger, house.clock())


def counted(day: UseDay) -> dict[tuple[str, str], int]:
    return {(each.use, each.reason): each.count for each in day.uses if each.count}


async def use(house: House) -> Opened:
    """Come in, and fetch tickets."""
    opened = await house.enter()
    assert (await house.post("/v1/tickets", {"count": 3}, opened.session)).is_success
    return opened


async def test_a_day_is_told_once_it_is_over(house: House) -> None:
    await tell(house)
    await use(house)
    await use(house)
    await tell(house)
    assert await days(house) == []
    house.clock.advance(days=1)
    await tell(house)
    await tell(house)
    [day] = await days(house)
    assert day.day == "2026-03-04"
    assert counted(day) == {("code", "address"): 2, ("session", "code"): 2, ("ticket", "stock"): 6}
    assert {(each.use, each.reason) for each in day.uses} == set(USES)


async def test_no_day_is_left_out_though_nothing_ran(house: House) -> None:
    await tell(house)
    await use(house)
    house.clock.advance(days=3)
    await tell(house)
    assert [(day.day, bool(counted(day))) for day in await days(house)] == [
        ("2026-03-04", True),
        ("2026-03-05", False),
        ("2026-03-06", False),
    ]


async def test_no_use_is_a_leaf(house: House) -> None:
    before = await leaves(house)
    await use(house)
    assert await leaves(house) == before


async def leaves(house: House) -> int:
    async with house.running.rooms.ledger.transaction() as tx:
        cursor = await tx.execute("SELECT count(*) FROM ledger.leaf")
        [(count,)] = await cursor.fetchall()
    return int(count)


async def test_a_use_that_the_protocol_does_not_know_is_a_mistake(house: House) -> None:
    with pytest.raises(LookupError):
        await house.running.service.uses.count("evaluation", "legal_order")


def test_a_day_is_over_an_hour_after_midnight() -> None:
    day = NOON.date()
    assert days_over(day, NOON.replace(hour=23)) == []
    assert days_over(day, NOON.replace(day=5, hour=0, minute=59)) == []
    assert days_over(day, NOON.replace(day=5, hour=1)) == [day]
