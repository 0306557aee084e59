"""The SDK against a running custodian: both halves of the protocol meet."""

import asyncio
from itertools import count

import msgspec
import pytest

from serment_client.context import Context
from serment_client.custodian import Custodian
from serment_client.custody import CustodyDesk
from serment_client.ending import ask_again, finish, keep_person
from serment_client.errors import CodeNeeded, EndingStopped, Refused, RightsMissing
from serment_client.installation import Installation, Party, Publisher
from serment_client.rights import Rights
from serment_client.state import Ending, State
from serment_client.transport import Transport
from serment_client.way_back import MadeShares
from serment_custodian.main import prepare
from serment_custodian.officers import DecisionId
from serment_protocol.cosignatures import read_witnesses
from serment_protocol.encoding import b64, from_b64
from serment_protocol.erasures import Done, sign_person_erasure
from serment_protocol.errors import LogRolledBack
from serment_protocol.hardening import UNSAFE_TEST_COST
from serment_protocol.notes import Checkpoint, read_log_key, sign_checkpoint
from serment_protocol.practice import practice_id
from serment_protocol.primitives import random_bytes, seal_public, sign_public
from serment_protocol.recovery import PAPER, new_sharing, relay_sharing, verify_sharing
from serment_protocol.shares import open_release, request_id, request_mark, seal_for_custodian, sign_request
from serment_protocol.signing import Signed

from .conftest import NewHouse
from .house import APP, NAME, ORIGIN, PATIENT, RELAY_SEED, RELEASE_SEED, House, digits_in
from .officials import ceremony


def context_of(house: House, transport: Transport) -> Context:
    party = Party(
        house.url, ORIGIN, read_log_key(house.running.ledger.log.verifier), read_witnesses([house.site.witness], 1, 3)
    )
    publisher = Publisher(APP, (sign_public(RELEASE_SEED),))
    installation = Installation(NAME, False, party, party, publisher)
    return Context(installation, transport, State(), UNSAFE_TEST_COST, house.clock)


async def entered(house: House, context: Context) -> Custodian:
    custodian = Custodian(context)
    await asyncio.to_thread(custodian.send_code, PATIENT, "fr")
    await house.running.service.post.flush()
    code = digits_in(house.mailbox.to(PATIENT)[-1])
    await asyncio.to_thread(custodian.enter_code, PATIENT, code)
    return custodian


async def test_a_person_enters_hardens_and_fills_the_stock(house: House, transport: Transport) -> None:
    context = context_of(house, transport)
    custodian = await entered(house, context)
    secret = await asyncio.to_thread(custodian.harden, "cheval  correct agrafe")
    rights = Rights(context, custodian)
    await asyncio.to_thread(rights.fill)
    await asyncio.to_thread(rights.fetch, "opening", 1)
    assert (rights.count("booking"), rights.count("opening"), len(context.state.content.tickets)) == (6, 1, 6)

    device = await asyncio.to_thread(custodian.register_device)
    again = Custodian(context)
    await asyncio.to_thread(again.enter_with_device, device)
    assert again.is_open
    assert await asyncio.to_thread(again.harden, "cheval correct agrafe") == secret


async def test_while_it_is_stopped_the_client_says_what_still_works(house: House, transport: Transport) -> None:
    context = context_of(house, transport)
    custodian = await entered(house, context)
    await house.running.decisions.note("stop", "drill", {"by": "a test"})
    for use in (lambda: custodian.send_code(PATIENT, "fr"), lambda: custodian.harden("cheval correct agrafe")):
        with pytest.raises(Refused, match="passkeys and paper kits still open accounts") as caught:
            await asyncio.to_thread(use)
        assert caught.value.code == "custodian_stopped"


async def test_a_used_up_budget_keeps_its_code(new_house: NewHouse, transport: Transport) -> None:
    async with new_house(opening_tokens_week=1) as house:
        custodian = await entered(house, context_of(house, transport))
        await asyncio.to_thread(custodian.fetch_tokens, "opening", 1)
        with pytest.raises(Refused) as refusal:
            await asyncio.to_thread(custodian.fetch_tokens, "opening", 1)
        assert (refusal.value.status, refusal.value.code) == (429, "tokens_exhausted")


