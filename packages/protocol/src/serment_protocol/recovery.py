"""A practice's way back: its recovery key in three shares, who holds them, and what two of them open (SPEC 12).

Every share has a key of its own, derived from it, whose public half stands in the record that the root signed. So a
share proves itself: an altered or replaced one is refused before anything is combined, and whoever asks for another
share shows that they hold one, without showing it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from serment_protocol import shamir
from serment_protocol.encoding import b64, canonical, from_b64
from serment_protocol.errors import (
    AnotherPractice,
    BadStructure,
    CannotOpen,
    SameShare,
    WrongShare,
)
from serment_protocol.practice import (
    CompartmentSecrets,
    EpochRecord,
    Members,
    RecoveryPin,
    Role,
    check_secrets,
    practice_id,
)
from serment_protocol.primitives import derive, hash_bytes, random_bytes, seal_public, sign_public
from serment_protocol.sealing import Context, open_sealed, seal
from serment_protocol.signing import Signed, body_hash, peek, sign, sign_bytes, verify, verify_bytes
from serment_protocol.structure import B64Of32, B64Of1216, Day, Digest, Hex16, Number, Structure, Versioned, read

Holder = Literal["paper", "colleague", "custodian"]

PAPER: Holder = "paper"
COLLEAGUE: Holder = "colleague"
CUSTODIAN: Holder = "custodian"
THRESHOLD = 2
RELAYED = "relay-sharing"
ID_BYTES = 16


class ShareEntry(Structure, frozen=True):
    """Who holds a share, and the key by which it proves itself."""

    holder: Holder
    sign: B64Of32


class Sharing(Versioned, frozen=True, kw_only=True):
    """One splitting of one recovery key (name `sharing`, signed by the root): the share numbered n is the n-th."""

    type: Literal["sharing"] = "sharing"
    practice: Hex16
    root: B64Of32
    sharing: Number
    seal: B64Of1216
    sign: B64Of32
    shares: tuple[ShareEntry, ...]
    created: Day

    def number_of(self, share: bytes) -> int:
        """Which of its shares this is; raises `WrongShare`."""
        public = b64(share_keys(share).sign_public)
        for number, entry in zip(shamir.NUMBERS, self.shares, strict=True):
            if entry.sign == public:
                return number
        raise WrongShare

    def number_held_by(self, holder: Holder) -> int:
        """The number of the share of this holder, the first where two are on paper."""
        return next(number for number, each in zip(shamir.NUMBERS, self.shares, strict=True) if each.holder == holder)


class RecoveryContent(Versioned, frozen=True, kw_only=True):
    """What the recovery key opens: the root, and an epoch's secrets, which lead back to those before."""

    type: Literal["recovery"] = "recovery"
    practice: Hex16
    epoch: Number
    root_seed: B64Of32
    secrets: tuple[CompartmentSecrets, ...]

    @property
    def root(self) -> bytes:
        """The root seed."""
        return from_b64(self.root_seed)


class Takeover(Versioned, frozen=True, kw_only=True):
    """Who takes the practice up again, by which epoch (name `takeover`, signed by the recovery key)."""

    type: Literal["takeover"] = "takeover"
    practice: Hex16
    sharing: Number
    account: Hex16
    member: Hex16
    sign: B64Of32
    role: Role
    epoch: Digest


@dataclass(frozen=True)
class ShareKeys:
    """By which a share proves itself, and the id by which the platform finds its practice."""

    share: str
    sign_seed: bytes
    sign_public: bytes


@dataclass(frozen=True)
class RecoveryKeys:
    """The recovery key; lives in memory only, and only while it is split or combined."""

    seal_seed: bytes
    sign_seed: bytes


def share_keys(share: bytes) -> ShareKeys:
    """The keys of a share."""
    seed = derive(share, "recovery/share")
    public = sign_public(seed)
    return ShareKeys(share_id(public), seed, public)


def share_id(public: bytes) -> str:
    """By which the platform finds the practice of a share; whoever holds none cannot guess it."""
    return hash_bytes("share", public)[:ID_BYTES].hex()


def share_ids(record: Sharing) -> tuple[str, ...]:
    """The ids of the three."""
    return tuple(share_id(from_b64(each.sign)) for each in record.shares)


def recovery_keys(secret: bytes) -> RecoveryKeys:
    """What is derived from the 32 bytes that were split."""
    return RecoveryKeys(derive(secret, "recovery/seal"), derive(secret, "recovery/sign"))


def new_sharing(
    root_seed: bytes,
    practice: str,
    number: int,
    second: Holder,
    today: str,
    secret: bytes | None = None,
    slope: bytes | None = None,
) -> tuple[Signed, tuple[bytes, bytes, bytes]]:
    """A fresh recovery key, its record and its shares. Only vectors choose the secret and the slope."""
    secret = secret or random_bytes(shamir.SECRET_BYTES)
    shares = shamir.split(secret, slope or random_bytes(shamir.SECRET_BYTES))
    keys = recovery_keys(secret)
    record = Sharing(
        practice=practice,
        root=b64(sign_public(root_seed)),
        sharing=number,
        seal=b64(seal_public(keys.seal_seed)),
        sign=b64(sign_public(keys.sign_seed)),
        shares=tuple(
            ShareEntry(holder, b64(share_keys(share).sign_public))
            for holder, share in zip((PAPER, second, CUSTODIAN), shares, strict=True)
        ),
        created=today,
    )
    return sign(root_seed, "sharing", record), shares


