"""People for tests: accounts with their ways in, as a client holds them."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec

from serment_protocol.accounts import (
    Audience,
    MemberKeys,
    WayIn,
    member_keys,
    public_half,
    seal_root,
    sign_in,
    sign_opening,
    sign_way_added,
    sign_way_removed,
    vault_key,
    way_in,
)
from serment_protocol.encoding import b64
from serment_protocol.signing import Signed
from serment_protocol.vault import FIRST_PREVIOUS, Vault, lock_vault

from .installation import Installed
from .stand_in import new_token


@dataclass
class Somebody:
    """An account as its owner holds it."""

    platform: Installed
    audience: Audience = "patient"
    account: str = field(default_factory=lambda: secrets.token_hex(16))
    root: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    session: str = ""
    way: WayIn = field(init=False)

    def __post_init__(self) -> None:
        self.way = self.new_way()

    def new_way(self) -> WayIn:
        """Another way in, known to nobody yet."""
        return way_in(secrets.token_bytes(32), self.audience)

    def opening(self, token: bytes | None = None, vault: bytes | None = None, **changes: Any) -> dict[str, Any]:
        """The body that opens the account."""
        token = new_token("opening") if token is None else token
        vault = self.vault_blob(1, FIRST_PREVIOUS) if vault is None else vault
        sealed = changes.pop("sealed", seal_root(self.root, self.account, self.way))
        origin = changes.pop("origin", self.platform.url)
        statement = sign_opening(self.way, self.account, origin, sealed, vault, token)
        parts = {"statement": wire(statement), "token": b64(token), "sealed_root": b64(sealed), "vault": b64(vault)}
        return parts | changes

    def vault_blob(self, version: int, previous: str) -> bytes:
        """An empty vault of this version."""
        return lock_vault(Vault(), vault_key(self.root), self.account, version, previous)

    def open(self, body: dict[str, Any] | None = None) -> "Somebody":
        """Open the account."""
        answer = self.platform.ask("POST", "/accounts", body or self.opening())
        assert answer.status_code == 201, answer.text
        self.session = answer.json()["session"]
        return self

    def challenge(self) -> str:
        """A challenge to sign."""
        return str(self.platform.ask("POST", "/challenges", {}).json()["challenge"])

    def signing_in(self, way: WayIn | None = None, challenge: str = "", origin: str = "") -> dict[str, Any]:
        """The body that signs in."""
        signed = sign_in(way or self.way, origin or self.platform.url, challenge or self.challenge())
        return {"statement": wire(signed)}

    def adding(self, way: WayIn, by: WayIn | None = None, account: str = "") -> dict[str, Any]:
        """The body that adds a way in."""
        sealed = seal_root(self.root, self.account, way)
        statement = sign_way_added(by or self.way, account or self.account, public_half(way), sealed)
        return {"statement": wire(statement), "sealed_root": b64(sealed)}

    def removing(self, way: WayIn, by: WayIn | None = None, now: datetime | None = None) -> dict[str, Any]:
        """The body that removes a way in."""
        when = now or datetime.now(UTC)
        return {"statement": wire(sign_way_removed(by or self.way, self.account, way.locator.hex(), when))}

    @property
    def member(self) -> MemberKeys:
        """The keys of a member of staff."""
        return member_keys(self.root)


def at_once(*works: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """Everybody in the same moment."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result() for each in [pool.submit(work) for work in works]]


def wire(signed: Signed) -> dict[str, str]:
    """As it travels."""
    return {"body": signed.body, "signature": signed.signature}


def code(answer: httpx.Response) -> tuple[int, str]:
    """How a request was refused."""
    return answer.status_code, msgspec.json.decode(answer.content)["code"]
