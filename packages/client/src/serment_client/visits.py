"""The patient's visits: book, find, move, cancel. No request here carries a session (SPEC 7)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET, UnsetType

from serment_client.account import Account
from serment_client.booking import Means, Predecessor, Prepared, Span, Wish, prepare, resolve, succeed
from serment_client.custodian import Language
from serment_client.errors import (
    AnswerUnreadable,
    AppointmentUnknown,
    ClientError,
    CodeUsed,
    NotKnownThere,
    Refused,
    SeedsMissing,
    VisitOver,
)
from serment_client.pools import all_seeds, at_least, live_seeds, mark, may_be_gone, pool_for, shuffled, unused_seeds
from serment_client.practices import Practices
from serment_client.state import KeptToken
from serment_client.transport import Body
from serment_protocol.appointments import (
    ManageKeys,
    SelfCopy,
    claim_seed,
    manage_keys,
    open_self_copy,
    pseudonym,
)
from serment_protocol.encoding import b64, from_b64, read_time
from serment_protocol.errors import ChainBroken, ProtocolRefusal
from serment_protocol.lifecycle import State
from serment_protocol.nudges import Contact, contact_ticket
from serment_protocol.publication import Publication
from serment_protocol.reads import sign_read
from serment_protocol.signing import Signed
from serment_protocol.statements import Statement, sign_next, verify_chain
from serment_protocol.vault import Identity
from serment_protocol.visit_erasures import believe_visit_erasure

ATTEMPTS = 3
NOT_FOUND = 404
OVER_AFTER = timedelta(days=1)
Make = Callable[[Means], tuple[Prepared, Body]]
"""What is booked, and the request that books it."""

WORTHLESS = frozenset({"token_spent", "token_expired", "token_forged", "token_malformed"})


class ReadAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/appointments/{id}`."""

    practice: str
    statements: list[Signed]
    self_copy: str
    erasure: Signed | UnsetType = UNSET
    credentials: str = ""


@dataclass(frozen=True)
class Visit:
    """A visit of this patient, as the practice and the patient signed it."""

    seed: str
    keys: ManageKeys
    chain: tuple[Signed, ...]
    statements: tuple[Statement, ...]
    told: SelfCopy
    given: str = ""
    """What the desk left for whoever holds it, sealed; empty before it did."""

    @property
    def appointment(self) -> str:
        """Its id."""
        return self.keys.appointment

    @property
    def last(self) -> Statement:
        """How it stands now."""
        return self.statements[-1]


@dataclass(frozen=True)
class DoubtfulVisit:
    """A visit that is not believed as it is shown, and the code of why.

    What the patient noted of it opens by their own key, so it is told even then; none if not even that is there.
    """

    appointment: str
    code: str
    told: SelfCopy | None


@dataclass(frozen=True)
class ErasedVisit:
    """A visit that its practice erased, by its own word: nothing of it is kept, here as there."""

    appointment: str
    practice: str
    day: str


@dataclass(frozen=True)
class Listing:
    """All visits of an account: one that cannot be believed hides none of the others."""

    visits: tuple[Visit, ...]
    doubtful: tuple[DoubtfulVisit, ...]
    erased: tuple[ErasedVisit, ...] = ()


Read = Visit | DoubtfulVisit | ErasedVisit
"""What may lie under a seed."""


@dataclass(frozen=True)
class Held:
    """A time that is kept for the right that will book it."""

    hold: str
    token: KeptToken
    expires: str
    credential: bytes | None = None
    """What was shown for it already, where it is the offer of a line."""


class Order(NamedTuple):
    """One visit of a series, and what it is booked with."""

    wish: Wish
    seed: str
    keys: ManageKeys
    ticket: bytes
    token: bytes


