"""Practices: records, wraps, members, publications, invitations."""

from collections.abc import Iterator
from itertools import chain

from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from serment_protocol.accounts import MemberKeys, member_keys
from serment_protocol.closings import Closing, sign_closing
from serment_protocol.encoding import b64, canonical
from serment_protocol.endorsements import Endorsement
from serment_protocol.invitations import InvitationAnswer
from serment_protocol.practice import (
    CLINICAL,
    DESK,
    Compartment,
    CompartmentSecrets,
    EpochRecord,
    Member,
    Members,
    RootRecord,
    WrapHash,
    epoch_record,
    practice_id,
    predecessor_of,
    previous_hash,
    wrap_hash,
    wrap_root,
    wrap_secrets,
)
from serment_protocol.primitives import derive, hash_bytes, mac, sign_public
from serment_protocol.publication import Publication
from serment_protocol.sealing import lock, seal
from serment_protocol.signing import Signed, sign
from serment_protocol.structure import convert

AREA = "practice"
ROOT = seed("practice root")
PRACTICE = practice_id(sign_public(ROOT))
NAME = "Cabinet Exemple (fictif)"
CUSTODIAN = seed("another log key")


def secrets_of(epoch: int, name: Compartment = DESK) -> CompartmentSecrets:
    """The secrets of a compartment in an epoch."""
    return CompartmentSecrets(
        practice=PRACTICE,
        epoch=epoch,
        name=name,
        seal_seed=b64(seed(f"{name} seal {epoch}")),
        sign_seed=b64(seed(f"{name} sign {epoch}")),
        filing_key=b64(seed(f"{name} filing {epoch}")),
    )


def staff(name: str) -> MemberKeys:
    """Somebody who works there."""
    return member_keys(seed(f"account of {name}"))


def as_member(keys: MemberKeys, name: str, wraps: tuple[WrapHash, ...], *, officer: bool = False) -> Member:
    """Somebody in the list of members: a practitioner if an officer, else a secretary."""
    role = "practitioner" if officer else "secretary"
    return Member(keys.member, role, officer, b64(keys.sign_public), b64(keys.seal_public), name, wraps)


class Practice:
    """A practice in its first two epochs: one from before there were clinical keys, and one with them.

    Ada, a practitioner and officer, has every key of the second epoch; Cléo, a secretary, has those of the desk.
    """

    def __init__(self, fixtures: Fixtures) -> None:
        self.keys = staff("Ada")
        self.root = sign(ROOT, "practice-root", RootRecord(practice=PRACTICE, root=b64(sign_public(ROOT)), name=NAME))
        self.locked_previous = self._lock_previous()
        self.wraps = {epoch: fixtures.once(f"wrap {epoch}", lambda e=epoch: self._wrap(e)) for epoch in (1, 2)}
        self.clinical = fixtures.once("clinical wrap", lambda: self._wrap(2, CLINICAL))
        self.clerk = staff("Cléo")
        self.clerk_wrap = fixtures.once("wrap of Cléo", lambda: self._wrap(2, DESK, self.clerk))
        self.members = {1: self._members(1), 2: self._members(2)}
        self.first = self.sign_epoch(1, self.root)
        self.second = self.sign_epoch(2, self.first)

    def _wrap(self, epoch: int, name: Compartment = DESK, keys: MemberKeys | None = None) -> bytes:
        keys = keys or self.keys
        return wrap_secrets(secrets_of(epoch, name), keys.member, keys.seal_public)

    def _lock_previous(self) -> bytes:
        context = {"v": 1, "practice": PRACTICE, "epoch": 2, "compartment": "desk"}
        key, nonce = secrets_of(2).filing, seed("previous nonce", 12)
        return lock(key, "previous", context, canonical(secrets_of(1)), nonce=nonce)

    def _members(self, epoch: int) -> Members:
        desk, clinical = WrapHash(DESK, wrap_hash(self.wraps[epoch])), WrapHash(CLINICAL, wrap_hash(self.clinical))
        ada = as_member(self.keys, "Ada Exemple", (desk,) if epoch == 1 else (desk, clinical), officer=True)
        cleo = as_member(self.clerk, "Cléo Exemple", (WrapHash(DESK, wrap_hash(self.clerk_wrap)),))
        there = (ada,) if epoch == 1 else tuple(sorted((ada, cleo), key=lambda each: each.member))
        salt = b64(seed(f"salt {epoch}", 16))
        previous = previous_hash([] if epoch == 1 else [self.locked_previous])
        return Members(practice=PRACTICE, epoch=epoch, salt=salt, previous_hash=previous, members=there)

    def record(self, epoch: int, before: Signed) -> EpochRecord:
        """The public part of an epoch."""
        secrets = [secrets_of(epoch)] if epoch == 1 else [secrets_of(epoch), secrets_of(epoch, CLINICAL)]
        return epoch_record(secrets, predecessor_of(before, epoch), self.members[epoch], "2026-01-05")

    def sign_epoch(self, epoch: int, before: Signed) -> Signed:
        """The same, signed by the root."""
        return sign(ROOT, "epoch", self.record(epoch, before))


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    practice = Practice(fixtures)
    return chain(
        roots(practice),
        endorsements(),
        closings(),
        epochs(practice),
        wraps(practice, fixtures),
        members(practice),
        publications(practice),
        invitations(),
    )


