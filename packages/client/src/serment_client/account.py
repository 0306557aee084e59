"""Opening an account, coming back to it, and its ways in (SPEC 3)."""

from dataclasses import dataclass

import msgspec

from serment_client.context import Context
from serment_client.custodian import Custodian
from serment_client.errors import ClientError, NotRemembered, WayUnlisted
from serment_client.pools import maintained, new_pool
from serment_client.rights import Rights
from serment_client.session import Session
from serment_client.state import Remembered
from serment_client.vault import VaultKeeper
from serment_protocol.accounts import (
    Audience,
    WayIn,
    browser_secret,
    kit_secret,
    seal_root,
    sign_opening,
    sign_way_added,
    sign_way_removed,
    vault_key,
    way_in,
)
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import BadKit
from serment_protocol.kit import KIT_BYTES, WordLanguage, kit_words, read_kit
from serment_protocol.passphrases import require_strong
from serment_protocol.primitives import random_bytes
from serment_protocol.vault import FIRST_PREVIOUS, ListedWay, SeenCheckpoint, Vault, WayKind, lock_vault

ID_BYTES = 16
SECRET_BYTES = 32


class OpenedAnswer(msgspec.Struct, frozen=True):
    """`POST /v1/accounts`."""

    session: str


@dataclass
class Account:
    """An account that is open here."""

    context: Context
    session: Session
    vault: VaultKeeper
    rights: Rights
    custodian: Custodian

    @property
    def audience(self) -> Audience:
        """Whether this is a patient's account or one of staff."""
        return self.session.audience

    @property
    def pool(self) -> str:
        """The pool of this device; empty for the one the account was opened with."""
        remembered = self.context.state.content.remembered
        return remembered.pool if remembered else ""

    def ways(self) -> tuple[ListedWay, ...]:
        """The ways in that the account trusts."""
        return self.vault.read().ways

    def add_kit(self, kit: bytes, typed: str) -> None:
        """Make a paper kit a way in, once its words were typed back from paper."""
        if read_kit(typed) != kit:
            raise BadKit
        self._add(way_in(kit_secret(kit), self.audience), "kit", "")

    def change_passphrase(self, passphrase: str) -> None:
        """Let this passphrase open the account, and no other."""
        require_strong(passphrase)
        way = way_in(self.custodian.harden(passphrase), self.audience)
        old = [listed for listed in self.ways() if listed.kind == "passphrase"]
        self._add(way, "passphrase", "")
        self.session.enter_again(way)
        for listed in old:
            self.remove_way(listed.locator)

    def remove_way(self, locator: str) -> None:
        """Remove a way in, here and at the platform."""
        statement = sign_way_removed(self.session.way, self.session.account, locator, self.context.clock())
        self.session.tell("POST", "/ways/remove", {"statement": statement})
        self.vault.change(lambda vault: _without(vault, locator))

    def remember(self, name: str) -> None:
        """Let this device open the account by itself: a way in, a pool, and a device key of its own."""
        secret, today = random_bytes(SECRET_BYTES), self.context.today()
        way, pool = way_in(browser_secret(secret), self.audience), new_pool(name, today)
        self._add(way, "browser", name)
        self.vault.change(lambda vault: msgspec.structs.replace(vault, pools=(*vault.pools, pool)))
        device = b64(self.custodian.register_device()) if self.custodian.is_open else ""
        content = self.context.state.content
        content.remembered = Remembered(self.audience, b64(secret), way.locator.hex(), pool.id, device)
        self.context.state.save()

    def forget_device(self) -> None:
        """Take this device's way in back."""
        content = self.context.state.content
        if content.remembered is None:
            return
        locator, content.remembered = content.remembered.locator, None
        self.context.state.save()
        if any(listed.locator == locator for listed in self.ways()):
            self.remove_way(locator)

    def settle(self) -> None:
        """After signing in: refill the stock, mark what is over, and exchange checkpoints with the other devices."""
        self.rights.fill()
        self._learn()
        content, today = self.context.state.content, self.context.today()
        locator = self.session.way.locator.hex()
        self.vault.change(
            lambda vault: _marked(maintained(vault, self.pool, content.used, content.over, today), locator, today)
        )

    def _learn(self) -> None:
        seen = {each.origin: each.note for each in self.vault.current().checkpoints}
        logs = (self.context.platform_log, self.context.custodian_log)
        for log in logs:
            if log.origin in seen:
                log.learn(seen[log.origin])
        notes = {**seen, **{log.origin: log.note for log in logs if log.note}}
        checkpoints = tuple(SeenCheckpoint(origin, notes[origin]) for origin in sorted(notes))
        self.vault.change(
            lambda vault: (
                vault if vault.checkpoints == checkpoints else msgspec.structs.replace(vault, checkpoints=checkpoints)
            )
        )

    def _add(self, way: WayIn, kind: WayKind, name: str) -> None:
        session = self.session
        sealed_root = seal_root(session.root, session.account, way)
        statement = sign_way_added(session.way, session.account, way, sealed_root)
        session.tell("POST", "/ways", {"statement": statement, "sealed_root": b64(sealed_root)})
        listed = ListedWay(kind, way.locator.hex(), name, self.context.today())
        self.vault.change(lambda vault: msgspec.structs.replace(vault, ways=(*vault.ways, listed)))


