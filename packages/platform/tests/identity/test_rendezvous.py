"""Two devices meet: one offer, five minutes, nothing left behind, and nobody named."""

import secrets

import pytest

from serment_kernel.limits import Limiter, TooManyRequests
from serment_platform.config import Budgets
from serment_platform.identity.budgets import require_rendezvous
from serment_protocol.accounts import way_in
from serment_protocol.devices import (
    OFFER_BYTES,
    REVEAL_BYTES,
    DeviceReveal,
    device_mark,
    lock_offer,
    lock_reveal,
    open_offer,
    open_reveal,
    rendezvous_id,
)
from serment_protocol.encoding import b64, from_b64

from ..installation import Installed
from ..people import Somebody, code


@pytest.fixture(scope="module")
def zoe(platform: Installed) -> Somebody:
    """Who has a first device."""
    return Somebody(platform).open()


def shown(platform: Installed, first: Somebody) -> tuple[DeviceReveal, str]:
    """What a code on the first screen stands for, and the place it leads to."""
    reveal = DeviceReveal(account=b64(secrets.token_bytes(32)), nonce=b64(secrets.token_bytes(32)))
    body = {"rendezvous": rendezvous_id(reveal.secret)}
    assert platform.ask("POST", "/rendezvous", body, session=first.session).status_code == 201
    return reveal, f"/rendezvous/{rendezvous_id(reveal.secret)}"


class TestMeeting:
    def test_carries_an_offer_and_leaves_nothing(self, platform: Installed, zoe: Somebody) -> None:
        reveal, place = shown(platform, zoe)
        secret = reveal.secret
        assert platform.ask("GET", place).json() == {"offer": "", "reveal": ""}
        way = way_in(secrets.token_bytes(32), "patient")
        offer = lock_offer(secret, way, "Téléphone")
        assert len(offer) == OFFER_BYTES
        assert platform.ask("PUT", place, {"offer": b64(offer)}).status_code == 204
        found = from_b64(platform.ask("GET", place).json()["offer"])
        assert open_offer(secret, found).locator == way.locator.hex()
        told = b64(lock_reveal(reveal))
        assert platform.ask("PUT", f"{place}/reveal", {"reveal": told}, session=zoe.session).status_code == 204
        answered = platform.ask("GET", place).json()
        assert device_mark(open_reveal(secret, from_b64(answered["reveal"])), offer) == device_mark(reveal, found)
        assert platform.ask("DELETE", place, session=zoe.session).status_code == 204
        assert code(platform.ask("GET", place)) == (404, "rendezvous_unknown")
        assert platform.ask("DELETE", place, session=zoe.session).status_code == 204

    def test_takes_one_offer(self, platform: Installed, zoe: Somebody) -> None:
        reveal, place = shown(platform, zoe)
        first, second = (lock_offer(reveal.secret, way_in(secrets.token_bytes(32), "patient"), "") for _ in range(2))
        assert platform.ask("PUT", place, {"offer": b64(first)}).status_code == 204
        assert platform.ask("PUT", place, {"offer": b64(first)}).status_code == 204
        assert code(platform.ask("PUT", place, {"offer": b64(second)})) == (409, "rendezvous_taken")

    def test_takes_one_reveal(self, platform: Installed, zoe: Somebody) -> None:
        reveal, place = shown(platform, zoe)
        body = {"reveal": b64(b"a" * REVEAL_BYTES)}
        early = platform.ask("PUT", f"{place}/reveal", body, session=zoe.session)
        assert code(early) == (409, "offer_missing")
        offer = lock_offer(reveal.secret, way_in(secrets.token_bytes(32), "patient"), "")
        assert platform.ask("PUT", place, {"offer": b64(offer)}).status_code == 204
        for told, status in ((b"a", 204), (b"a", 204), (b"b", 409)):
            body = {"reveal": b64(told * REVEAL_BYTES)}
            assert platform.ask("PUT", f"{place}/reveal", body, session=zoe.session).status_code == status

    def test_takes_nothing_else(self, platform: Installed, zoe: Somebody) -> None:
        reveal, place = shown(platform, zoe)
        short = b64(bytes(OFFER_BYTES - 1))
        assert code(platform.ask("PUT", place, {"offer": short})) == (422, "bad_size")
        short = b64(bytes(REVEAL_BYTES - 1))
        told = platform.ask("PUT", f"{place}/reveal", {"reveal": short}, session=zoe.session)
        assert code(told) == (422, "bad_size")
        nowhere = f"/rendezvous/{secrets.token_hex(16)}"
        assert code(platform.ask("PUT", nowhere, {"offer": b64(bytes(OFFER_BYTES))})) == (404, "rendezvous_unknown")
        again = {"rendezvous": rendezvous_id(reveal.secret)}
        assert code(platform.ask("POST", "/rendezvous", again, session=zoe.session)) == (409, "rendezvous_taken")

    def test_is_opened_and_ended_by_an_account(self, platform: Installed, zoe: Somebody) -> None:
        _, place = shown(platform, zoe)
        assert code(platform.ask("POST", "/rendezvous", {"rendezvous": "0" * 32})) == (401, "session_refused")
        told = {"reveal": b64(bytes(REVEAL_BYTES))}
        assert code(platform.ask("PUT", f"{place}/reveal", told)) == (401, "session_refused")
        assert code(platform.ask("DELETE", place)) == (401, "session_refused")


def test_a_network_shows_so_many_codes_an_hour() -> None:
    limiter, budgets = Limiter(lambda: 0.0), Budgets(rendezvous_per_network_hour=2)
    for _ in range(2):
        require_rendezvous(limiter, b"one", budgets)
    with pytest.raises(TooManyRequests):
        require_rendezvous(limiter, b"one", budgets)
    require_rendezvous(limiter, b"other", budgets)