def roots(practice: Practice) -> Iterator[Vector]:
    """Root records."""
    given = {"signed": plain(practice.root), "practice": PRACTICE}
    yield Vector(AREA, "root", "verify_root", given)
    yield Vector(AREA, "root_of_another_practice", "verify_root", {**given, "practice": "0" * 32}, "another_practice")
    invented = RootRecord(practice=PRACTICE, root=b64(sign_public(seed("liar"))), name=NAME)
    forged = {**given, "signed": plain(sign(seed("liar"), "practice-root", invented))}
    yield Vector(AREA, "root_invented", "verify_root", forged, "another_practice")
    stolen = RootRecord(practice=PRACTICE, root=b64(sign_public(ROOT)), name=NAME)
    unsigned = {**given, "signed": plain(sign(seed("liar"), "practice-root", stolen))}
    yield Vector(AREA, "root_signed_by_another", "verify_root", unsigned, "bad_signature")
    future = {**plain(stolen), "v": 2}
    newer = {**given, "signed": plain(sign(ROOT, "practice-root", future))}
    yield Vector(AREA, "root_of_version_2", "verify_root", newer, "unknown_version")


def endorsement(**change: object) -> Values:
    """The custodian's word for the practice's root."""
    record = Endorsement(
        practice=PRACTICE,
        root=b64(sign_public(ROOT)),
        name=NAME,
        check="officers",
        replacement="",
        valid_from="2026-03-01",
        until="2026-04-10",
    )
    return {**plain(record), **change}


