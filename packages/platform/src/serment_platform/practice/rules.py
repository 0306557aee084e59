"""What of a practice's records a server can verify: signatures, succession, who gets a wrap, sizes. Pure.

It cannot verify what is locked: the hash of each wrap and the names stand in the private part, which members check.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import msgspec

from serment_platform.keys import Replaced
from serment_platform.practice.errors import (
    BadEpoch,
    BadInvitation,
    BadSize,
    EpochConflict,
    EpochRetired,
    InvitationUnknown,
    LastOfficer,
    PublicationConflict,
    RootReplaced,
    SharingNeeded,
)
from serment_platform.practice.types import Invitation, NewMember, Opening, Practice, RootWrap, Rotation, Wrap
from serment_protocol.accounts import member_id
from serment_protocol.encoding import b64, canonical, from_b64, read_day
from serment_protocol.errors import BadSignature, BadStructure
from serment_protocol.invitations import InvitationAnswer
from serment_protocol.practice import (
    CLINICAL,
    COMPARTMENTS,
    DESK,
    Compartment,
    CompartmentSecrets,
    EpochRecord,
    RootRecord,
    entitled,
    predecessor_of,
    verify_epoch,
    verify_root,
)
from serment_protocol.publication import Publication, verify_publication
from serment_protocol.signing import Signed, peek
from serment_protocol.structure import read

SEAL_BYTES = 1 + 1120 + 16
LOCK_BYTES = 1 + 12 + 16
SEED_BYTES = 32
LARGEST_NAME = 200
LARGEST_MEMBERS = 512 * 1024
LARGEST_ANSWER = 4096
MAC_BYTES = 32
LONGEST_INVITATION = timedelta(days=60)
MOST_INVITATIONS = 256
# Officers' clocks and time zones differ from ours; the log is not to be filled with other days.
CREATED_SKEW = timedelta(days=1)


def verify_opening(opening: Opening, today: date) -> tuple[RootRecord, EpochRecord]:
    """The root and the first epoch of a practice, whose founder is its officer and holds every wrap."""
    root = verify_root(opening.root, peek(opening.root, RootRecord).practice)
    if not 0 < len(root.name.encode()) <= LARGEST_NAME:
        raise BadEpoch("name")
    record = verify_epoch(opening.epoch, root.practice, from_b64(root.root), 1)
    if record.predecessor != predecessor_of(opening.root, 1):
        raise BadEpoch("predecessor")
    _require_created(record, today)
    if not opening.officer:
        raise LastOfficer
    require_compartments(record)
    founder = NewMember(opening.member, "", opening.role, opening.officer, b"")
    require_wraps(opening.wraps, [founder], record)
    require_root_wraps(opening.root_wraps, [opening.member])
    require_members_size(opening.members)
    return root, record


def verify_succession(rotation: Rotation, root: RootRecord, current: Signed, today: date) -> EpochRecord:
    """The record that follows the current epoch; `EpochConflict` where it follows another."""
    before = peek(current, EpochRecord)
    now = before.epoch
    record = verify_epoch(rotation.epoch, root.practice, from_b64(root.root))
    if record.epoch != now + 1 or record.predecessor != predecessor_of(current, record.epoch):
        raise EpochConflict(now)
    _require_created(record, today)
    require_compartments(record)
    require_members_size(rotation.members)
    if len(rotation.previous.desk) != LOCK_BYTES + secrets_length(root.practice, now, DESK):
        raise BadSize("previous")
    clinical = LOCK_BYTES + secrets_length(root.practice, now, CLINICAL) if CLINICAL in before.names else 0
    if len(rotation.previous.clinical) != clinical:
        raise BadSize("previous")
    return record


def root_of(record: RootRecord, replaced: Sequence[Replaced]) -> RootRecord:
    """The root that signs now: the newest that took the place of another, or the practice's first."""
    return msgspec.structs.replace(record, root=b64(replaced[-1].root)) if replaced else record


def verify_first_of_root(
    rotation: Rotation, root: RootRecord, current: Signed, sharing: bool, today: date
) -> EpochRecord:
    """The first epoch that a new root signs: what the old one signs, and shares that lead to it, count no more."""
    try:
        record = verify_succession(rotation, root, current, today)
    except BadSignature as error:
        raise RootReplaced from error
    if sharing and (rotation.way_back is None or rotation.way_back.sharing is None):
        raise SharingNeeded
    return record


