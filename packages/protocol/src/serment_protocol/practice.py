"""Practices: root and epoch records, members, compartment secrets and their wraps (SPEC 6)."""

from collections.abc import Collection, Sequence
from typing import Literal

from msgspec import UNSET, UnsetType

from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.errors import AnotherPractice, BadStructure, CannotOpen
from serment_protocol.primitives import hash_bytes, random_bytes, seal_public, sign_public
from serment_protocol.sealing import Context, lock, open_sealed, seal, unlock
from serment_protocol.signing import Signed, body_hash, peek, verify
from serment_protocol.structure import (
    B64Of16,
    B64Of32,
    B64Of1216,
    Day,
    Digest,
    Hex16,
    Hex16OrEmpty,
    Number,
    Structure,
    Versioned,
    read,
)

Role = Literal["practitioner", "secretary"]
Compartment = Literal["desk", "clinical"]

DESK: Compartment = "desk"
CLINICAL: Compartment = "clinical"
COMPARTMENTS: tuple[Compartment, ...] = (DESK, CLINICAL)
# The keys of practices that have not changed them since clinical keys exist.
DESK_ALONE: tuple[Compartment, ...] = (DESK,)
ZEROS = "0" * 64
ID_BYTES = 16
SALT_BYTES = 16


class RootRecord(Versioned, frozen=True, kw_only=True):
    """Who signs the epochs of a practice (name `practice-root`)."""

    type: Literal["practice_root"] = "practice_root"
    practice: Hex16
    root: B64Of32
    name: str


class CompartmentKeys(Structure, frozen=True):
    """The public keys of a compartment."""

    name: Compartment
    seal: B64Of1216
    sign: B64Of32


class EpochRecord(Versioned, frozen=True, kw_only=True):
    """The public part of an epoch (name `epoch`)."""

    type: Literal["epoch"] = "epoch"
    practice: Hex16
    epoch: Number
    predecessor: Digest
    members_hash: Digest
    compartments: tuple[CompartmentKeys, ...]
    created: Day

    @property
    def names(self) -> tuple[Compartment, ...]:
        """Which compartments there are."""
        return tuple(each.name for each in self.compartments)

    def keys_of(self, compartment: Compartment) -> CompartmentKeys:
        """The public keys of a compartment."""
        found = next((each for each in self.compartments if each.name == compartment), None)
        if found is None:
            raise BadStructure("this epoch has no such compartment")
        return found

    @property
    def desk(self) -> CompartmentKeys:
        """The desk's keys."""
        return self.keys_of(DESK)

    @property
    def desk_seal(self) -> bytes:
        """The key that envelopes are sealed to."""
        return from_b64(self.desk.seal)

    @property
    def desk_sign(self) -> bytes:
        """The key that the desk's statements and publications verify with."""
        return from_b64(self.desk.sign)


class WrapHash(Structure, frozen=True):
    """Which wrapped secrets a member was given."""

    compartment: Compartment
    hash: Digest


class Member(Structure, frozen=True):
    """Somebody who works at a practice."""

    member: Hex16
    role: Role
    officer: bool
    sign: B64Of32
    seal: B64Of1216
    name: str
    wraps: tuple[WrapHash, ...]

    @property
    def opens(self) -> tuple[Compartment, ...]:
        """Which compartments were wrapped for this member: here, under the root's signature, stands every grant."""
        return tuple(each.compartment for each in self.wraps)


class RecoveryPin(Structure, frozen=True):
    """Which way back leads into this epoch (SPEC 12): an older one, which the platform might show, is refused."""

    sharing: Number
    record: Digest
    wrap: Digest
    holder: Hex16OrEmpty
    """The colleague who holds the second share; empty where it is on paper."""


class Policy(Structure, frozen=True):
    """What a practice wants of those who work there."""

    entry: Literal["strong"]
    """A passphrase alone does not open its keys."""


class Members(Versioned, frozen=True, kw_only=True):
    """The private part of an epoch: given to members only."""

    type: Literal["members"] = "members"
    practice: Hex16
    epoch: Number
    salt: B64Of16
    previous_hash: Digest
    members: tuple[Member, ...]
    recovery: RecoveryPin | UnsetType = UNSET
    """Absent while the practice has no way back."""
    policy: Policy | UnsetType = UNSET
    """Absent while the practice wants nothing."""

    def find(self, member: str) -> Member | None:
        """The member of this id."""
        return next((each for each in self.members if each.member == member), None)