def endorsements() -> Iterator[Vector]:
    """What the custodian says of a root, and what it did not say."""
    record = RootRecord(practice=PRACTICE, root=b64(sign_public(ROOT)), name=NAME)
    given: Values = {
        "signed": plain(sign(CUSTODIAN, "practice-endorsement", endorsement())),
        "custodian": b64(sign_public(CUSTODIAN)),
        "record": plain(record),
        "today": "2026-03-04",
        "demo": False,
    }

    def saying(**change: object) -> Values:
        return {**given, "signed": plain(sign(CUSTODIAN, "practice-endorsement", endorsement(**change)))}

    yield Vector(AREA, "endorsement", "verify_endorsement", given)
    accepted: dict[str, Values] = {
        "endorsement_on_its_first_day": {"today": "2026-03-01"},
        "endorsement_of_tomorrow": {"today": "2026-02-28"},
        "endorsement_on_its_last_day": {"today": "2026-04-10"},
        "endorsement_by_officers_in_a_demonstration": {"demo": True},
        "endorsement_of_a_demonstration": {**saying(check="demo"), "demo": True},
        "endorsement_for_a_day": {**saying(until="2026-03-01"), "today": "2026-03-01"},
    }
    for case, change in accepted.items():
        yield Vector(AREA, case, "verify_endorsement", {**given, **change})
    other = RootRecord(practice=PRACTICE, root=b64(sign_public(seed("liar"))), name=NAME)
    refused: dict[str, Values] = {
        "endorsement_too_early": {"today": "2026-02-27"},
        "endorsement_run_out": {"today": "2026-04-11"},
        "endorsement_of_a_demonstration_elsewhere": saying(check="demo"),
        "endorsement_of_another_practice": saying(practice="0" * 32),
        "endorsement_of_another_root": saying(root=b64(sign_public(seed("liar")))),
        "endorsement_for_an_invented_root": {"record": plain(other)},
        "endorsement_under_another_name": saying(name="Cabinet Autre"),
        "endorsement_of_a_root_that_replaced_another": saying(replacement="0" * 64),
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "verify_endorsement", {**given, **change}, "practice_not_endorsed")
    signed_by_liar = plain(sign(seed("liar"), "practice-endorsement", endorsement()))
    under_another_name = plain(sign(CUSTODIAN, "practice-root", endorsement()))
    for case, signed in (("endorsement_forged", signed_by_liar), ("endorsement_as_another_record", under_another_name)):
        yield Vector(AREA, case, "verify_endorsement", {**given, "signed": signed}, "bad_signature")
    malformed: dict[str, Values] = {
        "endorsement_too_long": {"until": "2026-04-11"},
        "endorsement_backwards": {"until": "2026-02-28"},
        "endorsement_by_nobody": {"check": "none"},
        "endorsement_with_half_a_hash": {"replacement": "0" * 32},
        "endorsement_with_unknown_field": {"note": ""},
    }
    for case, change in malformed.items():
        yield Vector(AREA, case, "verify_endorsement", saying(**change), "bad_structure")


def closings() -> Iterator[Vector]:
    """A practice's last word, and what somebody else would like to be one."""
    root, liar, day = b64(sign_public(ROOT)), seed("liar"), "2026-03-04"
    yield Vector(AREA, "closing_signed", "sign_closing", {"root_seed": b64(ROOT), "practice": PRACTICE, "day": day})
    given: Values = {"signed": plain(sign_closing(ROOT, PRACTICE, day)), "practice": PRACTICE, "root": root}
    record = plain(Closing(practice=PRACTICE, root=root, day=day))

    def saying(**change: object) -> Values:
        changed: Values = {**record, **change}
        return {**given, "signed": plain(sign(ROOT, "practice-closing", changed))}

    yield Vector(AREA, "closing", "verify_closing", given)
    forged = plain(sign(liar, "practice-closing", record))
    renamed = plain(sign(ROOT, "practice-root", record))
    for case, signed in (("closing_forged", forged), ("closing_as_another_record", renamed)):
        yield Vector(AREA, case, "verify_closing", {**given, "signed": signed}, "bad_signature")
    by_another = {**given, "root": b64(sign_public(liar))}
    yield Vector(AREA, "closing_by_a_root_of_before", "verify_closing", by_another, "bad_signature")
    yield Vector(AREA, "closing_of_another_practice", "verify_closing", saying(practice="0" * 32), "another_practice")
    for_another = saying(root=b64(sign_public(liar)))
    yield Vector(AREA, "closing_for_another_root", "verify_closing", for_another, "another_practice")
    malformed: dict[str, Values] = {
        "closing_on_no_day": {"day": "2026-02-30"},
        "closing_with_unknown_field": {"note": ""},
        "closing_of_another_type": {"type": "practice_root"},
    }
    for case, change in malformed.items():
        yield Vector(AREA, case, "verify_closing", saying(**change), "bad_structure")
    yield Vector(AREA, "closing_of_version_2", "verify_closing", saying(v=2), "unknown_version")


