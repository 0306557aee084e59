"""What members do here: open a practice, change its keys, publish, invite. One function each, one transaction.

What is verified is what a server can verify; a record that passed is a leaf of the log from the same moment on.
"""

import asyncio
from collections.abc import Sequence
from datetime import date

from serment_kernel.database import Database, Tx
from serment_kernel.erasures import Erasures
from serment_kernel.merkle_log import MerkleLog
from serment_platform.keys import Replaced
from serment_platform.practice import recovery_rules, rules, sharing_store, store
from serment_platform.practice.errors import (
    BadEpoch,
    BadInvitation,
    EpochUnknown,
    InvitationTaken,
    InvitationUnknown,
    NotAMember,
    PracticeExists,
    PracticeUnknown,
    RootReplaced,
    SharingUnknown,
    TooManyInvitations,
)
from serment_platform.practice.membership import require_officer
from serment_platform.practice.types import (
    Access,
    Invitation,
    Locked,
    Membership,
    NewMember,
    Opening,
    Practice,
    Published,
    Record,
    Rotation,
    Taking,
    WayBack,
)
from serment_protocol.encoding import b64
from serment_protocol.practice import EpochRecord, RootRecord
from serment_protocol.recovery import Sharing as SharingRecord
from serment_protocol.recovery import share_ids
from serment_protocol.signing import Signed, body_hash, peek
from serment_protocol.structure import read
from serment_protocol.transparency import EntryKind, entry_bytes

FIRST = 1
DEPARTED = "practice.member"
"""What the journal of erasures calls a member who left: practice, member, and the epoch that began without them."""
EPOCH_BYTES = 4


async def open_practice(
    db: Database, log: MerkleLog, account: str, opening: Opening, today: date
) -> tuple[Record, Record]:
    """Write root, first epoch and founder; the same again answers the same."""
    root, epoch = rules.verify_opening(opening, today)
    founder = NewMember(opening.member, account, opening.role, opening.officer, b"")
    async with db.transaction() as tx:
        if await store.find_practice(tx, root.practice) is None:
            await _create(tx, log, root, epoch, opening, founder)
            await store.tell(tx, root.practice)
    async with db.transaction() as tx:
        records = await records_of(tx, root.practice, FIRST)
        founded = await store.find_membership(tx, root.practice, account)
    if founded is None or [each.body for each in records] != [opening.root.body_bytes, opening.epoch.body_bytes]:
        raise PracticeExists
    return records


async def rotate(
    db: Database,
    log: MerkleLog,
    membership: Membership,
    rotation: Rotation,
    replaced: Sequence[Replaced],
    journal: Erasures,
    today: date,
) -> tuple[Record, EpochRecord]:
    """Begin a new epoch with its members, wraps and publication, or nothing at all; the same again answers the same.

    Who brings the first epoch of a root that replaced another is an officer from then on: that root is the leave.
    """
    async with db.transaction() as tx:
        practice = await hold(tx, membership, replaced)
        root_record, current = await records_of(tx, practice.practice, practice.epoch)
        if current.body == rotation.epoch.body_bytes:
            return current, read(current.body, EpochRecord)
        waiting = replaced[practice.root_number :]
        root = rules.root_of(read(root_record.body, RootRecord), replaced)
        sharing = await sharing_store.find_sharing(tx, practice.practice)
        if waiting:
            record = rules.verify_first_of_root(rotation, root, _signed(current), sharing is not None, today)
            await _take_root(tx, log, membership, waiting)
        else:
            record = rules.verify_succession(rotation, root, _signed(current), today)
        new = rules.admitted(rotation, await store.invitations_of(tx, practice.practice, today), today)
        after = _members_after(await store.members_of(tx, practice.practice), rotation, new)
        rules.require_wraps(rotation.wraps, after, record)
        rules.require_root_wraps(rotation.root_wraps, [each.member for each in after if each.officer])
        publication = rules.verify_next_publication(rotation.publication, practice, record)
        recovery_rules.verify_way_back(rotation, root, record, sharing, after, membership.member)
        appended = await _append(tx, log, "epoch", rotation.epoch)
        await _change_members(tx, practice.practice, rotation, new)
        await _begin(tx, record, appended, rotation)
        await _publish(tx, practice.practice, publication.revision, rotation.publication)
        await _note_departures(journal, record, rotation, today)
    return appended, record