class Visits:
    """The visits of an open patient's account."""

    def __init__(self, account: Account, practices: Practices) -> None:
        self._account = account
        self._context = account.context
        self._practices = practices
        self._seen = account.context.seen
        self._found: dict[str, Visit] = {}
        self._promised: set[str] = set()
        """Seeds on their way: a booking that is under way elsewhere may still appear under them."""

    def list(self) -> Listing:
        """Ask for every live seed singly and in random order: the platform does not see which belong together."""
        seeds = shuffled(live_seeds(self._account.vault.read()))
        with self._seen.together():
            read = {seed: each for seed in seeds if (each := self._read(seed)) is not None}
        self._found = {seed: each for seed, each in read.items() if isinstance(each, Visit)}
        self._note_marks(read)
        self._ask_back(self._found.values())
        self._collect(self._found.values())
        return _listing(read)

    def list_all(self, progress: Callable[[int, int], None] = lambda _done, _total: None) -> Listing:
        """The same with what is long over."""
        vault = self._account.vault.read()
        seeds, gone = shuffled(all_seeds(vault)), may_be_gone(vault, self._context.today())
        read: dict[str, Read] = {}
        with self._seen.together():
            for done, seed in enumerate(seeds):
                progress(done, len(seeds))
                if (each := self._read(seed, may_be_gone=seed in gone)) is not None:
                    read[seed] = each
        progress(len(seeds), len(seeds))
        self._collect(each for each in read.values() if isinstance(each, Visit))
        return _listing(read)

    def book(self, wish: Wish, held: Held | None = None) -> Visit:
        """Book, with the right that holds the time if one does; a failure spends neither right nor ticket."""

        def make(means: Means) -> tuple[Prepared, Body]:
            shown = held.credential if held else None
            audience = resolve(wish, means.practice)[2].audience
            credential = shown or self._credential(means.practice.publication, audience)
            prepared = prepare(wish, replace(means, credential=credential))
            return prepared, prepared.body if held is None else {**prepared.body, "hold": held.hold}

        return self._order("/appointments", wish.practice, contact_of(wish.patient, wish.language), make, held)

    def credential_for(self, practice: str, service_class: str) -> bytes | None:
        """What is to be shown for a class of a practice; nothing where it is for everybody."""
        publication = self._practices.get(practice).publication
        audiences = [each.audience for each in publication.classes if each.service_class == service_class]
        return self._credential(publication, audiences[0]) if audiences else None

    def _credential(self, publication: Publication, audience: str, besides: Collection[bytes] = ()) -> bytes | None:
        if audience == "public":
            return None
        credential = self._account.wallet.find(publication, audience, besides)
        if credential is None:
            raise NotKnownThere
        return credential

    def book_series(self, wishes: Sequence[Wish]) -> tuple[Visit, ...]:
        """Book all of these visits at one practice, or none, each under a key, a ticket and a right of its own.

        `series_refused` tells by their numbers which of them failed; it spends nothing.
        """
        seeds, tickets, tokens = self.free_seeds(len(wishes)), list[tuple[bytes, bool]](), list[KeptToken]()
        try:
            for wish in wishes:
                tickets.append(self.ticket(contact_of(wish.patient, wish.language)))
                tokens.append(self._account.rights.take("booking"))
            orders = [
                Order(wish, seed, keys, ticket, from_b64(token.token))
                for wish, (seed, keys), (ticket, _), token in zip(wishes, seeds, tickets, tokens, strict=True)
            ]
            return self._send_series(orders)
        except (ClientError, ProtocolRefusal):
            self._promised -= {seed for seed, _ in seeds}
            for token in tokens:
                self._account.rights.give_back(token)
            for ticket, kept in tickets:
                if kept:
                    self._account.rights.give_ticket_back(ticket)
            raise

    def _send_series(self, orders: Sequence["Order"]) -> tuple[Visit, ...]:
        practice, shown = self._practices.refresh(orders[0].wish.practice), list[bytes]()
        prepared: list[Prepared] = []
        for each in orders:
            credential = self._credential(practice.publication, resolve(each.wish, practice)[2].audience, shown)
            shown += [credential] if credential else []
            prepared.append(
                prepare(each.wish, Means(practice, each.keys, each.ticket, each.token, credential=credential))
            )
        body = {"visits": [one.body for one in prepared]}
        try:
            self._context.transport.send_in_turn(self._context.platform_url("/series"), body)
        except Refused as refusal:
            # Another device has shown these.
            spent = [number for number, code in refusal.failed.items() if code == "credential_spent"]
            self._note_shown(prepared[number] for number in spent if number < len(prepared))
            raise
        self._note_shown(prepared)
        return tuple(self._keep(each.seed, each.keys, one) for each, one in zip(orders, prepared, strict=True))

    def _note_shown(self, bookings: Iterable[Prepared]) -> None:
        for each in bookings:
            if each.contents.credential is not None:
                self._account.wallet.note_shown(each.contents.credential)

    def look(self, code: bytes) -> Visit:
        """The visit that a claim code opens, not yet in this account."""
        seed = claim_seed(code)
        keys = manage_keys(seed)
        answer = self._ask(keys)
        if answer is None:
            raise AppointmentUnknown
        statements = verify_chain(answer.statements, keys.sign_public, self._desk_of(answer.practice))
        if statements[-1].state == "cancelled":
            raise CodeUsed
        visit = self._believe(b64(seed), keys, answer)
        if visit is None:
            raise AppointmentUnknown
        return visit

    def claim(self, code: bytes, language: Language = "fr") -> Visit:
        """Take this visit into the account, under a key of its own: the code is worth nothing afterwards."""
        old = self.look(code)
        if not is_ahead(old.last, self._context.clock()):
            raise VisitOver
        before, profile = (
            Predecessor(old.appointment, span_of(old.last), old.told),
            self._account.vault.current().profile,
        )
        last = sign_next(old.chain[-1], "cancelled", "manage", old.keys.sign_seed)

        def make(means: Means) -> tuple[Prepared, Body]:
            prepared = succeed(before, profile, language, means)
            return prepared, {"last": last, "booking": prepared.body}

        path = f"/appointments/{old.appointment}/handover"
        return self._order(path, old.told.practice, contact_of(profile, language), make)

    def lay_in(self, count: int) -> None:
        """Have at least so many free seeds in the vault, written down before any is used."""
        own, today, used = self._account.pool, self._context.today(), self._context.state.content.used
        self._account.vault.change(lambda vault: at_least(vault, own, used, count, today))

    def free_seeds(self, count: int) -> Sequence[tuple[str, ManageKeys]]:
        """So many seeds of this device's pool that hold no visit; none is given twice while this client runs."""
        pool = pool_for(self._account.vault.current(), self._account.pool)
        unused = shuffled(unused_seeds(pool, self._context.state.content.used) if pool else [])
        nothing_there = (seed for seed in unused if seed not in self._promised and self._holds_nothing(seed))
        free = tuple(islice(nothing_there, count))
        if len(free) < count:
            raise SeedsMissing
        self._promised |= set(free)
        return [(seed, manage_keys(from_b64(seed))) for seed in free]

    def appeared(self, seeds: Iterable[str]) -> Listing:
        """The visits that somebody else has booked under seeds of ours."""
        with self._seen.together():
            read = {seed: each for seed in seeds if (each := self._read(seed)) is not None}
        self._found |= {seed: each for seed, each in read.items() if isinstance(each, Visit)}
        self._note_marks(read)
        return _listing(read)

    def ticket(self, contact: Contact) -> tuple[bytes, bool]:
        """A ticket, and whether it comes from the stock."""
        kept = self._account.rights.take_ticket()
        return (kept, True) if kept else (contact_ticket(self._account.custodian.contact_key(), contact), False)

    def move(self, appointment: str, start: str, schedule: str | None = None) -> Visit:
        """Move to another time, if wished with another practitioner of the practice."""
        return self._change(appointment, "booked", start, schedule)

    def cancel(self, appointment: str) -> Visit:
        """Cancel."""
        return self._change(appointment, "cancelled", None, None)

    def find(self, appointment: str) -> Visit:
        """The visit of this id, or of the one id that begins so."""
        visits = list(self._found.values()) or self.list().visits
        fitting = [visit for visit in visits if visit.appointment.startswith(appointment)]
        if len(fitting) != 1:
            raise AppointmentUnknown
        return fitting[0]

    def _order(self, path: str, practice: str, contact: Contact, make: Make, held: Held | None = None) -> Visit:
        """Send what is made with a free key, a ticket and a right."""
        [(seed, keys)] = self.free_seeds(1)
        ticket, kept = self.ticket(contact)

        def send(token: bytes) -> Visit:
            known = pseudonym(self._account.session.root, practice)
            published = self._practices.get(practice)
            asks = self._account.wallet.asks(from_b64(seed), published.publication)
            means = Means(published, keys, ticket, token, known, asks)
            return self._send(path, seed, make, means)

        try:
            return self._with_right(send) if held is None else send(from_b64(held.token.token))
        except (ClientError, ProtocolRefusal):
            self._promised.discard(seed)
            if kept:
                self._account.rights.give_ticket_back(ticket)
            raise

    def _with_right(self, send: Callable[[bytes], Visit]) -> Visit:
        """A right that is worth nothing any more is dropped and the next one tried."""
        while True:
            token = self._account.rights.take("booking")
            try:
                return send(from_b64(token.token))
            except (ClientError, ProtocolRefusal) as error:
                if error.code not in WORTHLESS:
                    self._account.rights.give_back(token)
                    raise

    def _change(self, appointment: str, state: State, start: str | None, schedule: str | None) -> Visit:
        seed = self.find(appointment).seed
        current = self._probe(seed)
        if current is None:
            raise AppointmentUnknown
        signed = sign_next(current.chain[-1], state, "manage", current.keys.sign_seed, start=start, schedule=schedule)
        url = self._context.platform_url(f"/appointments/{current.appointment}/statements")
        self._context.transport.send_in_turn(url, {"statement": signed})
        after = self._probe(seed)
        if after is None:
            raise AppointmentUnknown
        self._found[seed] = after
        self._ask_back([after])
        return after

    def _collect(self, visits: Iterable[Visit]) -> None:
        """What practices left for whom they know."""
        wallet = self._account.wallet
        for visit in visits:
            if visit.given and not wallet.is_collected(visit.seed, visit.given):
                with suppress(ClientError, ProtocolRefusal):  # It lies there another day.
                    publication = self._practices.look_up(visit.told.practice).publication
                    wallet.collect(visit.seed, visit.keys.reply_seed, visit.appointment, visit.given, publication)

    def _ask_back(self, visits: Iterable[Visit]) -> None:
        """The rights of what was cancelled, by whomever, and still lay ahead."""
        now = self._context.now()
        self._account.rights.returns.ask(
            visit.seed for visit in visits if visit.last.state == "cancelled" and visit.last.start > now
        )

    def _read(self, seed: str, *, may_be_gone: bool = False) -> Read | None:
        """What lies under a seed, believed or not; that nothing does is believed of what may be gone."""
        keys = manage_keys(from_b64(seed))
        answer: ReadAnswer | None = None
        try:
            answer = self._ask(keys)
            if answer is None and may_be_gone:
                return None
            if answer is not None and answer.erasure is not UNSET:
                return self._erased(keys.appointment, answer.practice, answer.erasure)
            return self._believe(seed, keys, answer)
        except (ProtocolRefusal, AnswerUnreadable) as refusal:
            return DoubtfulVisit(keys.appointment, refusal.code, _told(answer, keys))
        except Refused as refusal:
            if refusal.status != NOT_FOUND:
                raise
            return DoubtfulVisit(keys.appointment, refusal.code, _told(answer, keys))  # It names keys that never were.

    def _erased(self, appointment: str, practice: str, word: Signed) -> ErasedVisit:
        erasure = believe_visit_erasure(word, practice, appointment, self._desk_of(practice))
        return ErasedVisit(appointment, practice, erasure.day)

    def _probe(self, seed: str) -> Visit | None:
        keys = manage_keys(from_b64(seed))
        return self._believe(seed, keys, self._ask(keys))

    def _ask(self, keys: ManageKeys) -> ReadAnswer | None:
        url = self._context.platform_url(f"/appointments/{keys.appointment}")
        origin, now = self._context.installation.platform.origin, self._context.clock()
        header = sign_read(keys, origin, "GET", urlsplit(url).path, b"", now)
        try:
            return self._context.transport.ask(ReadAnswer, "GET", url, headers={"Serment-Signature": header})
        except Refused as refusal:
            if refusal.code != AppointmentUnknown.code:
                raise
            return None

    def _believe(self, seed: str, keys: ManageKeys, answer: ReadAnswer | None) -> Visit | None:
        if answer is None:
            self._seen.follow("statement", keys.appointment, None, "")
            return None
        statements = verify_chain(answer.statements, keys.sign_public, self._desk_of(answer.practice))
        told = open_self_copy(from_b64(answer.self_copy), keys)
        if {statement.practice for statement in statements} != {answer.practice, told.practice}:
            raise ChainBroken
        self._seen.follow_chain(keys.appointment, answer.statements)
        return Visit(seed, keys, tuple(answer.statements), tuple(statements), told, answer.credentials)

    def _desk_of(self, practice: str) -> Callable[[int], bytes]:
        def desk_key(epoch: int) -> bytes:
            # What was agreed stays to be read and cancelled, whatever the custodian says now.
            return self._practices.desk_key(practice, self._practices.look_up(practice).roots, epoch)

        return desk_key

    def _holds_nothing(self, seed: str) -> bool:
        visit = self._read(seed)
        if isinstance(visit, Visit):
            self._found[seed] = visit
        return visit is None

    def _send(self, path: str, seed: str, make: Make, means: Means) -> Visit:
        """Seals anew when the practice has changed its keys meanwhile; a refused request spends no right."""
        for attempt in range(1, ATTEMPTS + 1):
            prepared, body = make(means)
            shown = prepared.contents.credential
            try:
                self._context.transport.send_in_turn(self._context.platform_url(path), body)
            except Refused as refusal:
                if refusal.code == "credential_spent" and shown is not None:
                    self._account.wallet.note_shown(shown)  # Another device has; the next one may do.
                elif refusal.code != "epoch_retired":
                    raise
                if attempt == ATTEMPTS:
                    raise
                means = self._renewed(seed, means, prepared.self_copy.practice)
            else:
                if shown is not None:
                    self._account.wallet.note_shown(shown)
                return self._keep(seed, means.keys, prepared)
        raise AssertionError

    def _renewed(self, seed: str, means: Means, practice: str) -> Means:
        """The same for what the practice says now: other keys, other credentials to ask for."""
        known = self._practices.refresh(practice)
        return replace(means, practice=known, asks=self._account.wallet.asks(from_b64(seed), known.publication))

    def _keep(self, seed: str, keys: ManageKeys, prepared: Prepared) -> Visit:
        chain = (prepared.statement,)
        statements = verify_chain(chain, keys.sign_public, self._desk_of(prepared.self_copy.practice))
        self._seen.follow_chain(keys.appointment, chain)
        visit = Visit(seed, keys, chain, tuple(statements), prepared.self_copy)
        self._found[seed] = visit
        self._note_marks(self._found)
        return visit

    def _note_marks(self, read: Mapping[str, Read]) -> None:
        """What is over is marked in the vault at the next sign-in, so that no writing points at a booking."""
        now, content = self._context.clock(), self._context.state.content
        content.used = sorted({*content.used, *map(mark, read)})
        erased = (mark(seed) for seed, each in read.items() if isinstance(each, ErasedVisit))
        ended = {
            seed: read_time(visit.last.start) + timedelta(minutes=visit.last.duration)
            for seed, visit in self._found.items()
        }
        content.over = sorted(
            {*content.over, *erased, *(mark(seed) for seed, end in ended.items() if end < now - OVER_AFTER)}
        )
        self._context.state.save()


def _listing(read: Mapping[str, Read]) -> Listing:
    visits = (each for each in read.values() if isinstance(each, Visit))
    doubtful = (each for each in read.values() if isinstance(each, DoubtfulVisit))
    erased = (each for each in read.values() if isinstance(each, ErasedVisit))
    in_order = sorted(visits, key=lambda visit: visit.last.start)
    return Listing(tuple(in_order), tuple(doubtful), tuple(sorted(erased, key=lambda each: each.day)))


def contact_of(person: Identity, language: Language) -> Contact:
    """How a person is reached where no ticket is left."""
    return Contact(email=person.email, phone=person.phone, language=language)


def span_of(statement: Statement) -> Span:
    """The time that a statement speaks of."""
    return Span(statement.schedule, statement.start, statement.duration, statement.service_class)


def is_ahead(last: Statement, now: datetime) -> bool:
    """Whether a visit is still to come."""
    return last.state == "booked" and read_time(last.start) > now


def _told(answer: ReadAnswer | None, keys: ManageKeys) -> SelfCopy | None:
    """What the patient noted for themselves, whatever else is wrong with the answer."""
    try:
        return open_self_copy(from_b64(answer.self_copy), keys) if answer else None
    except ProtocolRefusal:
        return None