def epochs(practice: Practice) -> Iterator[Vector]:
    """Epoch records."""
    root = b64(sign_public(ROOT))
    given = {"signed": plain(practice.second), "practice": PRACTICE, "root": root, "epoch": 2}
    yield Vector(AREA, "epoch", "verify_epoch", given)
    before = {**given, "signed": plain(practice.first), "epoch": 1}
    yield Vector(AREA, "epoch_before_clinical_keys", "verify_epoch", before)
    yield Vector(AREA, "epoch_of_another_number", "verify_epoch", {**given, "epoch": 3}, "bad_structure")
    yield Vector(AREA, "epoch_of_another_practice", "verify_epoch", {**given, "practice": "0" * 32}, "another_practice")
    other = {**given, "root": b64(sign_public(seed("liar")))}
    yield Vector(AREA, "epoch_signed_by_another_root", "verify_epoch", other, "bad_signature")
    record = plain(practice.record(2, practice.first))
    liar = sign(seed("liar"), "epoch", record)
    yield Vector(AREA, "epoch_forged", "verify_epoch", {**given, "signed": plain(liar)}, "bad_signature")
    changed: dict[str, Values] = {
        "epoch_with_unknown_field": {"note": ""},
        "epoch_zero": {"epoch": 0},
        "epoch_without_compartments": {"compartments": []},
        "epoch_with_short_key": {"compartments": [{**record["compartments"][0], "sign": b64(bytes(31))}]},
        "epoch_with_clinical_first": {"compartments": record["compartments"][::-1]},
        "epoch_with_clinical_alone": {"compartments": record["compartments"][1:]},
        "epoch_with_two_desks": {"compartments": record["compartments"][:1] * 2},
        "epoch_with_another_compartment": {"compartments": [{**record["compartments"][0], "name": "billing"}]},
        "epoch_on_no_day": {"created": "2026-02-30"},
    }
    for case, change in changed.items():
        signed = plain(sign(ROOT, "epoch", {**record, **change}))
        yield Vector(AREA, case, "verify_epoch", {**given, "signed": signed}, "bad_structure")


def wraps(practice: Practice, fixtures: Fixtures) -> Iterator[Vector]:
    """Secrets for members."""
    seal_seed = b64(practice.keys.seal_seed)
    sealed = practice.wraps[2]
    given = {
        "sealed": b64(sealed),
        "practice": PRACTICE,
        "epoch": 2,
        "member": practice.keys.member,
        "seal_seed": seal_seed,
    }
    yield Vector(AREA, "wrap", "open_wrap", given)
    refused: dict[str, Values] = {
        "wrap_of_another_epoch": {"epoch": 1},
        "wrap_for_another_member": {"member": "0" * 32},
        "wrap_of_another_practice": {"practice": "0" * 32},
        "wrap_to_another_key": {"seal_seed": b64(staff("Bob").seal_seed)},
        "wrap_changed": {"sealed": b64(flip(sealed, -1))},
    }
    for case, change in refused.items():
        yield Vector(AREA, case, "open_wrap", {**given, **change}, "cannot_open")
    mislabelled = fixtures.once("wrap of another epoch's secrets", lambda: seal_wrong(practice.keys))
    foreign = {**given, "sealed": b64(mislabelled)}
    yield Vector(AREA, "wrap_holding_another_epoch", "open_wrap", foreign, "bad_structure")
    yield from clinical_wraps(practice, fixtures, given)
    previous = {"locked": b64(practice.locked_previous), "following": plain(secrets_of(2))}
    yield Vector(AREA, "previous_epoch", "open_previous", previous)
    other = {**previous, "following": plain(secrets_of(3))}
    yield Vector(AREA, "previous_under_another_epoch", "open_previous", other, "cannot_open")
    clinical = {**previous, "following": plain(secrets_of(2, CLINICAL))}
    yield Vector(AREA, "previous_desk_as_clinical", "open_previous", clinical, "cannot_open")
    root = fixtures.once(
        "root wrap", lambda: wrap_root(ROOT, PRACTICE, practice.keys.member, practice.keys.seal_public)
    )
    officer = {"sealed": b64(root), "practice": PRACTICE, "member": practice.keys.member, "seal_seed": seal_seed}
    yield Vector(AREA, "root_for_an_officer", "open_root_wrap", officer)
    stolen = {**officer, "member": staff("Bob").member}
    yield Vector(AREA, "root_for_another_officer", "open_root_wrap", stolen, "cannot_open")