class CompartmentSecrets(Versioned, frozen=True, kw_only=True):
    """What opens a compartment of one epoch."""

    type: Literal["compartment"] = "compartment"
    practice: Hex16
    epoch: Number
    name: Compartment
    seal_seed: B64Of32
    sign_seed: B64Of32
    filing_key: B64Of32

    @property
    def filing(self) -> bytes:
        """The filing key."""
        return from_b64(self.filing_key)


def practice_id(root: bytes) -> str:
    """The id of the practice with this root."""
    return hash_bytes("practice", root)[:ID_BYTES].hex()


def root_record(root_seed: bytes, name: str) -> RootRecord:
    """The record that names a root."""
    root = sign_public(root_seed)
    return RootRecord(practice=practice_id(root), root=b64(root), name=name)


def verify_root(signed: Signed, practice: str) -> RootRecord:
    """The root that the practice's id names; a record by any other root is refused."""
    root = from_b64(peek(signed, RootRecord).root)
    record = verify(root, "practice-root", signed, RootRecord)
    if record.practice != practice or practice_id(root) != practice:
        raise AnotherPractice
    return record


def verify_epoch(signed: Signed, practice: str, root: bytes, epoch: int | None = None) -> EpochRecord:
    """The epoch record of a practice, and of the epoch asked for."""
    record = verify(root, "epoch", signed, EpochRecord)
    if record.practice != practice:
        raise AnotherPractice
    if epoch not in {None, record.epoch}:
        raise BadStructure("this record is of another epoch")
    if record.names not in {DESK_ALONE, COMPARTMENTS}:
        raise BadStructure("these are not the compartments of a practice")
    return record


def predecessor_of(previous: Signed, epoch: int) -> str:
    """What the record of this epoch names as its predecessor: the root record for the first, else the epoch before."""
    return body_hash("practice-root" if epoch == 1 else "epoch", previous)


def entitled(role: Role, *, officer: bool, granted: bool) -> tuple[Compartment, ...]:
    """Which compartments a member opens. Whoever makes an epoch makes its keys: officers hold them all."""
    return COMPARTMENTS if officer or granted or role == "practitioner" else DESK_ALONE


def new_secrets(practice: str, epoch: int, name: Compartment = DESK) -> CompartmentSecrets:
    """Fresh secrets of a compartment."""
    return CompartmentSecrets(
        practice=practice,
        epoch=epoch,
        name=name,
        seal_seed=b64(random_bytes(32)),
        sign_seed=b64(random_bytes(32)),
        filing_key=b64(random_bytes(32)),
    )


def all_new_secrets(practice: str, epoch: int) -> tuple[CompartmentSecrets, ...]:
    """Fresh secrets of every compartment, the desk first."""
    return tuple(new_secrets(practice, epoch, name) for name in COMPARTMENTS)


def epoch_record(
    secrets: Sequence[CompartmentSecrets], predecessor: str, members: Members, created: str
) -> EpochRecord:
    """The public part of an epoch with these secrets, the desk first, and these members."""
    return EpochRecord(
        practice=members.practice,
        epoch=members.epoch,
        predecessor=predecessor,
        members_hash=members_hash(members),
        compartments=tuple(
            CompartmentKeys(
                each.name, b64(seal_public(from_b64(each.seal_seed))), b64(sign_public(from_b64(each.sign_seed)))
            )
            for each in secrets
        ),
        created=created,
    )


def check_secrets(secrets: CompartmentSecrets, record: EpochRecord) -> None:
    """Raise unless the record's public keys are those of these secrets."""
    keys = record.keys_of(secrets.name)
    if sign_public(from_b64(secrets.sign_seed)) != from_b64(keys.sign) or seal_public(
        from_b64(secrets.seal_seed)
    ) != from_b64(keys.seal):
        raise CannotOpen


def wrap_secrets(secrets: CompartmentSecrets, member: str, member_seal: bytes) -> bytes:
    """The compartment's secrets, for one member."""
    return seal(member_seal, "wrap", {**_context(secrets), "member": member}, canonical(secrets))


def open_wrap(
    sealed: bytes, practice: str, epoch: int, member: str, seal_seed: bytes, compartment: Compartment = DESK
) -> CompartmentSecrets:
    """The secrets that were wrapped for this member."""
    context = {**_compartment_context(practice, epoch, compartment), "member": member}
    return _read_secrets(open_sealed(seal_seed, "wrap", context, sealed), practice, epoch, compartment)


