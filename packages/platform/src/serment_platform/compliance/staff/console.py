"""What everything at the console works with, and how rows are told from what somebody wrote into the tables."""

from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from serment_kernel.clock import Clock
from serment_kernel.database import Database
from serment_kernel.evidence import Chain
from serment_kernel.merkle_log import MerkleLog
from serment_kernel.passkeys import Party
from serment_platform.compliance.staff.errors import StaffPasskeyRefused
from serment_platform.compliance.staff.types import Grant, StaffId
from serment_platform.config import Config
from serment_platform.service import Service
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.sealing import lock, unlock

KEY, GRANT, PASSKEY = "platform/console", "console/grant", "console/passkey"
Kept = TypeVar("Kept", bound=msgspec.Struct)


@dataclass(frozen=True)
class Console:
    """Handed to every part of the room."""

    db: Database
    chain: Chain
    party: Party
    key: bytes = field(repr=False)
    """Locks what each may do, so that nobody gets a role by writing a row."""
    now: Clock


class Owned(msgspec.Struct, frozen=True):
    """Whose a public key is."""

    staff: str
    key: str


class Granted(msgspec.Struct, frozen=True):
    """What whoever is named may do. Until somebody confirmed it, nothing."""

    whose: str
    confirmed: bool
    grant: Grant
    invited: str = ""
    """By which colleague; empty where it was by whoever has the machine."""


def console_key(log: MerkleLog) -> bytes:
    """The key that locks roles, out of the one key that the machine has for good and the database never."""
    return log.secret(KEY)


def console_of(service: Service) -> Console:
    """What the console of a running platform works with."""
    party, key = party_of(service.config), console_key(service.log)
    return Console(service.db("compliance"), service.evidence, party, key, service.now)


def party_of(config: Config) -> Party:
    """The platform is the relying party, and the console's pages are those of the app: of no other origin."""
    return Party(urlsplit(config.public_url).hostname or "", config.app_origin)


def lock_grant(console: Console, whose: bytes, grant: Grant, *, confirmed: bool, invited: str = "") -> bytes:
    """What somebody may do, as it is kept."""
    kept = msgspec.json.encode(Granted(whose.hex(), confirmed, grant, invited))
    return lock(console.key, GRANT, {"v": 1}, kept)


def open_grant(console: Console, whose: bytes, locked: bytes) -> Granted:
    """What `lock_grant` kept; a row that somebody else wrote, or moved to another person, is refused."""
    found = _open(console, GRANT, locked, Granted)
    if found.whose != whose.hex():
        raise StaffPasskeyRefused
    return found


def lock_passkey(console: Console, staff: StaffId, key: bytes) -> bytes:
    """A public key and whose it is, as they are kept."""
    return lock(console.key, PASSKEY, {"v": 1}, msgspec.json.encode(Owned(staff.hex(), b64(key))))


def open_passkey(console: Console, staff: StaffId, locked: bytes) -> bytes:
    """The public key, if it is this person's."""
    found = _open(console, PASSKEY, locked, Owned)
    if found.staff != staff.hex():
        raise StaffPasskeyRefused
    return from_b64(found.key)


def _open(console: Console, purpose: str, locked: bytes, kind: type[Kept]) -> Kept:
    try:
        return msgspec.json.decode(unlock(console.key, purpose, {"v": 1}, locked), type=kind)
    except (ProtocolRefusal, msgspec.MsgspecError) as error:
        raise StaffPasskeyRefused from error