def clinical_wraps(practice: Practice, fixtures: Fixtures, desk: Values) -> Iterator[Vector]:
    """Secrets of the clinical compartment, and those of the desk in their place."""
    given = {**desk, "sealed": b64(practice.clinical), "compartment": CLINICAL}
    yield Vector(AREA, "clinical_wrap", "open_wrap", given)
    yield Vector(AREA, "clinical_wrap_as_desk", "open_wrap", {**given, "compartment": DESK}, "cannot_open")
    clerk = {**given, "member": practice.clerk.member, "seal_seed": b64(practice.clerk.seal_seed)}
    yield Vector(AREA, "clinical_wrap_at_the_desk", "open_wrap", clerk, "cannot_open")
    yield Vector(AREA, "desk_wrap_as_clinical", "open_wrap", {**given, "sealed": desk["sealed"]}, "cannot_open")
    swapped = fixtures.once("desk secrets as clinical", lambda: seal_wrong(practice.keys, 2, CLINICAL))
    yield Vector(
        AREA, "clinical_wrap_holding_the_desk", "open_wrap", {**given, "sealed": b64(swapped)}, "bad_structure"
    )


def seal_wrong(keys: MemberKeys, epoch: int = 1, place: Compartment = DESK) -> bytes:
    """The desk's secrets of an epoch in another place of the second epoch."""
    context = {"v": 1, "practice": PRACTICE, "epoch": 2, "compartment": place, "member": keys.member}
    return seal(keys.seal_public, "wrap", context, canonical(secrets_of(epoch)))


def members(practice: Practice) -> Iterator[Vector]:
    """The private part of an epoch."""
    record = plain(practice.record(2, practice.first))
    locked = lock_members(practice.members[2])
    given = {"locked": b64(locked), "record": record, "secrets": plain(secrets_of(2))}
    yield Vector(AREA, "members", "open_members", given)
    first = lock_members(practice.members[1], 1)
    old = {"locked": b64(first), "record": plain(practice.record(1, practice.root)), "secrets": plain(secrets_of(1))}
    yield Vector(AREA, "members_before_clinical_keys", "open_members", old)
    forgotten: Values = {**plain(practice.members[2]), "members": []}
    yield Vector(
        AREA, "members_left_out", "open_members", {**given, "locked": b64(lock_members(forgotten))}, "bad_structure"
    )
    yield from grants(practice, given)
    yield from policies(practice, given)
    earlier = {**given, "record": plain(practice.record(1, practice.root))}
    yield Vector(AREA, "members_of_another_epoch", "open_members", earlier, "cannot_open")


def policies(practice: Practice, given: Values) -> Iterator[Vector]:
    """Lists that say what a practice wants of its members, or seem to."""
    wanted: dict[str, tuple[object, str]] = {
        "members_with_a_policy": ({"entry": "strong"}, "accepted"),
        "members_with_an_unknown_policy": ({"entry": "any"}, "bad_structure"),
        "members_with_a_policy_of_nothing": ({}, "bad_structure"),
        "members_with_a_policy_of_more": ({"entry": "strong", "exit": "strong"}, "bad_structure"),
    }
    for case, (policy, expect) in wanted.items():
        content: Values = {**plain(practice.members[2]), "policy": policy}
        record = {**given["record"], "members_hash": hash_bytes("members", canonical(content)).hex()}
        yield Vector(
            AREA, case, "open_members", {**given, "locked": b64(lock_members(content)), "record": record}, expect
        )