async def take_up(
    db: Database,
    log: MerkleLog,
    taking: Taking,
    practice: str,
    replaced: Sequence[Replaced],
    journal: Erasures,
    today: date,
) -> tuple[Record, EpochRecord]:
    """Let an account with the recovery key take a practice up again; the same again answers the same."""
    rotation = taking.rotation
    async with db.transaction() as tx:
        held = await store.hold_practice(tx, practice)
        sharing = await sharing_store.find_sharing(tx, practice)
        if held is None or sharing is None:
            raise SharingUnknown
        root_record, current = await records_of(tx, practice, held.epoch)
        if current.body == rotation.epoch.body_bytes:
            return current, read(current.body, EpochRecord)
        if held.root_number < len(replaced):
            raise RootReplaced
        root = rules.root_of(read(root_record.body, RootRecord), replaced)
        record = rules.verify_succession(rotation, root, _signed(current), today)
        new = recovery_rules.verify_taking(taking, sharing)
        before = await store.members_of(tx, practice)
        after = recovery_rules.members_after_taking(before, rotation, new)
        rules.require_wraps(rotation.wraps, after, record)
        rules.require_root_wraps(rotation.root_wraps, [each.member for each in after if each.officer])
        publication = rules.verify_next_publication(rotation.publication, held, record)
        recovery_rules.verify_way_back(rotation, root, record, sharing, after, new.member)
        appended = await _append(tx, log, "epoch", rotation.epoch)
        await _change_members(tx, practice, rotation, [new])
        await _begin(tx, record, appended, rotation)
        await _publish(tx, practice, publication.revision, rotation.publication)
        await _note_departures(journal, record, rotation, today)
    return appended, record


async def publish(db: Database, membership: Membership, signed: Signed) -> Published:
    """Let this be the practice's publication; the same again answers the same."""
    async with db.transaction() as tx:
        practice = await store.hold_practice(tx, membership.practice)
        if practice is None:
            raise NotAMember
        if practice.publication_body == signed.body_bytes:
            return Published(practice.practice, practice.revision, practice.epoch)
        _, current = await records_of(tx, practice.practice, practice.epoch)
        publication = rules.verify_next_publication(signed, practice, read(current.body, EpochRecord))
        await _publish(tx, practice.practice, publication.revision, signed)
    return Published(practice.practice, publication.revision, practice.epoch)


async def access(db: Database, membership: Membership) -> Access:
    """What a member needs to open what the practice holds."""
    practice, member = membership.practice, membership.member
    async with db.transaction() as tx:
        found = await store.find_practice(tx, practice)
        if found is None:
            raise NotAMember
        root, epoch = await records_of(tx, practice, found.epoch)
        return Access(
            membership,
            root,
            epoch,
            await store.members_locked(tx, practice, found.epoch),
            await store.wraps_of(tx, practice, member),
            await store.previous_of(tx, practice),
            await store.root_wrap_of(tx, practice, member),
            found.root_number,
        )


async def memberships(db: Database, account: str) -> list[Membership]:
    """Where an account works."""
    async with db.transaction() as tx:
        return await store.memberships_of(tx, account)


async def root_waits(db: Database, practice: str, replaced: Sequence[Replaced]) -> bool:
    """Whether a root that replaced another has signed no epoch yet."""
    async with db.transaction() as tx:
        found = await store.find_practice(tx, practice)
    return found is not None and found.root_number < len(replaced)


