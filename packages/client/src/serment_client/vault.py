"""The vault under compare-and-swap: a change is applied to the newest version, whoever wrote it (SPEC 3)."""

from collections.abc import Callable

import msgspec

from serment_client.errors import Refused
from serment_client.session import Session
from serment_protocol.accounts import vault_key
from serment_protocol.encoding import b64, from_b64
from serment_protocol.primitives import hash_bytes
from serment_protocol.vault import FIRST_PREVIOUS, Vault, lock_vault, open_vault, vault_hash

ATTEMPTS = 6
FINGERPRINT_DIGITS = 32
Change = Callable[[Vault], Vault]


class VaultAnswer(msgspec.Struct, frozen=True):
    """`GET /v1/vault`."""

    version: int
    previous: str
    blob: str


class VaultKeeper:
    """The vault of an open account."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._vault: Vault | None = None
        self._version = 0
        self._hash = FIRST_PREVIOUS

    def current(self) -> Vault:
        """The vault as last read or written."""
        return self._vault or self.read()

    def read(self) -> Vault:
        """Read it anew, and never an older version than was seen before."""
        answer = self._session.ask(VaultAnswer, "GET", "/vault")
        blob = from_b64(answer.blob)
        seen = max(self._version, self._session.context.state.content.vaults.get(self._fingerprint, 0))
        key, account = vault_key(self._session.root), self._session.account
        vault = open_vault(blob, key, account, answer.version, answer.previous, seen)
        self.hold(vault, blob, answer.version)
        return vault

    def hold(self, vault: Vault, blob: bytes, version: int) -> None:
        """Take this version as the newest."""
        self._vault, self._version, self._hash = vault, version, vault_hash(blob)
        self._session.context.state.content.vaults[self._fingerprint] = version
        self._session.context.state.save()

    def change(self, change: Change) -> Vault:
        """Apply the change to the newest vault; when another device was faster, to theirs."""
        for attempt in range(1, ATTEMPTS + 1):
            before = self.current()
            after = change(before)
            if after is before:
                return before
            try:
                self._put(after)
            except Refused as refusal:
                if refusal.code != "vault_conflict" or attempt == ATTEMPTS:
                    raise
                self.read()
            else:
                return after
        raise AssertionError

    def _put(self, vault: Vault) -> None:
        version, previous = self._version + 1, self._hash
        blob = lock_vault(vault, vault_key(self._session.root), self._session.account, version, previous)
        self._session.tell("PUT", "/vault", {"version": version, "previous": previous, "blob": b64(blob)}, again=False)
        self.hold(vault, blob, version)

    @property
    def _fingerprint(self) -> str:
        """So that the account's id does not stay on the device."""
        return hash_bytes("vault-seen", self._session.root).hex()[:FINGERPRINT_DIGITS]