def grants(practice: Practice, given: Values) -> Iterator[Vector]:
    """Lists that give somebody other keys than the role has. Their hash fits, so the list itself must be looked at."""
    ada, cleo = sorted(plain(practice.members[2])["members"], key=lambda each: not each["officer"])
    desk, clinical = ada["wraps"]

    def listing(case: str, *entries: Values, expect: str = "bad_structure") -> Vector:
        content = {**plain(practice.members[2]), "members": sorted(entries, key=lambda each: each["member"])}
        record = {**given["record"], "members_hash": hash_bytes("members", canonical(content)).hex()}
        return Vector(
            AREA, case, "open_members", {**given, "locked": b64(lock_members(content)), "record": record}, expect
        )

    yield listing("members_with_a_grant", ada, {**cleo, "wraps": [*cleo["wraps"], clinical]}, expect="accepted")
    yield listing("practitioner_without_clinical_keys", {**ada, "officer": False, "wraps": [desk]})
    yield listing("officer_without_clinical_keys", ada, {**cleo, "officer": True})
    yield listing("secretary_without_the_desk", ada, {**cleo, "wraps": [clinical]})
    yield listing("member_with_the_desk_twice", ada, {**cleo, "wraps": cleo["wraps"] * 2})
    yield listing("member_without_keys", ada, {**cleo, "wraps": []})


def lock_members(content: Members | Values, epoch: int = 2) -> bytes:
    """Members as they travel in an epoch."""
    context = {"v": 1, "practice": PRACTICE, "epoch": epoch}
    return lock(secrets_of(epoch).filing, "members", context, canonical(content), nonce=seed("members nonce", 12))


def publication(**change: object) -> Values:
    """Everything public of the practice."""
    labels = {"fr": "Consultation", "en": "Visit"}
    schedule, practitioner = seed("schedule", 16).hex(), seed("practitioner", 16).hex()
    return {
        "v": 1,
        "type": "publication",
        "practice": PRACTICE,
        "epoch": 2,
        "revision": 1,
        "previous": "0" * 64,
        "name": NAME,
        "fictitious": True,
        "attended": True,
        "address": {
            "line": "1 rue de l'Exemple",
            "postcode": "35000",
            "town": "Rennes",
            "town_code": "35238",
            "latitude_e6": 48111700,
            "longitude_e6": -1680200,
        },
        "time_zone": "Europe/Paris",
        "phone": "+33 1 99 00 00 00",
        "practitioners": [
            {
                "practitioner": practitioner,
                "prefix": "Dr",
                "given": "Ada",
                "family": "Exemple",
                "profession": "physician",
                "specialty": "general-practice",
                "languages": ["fr", "en"],
                "sector": "1",
                "accepts_new": True,
                "about": "",
            }
        ],
        "classes": [{"class": "visit-20", "duration": 20, "channel": "office", "audience": "public"}],
        "motives": [
            {"motive": "visit", "labels": labels, "class": "visit-20", "practitioners": [], "instructions": labels}
        ],
        "schedules": [
            {
                "schedule": schedule,
                "practitioner": practitioner,
                "step": 20,
                "classes": ["visit-20"],
                "notice_minutes": 120,
                "horizon_days": 90,
                "windows": [
                    {"weekday": 1, "from": "08:30", "to": "12:30"},
                    {"weekday": 5, "from": "14:00", "to": "24:00"},
                ],
                "exceptions": [{"day": "2026-05-01", "windows": []}],
            }
        ],
        **change,
    }