async def test_what_is_left_of_a_week_is_fetched_and_then_that_nothing_is(
    new_house: NewHouse, transport: Transport
) -> None:
    async with new_house(booking_tokens_week=9) as house:
        context = context_of(house, transport)
        rights = Rights(context, await entered(house, context))
        await asyncio.to_thread(rights.fill)
        assert use_up(rights) == (6, "rights_missing")
        await asyncio.to_thread(rights.fill)
        assert len(context.state.content.tickets) == 6
        assert use_up(rights) == (3, "rights_used_up")
        house.clock.advance(weeks=1)
        assert use_up(rights) == (0, "rights_missing")


def use_up(rights: Rights) -> tuple[int, str]:
    """How many there were, and what is said to whoever wants another."""
    for taken in count():
        try:
            rights.take("booking")
        except RightsMissing as missing:
            return taken, missing.code
    raise AssertionError


async def test_the_client_follows_the_log_and_finds_a_rollback(house: House, transport: Transport) -> None:
    context = context_of(house, transport)
    custodian = Custodian(context)
    key = await asyncio.to_thread(custodian.contact_key)
    house.clock.advance(weeks=1)
    await prepare(house.running)
    assert await asyncio.to_thread(custodian.contact_key) == key
    assert context.custodian_log.note.split("\n")[1] == "10"

    later = context_of(house, transport)
    later.state.content.checkpoints[ORIGIN] = bigger_checkpoint(house)
    with pytest.raises(LogRolledBack):
        await asyncio.to_thread(Custodian(later).contact_key)


def bigger_checkpoint(house: House) -> str:
    """What the same key would have signed over a longer log."""
    return sign_checkpoint(Checkpoint(ORIGIN, 1000, bytes(32)), ORIGIN, house.site.log_seed)


async def test_a_practice_s_share_is_kept_proved_asked_for_and_released(house: House, transport: Transport) -> None:
    """By the SDK, the officers' own signatures and their delay: nothing of it is short-cut."""
    context = context_of(house, transport)
    desk, root = CustodyDesk(context), random_bytes(32)
    practice, device = practice_id(sign_public(root)), random_bytes(32)
    signed, shares = new_sharing(root, practice, 1, PAPER, "2026-03-04")
    record = verify_sharing(signed, practice, sign_public(root))
    key = await asyncio.to_thread(Custodian(context).share_key)
    made = MadeShares(signed, record, shares[:2], seal_for_custodian(shares[2], record, key))
    await asyncio.to_thread(desk.hand_over, root, made, b64(relay_sharing(RELAY_SEED, signed)))
    assert (await asyncio.to_thread(desk.prove, root, record)).requests == []

    request = sign_request(shares[0], record, "practice_recovery", seal_public(device), house.clock())
    await asyncio.to_thread(desk.ask, request)
    [seen] = (await asyncio.to_thread(desk.prove, root, record)).requests
    assert (seen.mark, seen.state) == (request_mark(request), "asked")
    first, second = await ceremony(house)
    [waiting] = [each for each in (await first.look())["decisions"] if each["kind"] == "release_share"]
    assert request_mark(request) in waiting["text"]
    assert practice in waiting["text"]
    decision = DecisionId(bytes.fromhex(waiting["decision"]))
    for each in (first, second):
        assert (await each.decide(decision)).status_code == 200
    assert (await asyncio.to_thread(desk.progress, request)).released == ""
    house.clock.advance(days=1, seconds=1)
    await house.running.decisions.carry_out_ripe()
    progress = await asyncio.to_thread(desk.progress, request)
    assert progress.state == "done"
    assert open_release(from_b64(progress.released), request, record, device) == shares[2]


