"""Releases of the web app: taken once, in their order and from their publisher alone; shown to all with a proof."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest

from serment_protocol.encoding import canonical
from serment_protocol.notes import Checkpoint, open_checkpoint, read_log_key
from serment_protocol.releases import ZEROS, ReleaseRecord, predecessor_of, verify_release
from serment_protocol.signing import Signed, peek, sign
from serment_protocol.structure import convert
from serment_protocol.transparency import Bundle, check_inclusion, read_entry

from .house import NOON, ORIGIN, RELEASE_SEED, House, refused

TODAY = NOON.date().isoformat()


def release(before: Signed | None = None, seed: bytes = RELEASE_SEED, **changes: Any) -> Signed:
    number = peek(before, ReleaseRecord).release + 1 if before else 1
    record: dict[str, Any] = {
        "v": 1,
        "type": "web_release",
        "release": number,
        "previous": predecessor_of(before),
        "version": "1.0",
        "manifest": f"{number:064x}",
        "installation": ZEROS,
        "files": 3,
        "day": TODAY,
    }
    return sign(seed, "web-release", record | changes)


async def hand_in(house: House, signed: Signed) -> httpx.Response:
    return await house.post("/v1/releases", {"release": {"body": signed.body, "signature": signed.signature}})


async def size(house: House) -> int:
    return int((await house.get("/v1/log/checkpoint")).text.split("\n")[1])


async def shown(house: House) -> list[ReleaseRecord]:
    """What everybody can see, proved."""
    answer = await house.get("/v1/releases")
    assert answer.status_code == 200, answer.text
    records: list[ReleaseRecord] = []
    for each in answer.json()["releases"]:
        bundle = convert(each, Bundle)
        check_inclusion(bundle, opened(house, bundle.checkpoint))
        keys = house.running.service.config.keys.releases()
        records.append(verify_release(read_entry(bundle, "web_release"), keys))
    return records


def opened(house: House, note: str) -> Checkpoint:
    return open_checkpoint(note, ORIGIN, read_log_key(house.running.ledger.log.verifier))


async def test_there_is_none_at_first(house: House) -> None:
    assert await shown(house) == []


async def test_are_taken_in_order_and_shown_newest_first(house: House) -> None:
    first = release()
    second = release(first)
    for each in (first, second):
        answer = await hand_in(house, each)
        assert answer.status_code == 201, answer.text
        assert answer.json() == {"release": {"body": each.body, "signature": each.signature}}
    assert [each.release for each in await shown(house)] == [2, 1]


async def test_the_same_thirty_times_is_one_leaf(house: House) -> None:
    first, before = release(), await size(house)
    for _ in range(30):
        assert (await hand_in(house, first)).status_code == 201
    # A publisher that forgot, and counts on, publishes nothing new either: it is told what is there.
    again = release(first, manifest=f"{1:064x}")
    assert (await hand_in(house, again)).json()["release"]["body"] == first.body
    assert (await size(house), len(await shown(house))) == (before + 1, 1)


async def test_going_back_to_older_files_is_a_new_leaf(house: House) -> None:
    first = release()
    second = release(first)
    back = release(second, manifest=f"{1:064x}")
    for each in (first, second, back):
        assert (await hand_in(house, each)).status_code == 201
    assert [each.manifest[-1] for each in await shown(house)] == ["1", "2", "1"]


async def test_of_another_installation_are_new_ones(house: House) -> None:
    first = release()
    for each in (first, release(first, manifest=f"{1:064x}", installation="1" * 64)):
        assert (await hand_in(house, each)).status_code == 201
    assert len(await shown(house)) == 2


class TestRefusal:
    @pytest.mark.parametrize(
        ("signed", "expected"),
        [
            (release(seed=bytes(32)), (403, "release_forged")),
            (sign(RELEASE_SEED, "epoch", {"v": 1}), (403, "release_forged")),
            (release(release=2), (409, "release_conflict")),
            (release(previous="1" * 64), (409, "release_conflict")),
            (release(day="2026-03-02"), (422, "release_misdated")),
            (release(day="2026-03-06"), (422, "release_misdated")),
            (release(more=1), (400, "bad_structure")),
            (release(v=2), (400, "unknown_version")),
            (release(version=""), (400, "bad_structure")),
        ],
    )
    async def test_leaves_no_trace(self, house: House, signed: Signed, expected: tuple[int, str]) -> None:
        before = await size(house)
        assert refused(await hand_in(house, signed)) == expected
        assert await size(house) == before

    async def test_of_what_comes_after_another_than_the_newest(self, house: House) -> None:
        first = release()
        second = release(first)
        for each in (first, second):
            await hand_in(house, each)
        assert refused(await hand_in(house, first)) == (409, "release_conflict")
        fork = release(first, version="1.1")
        assert refused(await hand_in(house, fork)) == (409, "release_conflict")

    async def test_of_one_of_two_that_come_at_once(self, house: House) -> None:
        before = await size(house)
        both = await asyncio.gather(*(hand_in(house, release(version=version)) for version in ("1", "2")))
        assert sorted(answer.status_code for answer in both) == [201, 409]
        assert await size(house) == before + 1

    @pytest.mark.parametrize("body", [b"{", b"{}", canonical({"release": {"body": "", "signature": ""}, "more": 1})])
    async def test_of_what_is_no_request(self, house: House, body: bytes) -> None:
        assert refused(await house.http.post("/v1/releases", content=body)) == (400, "bad_request")


@pytest.mark.parametrize("change", ["UPDATE ledger.release SET leaf = 1", "DELETE FROM ledger.release"])
async def test_none_can_be_changed_by_the_service(house: House, change: str) -> None:
    async def attempt() -> None:
        async with house.running.rooms.ledger.transaction() as tx:
            await tx.execute(change.encode())

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await attempt()