def opening(**change: object) -> Values:
    """A publication that says all that can be said of opening hours."""
    plain_one = publication()
    practitioner = plain_one["practitioners"][0]["practitioner"]
    home = {"class": "home-40", "duration": 40, "channel": "home", "audience": "known"}
    limits = {"classes": ["home-40"], "audiences": ["known", "staff"], "channels": ["home"]}
    schedule = {
        **plain_one["schedules"][0],
        "classes": ["visit-20", "home-40"],
        "windows": [
            {"weekday": 1, "from": "08:30", "to": "12:30", "weeks": [1, 3]},
            {"weekday": 5, "from": "14:00", "to": "24:00", **limits},
        ],
        "cycle": {"weeks": 3, "anchor": "2026-12-31"},
        "extra": [{"day": "2027-01-02", "windows": [{"from": "09:00", "to": "12:00", "channels": ["office"]}]}],
    }
    return publication(
        classes=[
            {**plain_one["classes"][0], "before": 5, "after": 10},
            {**home, "notice_minutes": 2880, "horizon_days": 30},
        ],
        motives=[{**plain_one["motives"][0], "classes": [{"practitioner": practitioner, "class": "home-40"}]}],
        schedules=[{**schedule, **change}],
        holidays="FR-57",
        access=["wheelchair", "hearing"],
    )


def places(**change: object) -> Values:
    """A publication that says all that can be said of places, rooms and quotas."""
    plain_one = publication()
    room, device = seed("room", 16).hex(), seed("device", 16).hex()
    return publication(
        classes=[{**plain_one["classes"][0], "needs": [[room], [device]]}],
        schedules=[
            {
                **plain_one["schedules"][0],
                "capacity": 8,
                "quotas": [{"per": "week", "most": 40}, {"per": "day", "most": 3, "class": "visit-20"}],
            }
        ],
        resources=[
            {
                "resource": room,
                "kind": "location",
                "name": "Salle 1",
                "capacity": 2,
                "windows": [{"weekday": 1, "from": "08:00", "to": "20:00"}],
                "exceptions": [{"day": "2026-05-01", "windows": [{"from": "10:00", "to": "12:00"}]}],
            },
            {"resource": device, "kind": "device", "name": "Échographe", **change},
        ],
    )


def publications(practice: Practice) -> Iterator[Vector]:
    """What the desk puts out."""
    record = plain(practice.record(2, practice.first))
    desk = seed("desk sign 2")
    convert(publication(), Publication)
    given = {"signed": plain(sign(desk, "publication", publication())), "record": record}
    yield Vector(AREA, "publication", "verify_publication", given)
    forged = {**given, "signed": plain(sign(seed("liar"), "publication", publication()))}
    yield Vector(AREA, "publication_forged", "verify_publication", forged, "publication_forged")
    retired = {**given, "signed": plain(sign(seed("desk sign 1"), "publication", publication(epoch=1)))}
    yield Vector(AREA, "publication_by_a_retired_desk", "verify_publication", retired, "publication_forged")
    changed: dict[str, tuple[Values, str]] = {
        "publication_of_another_epoch": ({"epoch": 1}, "publication_forged"),
        "publication_of_another_practice": ({"practice": "0" * 32}, "publication_forged"),
        "publication_with_unknown_field": ({"rating": 5}, "bad_structure"),
        "publication_with_odd_duration": (
            {"classes": [{"class": "visit-20", "duration": 21, "channel": "office", "audience": "public"}]},
            "bad_structure",
        ),
        "publication_with_bad_class": (
            {"classes": [{"class": "Visit 20", "duration": 20, "channel": "office", "audience": "public"}]},
            "bad_structure",
        ),
        "publication_of_version_2": ({"v": 2}, "unknown_version"),
        "publication_with_opening_rules": (opening(), "accepted"),
        "publication_with_places_and_rooms": (places(), "accepted"),
        "publication_with_a_room_of_no_kind": (places(kind="person"), "bad_structure"),
        "publication_with_a_room_for_nobody": (places(capacity=0), "bad_structure"),
        "publication_with_a_quota_per_year": (
            {"schedules": [{**publication()["schedules"][0], "quotas": [{"per": "year", "most": 3}]}]},
            "bad_structure",
        ),
        "publication_with_a_key_for_everybody": (
            {"credentials": [{"audience": "public", "modulus": b64(seed("modulus", 256)), "locked": ""}]},
            "bad_structure",
        ),
        "publication_with_a_short_key": (
            {"credentials": [{"audience": "known", "modulus": b64(seed("modulus", 255)), "locked": ""}]},
            "bad_structure",
        ),
        "publication_with_unknown_access": ({"access": ["lift"]}, "bad_structure"),
        "publication_with_holidays_in_words": ({"holidays": "Alsace"}, "bad_structure"),
        "publication_with_week_zero": (opening(cycle={"weeks": 0, "anchor": "2026-12-31"}), "bad_structure"),
        "publication_with_cycle_from_no_day": (opening(cycle={"weeks": 2, "anchor": "2026-02-30"}), "bad_structure"),
        "publication_with_cycle_without_anchor": (opening(cycle={"weeks": 2}), "bad_structure"),
        "publication_with_extra_of_no_hours": (opening(extra=[{"day": "2027-01-02"}]), "bad_structure"),
        "publication_with_unknown_audience": (
            {"classes": [{"class": "visit-20", "duration": 20, "channel": "office", "audience": "friends"}]},
            "bad_structure",
        ),
        "publication_with_odd_buffer": (
            {
                "classes": [
                    {"class": "visit-20", "duration": 20, "channel": "office", "audience": "public", "before": 3}
                ]
            },
            "bad_structure",
        ),
    }
    for case, (change, expect) in changed.items():
        signed = plain(sign(desk, "publication", publication(**change)))
        yield Vector(AREA, case, "verify_publication", {**given, "signed": signed}, expect)


