"""A second device, let in by the first over a code on its screen (SPEC 3). What they exchange opens nothing."""

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
    device_mark,
    lock_offer,
    open_offer,
    read_device_link,
    rendezvous_id,
    write_device_link,
)
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import BadStructure
from serment_protocol.primitives import random_bytes

PAUSE_SECONDS = 1.0
OVER = "rendezvous_unknown"
REFUSED = "sign_in_refused"


class OfferAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/rendezvous/{id}`."""

    offer: str


@dataclass(frozen=True)
class Asking:
    """Whoever has answered the code; `mark` is to be the same on its screen."""

    name: str
    mark: str


class Welcome:
    """The first device's side: one code at a time."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._secret = b""
        self._offer: DeviceOffer | None = None

    def show(self) -> str:
        """A code, good for five minutes: what belongs behind the `#/` of an address of the app."""
        secret = random_bytes(SECRET_BYTES)
        self._account.session.tell("POST", "/rendezvous", {"rendezvous": rendezvous_id(secret)})
        self._secret, self._offer = secret, None
        return write_device_link(self._account.audience, secret)

    def hear(self) -> Asking:
        """Wait for another device, for as long as the code lasts."""
        while not (locked := offer_at(self._account.context, rendezvous_id(self._shown()))):
            time.sleep(PAUSE_SECONDS)
        offer = open_offer(self._secret, locked)
        if offer.audience != self._account.audience:
            raise BadStructure
        self._offer = offer
        return Asking(offer.name, device_mark(locked))

    def admit(self) -> None:
        """Add and list its way in; it enters once the rendezvous has gone."""
        if self._offer is None:
            raise CodeNotShown
        self._account.add(self._offer.way, "browser", self._offer.name)
        self.end()

    def end(self) -> None:
        """Take the code away; what is gone already needs nothing."""
        secret, self._secret, self._offer = self._secret, b"", None
        if secret:
            self._account.session.tell("DELETE", f"/rendezvous/{rendezvous_id(secret)}")

    def _shown(self) -> bytes:
        if not self._secret:
            raise CodeNotShown
        return self._secret


class Arrival:
    """The second device's side. Its unlock secret never leaves it."""

    def __init__(self, context: Context, link: str, name: str) -> None:
        self._context = context
        audience, secret = read_device_link(link)
        self._rendezvous = rendezvous_id(secret)
        self._kept = random_bytes(SECRET_BYTES)
        self._way = way_in(browser_secret(self._kept), audience)
        self._name = name
        self._locked = lock_offer(secret, self._way, name)

    @property
    def mark(self) -> str:
        """To be the same on the first device's screen."""
        return device_mark(self._locked)

    def offer(self) -> None:
        """Leave the public half of the way in."""
        url = self._context.platform_url(f"/rendezvous/{self._rendezvous}")
        self._context.transport.send("PUT", url, {"offer": b64(self._locked)})

    def wait(self) -> None:
        """Return when the first device has taken the code away, or its time is over."""
        try:
            while True:
                offer_at(self._context, self._rendezvous)
                time.sleep(PAUSE_SECONDS)
        except Refused as refusal:
            if refusal.code != OVER:
                raise

    def enter(self, custodian: Custodian) -> Account:
        """Open the account and remember it here; a device that was not let in is answered like any unknown one."""
        try:
            account = enter(self._context, custodian, self._way)
        except Refused as refusal:
            if refusal.code == REFUSED:
                raise DeviceNotAdmitted from refusal
            raise
        account.keep(self._kept, self._name)
        return account


def offer_at(context: Context, rendezvous: str) -> bytes:
    """What lies at the rendezvous; nothing while nobody has answered."""
    return from_b64(context.transport.ask(OfferAnswer, "GET", context.platform_url(f"/rendezvous/{rendezvous}")).offer)
