"""What of a practice's way back a server can verify: records, holders, sizes, and who takes a practice up. Pure.

It cannot look into a wrap or a sealed share. Those who hold one find out whether it is theirs (SPEC 12.5).
"""

from collections.abc import Collection, Sequence
from datetime import date

from serment_platform.practice.errors import (
    BadCheck,
    BadEpoch,
    BadSharing,
    BadSize,
    SharingConflict,
    SharingNeeded,
)
from serment_platform.practice.rules import CREATED_SKEW, SEAL_BYTES, SEED_BYTES
from serment_platform.practice.types import Membership, NewMember, NewSharing, Rotation, Sharing, Taking
from serment_protocol.accounts import member_id
from serment_protocol.encoding import b64, canonical, from_b64, read_day
from serment_protocol.practice import COMPARTMENTS, CompartmentSecrets, EpochRecord, RootRecord
from serment_protocol.recovery import COLLEAGUE, RecoveryContent, verify_sharing, verify_takeover
from serment_protocol.recovery import Sharing as SharingRecord
from serment_protocol.shares import ShareCheck, is_check
from serment_protocol.signing import Signed, peek, verify
from serment_protocol.structure import read

SHARE_BYTES = SEAL_BYTES + SEED_BYTES


def verify_way_back(
    rotation: Rotation,
    root: RootRecord,
    record: EpochRecord,
    sharing: Sharing | None,
    after: Collection[NewMember],
    maker: str,
) -> None:
    """Raise unless a way back leads into the new epoch too, and every share of it has somebody who holds it."""
    way_back = rotation.way_back
    if way_back is None:
        if sharing is not None:
            raise BadEpoch("way_back")
        return
    if way_back.sharing is not None:
        _verify_new(way_back.sharing, root, record, sharing, after, maker)
    elif sharing is None:
        raise BadEpoch("way_back")
    elif sharing.holder and sharing.holder not in {each.member for each in after}:
        raise SharingNeeded
    if len(way_back.wrap) != SEAL_BYTES + content_length(record):
        raise BadSize("way_back")


def content_length(record: EpochRecord) -> int:
    """How long the content of a wrap is: all of an epoch alike, so another length is a slip."""
    seed = b64(bytes(SEED_BYTES))
    content = RecoveryContent(
        practice=record.practice,
        epoch=record.epoch,
        root_seed=seed,
        secrets=tuple(
            CompartmentSecrets(
                practice=record.practice,
                epoch=record.epoch,
                name=name,
                seal_seed=seed,
                sign_seed=seed,
                filing_key=seed,
            )
            for name in COMPARTMENTS
        ),
    )
    return len(canonical(content))


def verify_taking(taking: Taking, sharing: Sharing) -> NewMember:
    """The officer whom the recovery key now in force brings in; new shares come with it."""
    record = read(sharing.body, SharingRecord)
    takeover = verify_takeover(taking.takeover, record, taking.account, taking.rotation.epoch)
    sign = from_b64(takeover.sign)
    if takeover.member != member_id(sign):
        raise BadEpoch("member")
    way_back = taking.rotation.way_back
    if way_back is None or way_back.sharing is None:
        raise SharingNeeded
    return NewMember(takeover.member, taking.account, takeover.role, officer=True, sign=sign)


def members_after_taking(before: Sequence[Membership], rotation: Rotation, new: NewMember) -> list[NewMember]:
    """Whoever takes a practice up keeps whom they name, and never a former officer: whose keys are lost is not told."""
    removed = set(rotation.removed)
    if len(removed) < len(rotation.removed) or not removed <= {each.member for each in before}:
        raise BadEpoch("removed")
    staying = [each for each in before if each.member not in removed]
    if rotation.added or any(each.officer or new.member == each.member for each in staying):
        raise BadEpoch("removed")
    return [*(NewMember(each.member, "", each.role, each.officer, each.sign) for each in staying), new]


def verify_check(signed: Signed, membership: Membership, sharing: Sharing, today: date) -> ShareCheck:
    """A member's note about the shares now valid; the founder's key is not known here, other members look at it."""
    check = verify(membership.sign, "share-check", signed, ShareCheck) if membership.sign else peek(signed, ShareCheck)
    named = (check.practice, check.sharing, check.member)
    if named != (sharing.practice, sharing.sharing, membership.member) or not is_check(check):
        raise BadCheck
    if abs(read_day(check.day) - today) > CREATED_SKEW:
        raise BadCheck
    return check


def _verify_new(
    new: NewSharing,
    root: RootRecord,
    epoch: EpochRecord,
    before: Sharing | None,
    after: Collection[NewMember],
    maker: str,
) -> None:
    record = verify_sharing(new.record, root.practice, from_b64(root.root))
    last = before.sharing if before else 0
    if record.sharing != last + 1:
        raise SharingConflict(last)
    if record.created != epoch.created:
        raise BadSharing("created")
    _require_holder(new, record, after, maker)
    # Nobody who must leave stays because the custodian is away: its share is then lost, and new ones are made later.
    if len(new.custodian_sealed) not in {0, SHARE_BYTES}:
        raise BadSize("custodian")


def _require_holder(new: NewSharing, record: SharingRecord, after: Collection[NewMember], maker: str) -> None:
    """The second share is of a colleague who stays, or on paper; never of whoever makes them: that is one hand."""
    if record.shares[1].holder == COLLEAGUE:
        if new.holder == maker or new.holder not in {each.member for each in after}:
            raise BadSharing("holder")
        if len(new.colleague_sealed) != SHARE_BYTES:
            raise BadSize("colleague")
    elif new.holder or new.colleague_sealed:
        raise BadSharing("holder")
