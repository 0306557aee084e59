"""Holding a time while somebody types, and waiting in a line for one to become free (SPEC 23): without any session.

A place in a line is kept on this device, with its right: another device of the same person does not see it.
"""

import builtins
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import msgspec

from serment_client.account import Account
from serment_client.booking import Wish
from serment_client.errors import ClientError, NotHeld, NotWaiting, Refused
from serment_client.state import KeptHold, KeptToken, KeptWait
from serment_client.transport import decoded
from serment_client.visits import Held, Visit, Visits
from serment_protocol.appointments import ManageKeys, entry_id, manage_keys
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.nudges import Contact
from serment_protocol.reads import sign_read

UNKNOWN, BOUND = "entry_unknown", "token_bound"


class HoldAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/holds`."""

    hold: str
    expires: str


class Offer(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """What is held for somebody who waits."""

    hold: str
    schedule: str
    service_class: str
    start: str
    expires: str


class Standing(msgspec.Struct, frozen=True, rename={"service_class": "class"}):
    """`GET /v1/waiting/{entry}`: how many stand before, and what is offered."""

    entry: str
    practice: str
    schedules: list[str]
    service_class: str
    first: str
    last: str
    ahead: int
    offer: Offer | None = None


@dataclass(frozen=True)
class Want:
    """What somebody waits for: where, for what kind of visit, on which days, at which hours on the wall there."""

    practice: str
    schedules: Sequence[str]
    service_class: str
    first: str
    last: str
    opens: str = "00:00"
    closes: str = "24:00"


class Waits:
    """What an open patient's account holds and waits for."""

    def __init__(self, account: Account, visits: Visits) -> None:
        self._account = account
        self._context = account.context
        self._visits = visits

    def hold(self, schedule: str, service_class: str, start: str, practice: str = "") -> Held:
        """Keep a time for ten minutes; the right is spent when it is booked, or given back.

        In a class for those whom a practice knows, its credential is shown, and not spent.
        """
        credential = self._visits.credential_for(practice, service_class) if practice else None
        body = {"schedule": schedule, "class": service_class, "start": start} | _shown(credential)
        passed: builtins.list[KeptToken] = []
        try:
            return self._hold_with(self._account.rights.take("booking"), body, passed)
        finally:
            for token in passed:
                self._account.rights.give_back(token)

    def _hold_with(self, token: KeptToken, body: dict[str, object], passed: builtins.list[KeptToken]) -> Held:
        """A right holds once: one that has is passed by, and can still book."""
        try:
            url = self._context.platform_url("/holds")
            answer = decoded(self._context.transport.send_in_turn(url, {**body, "token": token.token}), HoldAnswer)
        except (ClientError, ProtocolRefusal) as error:
            passed.append(token)
            if error.code != BOUND:
                raise
            return self._hold_with(self._account.rights.take("booking"), body, passed)
        return Held(answer.hold, token, answer.expires)

    def keep(self, practice: str, schedule: str, service_class: str, start: str) -> KeptHold:
        """Hold a time and remember it here, so that whoever books it then has it."""
        held = self.hold(schedule, service_class, start, practice)
        kept = KeptHold(held.hold, held.token, schedule, start, held.expires)
        self._context.state.content.holds.append(kept)
        self._context.state.save()
        return kept

    def kept(self) -> Sequence[KeptHold]:
        """What is remembered and has not run out; of the others the right is free again."""
        content, now = self._context.state.content, self._context.now()
        for each in [each for each in content.holds if each.expires <= now]:
            self._drop(each, free=each.token.redeem_until > now)
        return tuple(content.holds)

    def let_go(self, hold: str) -> None:
        """Give back what is remembered under this id, or the one id that begins so."""
        fitting = [each for each in self.kept() if each.hold.startswith(hold)]
        if len(fitting) != 1:
            raise NotHeld
        [kept] = fitting
        self._context.transport.send("DELETE", self._context.platform_url(f"/holds/{kept.hold}"))
        self._drop(kept, free=True)

    def book(self, wish: Wish) -> Visit:
        """Book, with what is remembered of that calendar and time if anything is."""
        kept = next((each for each in self.kept() if (each.schedule, each.start) == (wish.schedule, wish.start)), None)
        if kept is None:
            return self._visits.book(wish)
        visit = self._visits.book(wish, Held(kept.hold, kept.token, kept.expires))
        self._drop(kept, free=False)
        return visit

    def _drop(self, kept: KeptHold, *, free: bool) -> None:
        self._context.state.content.holds.remove(kept)
        if free:
            self._account.rights.give_back(kept.token)
        self._context.state.save()

    def give_back(self, held: Held) -> None:
        """The time is free again; the right can still book, and holds no more."""
        self._context.transport.send("DELETE", self._context.platform_url(f"/holds/{held.hold}"))
        self._account.rights.give_back(held.token)

    def join(self, want: Want, contact: Contact) -> Standing:
        """Stand in a line; the contact is for a nudge without content, where no ticket is in stock.

        In a class for those whom a practice knows, its credential is shown, and not spent.
        """
        credential = self._visits.credential_for(want.practice, want.service_class)
        [(seed, keys)] = self._visits.free_seeds(1)
        ticket, kept = self._visits.ticket(contact)
        token = self._account.rights.take("booking")
        body: dict[str, object] = {
            "practice": want.practice,
            "schedules": list(want.schedules),
            "class": want.service_class,
            "first": want.first,
            "last": want.last,
            "from": want.opens,
            "to": want.closes,
            "ticket": b64(ticket),
            "token": token.token,
        } | _shown(credential)
        try:
            standing = self._ask(keys, "POST", "/waiting", body)
        except (ClientError, ProtocolRefusal):
            self._account.rights.give_back(token)
            if kept:
                self._account.rights.give_ticket_back(ticket)
            raise
        self._context.state.content.waits.append(KeptWait(seed, token, b64(credential or b"")))
        self._context.state.save()
        return standing

    def list(self) -> builtins.list[Standing]:
        """How one stands in each line; what is over is forgotten, and its right free again."""
        standings: builtins.list[Standing] = []
        for kept in tuple(self._context.state.content.waits):
            try:
                standings.append(self._look(kept))
            except Refused as refusal:
                if refusal.code != UNKNOWN:
                    raise
                self._forget(kept, free=kept.token.redeem_until > self._context.now())
        return standings

    def take(self, entry: str, wish: Wish) -> Visit:
        """Book what is offered; calendar and time of the wish are those of the offer."""
        kept = self._find(entry)
        offer = self._look(kept).offer
        if offer is None:
            raise NotWaiting
        held = Held(offer.hold, kept.token, offer.expires, from_b64(kept.credential) or None)
        visit = self._visits.book(replace(wish, schedule=offer.schedule, start=offer.start), held)
        self._forget(kept, free=False)
        return visit

    def leave(self, entry: str) -> None:
        """Out of the line; the right is free again."""
        kept = self._find(entry)
        keys = manage_keys(from_b64(kept.seed))
        url = self._context.platform_url(f"/waiting/{entry_id(keys.sign_public)}")
        self._context.transport.send("DELETE", url, headers=self._signed(keys, "DELETE", url, b""))
        self._forget(kept, free=True)

    def _look(self, kept: KeptWait) -> Standing:
        keys = manage_keys(from_b64(kept.seed))
        return self._ask(keys, "GET", f"/waiting/{entry_id(keys.sign_public)}", None)

    def _ask(self, keys: ManageKeys, method: str, path: str, body: dict[str, object] | None) -> Standing:
        url = self._context.platform_url(path)
        headers = self._signed(keys, method, url, b"" if body is None else msgspec.json.encode(body))
        return self._context.transport.ask(Standing, method, url, body, headers=headers)

    def _signed(self, keys: ManageKeys, method: str, url: str, body: bytes) -> dict[str, str]:
        origin, now = self._context.installation.platform.origin, self._context.clock()
        return {"Serment-Signature": sign_read(keys, origin, method, urlsplit(url).path, body, now)}

    def _find(self, entry: str) -> KeptWait:
        fitting = [kept for kept in self._context.state.content.waits if _entry_of(kept).startswith(entry)]
        if len(fitting) != 1:
            raise NotWaiting
        return fitting[0]

    def _forget(self, kept: KeptWait, *, free: bool) -> None:
        self._context.state.content.waits.remove(kept)
        if free:
            self._account.rights.give_back(kept.token)
        self._context.state.save()


def _shown(credential: bytes | None) -> dict[str, object]:
    return {} if credential is None else {"credential": b64(credential)}


def _entry_of(kept: KeptWait) -> str:
    return entry_id(manage_keys(from_b64(kept.seed)).sign_public)
