"""A second device comes in by a code on the first: by the SDK, and from one command line to another."""

import pytest

from serment_client.errors import DeviceNotAdmitted, NotRemembered, Refused
from serment_protocol.errors import BadCode, BadStructure

from .conftest import Person, Terminal, Town


def names(person: Person) -> list[str]:
    """The devices that the account lists."""
    return [way.name for way in person.account.ways() if way.kind == "browser"]


class TestLetIn:
    def test_it_enters_and_is_remembered_where_it_is(self, town: Town) -> None:
        owner, device = town.newcomer(), town.client()
        welcome = owner.client.welcome
        arrival = device.arrive(welcome.show(), "portable")
        asking = welcome.hear()
        assert (asking.name, asking.mark) == ("portable", arrival.hear())
        assert names(owner) == []
        welcome.admit()
        arrival.wait()
        assert device.sign_in_arrived(arrival).session.account == owner.account.session.account
        assert names(owner) == ["portable"]
        device.sign_in_remembered()
        [way] = [way for way in owner.account.ways() if way.kind == "browser"]
        assert way.used

    def test_so_does_one_of_staff(self, town: Town) -> None:
        owner, device = town.newcomer("staff"), town.client()
        arrival = device.arrive(owner.client.welcome.show(), "")
        assert owner.client.welcome.hear().name == ""
        arrival.hear()
        owner.client.welcome.admit()
        arrival.wait()
        assert device.sign_in_arrived(arrival).audience == "staff"


class TestStaysOutside:
    def test_one_that_was_refused(self, town: Town) -> None:
        owner, device = town.newcomer(), town.client()
        arrival = device.arrive(owner.client.welcome.show(), "portable")
        owner.client.welcome.hear()
        arrival.hear()
        owner.client.welcome.end()
        arrival.wait()
        with pytest.raises(DeviceNotAdmitted):
            device.sign_in_arrived(arrival)
        assert names(owner) == []
        with pytest.raises(NotRemembered):
            device.sign_in_remembered()

    def test_one_that_comes_second(self, town: Town) -> None:
        link = town.newcomer().client.welcome.show()
        town.client().arrive(link, "portable")
        with pytest.raises(Refused) as refused:
            town.client().arrive(link, "another")
        assert refused.value.code == "rendezvous_taken"

    def test_one_that_takes_a_member_of_staff_for_a_patient(self, town: Town) -> None:
        owner = town.newcomer("staff")
        town.client().arrive(owner.client.welcome.show().replace("staff", "patient"), "portable")
        with pytest.raises(BadStructure):
            owner.client.welcome.hear()

    def test_one_with_the_code_of_something_else(self, town: Town) -> None:
        with pytest.raises(BadCode):
            town.client().arrive("counter/AAAAAAAAAAAAAAAAAAAAAA", "portable")


class TestFromOneCommandLineToAnother:
    def test_it_comes_in(self, town: Town) -> None:
        first, second = self.begin(town)
        shown, answered = first.start("add-device"), second.start("arrive", "--name=portable")
        assert shown.stdout is not None
        assert answered.stdin is not None
        assert answered.stdout is not None
        print(shown.stdout.readline(), end="", file=answered.stdin, flush=True)
        told = answered.stdout.readline()
        said, complained = shown.communicate("yes\n", timeout=60)
        assert shown.returncode == 0, complained
        mark = told.split("must show ")[1][:6]
        assert f"portable asks to come in. Its screen must show {mark}." in said
        entered, complained = answered.communicate(timeout=60)
        assert answered.returncode == 0, complained
        assert "remembered on this device" in entered
        assert "portable" in second.run("ways")

    def test_it_stays_outside_where_the_digits_differ(self, town: Town) -> None:
        first, second = self.begin(town)
        shown, answered = first.start("add-device"), second.start("arrive")
        assert shown.stdout is not None
        assert answered.stdin is not None
        print(shown.stdout.readline(), end="", file=answered.stdin, flush=True)
        _, complained = shown.communicate("no\n", timeout=60)
        assert shown.returncode == 1
        assert "did not say yes" in complained
        _, complained = answered.communicate(timeout=60)
        assert answered.returncode == 1
        assert "has not let this one in" in complained
        assert "sign in first" in second.refused("ways")

    @staticmethod
    def begin(town: Town) -> tuple[Terminal, Terminal]:
        """One that is signed in, and one that is not."""
        first = town.terminal("first")
        first.sign_in(town.newcomer(types=True))
        return first, town.terminal("second")
