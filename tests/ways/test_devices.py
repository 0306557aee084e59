"""A device taken off the list is forgotten by the custodian too, at once or as soon as it can be told."""

import pytest

from serment.clients import prove_address
from serment_client import Client
from serment_client.errors import LastWay, Refused, WayUnlisted
from serment_protocol.encoding import from_b64
from serment_protocol.vault import ListedWay

from .conftest import Town


def device_seed(client: Client) -> bytes:
    """What a thief would take out of the device's state."""
    remembered = client.context.state.content.remembered
    assert remembered is not None
    return from_b64(remembered.device)


def browser_of(client: Client) -> ListedWay:
    """The one device in the list."""
    [found] = [way for way in client.account.ways() if way.kind == "browser"]
    return found


class TestTakenAway:
    def test_it_opens_nothing_and_what_it_opened_ends(self, town: Town) -> None:
        owner = town.newcomer()
        lost = town.enter(owner)
        lost.account.remember("portable")
        seed = device_seed(lost)
        thief = town.client()
        thief.custodian.enter_with_device(seed)
        thief.custodian.fetch_tickets(1)

        owner.account.remove_way(browser_of(owner.client).locator)
        assert owner.account.vault.read().leaving == ()
        with pytest.raises(Refused) as refused:
            thief.custodian.fetch_tickets(1)
        assert refused.value.code == "session_refused"
        with pytest.raises(Refused) as refused:
            thief.custodian.enter_with_device(seed)
        assert refused.value.code == "device_refused"
        with pytest.raises((Refused, WayUnlisted)):
            lost.sign_in_remembered()

    def test_it_waits_in_the_vault_until_the_custodian_knows_its_owner(self, town: Town) -> None:
        owner = town.newcomer()
        kit = town.give_kit(owner)
        lost = town.enter(owner)
        lost.account.remember("portable")
        seed = device_seed(lost)

        # By the paper kit alone: the custodian does not know who is there.
        elsewhere = town.client()
        elsewhere.sign_in_with_kit(kit)
        elsewhere.account.remove_way(browser_of(elsewhere).locator)
        assert elsewhere.account.withdraw_devices() == 1
        town.client().custodian.enter_with_device(seed)

        assert town.enter(owner).account.vault.read().leaving == ()
        with pytest.raises(Refused) as refused:
            town.client().custodian.enter_with_device(seed)
        assert refused.value.code == "device_refused"

    def test_another_person_s_session_does_not_count(self, town: Town) -> None:
        owner, stranger = town.newcomer(), town.newcomer()
        lost = town.enter(owner)
        lost.account.remember("portable")
        locator = browser_of(owner.client).locator
        prove_address(owner.client, town.settings, stranger.email)
        owner.account.remove_way(locator)
        assert len(owner.account.vault.read().leaving) == 1
        prove_address(owner.client, town.settings, owner.email)
        assert owner.account.withdraw_devices() == 0


class TestRemembered:
    def test_a_device_forgets_itself(self, town: Town) -> None:
        owner = town.newcomer()
        device = town.enter(owner)
        device.account.remember("portable")
        seed = device_seed(device)
        device.sign_in_remembered()
        device.account.forget_device()
        assert [way.kind for way in owner.account.ways()] == ["passphrase"]
        assert owner.account.vault.read().leaving == ()
        with pytest.raises(Refused):
            town.client().custodian.enter_with_device(seed)

    def test_a_device_is_known_to_the_custodian_once_it_knows_its_owner(self, town: Town) -> None:
        owner = town.newcomer()
        kit = town.give_kit(owner)
        device = town.client()
        device.sign_in_with_kit(kit)
        device.account.remember("portable")
        assert device_seed(device) == b""
        prove_address(device, town.settings, owner.email)
        device.account.settle()
        assert browser_of(owner.client).device
        town.client().custodian.enter_with_device(device_seed(device))

    def test_the_last_way_stays(self, town: Town) -> None:
        owner = town.newcomer()
        [way] = owner.account.ways()
        with pytest.raises((LastWay, Refused)) as refused:
            owner.account.remove_way(way.locator)
        assert getattr(refused.value, "code", "") == "last_way"


def test_a_command_line_signs_out(town: Town) -> None:
    owner = town.newcomer(types=True)
    terminal = town.terminal("portable")
    terminal.sign_in(owner)
    assert "browser" in terminal.run("ways")
    assert "remembers nothing" in terminal.run("sign-out")
    assert [way.kind for way in owner.account.ways()] == ["passphrase"]
    assert not terminal.state.exists()
