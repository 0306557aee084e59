"""The patient's visits: book, find, move, cancel. No request here carries a session (SPEC 7)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import msgspec

from serment_client.account import Account
from serment_client.booking import Prepared, Wish, prepare
from serment_client.errors import AnswerUnreadable, AppointmentUnknown, ClientError, Refused, SeedsMissing
from serment_client.pools import live_seeds, mark, pool_for, shuffled, unused_seeds
from serment_client.practices import Practices
from serment_protocol.appointments import ManageKeys, SelfCopy, manage_keys, open_self_copy
from serment_protocol.encoding import from_b64, read_time
from serment_protocol.errors import ChainBroken, ProtocolRefusal
from serment_protocol.nudges import Contact, contact_ticket
from serment_protocol.reads import sign_read
from serment_protocol.signing import Signed
from serment_protocol.statements import State, Statement, sign_next, verify_chain

ATTEMPTS = 3
NOT_FOUND = 404
OVER_AFTER = timedelta(days=1)
WORTHLESS = frozenset({"token_spent", "token_expired", "token_forged", "token_malformed"})


class ReadAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/appointments/{id}`."""

    practice: str
    statements: list[Signed]
    self_copy: str


@dataclass(frozen=True)
class Visit:
    """A visit of this patient, as the practice and the patient signed it."""

    seed: str
    keys: ManageKeys
    chain: tuple[Signed, ...]
    statements: tuple[Statement, ...]
    told: SelfCopy

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
class Listing:
    """All visits of an account: one that cannot be believed hides none of the others."""

    visits: tuple[Visit, ...]
    doubtful: tuple[DoubtfulVisit, ...]


class Visits:
    """The visits of an open patient's account."""

    def __init__(self, account: Account, practices: Practices) -> None:
        self._account = account
        self._context = account.context
        self._practices = practices
        self._seen = account.context.seen
        self._found: dict[str, Visit] = {}

    def list(self) -> Listing:
        """Ask for every live seed singly and in random order: the platform does not see which belong together."""
        seeds = shuffled(live_seeds(self._account.vault.read()))
        with self._seen.together():
            read = {seed: each for seed in seeds if (each := self._read(seed)) is not None}
        self._found = {seed: each for seed, each in read.items() if isinstance(each, Visit)}
        self._note_marks(read)
        doubtful = tuple(each for each in read.values() if isinstance(each, DoubtfulVisit))
        return Listing(tuple(sorted(self._found.values(), key=lambda visit: visit.last.start)), doubtful)

    def book(self, wish: Wish) -> Visit:
        """Book; a failure spends neither right nor ticket."""
        keys, seed = self._free_seed()
        kept = self._account.rights.take_ticket()
        try:
            return self._book_with_right(wish, seed, keys, kept or self._contact_ticket(wish))
        except (ClientError, ProtocolRefusal):
            if kept:
                self._account.rights.give_ticket_back(kept)
            raise

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

    def _book_with_right(self, wish: Wish, seed: str, keys: ManageKeys, ticket: bytes) -> Visit:
        """A right that is worth nothing any more is dropped and the next one tried."""
        while True:
            token = self._account.rights.take("booking")
            try:
                return self._book(wish, seed, keys, ticket, from_b64(token.token))
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
        self._context.transport.send("POST", url, {"statement": signed})
        after = self._probe(seed)
        if after is None:
            raise AppointmentUnknown
        self._found[seed] = after
        return after

    def _read(self, seed: str) -> Visit | DoubtfulVisit | None:
        """What lies under a seed, believed or not."""
        keys = manage_keys(from_b64(seed))
        answer: ReadAnswer | None = None
        try:
            answer = self._ask(keys)
            return self._believe(seed, keys, answer)
        except (ProtocolRefusal, AnswerUnreadable) as refusal:
            return DoubtfulVisit(keys.appointment, refusal.code, _told(answer, keys))
        except Refused as refusal:
            if refusal.status != NOT_FOUND:
                raise
            return DoubtfulVisit(keys.appointment, refusal.code, _told(answer, keys))  # It names keys that never were.

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
        return Visit(seed, keys, tuple(answer.statements), tuple(statements), told)

    def _desk_of(self, practice: str) -> Callable[[int], bytes]:
        def desk_key(epoch: int) -> bytes:
            root = from_b64(self._practices.get(practice).root.root)
            return self._practices.desk_key(practice, root, epoch)

        return desk_key

    def _free_seed(self) -> tuple[ManageKeys, str]:
        pool = pool_for(self._account.vault.current(), self._account.pool)
        seeds = unused_seeds(pool, self._context.state.content.used) if pool else []
        for seed in shuffled(seeds):
            visit = self._read(seed)
            if visit is None:
                return manage_keys(from_b64(seed)), seed
            if isinstance(visit, Visit):
                self._found[seed] = visit
        raise SeedsMissing

    def _contact_ticket(self, wish: Wish) -> bytes:
        contact = Contact(email=wish.patient.email, phone=wish.patient.phone, language=wish.language)
        return contact_ticket(self._account.custodian.contact_key(), contact)

    def _book(self, wish: Wish, seed: str, keys: ManageKeys, ticket: bytes, token: bytes) -> Visit:
        practice = self._practices.get(wish.practice)
        for attempt in range(1, ATTEMPTS + 1):
            prepared = prepare(wish, practice, keys, ticket, token)
            try:
                self._context.transport.send("POST", self._context.platform_url("/appointments"), prepared.body)
            except Refused as refusal:
                if refusal.code != "epoch_retired" or attempt == ATTEMPTS:
                    raise
                practice = self._practices.refresh(wish.practice)
            else:
                return self._keep(seed, keys, prepared)
        raise AssertionError

    def _keep(self, seed: str, keys: ManageKeys, prepared: Prepared) -> Visit:
        chain = (prepared.statement,)
        statements = verify_chain(chain, keys.sign_public, self._desk_of(prepared.self_copy.practice))
        self._seen.follow_chain(keys.appointment, chain)
        visit = Visit(seed, keys, chain, tuple(statements), prepared.self_copy)
        self._found[seed] = visit
        self._note_marks(self._found)
        return visit

    def _note_marks(self, used: Iterable[str]) -> None:
        """What is over is marked in the vault at the next sign-in, so that no writing points at a booking."""
        now, content = self._context.clock(), self._context.state.content
        content.used = sorted({*content.used, *map(mark, used)})
        ended = {
            seed: read_time(visit.last.start) + timedelta(minutes=visit.last.duration)
            for seed, visit in self._found.items()
        }
        content.over = sorted({*content.over, *(mark(seed) for seed, end in ended.items() if end < now - OVER_AFTER)})
        self._context.state.save()


def _told(answer: ReadAnswer | None, keys: ManageKeys) -> SelfCopy | None:
    """What the patient noted for themselves, whatever else is wrong with the answer."""
    try:
        return open_self_copy(from_b64(answer.self_copy), keys) if answer else None
    except ProtocolRefusal:
        return None
