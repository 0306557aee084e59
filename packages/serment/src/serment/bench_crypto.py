"""`serment bench crypto`: what the protocol's cryptography costs, as medians, in bytes, and as a multiple of the bare
calls of the libraries that it cannot do without, measured in the same run. No server and no network: the custodian's
half of the hardening is done here too.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from serment_client.team import make_epoch
from serment_protocol import accounts, hardening, primitives
from serment_protocol.appointments import (
    Booking,
    Filing,
    FilingContent,
    ManageKeys,
    PatientName,
    Place,
    SelfCopy,
    lock_self_copy,
    make_filing,
    manage_keys,
    open_envelope,
    open_filing,
    seal_envelope,
)
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.kit import propose_words
from serment_protocol.practice import (
    COMPARTMENTS,
    CompartmentSecrets,
    Member,
    all_new_secrets,
    lock_previous,
    open_previous,
    practice_id,
    root_record,
)
from serment_protocol.primitives import random_bytes, sign_public
from serment_protocol.sealing import public_key_of
from serment_protocol.signing import sign
from serment_protocol.statements import Statement, sign_booking
from serment_protocol.vault import Identity, Vault, lock_vault

ZEROS = "0" * 64
DAY = "2026-01-05"
ORIGIN = "https://serment.example"
MILLI = 1000
TIMES = 9
AGENDA = 300
MEMBERS = 20
RECORDS = 50_000
# A vault of one bucket, and a row of the envelope's smallest: sizes that people meet.
CONTENT = 2048
SEED = bytes(32)
ROOT_SEALED = primitives.hpke_seal(primitives.seal_public(SEED), b"", bytes(32))
PERSON = Identity(given="Mesure", family="Fictive", birth_date="1980-01-01", phone="0199009902", email="")


class Cost(msgspec.Struct, frozen=True):
    """What one thing costs."""

    name: str
    median_ms: float
    bare_ms: float
    """The same calls of the libraries with nothing around them."""
    ratio: float
    bytes: int
    """What of it travels or is kept."""
    times: int


class Costs(msgspec.Struct, frozen=True):
    """All of them."""

    costs: list[Cost]


@dataclass(frozen=True)
class Sizes:
    """How much of each; a test takes less."""

    times: int = TIMES
    agenda: int = AGENDA
    members: int = MEMBERS
    records: int = RECORDS


def bench(sizes: Sizes = Sizes()) -> Costs:
    """Measure everything."""
    person, practice = Person(), Practice.drawn(sizes)
    return Costs([*person.costs(sizes), *practice.booking(sizes), *practice.agenda(sizes), *practice.rotation(sizes)])


def tell(found: Costs) -> str:
    """The result as a table."""
    head = f"{'':44}{'median':>12}{'bare calls':>14}{'ratio':>8}{'bytes':>12}"
    return "\n".join(
        [
            head,
            *(f"{c.name:44}{c.median_ms:9.2f} ms{c.bare_ms:11.2f} ms{c.ratio:8.2f}{c.bytes:12}" for c in found.costs),
        ]
    )


@dataclass(frozen=True)
class Person:
    """Somebody who signs up and in."""

    passphrase: str = field(default_factory=lambda: propose_words("fr"))
    salt: bytes = field(default_factory=lambda: random_bytes(16))
    seed: bytes = field(default_factory=lambda: random_bytes(32))
    root: bytes = field(default_factory=lambda: random_bytes(32))
    account: str = field(default_factory=lambda: random_bytes(16).hex())

    def costs(self, sizes: Sizes) -> list[Cost]:
        """Both, and what stretching alone takes of them."""
        sealed = accounts.seal_root(self.root, self.account, self._way())

        def enter() -> bytes:
            way = self._way()
            found = accounts.open_root(sealed, self.account, way)
            return found + canonical(accounts.sign_in(way, ORIGIN, b64(random_bytes(32))))

        return [
            _cost("sign up (hardened, root sealed, vault locked)", self._open, self._bare_opening, sizes.times),
            _cost("sign in (hardened, root opened)", enter, self._bare_entering, sizes.times),
        ]

    def _way(self) -> accounts.WayIn:
        stretched = hardening.stretch(self.passphrase, self.salt)
        scalar, blinded = hardening.blind(stretched)
        hardened = hardening.finalise(stretched, scalar, hardening.evaluate(self.seed, blinded))
        return accounts.way_in(hardening.passphrase_secret(stretched, hardened), "patient")

    def _open(self) -> bytes:
        way = self._way()
        sealed = accounts.seal_root(self.root, self.account, way)
        vault = lock_vault(Vault(profile=PERSON), accounts.vault_key(self.root), self.account, 1, ZEROS)
        return sealed + vault + canonical(accounts.sign_opening(way, self.account, ORIGIN, sealed, vault, bytes(354)))

    def _bare_opening(self) -> None:
        way = self._bare_hardening()
        primitives.hpke_seal(primitives.seal_public(way), b"", self.root)
        primitives.encrypt(way, bytes(2 * CONTENT), b"")
        primitives.ed25519_sign(way, bytes(CONTENT))

    def _bare_entering(self) -> None:
        way = self._bare_hardening()
        primitives.hpke_open(SEED, b"", ROOT_SEALED)
        primitives.ed25519_sign(way, bytes(256))

    def _bare_hardening(self) -> bytes:
        cost = hardening.PRODUCTION_COST
        stretched = primitives.argon2id(self.passphrase.encode(), self.salt, cost.memory, cost.passes)
        element, scalar = primitives.ristretto_from_hash(primitives.sha512(stretched)), primitives.scalar_random()
        for _ in range(3):  # Blinded, evaluated, unblinded.
            element = primitives.ristretto_multiply(scalar, element)
        return element


@dataclass(frozen=True)
class Practice:
    """A practice with visits and colleagues."""

    root_seed: bytes
    practice: str
    secrets: tuple[CompartmentSecrets, ...]
    members: tuple[Member, ...]
    keys: accounts.MemberKeys

    @classmethod
    def drawn(cls, sizes: Sizes) -> "Practice":
        """One with so many members, an officer and practitioner among them."""
        root_seed = random_bytes(32)
        practice = practice_id(sign_public(root_seed))
        keys = [accounts.member_keys(random_bytes(32)) for _ in range(sizes.members)]
        members = tuple(
            Member(k.member, "practitioner", index == 0, b64(k.sign_public), b64(k.seal_public), "Mesure", ())
            for index, k in enumerate(keys)
        )
        return cls(root_seed, practice, all_new_secrets(practice, 1), members, keys[0])

    @property
    def desk(self) -> CompartmentSecrets:
        """The desk's secrets."""
        return self.secrets[0]

    def booking(self, sizes: Sizes) -> list[Cost]:
        """Sealing a visit."""
        seal_key = public_key_of(from_b64(self.desk.seal_seed))

        def book() -> bytes:
            keys = manage_keys(random_bytes(32))
            envelope = seal_envelope(_booking(keys), self._place(keys.appointment), seal_key)
            copy = lock_self_copy(_self_copy(self.practice), keys)
            return envelope + copy + canonical(sign_booking(_statement(self.practice, keys), keys.sign_seed))

        def bare() -> None:
            primitives.seal_public(random_bytes(32))
            primitives.hpke_seal(seal_key, b"", bytes(CONTENT))
            primitives.encrypt(bytes(32), bytes(CONTENT), b"")
            primitives.ed25519_sign(bytes(32), bytes(1024))

        return [_cost("booking sealed and signed", book, bare, sizes.times * 5)]

    def agenda(self, sizes: Sizes) -> list[Cost]:
        """Opening a long agenda: as it is every day, and were nothing of it filed yet."""
        seed = from_b64(self.desk.seal_seed)
        seal_key, visits = public_key_of(seed), [manage_keys(random_bytes(32)) for _ in range(sizes.agenda)]
        places = [self._place(keys.appointment) for keys in visits]
        envelopes = [seal_envelope(_booking(keys), place, seal_key) for keys, place in zip(visits, places, strict=True)]
        filings = [(place, self._filed(keys)) for keys, place in zip(visits, places, strict=True)]
        sealed = primitives.hpke_seal(seal_key, b"", bytes(CONTENT))

        def unfiled() -> int:
            for place, each in zip(places, envelopes, strict=True):
                open_envelope(each, place, seed)
            return sum(map(len, envelopes))

        def bare() -> None:
            for _ in envelopes:
                primitives.hpke_open(seed, b"", sealed)

        return [
            self._opening(f"agenda of {sizes.agenda} visits opened", filings, lambda: self.desk.filing, sizes.times),
            _cost(f"the same {sizes.agenda}, envelopes not filed yet", unfiled, bare, sizes.times),
        ]

    def rotation(self, sizes: Sizes) -> list[Cost]:
        """New keys for everybody. What was filed before stays as it is, and opens by the lock of the keys before."""
        before = sign(self.root_seed, "practice-root", root_record(self.root_seed, "Mesure"))
        following = all_new_secrets(self.practice, 2)
        locked = [lock_previous(old, new) for old, new in zip(self.secrets, following, strict=True)]

        def rotate() -> bytes:
            fresh = all_new_secrets(self.practice, 2)
            previous = [lock_previous(old, new) for old, new in zip(self.secrets, fresh, strict=True)]
            epoch = make_epoch(fresh, before, previous, self.members, self.root_seed, DAY)
            return msgspec.json.encode(epoch) + b"".join(previous)

        def bare() -> None:
            for _ in COMPARTMENTS:
                sign_public(random_bytes(32))
                primitives.seal_public(random_bytes(32))
                primitives.encrypt(bytes(32), bytes(512), b"")
                for each in self.members:
                    primitives.hpke_seal(from_b64(each.seal), b"", bytes(512))
            primitives.hpke_seal(from_b64(self.members[0].seal), b"", bytes(32))
            primitives.ed25519_sign(self.root_seed, bytes(CONTENT))

        return [
            _cost(f"new keys for {sizes.members} members", rotate, bare, sizes.times),
            self._records_afterwards(sizes.records, locked[0], following[0]),
        ]

    def _records_afterwards(self, count: int, locked: bytes, following: CompartmentSecrets) -> Cost:
        """Every record filed before, opened by who has the new keys alone."""
        visits = [manage_keys(random_bytes(32)) for _ in range(count)]
        filings = [(self._place(keys.appointment), self._filed(keys)) for keys in visits]
        name = f"{count} records from before them opened"
        return self._opening(name, filings, lambda: open_previous(locked, following).filing, 1)

    def _opening(
        self, name: str, filings: Sequence[tuple[Place, Filing]], key: Callable[[], bytes], times: int
    ) -> Cost:
        """Filings opened, beside as many bare verifications and decryptions."""
        signature = primitives.ed25519_sign(self.keys.sign_seed, bytes(512))
        locked = primitives.encrypt(self.desk.filing, bytes(CONTENT), b"")

        def opened() -> int:
            filing_key = key()
            for place, each in filings:
                open_filing(each, place, filing_key, self.keys.sign_public)
            return sum(len(from_b64(each.blob)) for _, each in filings[:1]) * len(filings)

        def bare() -> None:
            for _ in filings:
                primitives.decrypt(self.desk.filing, locked, b"")
                primitives.ed25519_verify(self.keys.sign_public, bytes(512), signature)

        return _cost(name, opened, bare, times)

    def _place(self, appointment: str) -> Place:
        return Place(self.practice, 1, appointment)

    def _filed(self, keys: ManageKeys) -> Filing:
        return make_filing(
            FILED, self._place(keys.appointment), None, self.desk.filing, self.keys.member, self.keys.sign_seed
        )


