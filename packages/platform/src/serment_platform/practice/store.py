"""SQL of the practice room: one function, one statement."""

from collections.abc import Sequence
from datetime import date

from psycopg.rows import class_row

from serment_kernel.database import Tx
from serment_kernel.holdings import Queries
from serment_platform.practice.types import (
    Closing,
    Desk,
    HeldWrap,
    Invitation,
    Locked,
    Membership,
    NewMember,
    Practice,
    Previous,
    Published,
    Record,
    RootWrap,
    Wrap,
)

HELD: Queries = {
    "practice.member": """
        SELECT encode(practice, 'hex') AS practice, encode(member, 'hex') AS member, encode(account, 'hex') AS account,
               role, officer, sign, root_sealed, departed
          FROM practice.member WHERE account = %(key)s ORDER BY member.practice
    """,
    "practice.wrap": """
        SELECT encode(practice, 'hex') AS practice, encode(member, 'hex') AS member, epoch, compartment, sealed
          FROM practice.wrap JOIN practice.member USING (practice, member) WHERE account = %(key)s
         ORDER BY wrap.practice, epoch, compartment
    """,
    "practice.invitation": """
        SELECT encode(invitation, 'hex') AS invitation, encode(practice, 'hex') AS practice, role, officer, expires,
               encode(account, 'hex') AS account, answer, mac
          FROM practice.invitation WHERE account = %(key)s ORDER BY invitation.invitation
    """,
}
"""What is stored of an account."""


async def find_membership(tx: Tx, practice: str, account: str) -> Membership | None:
    """The member that an account is at a practice."""
    cursor = tx.cursor(row_factory=class_row(Membership))
    await cursor.execute(
        """
        SELECT encode(m.practice, 'hex') AS practice, encode(m.member, 'hex') AS member, m.role, m.officer, m.sign,
               EXISTS (SELECT FROM practice.wrap AS w JOIN practice.practice AS p USING (practice, epoch)
                        WHERE w.practice = m.practice AND w.member = m.member AND w.compartment = 'clinical')
               AS clinical
          FROM practice.member AS m
         WHERE m.practice = decode(%s, 'hex') AND m.account = decode(%s, 'hex') AND NOT m.departed
        """,
        [practice, account],
    )
    return await cursor.fetchone()


async def memberships_of(tx: Tx, account: str) -> list[Membership]:
    """Where an account works."""
    cursor = tx.cursor(row_factory=class_row(Membership))
    await cursor.execute(
        """
        SELECT encode(practice, 'hex') AS practice, encode(member, 'hex') AS member, role, officer, sign
          FROM practice.member WHERE account = decode(%s, 'hex') AND NOT departed ORDER BY practice
        """,
        [account],
    )
    return await cursor.fetchall()


async def members_of(tx: Tx, practice: str) -> list[Membership]:
    """Who works at a practice."""
    cursor = tx.cursor(row_factory=class_row(Membership))
    await cursor.execute(
        """
        SELECT encode(practice, 'hex') AS practice, encode(member, 'hex') AS member, role, officer, sign
          FROM practice.member WHERE practice = decode(%s, 'hex') ORDER BY member
        """,
        [practice],
    )
    return await cursor.fetchall()


async def find_desk(tx: Tx, practice: str) -> Desk | None:
    """The current epoch and its desk's public key."""
    cursor = tx.cursor(row_factory=class_row(Desk))
    await cursor.execute(
        """
        SELECT epoch, desk_sign AS sign,
               EXISTS (SELECT FROM practice.member AS m WHERE m.practice = p.practice AND m.departed) AS brought_back
          FROM practice.practice AS p JOIN practice.epoch USING (practice, epoch)
         WHERE practice = decode(%s, 'hex')
        """,
        [practice],
    )
    return await cursor.fetchone()


async def find_practice(tx: Tx, practice: str) -> Practice | None:
    """A practice as it stands."""
    cursor = tx.cursor(row_factory=class_row(Practice))
    await cursor.execute(
        """
        SELECT encode(practice, 'hex') AS practice, epoch, revision,
               encode(publication_hash, 'hex') AS publication_hash,
               coalesce(publication_body, '') AS publication_body,
               coalesce(publication_signature, '') AS publication_signature, root_number
          FROM practice.practice WHERE practice = decode(%s, 'hex')
        """,
        [practice],
    )
    return await cursor.fetchone()


