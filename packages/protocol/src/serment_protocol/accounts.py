"""Accounts: ways in, the statements that open and change them, and the keys below the root key (SPEC 3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from serment_protocol.encoding import b64, from_b64, write_time
from serment_protocol.errors import BadStructure
from serment_protocol.primitives import derive, hash_bytes, label, seal_public, sign_public
from serment_protocol.sealing import Context, open_sealed, seal
from serment_protocol.signing import Signed, peek, sign, verify
from serment_protocol.structure import B64Of32, B64Of1216, Digest, Hex16, Structure, Time, Versioned

Audience = Literal["patient", "staff"]
ID_BYTES = 16
PASSKEY_INPUT = label("passkey")
"""What a passkey's PRF is asked for, by every account alike."""


@dataclass(frozen=True)
class WayIn:
    """What opens an account from one unlock secret; lives in memory only."""

    audience: Audience
    locator: bytes
    sign_seed: bytes
    seal_seed: bytes


@dataclass(frozen=True)
class PublicWay:
    """The public half of a way in, whose secret may be on another device; written as it travels."""

    locator: str
    sign: str
    seal: str


@dataclass(frozen=True)
class MemberKeys:
    """A staff account's keys as a member of practices."""

    member: str
    sign_seed: bytes
    sign_public: bytes
    seal_seed: bytes
    seal_public: bytes


class WayBody(Structure, frozen=True):
    """The public half of a way in, as a statement names it."""

    locator: Digest
    sign: B64Of32
    seal: B64Of1216
    sealed_root_hash: Digest


class AccountOpening(Versioned, frozen=True, kw_only=True):
    """The statement that opens an account, signed by its first way in."""

    type: Literal["account_opening"] = "account_opening"
    account: Hex16
    audience: Audience
    origin: str
    way: WayBody
    vault_hash: Digest
    token_hash: Digest


class SignIn(Versioned, frozen=True, kw_only=True):
    """The answer to a challenge."""

    type: Literal["sign_in"] = "sign_in"
    origin: str
    challenge: B64Of32
    locator: Digest


class WayAdded(Versioned, frozen=True, kw_only=True):
    """A further way in, signed by the way that opened the session."""

    type: Literal["way_added"] = "way_added"
    account: Hex16
    way: WayBody


class WayRemoved(Versioned, frozen=True, kw_only=True):
    """The end of a way in, signed by the way that opened the session."""

    type: Literal["way_removed"] = "way_removed"
    account: Hex16
    locator: Digest
    time: Time


class DeviceSession(Versioned, frozen=True, kw_only=True):
    """What a remembered browser signs for the custodian (name `device`)."""

    type: Literal["device_session"] = "device_session"
    origin: str
    challenge: B64Of32
    device: B64Of32


def kit_secret(kit: bytes) -> bytes:
    """The unlock secret of a paper kit."""
    return derive(kit, "unlock/kit")


def browser_secret(kept: bytes) -> bytes:
    """The unlock secret of a browser that remembers."""
    return derive(kept, "unlock/browser")


def passkey_secret(output: bytes) -> bytes:
    """The unlock secret of a passkey, from what its PRF gave for `PASSKEY_INPUT`."""
    return derive(output, "unlock/passkey")


def way_in(secret: bytes, audience: Audience) -> WayIn:
    """The way in of an unlock secret."""
    return WayIn(
        audience,
        derive(secret, f"way/{audience}/locator"),
        derive(secret, f"way/{audience}/sign"),
        derive(secret, f"way/{audience}/seal"),
    )


def public_half(way: WayIn) -> PublicWay:
    """What others may know of a way in."""
    return PublicWay(way.locator.hex(), b64(sign_public(way.sign_seed)), b64(seal_public(way.seal_seed)))


def seal_root(root: bytes, account: str, way: WayIn) -> bytes:
    """The account's root key, for whoever has this way in."""
    return seal_root_to(root, account, way.audience, public_half(way))


def seal_root_to(root: bytes, account: str, audience: Audience, way: PublicWay) -> bytes:
    """The same for a way in whose secret may be on another device."""
    return seal(from_b64(way.seal), "root-key", _root_context(account, audience, way.locator), root)


def open_root(sealed_root: bytes, account: str, way: WayIn) -> bytes:
    """The root key of the account."""
    context = _root_context(account, way.audience, way.locator.hex())
    return open_sealed(way.seal_seed, "root-key", context, sealed_root)


def way_body(way: PublicWay, sealed_root: bytes) -> WayBody:
    """What the platform may know of a way in."""
    sealed_root_hash = hash_bytes("sealed-root", sealed_root).hex()
    return WayBody(locator=way.locator, sign=way.sign, seal=way.seal, sealed_root_hash=sealed_root_hash)


def sign_opening(way: WayIn, account: str, origin: str, sealed_root: bytes, vault: bytes, token: bytes) -> Signed:
    """The statement that opens an account."""
    opening = AccountOpening(
        account=account,
        audience=way.audience,
        origin=origin,
        way=way_body(public_half(way), sealed_root),
        vault_hash=hash_bytes("vault", vault).hex(),
        token_hash=hash_bytes("token", token).hex(),
    )
    return sign(way.sign_seed, "account", opening)


def verify_opening(signed: Signed, origin: str, sealed_root: bytes, vault: bytes, token: bytes) -> AccountOpening:
    """The opening, once it is signed by its own way in and speaks of these bytes and this origin."""
    public = from_b64(peek(signed, AccountOpening).way.sign)
    opening = verify(public, "account", signed, AccountOpening)
    hashes = (opening.way.sealed_root_hash, opening.vault_hash, opening.token_hash)
    found = (hash_bytes("sealed-root", sealed_root), hash_bytes("vault", vault), hash_bytes("token", token))
    if hashes != tuple(each.hex() for each in found) or opening.origin != origin:
        raise BadStructure
    return opening


def sign_in(way: WayIn, origin: str, challenge: str) -> Signed:
    """The answer to a challenge."""
    return sign(way.sign_seed, "sign-in", SignIn(origin=origin, challenge=challenge, locator=way.locator.hex()))


def sign_way_added(by: WayIn, account: str, way: PublicWay, sealed_root: bytes) -> Signed:
    """Adding a way in, by the one that opened the session."""
    return sign(by.sign_seed, "way", WayAdded(account=account, way=way_body(way, sealed_root)))


def sign_way_removed(by: WayIn, account: str, locator: str, now: datetime) -> Signed:
    """Removing a way in, by the one that opened the session."""
    return sign(by.sign_seed, "way", WayRemoved(account=account, locator=locator, time=write_time(now)))


def vault_key(root: bytes) -> bytes:
    """The key of the account's vault."""
    return derive(root, "vault")


def member_keys(root: bytes) -> MemberKeys:
    """A staff account's keys as a member of practices."""
    sign_seed, seal_seed = derive(root, "member/sign"), derive(root, "member/seal")
    public = sign_public(sign_seed)
    return MemberKeys(member_id(public), sign_seed, public, seal_seed, seal_public(seal_seed))


def member_id(public: bytes) -> str:
    """By which name a practice knows a member."""
    return hash_bytes("member", public)[:ID_BYTES].hex()


def _root_context(account: str, audience: Audience, locator: str) -> Context:
    return {"v": 1, "account": account, "audience": audience, "locator": locator}