def _booking(keys: ManageKeys) -> Booking:
    return Booking(patient=PERSON, motive="premiere", note="", reply=b64(public_key_of(keys.reply_seed)), language="fr")


FILED = FilingContent(
    patient=PERSON, motive="premiere", note="", reply=b64(bytes(1216)), language="fr", staff_note="", claim=""
)


def _self_copy(practice: str) -> SelfCopy:
    return SelfCopy(
        practice=practice,
        practice_name="Mesure",
        practitioner="0" * 32,
        practitioner_name="Dr Mesure",
        address="1 rue de la Mesure, 75001 Paris",
        phone="0199009900",
        time_zone="Europe/Paris",
        motive="premiere",
        motive_label="Premiere consultation",
        patient=PatientName(PERSON.given, PERSON.family),
        note="",
    )


def _statement(practice: str, keys: ManageKeys) -> Statement:
    return Statement(
        appointment=keys.appointment,
        practice=practice,
        sequence=0,
        state="booked",
        schedule="0" * 32,
        start=f"{DAY}T09:00:00Z",
        duration=20,
        service_class="standard",
        epoch=1,
        previous=ZEROS,
        by="manage",
        contents=ZEROS,
    )


def _cost(name: str, work: Callable[[], bytes | int], bare: Callable[[], None], times: int) -> Cost:
    """Both by turns, so that a busy moment of the machine strikes both."""
    size, taken, floor = 0, list[float](), list[float]()
    for _ in range(times):
        started = time.perf_counter()
        made = work()
        between = time.perf_counter()
        bare()
        taken.append((between - started) * MILLI)
        floor.append((time.perf_counter() - between) * MILLI)
        size = made if isinstance(made, int) else len(made)
    median, least = statistics.median(taken), statistics.median(floor)
    return Cost(name, round(median, 3), round(least, 3), round(median / least, 2), size, times)