async def hold_practice(tx: Tx, practice: str) -> Practice | None:
    """The same, kept from others who would change it until we commit."""
    cursor = tx.cursor(row_factory=class_row(Practice))
    await cursor.execute(
        """
        SELECT encode(practice, 'hex') AS practice, epoch, revision,
               encode(publication_hash, 'hex') AS publication_hash,
               coalesce(publication_body, '') AS publication_body,
               coalesce(publication_signature, '') AS publication_signature, root_number
          FROM practice.practice WHERE practice = decode(%s, 'hex') FOR UPDATE
        """,
        [practice],
    )
    return await cursor.fetchone()


async def find_root(tx: Tx, practice: str) -> Record | None:
    """The root record."""
    cursor = tx.cursor(row_factory=class_row(Record))
    await cursor.execute(
        """
        SELECT root_body AS body, root_signature AS signature, root_leaf AS leaf
          FROM practice.practice WHERE practice = decode(%s, 'hex')
        """,
        [practice],
    )
    return await cursor.fetchone()


async def find_epoch(tx: Tx, practice: str, epoch: int) -> Record | None:
    """The record of an epoch."""
    cursor = tx.cursor(row_factory=class_row(Record))
    await cursor.execute(
        "SELECT body, signature, leaf FROM practice.epoch WHERE practice = decode(%s, 'hex') AND epoch = %s",
        [practice, epoch],
    )
    return await cursor.fetchone()


async def add_practice(tx: Tx, practice: str, root: Record) -> bool:
    """Create a practice in its first epoch; false if there is one of this root."""
    cursor = await tx.execute(
        """
        INSERT INTO practice.practice (practice, root_body, root_signature, root_leaf, epoch)
        VALUES (decode(%s, 'hex'), %s, %s, %s, 1) ON CONFLICT DO NOTHING
        """,
        [practice, root.body, root.signature, root.leaf],
    )
    return cursor.rowcount == 1


