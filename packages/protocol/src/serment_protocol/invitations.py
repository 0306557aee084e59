"""Invitations: a secret in a link, answered with the invitee's keys under a MAC of it (SPEC 6)."""

from typing import Literal

from serment_protocol.accounts import MemberKeys, member_id
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.errors import BadMac, BadStructure
from serment_protocol.primitives import derive, equal, hash_bytes, mac
from serment_protocol.sealing import Context, lock, unlock
from serment_protocol.structure import B64, B64Of32, B64Of1216, Hex16, Versioned, read

ID_BYTES = 16
SECRET_BYTES = 32
ID_DIGITS = 32


class InvitationAnswer(Versioned, frozen=True, kw_only=True):
    """The invitee's keys."""

    type: Literal["invitation_answer"] = "invitation_answer"
    practice: Hex16
    member: Hex16
    sign: B64Of32
    seal: B64Of1216
    name_locked: B64


def invitation_id(secret: bytes) -> str:
    """By which the platform knows an invitation."""
    return hash_bytes("invitation", secret)[:ID_BYTES].hex()


def write_link(practice: str, secret: bytes) -> str:
    """What stands behind the `#` of an invitation's link."""
    return f"{practice}.{b64(secret)}"


def read_link(link: str) -> tuple[str, bytes]:
    """The practice and the secret of a link's fragment."""
    practice, dot, digits = link.partition(".")
    secret = from_b64(digits)
    if not dot or len(secret) != SECRET_BYTES or len(practice) != ID_DIGITS:
        raise BadStructure
    return practice, secret


def answer_invitation(secret: bytes, practice: str, keys: MemberKeys, name: str) -> tuple[bytes, bytes]:
    """The canonical answer and its MAC."""
    name_key = derive(secret, "invitation/name")
    answer = InvitationAnswer(
        practice=practice,
        member=keys.member,
        sign=b64(keys.sign_public),
        seal=b64(keys.seal_public),
        name_locked=b64(lock(name_key, "invitation-name", _context(practice, keys.member), name.encode())),
    )
    body = canonical(answer)
    return body, mac(derive(secret, "invitation/mac"), body)


def read_answer(secret: bytes, practice: str, body: bytes, given_mac: bytes) -> tuple[InvitationAnswer, str]:
    """The answer and the invitee's name, once the MAC shows that the link's secret was there."""
    if not equal(mac(derive(secret, "invitation/mac"), body), given_mac):
        raise BadMac
    answer = read(body, InvitationAnswer)
    if answer.practice != practice or member_id(from_b64(answer.sign)) != answer.member:
        raise BadStructure
    name_key = derive(secret, "invitation/name")
    name = unlock(name_key, "invitation-name", _context(practice, answer.member), from_b64(answer.name_locked))
    try:
        return answer, name.decode()
    except UnicodeDecodeError as error:
        raise BadStructure from error


def _context(practice: str, member: str) -> Context:
    return {"v": 1, "practice": practice, "member": member}