def invitations() -> Iterator[Vector]:
    """Links and answers."""
    secret, keys = seed("invitation"), staff("Bob")
    link = f"{PRACTICE}.{b64(secret)}"
    yield Vector(AREA, "link", "read_link", {"link": link})
    yield Vector(AREA, "link_without_secret", "read_link", {"link": PRACTICE}, "bad_structure")
    yield Vector(
        AREA, "link_with_short_secret", "read_link", {"link": f"{PRACTICE}.{b64(secret[1:])}"}, "bad_structure"
    )
    yield Vector(AREA, "link_with_padding", "read_link", {"link": link + "="}, "bad_base64")
    context = {"v": 1, "practice": PRACTICE, "member": keys.member}
    name = lock(derive(secret, "invitation/name"), "invitation-name", context, b"Bob", nonce=seed("name", 12))
    answer = InvitationAnswer(
        practice=PRACTICE,
        member=keys.member,
        sign=b64(keys.sign_public),
        seal=b64(keys.seal_public),
        name_locked=b64(name),
    )
    yield from answers(secret, plain(answer))


def answers(secret: bytes, answer: Values) -> Iterator[Vector]:
    """What an invitee sends back, and what a platform might make of it."""

    def given(content: Values) -> Values:
        body = canonical(content)
        code = mac(derive(secret, "invitation/mac"), body)
        return {"secret": b64(secret), "practice": PRACTICE, "answer": b64(body), "mac": b64(code)}

    good = given(answer)
    yield Vector(AREA, "answer", "read_answer", good)
    swapped = canonical({**answer, "seal": b64(staff("Eve").seal_public)})
    yield Vector(AREA, "answer_with_a_key_swapped", "read_answer", {**good, "answer": b64(swapped)}, "bad_mac")
    yield Vector(AREA, "answer_without_the_secret", "read_answer", {**good, "secret": b64(seed("x"))}, "bad_mac")
    other = given({**answer, "practice": "0" * 32})
    yield Vector(AREA, "answer_to_another_practice", "read_answer", other, "bad_structure")
    renamed = given({**answer, "member": "0" * 32})
    yield Vector(AREA, "answer_under_another_id", "read_answer", renamed, "bad_structure")