def require_compartments(record: EpochRecord) -> None:
    """Raise unless a new epoch has every compartment: only those from before clinical keys existed lack one."""
    if record.names != COMPARTMENTS:
        raise BadEpoch("compartments")


def verify_next_publication(signed: Signed, practice: Practice, epoch: EpochRecord) -> Publication:
    """The publication that follows the present one, signed by this epoch's desk."""
    claimed = peek(signed, Publication)
    if (claimed.revision, claimed.previous) != (practice.revision + 1, practice.publication_hash):
        raise PublicationConflict(practice.revision)
    if claimed.epoch < epoch.epoch:
        raise EpochRetired(epoch.epoch)
    return verify_publication(signed, epoch)


def require_wraps(wraps: Sequence[Wrap], members: Collection[NewMember], record: EpochRecord) -> None:
    """Raise unless each member gets what the role opens, at most a grant more, each once, and nobody else does."""
    given = [(each.member, each.compartment) for each in wraps]
    least = {(each.member, name) for each in members for name in _opens(each, granted=False)}
    most = {(each.member, name) for each in members for name in _opens(each, granted=True)}
    if len(set(given)) < len(given) or not least <= set(given) <= most:
        raise BadEpoch("wraps")
    sizes = {name: SEAL_BYTES + secrets_length(record.practice, record.epoch, name) for name in COMPARTMENTS}
    if any(len(each.sealed) != sizes[each.compartment] for each in wraps):
        raise BadSize("wraps")


def _opens(member: NewMember, *, granted: bool) -> tuple[Compartment, ...]:
    return entitled(member.role, officer=member.officer, granted=granted)


def require_root_wraps(wraps: Sequence[RootWrap], officers: Collection[str]) -> None:
    """Raise unless each officer gets the root seed once, and nobody else does."""
    if not officers:
        raise LastOfficer
    if sorted(each.member for each in wraps) != sorted(officers):
        raise BadEpoch("root_wraps")
    if any(len(each.sealed) != SEAL_BYTES + SEED_BYTES for each in wraps):
        raise BadSize("root_wraps")


def require_members_size(locked: bytes) -> None:
    """Raise unless a list of members can be in there."""
    if not LOCK_BYTES < len(locked) <= LARGEST_MEMBERS:
        raise BadSize("members")


def secrets_length(practice: str, epoch: int, name: Compartment) -> int:
    """How long a compartment's secrets are: all of an epoch alike, so another length is a slip."""
    seed = b64(bytes(SEED_BYTES))
    return len(
        canonical(
            CompartmentSecrets(
                practice=practice, epoch=epoch, name=name, seal_seed=seed, sign_seed=seed, filing_key=seed
            )
        )
    )


def admitted(rotation: Rotation, invitations: Sequence[Invitation], today: date) -> list[NewMember]:
    """Who comes in: each by an invitation of this practice that was answered, in the role it offered."""
    known = {each.invitation: each for each in invitations}
    found: list[NewMember] = []
    for each in rotation.added:
        invitation = known.get(each.invitation)
        if invitation is None or not invitation.answer or invitation.expires < today:
            raise InvitationUnknown
        answer = read(invitation.answer, InvitationAnswer)
        if (answer.member, invitation.role, invitation.officer) != (each.member, each.role, each.officer):
            raise BadEpoch("added")
        found.append(NewMember(each.member, invitation.account, each.role, each.officer, from_b64(answer.sign)))
    return found


def read_answer(answer: bytes, mac: bytes, practice: str) -> InvitationAnswer:
    """An answer to an invitation: canonical, to this practice, its member named by its own key."""
    if len(answer) > LARGEST_ANSWER or len(mac) != MAC_BYTES:
        raise BadSize("answer")
    found = read(answer, InvitationAnswer)
    if found.practice != practice:
        raise BadInvitation("practice")
    if found.member != member_id(from_b64(found.sign)):
        raise BadInvitation("member")
    return found


def require_expiry(expires: date, today: date) -> None:
    """Raise unless an invitation lasts from today to two months at most."""
    if not today <= expires <= today + LONGEST_INVITATION:
        raise BadInvitation("expires")


def read_expiry(text: str) -> date:
    """The last day of an invitation."""
    try:
        return read_day(text)
    except BadStructure as error:
        raise BadInvitation("expires") from error


def _require_created(record: EpochRecord, today: date) -> None:
    if abs(read_day(record.created) - today) > CREATED_SKEW:
        raise BadEpoch("created")
