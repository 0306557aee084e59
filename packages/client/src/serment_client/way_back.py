"""What leads back into a new epoch: the wrap of the recovery key, and new shares where there must be any (SPEC 12)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from msgspec import UNSET

from serment_client.access import Access
from serment_client.custodian import Custodian
from serment_client.errors import ClientError, HolderMisplaced
from serment_client.session import Session
from serment_protocol.encoding import b64, from_b64
from serment_protocol.practice import CompartmentSecrets, Member, RecoveryPin
from serment_protocol.recovery import (
    COLLEAGUE,
    PAPER,
    Sharing,
    check_pinned,
    new_sharing,
    pinned,
    recovery_pin,
    verify_sharing,
    wrap_recovery,
)
from serment_protocol.shares import seal_for_colleague, seal_for_custodian
from serment_protocol.signing import Signed, peek

ON_PAPER = "paper"
"""In the place of a member's id: nobody holds the second share, a second sheet does."""


class SharingAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/practices/{p}/sharing`."""

    record: Signed
    holder: str
    colleague: str
    custodian: str
    relay: str
    checks: list[Signed]


@dataclass(frozen=True)
class KnownSharing:
    """The shares now valid: those that the members list names, whatever the platform shows."""

    signed: Signed
    record: Sharing
    pin: RecoveryPin
    colleague: bytes
    custodian: bytes
    relay: str
    """The platform's signature under the record: an officer of now has asked for it."""
    checks: Sequence[Signed]


@dataclass(frozen=True)
class MadeShares:
    """New shares: those for paper are here and nowhere else, until they were printed."""

    signed: Signed
    record: Sharing
    papers: tuple[bytes, ...]
    custodian: bytes
    """The custodian's share, sealed to it; empty where it could not be asked for its key."""


Papers = Callable[[MadeShares], None]
"""Takes new shares, once they are valid and those before them are not."""


@dataclass(frozen=True)
class WayBack:
    """What leads into an epoch."""

    pin: RecoveryPin
    wrap: bytes
    colleague: bytes = b""
    made: MadeShares | None = None

    def body(self) -> dict[str, object]:
        """As it travels."""
        body: dict[str, object] = {"wrap": b64(self.wrap)}
        if self.made is not None:
            body["sharing"] = {
                "record": self.made.signed,
                "holder": self.pin.holder,
                "colleague": b64(self.colleague),
                "custodian": b64(self.made.custodian),
            }
        return body


def read_sharing(session: Session, access: Access) -> KnownSharing | None:
    """The shares that the members list names; none where it names none."""
    if access.members.recovery is UNSET:
        return None
    answer = _ask(session, access.practice)
    record = verify_sharing(answer.record, access.practice, from_b64(access.root.root))
    check_pinned(access.members, answer.record)
    sealed = from_b64(answer.colleague), from_b64(answer.custodian)
    return KnownSharing(answer.record, record, pinned(access.members), *sealed, answer.relay, answer.checks)


def relay_of(session: Session, practice: str) -> str:
    """The platform's signature under the shares now valid, without which the custodian takes none."""
    return _ask(session, practice).relay


def _ask(session: Session, practice: str) -> SharingAnswer:
    return session.ask(SharingAnswer, "GET", f"/practices/{practice}/sharing")


def renewed(known: KnownSharing, root_seed: bytes, secrets: Sequence[CompartmentSecrets]) -> WayBack:
    """The same shares lead into the new epoch."""
    wrap = wrap_recovery(known.record, root_seed, secrets)
    return WayBack(recovery_pin(known.signed, wrap, known.pin.holder), wrap)


def remade(
    root_seed: bytes,
    secrets: Sequence[CompartmentSecrets],
    number: int,
    second: Member | None,
    custodian_key: bytes,
    today: str,
) -> WayBack:
    """New shares do; `second` is on paper if nobody holds it."""
    practice = secrets[0].practice
    signed, shares = new_sharing(root_seed, practice, number, COLLEAGUE if second else PAPER, today)
    record = peek(signed, Sharing)
    wrap = wrap_recovery(record, root_seed, secrets)
    holder = second.member if second else ""
    colleague = seal_for_colleague(shares[1], record, holder, from_b64(second.seal)) if second else b""
    custodian = seal_for_custodian(shares[2], record, custodian_key) if custodian_key else b""
    papers = shares[:1] if second else shares[:2]
    return WayBack(recovery_pin(signed, wrap, holder), wrap, colleague, MadeShares(signed, record, papers, custodian))


def custodian_key(custodian: Custodian, *, needed: bool) -> bytes:
    """What the custodian's share is sealed to; empty where it is away and somebody must leave all the same."""
    try:
        return custodian.share_key()
    except ClientError:
        if needed:
            raise
        return b""


def second_holder(people: Sequence[Member], maker: str, wanted: str) -> Member | None:
    """Who gets the second share: whoever is named, else another officer; nobody means paper.

    An officer has everything anyway, so with one the shares are in no hand that could do more than before.
    """
    others = [each for each in people if each.member != maker]
    if wanted == ON_PAPER:
        return None
    if not wanted:
        return next((each for each in others if each.officer), None)
    found = next((each for each in others if each.member == wanted), None)
    if found is None:
        raise HolderMisplaced
    return found