def wrap_hash(sealed: bytes) -> str:
    """By which the members list names a wrap."""
    return hash_bytes("wrap", sealed).hex()


def lock_previous(previous: CompartmentSecrets, following: CompartmentSecrets) -> bytes:
    """The previous epoch's secrets under the new filing key: who reads an epoch reads those before it."""
    return lock(following.filing, "previous", _context(following), canonical(previous))


def open_previous(locked: bytes, following: CompartmentSecrets) -> CompartmentSecrets:
    """The secrets of the epoch before."""
    plain = unlock(following.filing, "previous", _context(following), locked)
    return _read_secrets(plain, following.practice, following.epoch - 1, following.name)


def previous_hash(locked: Sequence[bytes]) -> str:
    """By which the members list names the locked secrets of the epoch before: the desk's, then the clinical ones."""
    return hash_bytes("previous", b"".join(locked)).hex() if locked else ZEROS


def members_of(
    practice: str,
    epoch: int,
    previous_locked: Sequence[bytes],
    members: Sequence[Member],
    recovery: RecoveryPin | UnsetType = UNSET,
    policy: Policy | UnsetType = UNSET,
) -> Members:
    """The private part of an epoch."""
    return Members(
        practice=practice,
        epoch=epoch,
        salt=b64(random_bytes(SALT_BYTES)),
        previous_hash=previous_hash(previous_locked),
        members=tuple(sorted(members, key=lambda member: member.member)),
        recovery=recovery,
        policy=policy,
    )


def members_hash(members: Members) -> str:
    """What the public part commits to."""
    return hash_bytes("members", canonical(members)).hex()


def lock_members(members: Members, filing_key: bytes) -> bytes:
    """The private part as it travels."""
    return lock(filing_key, "members", _members_context(members.practice, members.epoch), canonical(members))


def open_members(locked: bytes, record: EpochRecord, filing_key: bytes) -> Members:
    """The members that an epoch record commits to."""
    plain = unlock(filing_key, "members", _members_context(record.practice, record.epoch), locked)
    members = read(plain, Members)
    if hash_bytes("members", plain).hex() != record.members_hash:
        raise BadStructure("the epoch names other members")
    if (members.practice, members.epoch) != (record.practice, record.epoch):
        raise BadStructure("these members are of another epoch")
    for each in members.members:
        _check_grant(each, record.names)
    return members


def wrap_root(root_seed: bytes, practice: str, member: str, member_seal: bytes) -> bytes:
    """The root seed, for one officer."""
    return seal(member_seal, "practice-root", _root_context(practice, member), root_seed)


def open_root_wrap(sealed: bytes, practice: str, member: str, seal_seed: bytes) -> bytes:
    """The root seed that was wrapped for this officer."""
    return open_sealed(seal_seed, "practice-root", _root_context(practice, member), sealed)


def _check_grant(member: Member, compartments: Collection[Compartment]) -> None:
    """A practitioner or officer opens every compartment, anybody else the desk and what was granted."""
    least = entitled(member.role, officer=member.officer, granted=False)
    allowed = {DESK_ALONE, COMPARTMENTS} if len(least) == 1 else {COMPARTMENTS}
    expected = {tuple(name for name in each if name in compartments) for each in allowed}
    if member.opens not in expected:
        raise BadStructure("a member was given other compartments than the role has")


def _read_secrets(plain: bytes, practice: str, epoch: int, compartment: Compartment) -> CompartmentSecrets:
    secrets = read(plain, CompartmentSecrets)
    if (secrets.practice, secrets.epoch, secrets.name) != (practice, epoch, compartment):
        raise BadStructure("these secrets are of another epoch or compartment")
    return secrets


def _context(secrets: CompartmentSecrets) -> dict[str, str | int]:
    return _compartment_context(secrets.practice, secrets.epoch, secrets.name)


def _compartment_context(practice: str, epoch: int, compartment: Compartment) -> dict[str, str | int]:
    return {"v": 1, "practice": practice, "epoch": epoch, "compartment": compartment}


def _members_context(practice: str, epoch: int) -> Context:
    return {"v": 1, "practice": practice, "epoch": epoch}


def _root_context(practice: str, member: str) -> Context:
    return {"v": 1, "practice": practice, "member": member}