async def add_epoch(
    tx: Tx, practice: str, number: int, record: Record, desk_sign: bytes, members: bytes, previous: Locked
) -> None:
    """Write an epoch."""
    await tx.execute(
        """
        INSERT INTO practice.epoch (practice, epoch, body, signature, leaf, desk_sign, members_locked, previous_locked,
                                    clinical_previous)
        VALUES (decode(%s, 'hex'), %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            *(practice, number, record.body, record.signature, record.leaf),
            *(desk_sign, members, previous.desk, previous.clinical),
        ],
    )


async def add_member(tx: Tx, practice: str, new: NewMember) -> bool:
    """Let an account act as a member; false if the account or the member is there already."""
    cursor = await tx.execute(
        """
        INSERT INTO practice.member (practice, member, account, role, officer, sign, root_sealed)
        VALUES (decode(%s, 'hex'), decode(%s, 'hex'), decode(%s, 'hex'), %s, %s, %s, '') ON CONFLICT DO NOTHING
        """,
        [practice, new.member, new.account, new.role, new.officer, new.sign],
    )
    return cursor.rowcount == 1


async def remove_members(tx: Tx, practice: str, members: Sequence[str]) -> None:
    """Remove members with everything that was wrapped for them."""
    await tx.execute(
        "DELETE FROM practice.member WHERE practice = decode(%s, 'hex') AND encode(member, 'hex') = ANY (%s)",
        [practice, list(members)],
    )


async def add_wraps(tx: Tx, practice: str, epoch: int, wraps: Sequence[Wrap]) -> None:
    """Write what each member holds of an epoch."""
    await tx.execute(
        """
        INSERT INTO practice.wrap (practice, member, epoch, compartment, sealed)
        SELECT decode(%s, 'hex'), decode(member, 'hex'), %s, compartment, sealed
          FROM unnest(%s::text[], %s::text[], %s::bytea[]) AS new (member, compartment, sealed)
        """,
        [
            practice,
            epoch,
            [each.member for each in wraps],
            [each.compartment for each in wraps],
            [each.sealed for each in wraps],
        ],
    )


async def save_root_wraps(tx: Tx, practice: str, wraps: Sequence[RootWrap]) -> None:
    """Write the root seed for each officer."""
    await tx.execute(
        """
        UPDATE practice.member AS m SET root_sealed = new.sealed
          FROM unnest(%s::text[], %s::bytea[]) AS new (member, sealed)
         WHERE m.practice = decode(%s, 'hex') AND m.member = decode(new.member, 'hex')
        """,
        [[each.member for each in wraps], [each.sealed for each in wraps], practice],
    )


async def begin_epoch(tx: Tx, practice: str, epoch: int) -> None:
    """Let this be the epoch now valid."""
    await tx.execute("UPDATE practice.practice SET epoch = %s WHERE practice = decode(%s, 'hex')", [epoch, practice])


async def take_root(tx: Tx, practice: str, number: int) -> None:
    """Let the root of this replacement be the one that signs."""
    await tx.execute(
        "UPDATE practice.practice SET root_number = %s WHERE practice = decode(%s, 'hex')", [number, practice]
    )


async def make_officer(tx: Tx, practice: str, member: str) -> None:
    """Let a member be an officer."""
    await tx.execute(
        """
        UPDATE practice.member SET officer = true
         WHERE practice = decode(%s, 'hex') AND member = decode(%s, 'hex')
        """,
        [practice, member],
    )


async def publish(tx: Tx, practice: str, revision: int, body_hash: bytes, body: bytes, signature: bytes) -> None:
    """Let this be the publication."""
    await tx.execute(
        """
        UPDATE practice.practice
           SET revision = %s, publication_hash = %s, publication_body = %s, publication_signature = %s
         WHERE practice = decode(%s, 'hex')
        """,
        [revision, body_hash, body, signature, practice],
    )


async def tell(tx: Tx, practice: str) -> None:
    """Wake those who watch the practice, once we commit."""
    await tx.execute("SELECT pg_notify('practice_changed', %s)", [practice])


async def members_locked(tx: Tx, practice: str, epoch: int) -> bytes:
    """The list of members, locked."""
    cursor = await tx.execute(
        "SELECT members_locked FROM practice.epoch WHERE practice = decode(%s, 'hex') AND epoch = %s",
        [practice, epoch],
    )
    row = await cursor.fetchone()
    return row[0] if row else b""


async def wraps_of(tx: Tx, practice: str, member: str) -> list[HeldWrap]:
    """What was wrapped for a member, in all epochs."""
    cursor = tx.cursor(row_factory=class_row(HeldWrap))
    await cursor.execute(
        """
        SELECT epoch, compartment, sealed FROM practice.wrap
         WHERE practice = decode(%s, 'hex') AND member = decode(%s, 'hex') ORDER BY epoch, compartment
        """,
        [practice, member],
    )
    return await cursor.fetchall()


async def previous_of(tx: Tx, practice: str) -> list[Previous]:
    """Each epoch's lock around the one before."""
    cursor = tx.cursor(row_factory=class_row(Previous))
    await cursor.execute(
        """
        SELECT epoch, compartment, locked
          FROM practice.epoch,
               LATERAL (VALUES (1, 'desk', previous_locked), (2, 'clinical', clinical_previous))
                    AS l (place, compartment, locked)
         WHERE practice = decode(%s, 'hex') AND locked <> '' ORDER BY epoch, place
        """,
        [practice],
    )
    return await cursor.fetchall()


async def root_wrap_of(tx: Tx, practice: str, member: str) -> bytes:
    """The root seed as it was sealed to a member; empty for who is no officer."""
    cursor = await tx.execute(
        "SELECT root_sealed FROM practice.member WHERE practice = decode(%s, 'hex') AND member = decode(%s, 'hex')",
        [practice, member],
    )
    row = await cursor.fetchone()
    return row[0] if row else b""


async def add_invitation(tx: Tx, new: Invitation) -> bool:
    """Write an invitation; false if there is one of this id."""
    cursor = await tx.execute(
        """
        INSERT INTO practice.invitation (invitation, practice, role, officer, expires)
        VALUES (decode(%s, 'hex'), decode(%s, 'hex'), %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        [new.invitation, new.practice, new.role, new.officer, new.expires],
    )
    return cursor.rowcount == 1


async def hold_invitation(tx: Tx, invitation: str) -> Invitation | None:
    """An invitation, kept from others until we commit."""
    cursor = tx.cursor(row_factory=class_row(Invitation))
    await cursor.execute(
        """
        SELECT encode(invitation, 'hex') AS invitation, encode(practice, 'hex') AS practice, role, officer, expires,
               coalesce(encode(account, 'hex'), '') AS account, coalesce(answer, '') AS answer, coalesce(mac, '') AS mac
          FROM practice.invitation WHERE invitation = decode(%s, 'hex') FOR UPDATE
        """,
        [invitation],
    )
    return await cursor.fetchone()


async def invitations_of(tx: Tx, practice: str, today: date) -> list[Invitation]:
    """The invitations of a practice that have not run out."""
    cursor = tx.cursor(row_factory=class_row(Invitation))
    await cursor.execute(
        """
        SELECT encode(invitation, 'hex') AS invitation, encode(practice, 'hex') AS practice, role, officer, expires,
               coalesce(encode(account, 'hex'), '') AS account, coalesce(answer, '') AS answer, coalesce(mac, '') AS mac
          FROM practice.invitation
         WHERE practice = decode(%s, 'hex') AND expires >= %s ORDER BY expires, invitation
        """,
        [practice, today],
    )
    return await cursor.fetchall()


async def save_answer(tx: Tx, invitation: str, account: str, answer: bytes, mac: bytes) -> None:
    """Keep the answer to an invitation."""
    await tx.execute(
        """
        UPDATE practice.invitation SET account = decode(%s, 'hex'), answer = %s, mac = %s
         WHERE invitation = decode(%s, 'hex')
        """,
        [account, answer, mac, invitation],
    )


async def delete_invitations(tx: Tx, invitations: Sequence[str]) -> None:
    """Forget invitations that were used."""
    await tx.execute("DELETE FROM practice.invitation WHERE encode(invitation, 'hex') = ANY (%s)", [list(invitations)])


async def purge_invitations(tx: Tx, today: date) -> None:
    """Forget invitations that have run out."""
    await tx.execute("DELETE FROM practice.invitation WHERE expires < %s", [today])


async def publications(tx: Tx) -> list[Published]:
    """Which publication of each practice is in force."""
    cursor = tx.cursor(row_factory=class_row(Published))
    await cursor.execute(
        """
        SELECT encode(practice, 'hex') AS practice, revision, epoch
          FROM practice.practice WHERE revision > 0 ORDER BY practice
        """
    )
    return await cursor.fetchall()


async def delete_practice(tx: Tx, practice: str) -> None:
    """Remove a practice with all its rows; the log keeps its leaves."""
    await tx.execute("DELETE FROM practice.practice WHERE practice = decode(%s, 'hex')", [practice])


async def add_closing(tx: Tx, closing: Closing) -> None:
    """Have a practice's last word go to the custodian."""
    await tx.execute(
        """
        INSERT INTO practice.closing (practice, body, signature) VALUES (decode(%s, 'hex'), %s, %s)
            ON CONFLICT DO NOTHING
        """,
        [closing.practice, closing.body, closing.signature],
    )


async def closings(tx: Tx) -> list[Closing]:
    """Those that the custodian has not taken yet."""
    cursor = tx.cursor(row_factory=class_row(Closing))
    await cursor.execute(
        "SELECT encode(practice, 'hex') AS practice, body, signature FROM practice.closing ORDER BY practice"
    )
    return await cursor.fetchall()


async def forget_closing(tx: Tx, practice: str) -> None:
    """The custodian has taken it."""
    await tx.execute("DELETE FROM practice.closing WHERE practice = decode(%s, 'hex')", [practice])


async def rewrite(tx: Tx, table: str) -> None:
    """Put the rows of a table in the order of their random ids."""
    await tx.execute("SELECT practice.rewrite(%s)", [table])