def open_account(context: Context, custodian: Custodian, passphrase: str, audience: Audience) -> Account:
    """Open an account with a first way in, an opening right, and a vault that already has its pool."""
    require_strong(passphrase)
    way, rights = way_in(custodian.harden(passphrase), audience), Rights(context, custodian)
    if not rights.count("opening"):
        rights.fetch("opening", 1)
    rights.fill()
    account, root = random_bytes(ID_BYTES).hex(), random_bytes(SECRET_BYTES)
    vault = _first_vault(way, context.today())
    sealed_root, blob = seal_root(root, account, way), lock_vault(vault, vault_key(root), account, 1, FIRST_PREVIOUS)
    token = rights.take("opening")
    origin = context.installation.platform.origin
    statement = sign_opening(way, account, origin, sealed_root, blob, from_b64(token.token))
    body = {"statement": statement, "token": token.token, "sealed_root": b64(sealed_root), "vault": b64(blob)}
    try:
        answer = context.transport.ask(OpenedAnswer, "POST", context.platform_url("/accounts"), body)
    except ClientError as error:
        if not error.code.startswith("token_"):
            rights.give_back(token)
        raise
    session = Session(context, way, account, root, answer.session)
    keeper = VaultKeeper(session)
    keeper.hold(vault, blob, 1)
    return Account(context, session, keeper, rights, custodian)


def enter(context: Context, custodian: Custodian, way: WayIn) -> Account:
    """Open an account by a way in that its vault still lists: the platform alone cannot bring one back."""
    session = Session.open(context, way)
    vault = VaultKeeper(session)
    if way.locator.hex() not in {listed.locator for listed in vault.read().ways}:
        raise WayUnlisted
    account = Account(context, session, vault, Rights(context, custodian), custodian)
    account.settle()
    return account


def enter_with_kit(context: Context, custodian: Custodian, typed: str, audience: Audience) -> Account:
    """Open an account by the words of its paper kit; the custodian is not needed."""
    return enter(context, custodian, way_in(kit_secret(read_kit(typed)), audience))


def enter_remembered(context: Context, custodian: Custodian) -> Account:
    """Open the account that this device remembers."""
    remembered = context.state.content.remembered
    if remembered is None:
        raise NotRemembered
    if remembered.device and not custodian.is_open:
        # Only for a fresh stock; the account opens also while the custodian is away.
        _try_device(custodian, from_b64(remembered.device))
    return enter(context, custodian, way_in(browser_secret(from_b64(remembered.secret)), remembered.audience))


def new_kit(language: WordLanguage) -> tuple[bytes, tuple[str, ...]]:
    """A paper kit and its words; it opens nothing before it was typed back."""
    kit = random_bytes(KIT_BYTES)
    return kit, kit_words(kit, language)


def _try_device(custodian: Custodian, seed: bytes) -> None:
    try:
        custodian.enter_with_device(seed)
    except ClientError:
        return


def _first_vault(way: WayIn, today: str) -> Vault:
    return Vault(ways=(ListedWay("passphrase", way.locator.hex(), "", today),), pools=(new_pool("", today),))


def _marked(vault: Vault, locator: str, today: str) -> Vault:
    """Remember the last use of a way in; the same vault where that is known."""
    if any(way.locator == locator and way.used == today for way in vault.ways):
        return vault
    used = (msgspec.structs.replace(way, used=today) if way.locator == locator else way for way in vault.ways)
    return msgspec.structs.replace(vault, ways=tuple(used))


def _without(vault: Vault, locator: str) -> Vault:
    ways = tuple(listed for listed in vault.ways if listed.locator != locator)
    return msgspec.structs.replace(vault, ways=ways)
