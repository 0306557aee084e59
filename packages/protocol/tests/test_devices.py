"""A second device's meeting, and what whoever runs the platform and saw the code can make of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from serment_protocol import devices
from serment_protocol.accounts import WayIn, way_in
from serment_protocol.devices import (
    OFFER_BYTES,
    REVEAL_BYTES,
    DeviceOffer,
    DeviceReveal,
    account_proof,
    device_mark,
    lock_offer,
    lock_reveal,
    open_offer,
    open_reveal,
    rendezvous_id,
)
from serment_protocol.encoding import b64, canonical
from serment_protocol.errors import CommitmentBroken
from serment_protocol.padding import OFFER_BUCKETS, pad
from serment_protocol.primitives import derive, random_bytes
from serment_protocol.sealing import lock

MEETINGS = 400


@dataclass
class First:
    """The device that shows the code."""

    root: bytes = field(default_factory=lambda: random_bytes(32))
    nonce: bytes = field(default_factory=lambda: random_bytes(32))

    @property
    def reveal(self) -> DeviceReveal:
        """What its secret is the hash of."""
        return DeviceReveal(account=account_proof(self.root), nonce=b64(self.nonce))

    def mark(self, offer: bytes) -> str:
        """On its screen, once it has heard this one."""
        return device_mark(self.reveal, offer)


def drawn() -> WayIn:
    """A way in."""
    return way_in(random_bytes(32), "patient")


class TestHonestPair:
    def test_sees_the_same_six_digits(self) -> None:
        first, way = First(), drawn()
        secret = first.reveal.secret
        offer = lock_offer(secret, way, "Téléphone")
        assert open_offer(secret, offer).locator == way.locator.hex()
        told = lock_reveal(first.reveal)
        assert (len(offer), len(told)) == (OFFER_BYTES, REVEAL_BYTES)
        revealed = open_reveal(secret, told)
        assert revealed.account == account_proof(first.root)
        assert device_mark(revealed, offer) == first.mark(offer)

    def test_sees_others_where_the_offer_is_another(self) -> None:
        first = First()
        secret = first.reveal.secret
        marks = {first.mark(lock_offer(secret, drawn(), "")) for _ in range(20)}
        assert len(marks) > 15
        assert {len(mark) for mark in marks} == {6}


class TestPlatformThatSawTheCode:
    def test_has_one_guess(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It makes offers until one agrees with the true one, which takes no time; but by a number that it must guess.

        With one digit for six it is right once in ten meetings; by the number itself, which comes too late, always.
        """
        monkeypatch.setattr(devices, "MARK_DIGITS", 1)
        own, true = drawn_offer(), drawn_offer()
        guessed, known = 0, 0
        for _ in range(MEETINGS):
            first, guess = First(), First()
            secret = first.reveal.secret
            honest = locked(secret, true)
            guessed += first.mark(ground(secret, own, guess.mark, guess.mark(honest))) == first.mark(honest)
            known += first.mark(ground(secret, own, first.mark, first.mark(honest))) == first.mark(honest)
        assert MEETINGS * 0.04 < guessed < MEETINGS * 0.16
        assert known == MEETINGS

    def test_cannot_tell_another_number_or_account(self) -> None:
        first = First()
        secret = first.reveal.secret
        context = {"v": 1, "rendezvous": rendezvous_id(secret)}
        for other in (First(root=first.root), First(nonce=first.nonce)):
            told = lock(derive(secret, "rendezvous"), "device-reveal", context, canonical(other.reveal))
            with pytest.raises(CommitmentBroken):
                open_reveal(secret, told)


def drawn_offer() -> DeviceOffer:
    """Of a way in that the attacker holds, or the device that was meant."""
    secret = First().reveal.secret
    return open_offer(secret, lock_offer(secret, drawn(), ""))


def locked(secret: bytes, offer: DeviceOffer) -> bytes:
    """The same offer at this meeting: other bytes each time."""
    context = {"v": 1, "rendezvous": rendezvous_id(secret)}
    return lock(derive(secret, "rendezvous"), "device-offer", context, pad(canonical(offer), OFFER_BUCKETS))


def ground(secret: bytes, offer: DeviceOffer, mark: Callable[[bytes], str], wanted: str) -> bytes:
    """The first that has these digits."""
    while mark(one := locked(secret, offer)) != wanted:
        pass
    return one
