"""A second device, let in by the first over a code on its screen (SPEC 3). What they exchange opens nothing.

The first device hears one offer for a code, and only then reveals what the digits hang on: whoever makes an offer,
or relays one, has one guess in a million.
"""

import time
from dataclasses import dataclass

import msgspec

from serment_client.account import SECRET_BYTES, Account, enter
from serment_client.context import Context
from serment_client.custodian import Custodian
from serment_client.errors import CodeNotShown, DeviceNotAdmitted, Refused
from serment_protocol.accounts import browser_secret, way_in
from serment_protocol.devices import (
    DeviceOffer,
    DeviceReveal,
    account_proof,
    device_mark,
    lock_offer,
    lock_reveal,
    open_offer,
    open_reveal,
    read_device_link,
    rendezvous_id,
    write_device_link,
)
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import BadStructure, CommitmentBroken
from serment_protocol.primitives import random_bytes

NONCE_BYTES = 32
PAUSE_SECONDS = 1.0
OVER = "rendezvous_unknown"
REFUSED = "sign_in_refused"


class RendezvousAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/rendezvous/{id}`."""

    offer: str
    reveal: str


@dataclass(frozen=True)
class Asking:
    """Whoever has answered the code; `mark` is to be the same on its screen."""

    name: str
    mark: str


class Welcome:
    """The first device's side: one code at a time."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._reveal: DeviceReveal | None = None
        self._heard = False
        self._offer: DeviceOffer | None = None

    def show(self) -> str:
        """A code, good for five minutes: what belongs behind the `#/` of an address of the app."""
        session = self._account.session
        reveal = DeviceReveal(account=account_proof(session.root), nonce=b64(random_bytes(NONCE_BYTES)))
        session.tell("POST", "/rendezvous", {"rendezvous": rendezvous_id(reveal.secret)})
        self._reveal, self._heard, self._offer = reveal, False, None
        return write_device_link(self._account.audience, reveal.secret)

    def hear(self) -> Asking:
        """Wait for another device, for as long as the code lasts; the first that answers is the only one heard."""
        if self._reveal is None or self._heard:
            raise CodeNotShown
        reveal, secret = self._reveal, self._reveal.secret
        while not (locked := lying_at(self._account.context, rendezvous_id(secret))[0]):
            time.sleep(PAUSE_SECONDS)
        self._heard = True
        offer = open_offer(secret, locked)
        if offer.audience != self._account.audience:
            raise BadStructure
        body = {"reveal": b64(lock_reveal(reveal))}
        self._account.session.tell("PUT", f"/rendezvous/{rendezvous_id(secret)}/reveal", body)
        self._offer = offer
        return Asking(offer.name, device_mark(reveal, locked))

    def admit(self) -> None:
        """Add and list its way in; it enters once the rendezvous has gone."""
        if self._offer is None:
            raise CodeNotShown
        self._account.add(self._offer.way, "browser", self._offer.name)
        self.end()

    def end(self) -> None:
        """Take the code away; what is gone already needs nothing."""
        reveal, self._reveal, self._offer = self._reveal, None, None
        if reveal is not None:
            self._account.session.tell("DELETE", f"/rendezvous/{rendezvous_id(reveal.secret)}")


class Arrival:
    """The second device's side. Its unlock secret never leaves it."""

    def __init__(self, context: Context, link: str, name: str) -> None:
        self._context = context
        audience, self._secret = read_device_link(link)
        self._rendezvous = rendezvous_id(self._secret)
        self._kept = random_bytes(SECRET_BYTES)
        self._way = way_in(browser_secret(self._kept), audience)
        self._name = name
        self._locked = lock_offer(self._secret, self._way, name)
        self._reveal: DeviceReveal | None = None

    def offer(self) -> None:
        """Leave the public half of the way in."""
        url = self._context.platform_url(f"/rendezvous/{self._rendezvous}")
        self._context.transport.send("PUT", url, {"offer": b64(self._locked)})

    def hear(self) -> str:
        """Wait until the first device has heard an offer; six digits, to be the same on its screen."""
        try:
            while not (locked := lying_at(self._context, self._rendezvous)[1]):
                time.sleep(PAUSE_SECONDS)
        except Refused as refusal:
            if refusal.code == OVER:
                raise DeviceNotAdmitted from refusal
            raise
        self._reveal = open_reveal(self._secret, locked)
        return device_mark(self._reveal, self._locked)

    def wait(self) -> None:
        """Return when the first device has taken the code away, or its time is over."""
        try:
            while True:
                lying_at(self._context, self._rendezvous)
                time.sleep(PAUSE_SECONDS)
        except Refused as refusal:
            if refusal.code != OVER:
                raise

    def enter(self, custodian: Custodian) -> Account:
        """Open the account of the first device, and remember it here.

        A device that was not let in is answered like any unknown one.
        """
        reveal = self._reveal
        if reveal is None:
            raise DeviceNotAdmitted
        try:
            account = enter(self._context, custodian, self._way, lambda root: _check(reveal, root))
        except Refused as refusal:
            if refusal.code == REFUSED:
                raise DeviceNotAdmitted from refusal
            raise
        account.keep(self._kept, self._name)
        return account


def _check(reveal: DeviceReveal, root: bytes) -> None:
    if account_proof(root) != reveal.account:
        raise CommitmentBroken


def lying_at(context: Context, rendezvous: str) -> tuple[bytes, bytes]:
    """The offer that lies at the rendezvous, and what was revealed to it; nothing of what is yet to come."""
    lying = context.transport.ask(RendezvousAnswer, "GET", context.platform_url(f"/rendezvous/{rendezvous}"))
    return from_b64(lying.offer), from_b64(lying.reveal)