async def public_practice(db: Database, practice: str) -> tuple[Record, Record, Signed, int]:
    """Root, current epoch, publication, and how many replacements the root had that signed it.

    A practice that has published nothing yet is unknown.
    """
    async with db.transaction() as tx:
        found = await store.find_practice(tx, practice)
        if found is None or not found.revision:
            raise PracticeUnknown
        root, epoch = await records_of(tx, practice, found.epoch)
    return root, epoch, _wire(found.publication_body, found.publication_signature), found.root_number


async def public_epoch(db: Database, practice: str, epoch: int) -> Record:
    """The record of any epoch, to believe what was signed then."""
    async with db.transaction() as tx:
        found = await store.find_epoch(tx, practice, epoch)
    if found is None:
        raise EpochUnknown
    return found


async def invite(db: Database, membership: Membership, new: Invitation, today: date) -> None:
    """Open an invitation; the same again changes nothing."""
    rules.require_expiry(new.expires, today)
    async with db.transaction() as tx:
        await hold(tx, membership)
        known = {each.invitation: each for each in await store.invitations_of(tx, membership.practice, today)}
        same = known.get(new.invitation)
        if same is not None:
            if (same.role, same.officer, same.expires) == (new.role, new.officer, new.expires):
                return
            raise InvitationTaken
        if len(known) >= rules.MOST_INVITATIONS:
            raise TooManyInvitations
        if not await store.add_invitation(tx, new):
            raise InvitationTaken


async def answer_invitation(
    db: Database, account: str, invitation: str, answer: bytes, mac: bytes, today: date
) -> None:
    """Keep an answer; whoever answered first may correct it until an officer has used it."""
    async with db.transaction() as tx:
        found = await store.hold_invitation(tx, invitation)
        if found is None or found.expires < today or found.account not in {"", account}:
            raise InvitationUnknown
        rules.read_answer(answer, mac, found.practice)
        if await store.find_membership(tx, found.practice, account):
            raise BadInvitation("account")
        await store.save_answer(tx, invitation, account, answer, mac)
        await store.tell(tx, found.practice)


async def invitations(db: Database, membership: Membership, today: date) -> list[Invitation]:
    """The invitations that lie open."""
    async with db.transaction() as tx:
        return await store.invitations_of(tx, membership.practice, today)


async def published(db: Database) -> list[Published]:
    """Which publication of each practice is in force."""
    async with db.transaction() as tx:
        return await store.publications(tx)


async def publication_of(db: Database, practice: str) -> Practice | None:
    """A practice with its publication."""
    async with db.transaction() as tx:
        return await store.find_practice(tx, practice)


async def _create(
    tx: Tx, log: MerkleLog, root: RootRecord, epoch: EpochRecord, opening: Opening, founder: NewMember
) -> None:
    root_record = await _append(tx, log, "practice_root", opening.root)
    epoch_record = await _append(tx, log, "epoch", opening.epoch)
    if not await store.add_practice(tx, root.practice, root_record):
        raise PracticeExists
    await _add_epoch(tx, epoch, epoch_record, opening.members, Locked(b"", b""))
    await store.add_member(tx, root.practice, founder)
    await store.add_wraps(tx, root.practice, FIRST, opening.wraps)
    await store.save_root_wraps(tx, root.practice, opening.root_wraps)


async def _begin(tx: Tx, record: EpochRecord, appended: Record, rotation: Rotation) -> None:
    """Write a new epoch with its wraps, and what leads back into it."""
    await _add_epoch(tx, record, appended, rotation.members, rotation.previous)
    await store.begin_epoch(tx, record.practice, record.epoch)
    await store.add_wraps(tx, record.practice, record.epoch, rotation.wraps)
    await store.save_root_wraps(tx, record.practice, rotation.root_wraps)
    if rotation.way_back is not None:
        await _lead_back(tx, record.practice, rotation.way_back)