async def test_an_objection_of_the_practice_outweighs_the_officers(house: House, transport: Transport) -> None:
    desk, root = CustodyDesk(context_of(house, transport)), random_bytes(32)
    practice = practice_id(sign_public(root))
    signed, shares = new_sharing(root, practice, 1, PAPER, "2026-03-04")
    record = verify_sharing(signed, practice, sign_public(root))
    key = await asyncio.to_thread(Custodian(context_of(house, transport)).share_key)
    made = MadeShares(signed, record, shares[:2], seal_for_custodian(shares[2], record, key))
    await asyncio.to_thread(desk.hand_over, root, made, b64(relay_sharing(RELAY_SEED, signed)))
    request = sign_request(shares[1], record, "practice_recovery", seal_public(random_bytes(32)), house.clock())
    await asyncio.to_thread(desk.ask, request)
    first, second = await ceremony(house)
    [waiting] = [each for each in (await first.look())["decisions"] if each["kind"] == "release_share"]
    decision = DecisionId(bytes.fromhex(waiting["decision"]))
    await first.decide(decision)
    await second.decide(decision)
    await asyncio.to_thread(desk.object_to, root, request_id(request))
    house.clock.advance(days=1, seconds=1)
    await house.running.decisions.carry_out_ripe()
    progress = await asyncio.to_thread(desk.progress, request)
    assert (progress.state, progress.objected, progress.released) == ("refused", True, "")


class Erased:
    """Somebody whose account is gone, and whom the custodian still knows."""

    def __init__(self, house: House, context: Context) -> None:
        self.house = house
        self.context = context
        signed = Signed(b64(b"{}"), b64(bytes(64)))
        context.state.content.ending = Ending(
            nonce=b64(random_bytes(32)),
            account="0" * 32,
            statement=signed,
            address=PATIENT,
            platform=Done(signed, signed, 0),
        )

    @property
    def ending(self) -> Ending:
        ending = self.context.state.content.ending
        assert ending is not None
        return ending


class TestAnEndThatWaits:
    async def test_gives_its_receipt_to_whoever_comes_back(self, house: House, transport: Transport) -> None:
        erased = Erased(house, context_of(house, transport))
        await entered(house, erased.context)
        custodian = await entered(house, erased.context)
        assert (await asyncio.to_thread(finish, erased.context, custodian)).waits == "2026-03-12"
        await days_later(house, 8)
        # On that day, nobody is left to prove an address.
        ending = await asyncio.to_thread(finish, erased.context, Custodian(erased.context))
        assert (ending.waits, ending.custodian is not None) == ("", True)

    async def test_says_that_it_was_stopped_and_asks_anew_only_when_told_to(
        self, house: House, transport: Transport
    ) -> None:
        erased = Erased(house, context_of(house, transport))
        await entered(house, erased.context)
        custodian = await entered(house, erased.context)
        await asyncio.to_thread(finish, erased.context, custodian)
        await asyncio.to_thread(custodian.keep_person)
        for _ in range(2):
            with pytest.raises(EndingStopped):
                await asyncio.to_thread(finish, erased.context, custodian)
        await asyncio.to_thread(ask_again, erased.context)
        with pytest.raises(CodeNeeded):
            await asyncio.to_thread(finish, erased.context, Custodian(erased.context))
        assert (await asyncio.to_thread(finish, erased.context, custodian)).waits == "2026-03-12"

    async def test_is_stopped_by_who_began_it(self, house: House, transport: Transport) -> None:
        erased = Erased(house, context_of(house, transport))
        await entered(house, erased.context)
        custodian = await entered(house, erased.context)
        await asyncio.to_thread(finish, erased.context, custodian)
        kept = await asyncio.to_thread(keep_person, erased.context, custodian)
        assert (kept.address, kept.waits) == ("", "")
        await days_later(house, 9)
        again = await entered(house, erased.context)
        assert (await asyncio.to_thread(again.ending_terms)).takes_effect == ""

    async def test_is_none_where_the_first_device_signed(self, house: House, transport: Transport) -> None:
        erased = Erased(house, context_of(house, transport))
        seed = await asyncio.to_thread((await entered(house, erased.context)).register_device)
        custodian = await entered(house, erased.context)
        drawn = from_b64(erased.ending.nonce)
        signed = sign_person_erasure(seed, house.url, drawn)
        erased.context.state.content.ending = msgspec.structs.replace(erased.ending, device=signed)
        assert (await asyncio.to_thread(finish, erased.context, custodian)).custodian is not None


async def days_later(house: House, days: int) -> None:
    await house.running.service.post.flush()
    for _ in range(days):
        house.clock.advance(days=1)
        await house.running.endings.settle()