def verify_sharing(signed: Signed, practice: str, root: bytes) -> Sharing:
    """The sharing that this root signed for this practice."""
    record = verify(root, "sharing", signed, Sharing)
    if record.practice != practice or from_b64(record.root) != root:
        raise AnotherPractice
    holders = [each.holder for each in record.shares]
    if holders not in [[PAPER, second, CUSTODIAN] for second in (PAPER, COLLEAGUE)]:
        raise BadStructure("a sharing has three shares: on paper, of a colleague or on paper, of the custodian")
    if len({each.sign for each in record.shares}) < len(holders):
        raise BadStructure("two shares are alike")
    return record


def verify_own_sharing(signed: Signed, newest: bytes | None = None) -> Sharing:
    """The sharing of the practice whose id names the root it was signed by, or by the newest that replaced that."""
    claimed = peek(signed, Sharing)
    if newest is not None:
        return verify_sharing(signed, claimed.practice, newest)
    root = from_b64(claimed.root)
    return verify_sharing(signed, practice_id(root), root)


def relay_sharing(relay_seed: bytes, signed: Signed) -> bytes:
    """The platform's signature under a sharing: it is the one now valid, and an officer of now asks."""
    return sign_bytes(relay_seed, RELAYED, signed.body_bytes)


def verify_relayed_sharing(relay: bytes, signed: Signed, signature: bytes) -> None:
    """Raise unless the platform relays this sharing."""
    verify_bytes(relay, RELAYED, signed.body_bytes, signature)


def sharing_hash(signed: Signed) -> str:
    """By which the members list names a sharing."""
    return body_hash("sharing", signed)


def combine_shares(record: Sharing, shares: Sequence[bytes]) -> RecoveryKeys:
    """The recovery key of two shares, each of which is one of the record's."""
    if len(shares) != THRESHOLD:
        raise BadStructure("it takes two shares")
    (here, share), (there, other) = [(record.number_of(each), each) for each in shares]
    if here == there:
        raise SameShare
    keys = recovery_keys(shamir.combine(here, share, there, other))
    check_recovery_keys(keys, record)
    return keys


def check_recovery_keys(keys: RecoveryKeys, record: Sharing) -> None:
    """Raise unless the record's public keys are those of this recovery key."""
    publics = b64(seal_public(keys.seal_seed)), b64(sign_public(keys.sign_seed))
    if publics != (record.seal, record.sign):
        raise CannotOpen


def wrap_recovery(record: Sharing, root_seed: bytes, secrets: Sequence[CompartmentSecrets]) -> bytes:
    """The root and an epoch's secrets, for whoever combines two shares. It needs the public half alone."""
    epoch = secrets[0].epoch
    content = RecoveryContent(practice=record.practice, epoch=epoch, root_seed=b64(root_seed), secrets=tuple(secrets))
    return seal(from_b64(record.seal), "recovery", _wrap_context(record, epoch), canonical(content))


def open_recovery(sealed: bytes, keys: RecoveryKeys, record: Sharing, epoch: EpochRecord) -> RecoveryContent:
    """The root and the secrets of this epoch, once they are those that the records name."""
    content = read(open_sealed(keys.seal_seed, "recovery", _wrap_context(record, epoch.epoch), sealed), RecoveryContent)
    if (content.practice, content.epoch) != (record.practice, epoch.epoch):
        raise BadStructure("this is the way back into another epoch")
    if b64(sign_public(content.root)) != record.root or tuple(each.name for each in content.secrets) != epoch.names:
        raise CannotOpen
    for each in content.secrets:
        check_secrets(each, epoch)
    return content


def recovery_pin(signed: Signed, sealed: bytes, holder: str) -> RecoveryPin:
    """What the members list says of the way back; `holder` is the colleague's member id, or empty."""
    sharing = peek(signed, Sharing).sharing
    return RecoveryPin(sharing, sharing_hash(signed), recovery_wrap_hash(sealed), holder)


def recovery_wrap_hash(sealed: bytes) -> str:
    """By which the members list names the wrap."""
    return hash_bytes("recovery-wrap", sealed).hex()


def pinned(members: Members) -> RecoveryPin:
    """The pin; raises `CannotOpen` where the practice has no way back, for then none may be shown."""
    if not isinstance(members.recovery, RecoveryPin):
        raise CannotOpen
    return members.recovery


def check_pinned(members: Members, signed: Signed, sealed: bytes | None = None) -> None:
    """Raise unless the members list names this sharing, and this wrap if it is given: an older one is refused."""
    pin = pinned(members)
    if pin.record != sharing_hash(signed) or (sealed is not None and pin.wrap != recovery_wrap_hash(sealed)):
        raise CannotOpen


def sign_takeover(keys: RecoveryKeys, takeover: Takeover) -> Signed:
    """Take the practice up again."""
    return sign(keys.sign_seed, "takeover", takeover)


def verify_takeover(signed: Signed, record: Sharing, account: str, epoch: Signed) -> Takeover:
    """Who takes the practice up: the account that asks, by this epoch, with the recovery key now valid."""
    takeover = verify(from_b64(record.sign), "takeover", signed, Takeover)
    if (takeover.practice, takeover.sharing) != (record.practice, record.sharing):
        raise AnotherPractice
    if takeover.account != account or takeover.epoch != body_hash("epoch", epoch):
        raise BadStructure("this is signed for another account or another epoch")
    return takeover


def sharing_context(record: Sharing) -> dict[str, str | int]:
    return {"v": 1, "practice": record.practice, "sharing": record.sharing}


def _wrap_context(record: Sharing, epoch: int) -> Context:
    return {**sharing_context(record), "epoch": epoch}