async def _lead_back(tx: Tx, practice: str, way_back: WayBack) -> None:
    """Renew the wrap; new shares replace those before them with everything that was said of them."""
    if way_back.sharing is None:
        await sharing_store.renew_wrap(tx, practice, way_back.wrap)
        return
    await sharing_store.delete_sharing(tx, practice)
    record = peek(way_back.sharing.record, SharingRecord)
    await sharing_store.add_sharing(tx, practice, record.sharing, way_back.sharing, way_back.wrap)
    await sharing_store.add_shares(tx, practice, share_ids(record))


async def _take_root(tx: Tx, log: MerkleLog, membership: Membership, waiting: Sequence[Replaced]) -> None:
    """Repeat the custodian's replacements in our log, before anything that the new root signs."""
    for each in waiting:
        await _append(tx, log, "root_replacement", each.signed)
    await store.take_root(tx, membership.practice, waiting[-1].number)
    await store.make_officer(tx, membership.practice, membership.member)


async def hold(tx: Tx, membership: Membership, replaced: Sequence[Replaced] = ()) -> Practice:
    """The practice, held, for somebody who is its officer even now, or a member who may become one by a new root."""
    practice = await store.hold_practice(tx, membership.practice)
    members = await store.members_of(tx, membership.practice)
    present = next((each for each in members if each.member == membership.member), None)
    if practice is None or present is None:
        raise NotAMember
    if practice.root_number >= len(replaced):
        require_officer(present)
    return practice


async def records_of(tx: Tx, practice: str, epoch: int) -> tuple[Record, Record]:
    """The root record and that of an epoch."""
    root = await store.find_root(tx, practice)
    record = await store.find_epoch(tx, practice, epoch)
    if root is None or record is None:
        raise PracticeUnknown
    return root, record


async def _append(tx: Tx, log: MerkleLog, kind: EntryKind, signed: Signed) -> Record:
    leaf = await log.append(tx, entry_bytes(kind, signed))
    return Record(signed.body_bytes, signed.signature_bytes, leaf)


async def _add_epoch(tx: Tx, epoch: EpochRecord, record: Record, members: bytes, previous: Locked) -> None:
    await store.add_epoch(tx, epoch.practice, epoch.epoch, record, epoch.desk_sign, members, previous)


async def _change_members(tx: Tx, practice: str, rotation: Rotation, new: list[NewMember]) -> None:
    await store.remove_members(tx, practice, rotation.removed)
    for each in new:
        if not await store.add_member(tx, practice, each):
            raise BadEpoch("added")
    await store.delete_invitations(tx, [each.invitation for each in rotation.added])


async def _note_departures(journal: Erasures, begun: EpochRecord, rotation: Rotation, today: date) -> None:
    """Last before the commit: where that fails, a restore shuts them out without reason, until the next epoch."""
    epoch = begun.epoch.to_bytes(EPOCH_BYTES, "big")
    for member in rotation.removed:
        who = bytes.fromhex(begun.practice + member) + epoch
        await asyncio.to_thread(journal.append, DEPARTED, who, today)


async def _publish(tx: Tx, practice: str, revision: int, signed: Signed) -> None:
    digest = bytes.fromhex(body_hash("publication", signed))
    await store.publish(tx, practice, revision, digest, signed.body_bytes, signed.signature_bytes)
    await store.tell(tx, practice)


def _members_after(before: list[Membership], rotation: Rotation, new: list[NewMember]) -> list[NewMember]:
    """Who will be a member."""
    known, joining = {each.member for each in before}, {each.member for each in new}
    if len(set(rotation.removed)) < len(rotation.removed) or not set(rotation.removed) <= known:
        raise BadEpoch("removed")
    if len(joining) < len(new) or joining & known:
        raise BadEpoch("added")
    staying = [each for each in before if each.member not in rotation.removed]
    return [*(NewMember(each.member, "", each.role, each.officer, each.sign) for each in staying), *new]


def _signed(record: Record) -> Signed:
    return _wire(record.body, record.signature)


def _wire(body: bytes, signature: bytes) -> Signed:
    return Signed(b64(body), b64(signature))
