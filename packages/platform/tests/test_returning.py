"""Rights that come back, by the SDK: also where it is interrupted in between, and where another device asks as well."""

from pathlib import Path

import pytest

from serment_client.client import Client
from serment_client.custodian import Custodian
from serment_client.errors import Offline
from serment_client.returning import Returns
from serment_client.state import State

from .clients import NewClient, days, draft, signed_up, wish


def stock(client: Client) -> list[str]:
    """The rights of this device."""
    return sorted(token.token for token in client.context.state.content.tokens)


def test_a_right_comes_back_with_the_next_sign_in_and_books_again(client: NewClient) -> None:
    practice = signed_up(client).team.open(draft(), "Dr Tilleul")
    zoe = signed_up(client, "patient")
    visit = zoe.visits.book(wish(zoe, practice))
    before = stock(zoe)
    zoe.visits.cancel(visit.appointment)
    assert stock(zoe) == before
    assert [kept.due is not None for kept in zoe.context.state.content.returns] == [True]
    assert zoe.account.rights.returns.claim() == 1
    [back] = set(stock(zoe)) - set(before)
    assert zoe.account.rights.returns.claim() == 0
    zoe.visits.list()
    assert (zoe.context.state.content.returns, len(stock(zoe))) == ([], len(before) + 1)
    content = zoe.context.state.content
    content.tokens = [token for token in content.tokens if token.token == back]
    assert zoe.visits.book(wish(zoe, practice)).last.state == "booked"


def test_the_desk_s_cancelling_is_found_when_visits_are_read(client: NewClient) -> None:
    desk = signed_up(client)
    practice = desk.team.open(draft(), "Dr Tilleul")
    zoe = signed_up(client, "patient")
    visit = zoe.visits.book(wish(zoe, practice))
    desk.agendas.read(practice, *days(desk))
    desk.desk.set_state(practice, visit.appointment, "cancelled")
    zoe.visits.list()
    assert zoe.account.rights.returns.claim() == 1


def test_whoever_is_interrupted_asks_again_and_has_the_same_right(client: NewClient, tmp_path: Path) -> None:
    """Before the platform was asked, before its answer was noted, and before the custodian's was."""
    practice = signed_up(client).team.open(draft(), "Dr Tilleul")
    zoe = client(State(tmp_path / "state"))
    zoe.sign_up("six words that nobody drew by lot at all", "patient")
    visit = zoe.visits.book(wish(zoe, practice))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Custodian, "booking_keys", away)
        zoe.visits.cancel(visit.appointment)
    content = zoe.context.state.content
    assert (content.returns, content.returned) == ([], [])
    zoe.visits.list()
    [asked] = content.returns
    content.returns = [type(asked)(asked.seed, asked.modulus, asked.issue_from, asked.issue_until, asked.redeem_until)]
    zoe.visits.list()
    assert content.returns == [asked]
    assert zoe.account.rights.returns.claim() == 1
    once = stock(zoe)
    content.returns, content.returned = [asked], []
    content.tokens.pop()
    assert zoe.account.rights.returns.claim() == 1
    assert stock(zoe) == once


def test_another_device_is_given_nothing_more(client: NewClient) -> None:
    practice = signed_up(client).team.open(draft(), "Dr Tilleul")
    zoe = signed_up(client, "patient")
    visit = zoe.visits.book(wish(zoe, practice))
    zoe.visits.cancel(visit.appointment)
    device = client().context
    other = Returns(device, zoe.custodian)
    other.ask([visit.seed])
    assert other.claim() == zoe.account.rights.returns.claim() == 1
    assert device.state.content.tokens[-1] == zoe.context.state.content.tokens[-1]


def away(_custodian: Custodian) -> None:
    raise Offline("custodian.test")
