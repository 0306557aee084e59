"""The vault: everything an account remembers, in one padded blob under compare-and-swap (SPEC 3)."""

from typing import Literal

from msgspec import UNSET, UnsetType

from serment_protocol.encoding import canonical, from_b64, read_day
from serment_protocol.errors import BadStructure, VaultRolledBack
from serment_protocol.padding import VAULT_BUCKETS, pad, unpad
from serment_protocol.primitives import hash_bytes
from serment_protocol.sealing import Context, lock, unlock
from serment_protocol.signing import Signed
from serment_protocol.structure import B64, B64Of32, Day, Digest, Hex16, Structure, Versioned, read
from serment_protocol.terms import KeptAgreement

FIRST_PREVIOUS = "0" * 64
POOL_SIZE = 16
REFILL_BELOW = 8
DEVICE_BYTES = 32

WayKind = Literal["passphrase", "kit", "browser", "passkey"]


class Identity(Structure, frozen=True):
    """Who comes to a visit; an empty text where nothing is known."""

    given: str = ""
    family: str = ""
    birth_date: str = ""
    phone: str = ""
    email: str = ""


class ListedWay(Structure, frozen=True):
    """A way in that this account trusts."""

    kind: WayKind
    locator: Digest
    name: str
    added: Day
    used: str | UnsetType = UNSET
    """The last day on which it opened the account; absent until it did."""
    credential: str | UnsetType = UNSET
    """The id of a passkey; absent from every other kind."""
    device: str | UnsetType = UNSET
    """The public key by which the custodian knows a remembered browser; absent from every other kind."""
    recipient: str | UnsetType = UNSET
    """What files for a paper kit are made to; absent from every other kind."""
    file: str | UnsetType = UNSET
    """The last day on which a file was made for a paper kit; absent until it was."""

    def __post_init__(self) -> None:
        """Check what only some ways have."""
        Structure.__post_init__(self)
        if self.used is not UNSET:
            read_day(self.used)
        if (self.credential is not UNSET) != (self.kind == "passkey"):
            raise BadStructure
        if self.credential is not UNSET:
            from_b64(self.credential)
        if (self.recipient is not UNSET or self.file is not UNSET) and self.kind != "kit":
            raise BadStructure
        if self.file is not UNSET:
            read_day(self.file)
        if self.device is not UNSET and (self.kind != "browser" or len(from_b64(self.device)) != DEVICE_BYTES):
            raise BadStructure


class PoolSeed(Structure, frozen=True):
    """A manage seed, written down before it is used."""

    seed: B64Of32
    state: Literal["live", "spent"]
    day: Day


class Pool(Structure, frozen=True):
    """The manage seeds of one browser."""

    id: Hex16
    name: str
    seeds: tuple[PoolSeed, ...]


class SeenCheckpoint(Structure, frozen=True):
    """The last checkpoint seen of a log."""

    origin: str
    note: str


class KnownPractice(Structure, frozen=True):
    """A practice whose root this account has pinned."""

    practice: Hex16
    root: B64Of32


class Relative(Structure, frozen=True):
    """Somebody for whom the holder of the account acts, as they agreed (SPEC 18)."""

    given: str
    family: str
    birth_date: Day


class KeptCredential(Structure, frozen=True):
    """A practice's word that it knows the holder of this account; shown once."""

    practice: Hex16
    audience: Literal["known", "colleagues"]
    credential: B64


class Vault(Versioned, frozen=True, kw_only=True):
    """What an account remembers."""

    ways: tuple[ListedWay, ...] = ()
    pools: tuple[Pool, ...] = ()
    checkpoints: tuple[SeenCheckpoint, ...] = ()
    profile: Identity = Identity()
    practices: tuple[KnownPractice, ...] = ()
    leaving: tuple[B64Of32, ...] = ()
    """Device keys of ways that were taken off the list, until the custodian has forgotten them too."""
    notes: tuple[str, ...] = ()
    relatives: tuple[Relative, ...] | UnsetType = UNSET
    """Absent until somebody agreed to be one."""
    consents: tuple[Signed, ...] | UnsetType = UNSET
    """Every decision, refusals too; absent until there was one."""
    agreements: tuple[KeptAgreement, ...] | UnsetType = UNSET
    """What was decided in mailboxes of visits; absent until something was."""
    credentials: tuple[KeptCredential, ...] | UnsetType = UNSET
    """Absent until a practice gave one."""


def vault_hash(blob: bytes) -> str:
    """The hash by which the next version names this blob."""
    return hash_bytes("vault", blob).hex()


def lock_vault(vault: Vault, key: bytes, account: str, version: int, previous: str) -> bytes:
    """The blob of this version."""
    return lock(key, "vault", _context(account, version, previous), pad(canonical(vault), VAULT_BUCKETS))


def open_vault(blob: bytes, key: bytes, account: str, version: int, previous: str, seen: int = 0) -> Vault:
    """The vault, unless it is older than the version `seen` here before."""
    if version < seen:
        raise VaultRolledBack
    return read(unpad(unlock(key, "vault", _context(account, version, previous), blob), VAULT_BUCKETS), Vault)


def _context(account: str, version: int, previous: str) -> Context:
    return {"v": 1, "account": account, "version": version, "previous": previous}
