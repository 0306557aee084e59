"""Opening an account, coming back to it, and its ways in (SPEC 3)."""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import msgspec
from msgspec import UNSET, UnsetType

from serment_client.context import Context
from serment_client.custodian import AddressAnswer, Custodian
from serment_client.errors import ClientError, LastWay, NotRemembered, WaysMissing, WayUnlisted
from serment_client.pools import agreed, maintained, new_pool
from serment_client.rights import Rights
from serment_client.session import Session
from serment_client.state import Remembered
from serment_client.vault import VaultKeeper
from serment_client.wallet import Wallet
from serment_protocol.accounts import (
    Audience,
    PublicWay,
    WayIn,
    browser_secret,
    kit_secret,
    public_half,
    seal_root,
    seal_root_to,
    sign_opening,
    sign_way_added,
    sign_way_removed,
    vault_key,
    way_in,
)
from serment_protocol.encoding import b64, from_b64
from serment_protocol.errors import BadKit
from serment_protocol.kit import KIT_BYTES, WordLanguage, kit_words, read_kit
from serment_protocol.kitfile import kit_recipient
from serment_protocol.passphrases import require_strong
from serment_protocol.primitives import random_bytes, sign_public
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
    wallet: Wallet = field(init=False)
    """Credentials of practices."""
    before_change: Callable[[Sequence[ListedWay]], None] = lambda _after: None
    """Asked before a way in is added or taken off, with those that would be there afterwards."""

    def __post_init__(self) -> None:
        self.wallet = Wallet(self.context, self.vault)

    @property
    def entered(self) -> tuple[str, str]:
        """Locators: of the way that opened the session, and of the one that this device keeps, empty if none."""
        remembered = self.context.state.content.remembered
        held = way_in(browser_secret(from_b64(remembered.secret)), remembered.audience) if remembered else None
        return self.session.way.locator.hex(), held.locator.hex() if held else ""

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

    def ways_back(self) -> tuple[ListedWay, ...]:
        """What opens without the passphrase, elsewhere, and was tried (docs/decisions/0009)."""
        remembered = self.context.state.content.remembered
        return ways_back(self.ways(), remembered.locator if remembered else "")

    def require_way_back(self) -> None:
        """Refuse what would be lost together with the passphrase."""
        if not self.ways_back():
            raise WaysMissing

    def add_kit(self, kit: bytes, typed: str) -> None:
        """Make a paper kit a way in, once its words were typed back from paper."""
        if read_kit(typed) != kit:
            raise BadKit
        self._add(way_in(kit_secret(kit), self.audience), "kit", "", recipient=kit_recipient(kit))

    def change_passphrase(self, passphrase: str) -> None:
        """Let this passphrase open the account, and no other."""
        require_strong(passphrase)
        way = way_in(self.custodian.harden(passphrase), self.audience)
        old = [listed for listed in self.ways() if listed.kind == "passphrase"]
        self._add(way, "passphrase", "")
        self.session.enter_again(way)
        for listed in old:
            self.remove_way(listed.locator)

    def change_address(self, email: str, code: str, old_code: str = "") -> AddressAnswer:
        """Take another address: at once with a code of the present one too, else after days of notice to it.

        Practices that used to read the present one are given the other from now on.
        """
        present = self.custodian.address().email
        answer = self.custodian.change_address(email, code, (present, old_code) if old_code else None)
        self.vault.change(lambda vault: _reached_at(vault, present, email))
        return answer

    def remove_way(self, locator: str) -> None:
        """Remove a way in, at the platform, from the list, and with its device at the custodian.

        The platform's row goes first: a way that opens nothing may stand in the list, but none that opens may be
        missing. With the way that opened this account the session ends, so there the list must be written before.
        """
        self.before_change(_without(self.vault.current(), locator).ways)
        self._take_off(locator)

    def _take_off(self, locator: str) -> None:
        stays = locator != self.session.way.locator.hex()
        if stays:
            self._close(locator)
        self.vault.change(lambda vault: _without(vault, locator))
        self.withdraw_devices()
        if not stays:
            self._close(locator)

    def _close(self, locator: str) -> None:
        statement = sign_way_removed(self.session.way, self.session.account, locator, self.context.clock())
        self.session.tell("POST", "/ways/remove", {"statement": statement})

    def withdraw_devices(self) -> int:
        """Have the custodian forget devices that were taken off the list; how many it still knows after that."""
        gone = {device for device in self.vault.current().leaving if self.custodian.forget_device(device)}
        return len(self.vault.change(lambda vault: _having_left(vault, gone)).leaving)

    def remember(self, name: str) -> None:
        """Let this device open the account by itself: a way in, a pool, and a device key of its own."""
        secret = random_bytes(SECRET_BYTES)
        self._add(way_in(browser_secret(secret), self.audience), "browser", name)
        self.keep(secret, name)

    def keep(self, secret: bytes, name: str) -> None:
        """Remember here the secret of a way in that is listed already."""
        way, pool = way_in(browser_secret(secret), self.audience), new_pool(name, self.context.today())
        self.vault.change(lambda vault: msgspec.structs.replace(vault, pools=(*vault.pools, pool)))
        content = self.context.state.content
        content.remembered = Remembered(self.audience, b64(secret), way.locator.hex(), pool.id, "")
        self.context.state.save()
        self._be_known()

    def _be_known(self) -> None:
        """Have the custodian know this device, now or once it knows us; listed, so that the key can be withdrawn."""
        content = self.context.state.content
        kept = content.remembered
        if kept is None or kept.device or not self.custodian.is_open or not self._lists(kept.locator):
            return
        seed = self.custodian.register_device()
        device = b64(sign_public(seed))
        self.vault.change(lambda vault: _with_device(vault, kept.locator, device))
        content.remembered = msgspec.structs.replace(kept, device=b64(seed))
        self.context.state.save()

    def known_device(self) -> bytes:
        """The seed by which the custodian knows this device as one of this account; empty where it does not."""
        kept = self.context.state.content.remembered
        return from_b64(kept.device) if kept is not None and kept.device and self._lists(kept.locator) else b""

    def _lists(self, locator: str) -> bool:
        return any(listed.locator == locator for listed in self.vault.current().ways)

    def forget_device(self) -> None:
        """Take this device's way in back."""
        content = self.context.state.content
        if content.remembered is None:
            return
        locator, listed = content.remembered.locator, self._lists(content.remembered.locator)
        if listed:
            self.before_change(_without(self.vault.current(), locator).ways)
        content.remembered = None
        self.context.state.save()
        if listed:
            self._take_off(locator)

    def settle(self) -> None:
        """After signing in: refill the stock, mark what is over, and exchange checkpoints with the other devices."""
        if self.audience == "patient":  # Whoever works at a practice books there without a right.
            self.rights.fill()
            self.wallet.settle()
        with contextlib.suppress(ClientError):  # The account opens all the same.
            self._be_known()
        self.withdraw_devices()
        self._learn()
        content, today = self.context.state.content, self.context.today()
        locator = self.session.way.locator.hex()
        self.vault.change(
            lambda vault: _marked(
                agreed(maintained(vault, self.pool, content.used, content.over, today), content.agreements),
                locator,
                today,
            )
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

    def _add(self, way: WayIn, kind: WayKind, name: str, recipient: str | UnsetType = UNSET) -> None:
        self.add(public_half(way), kind, name, recipient)

    def add(self, way: PublicWay, kind: WayKind, name: str, recipient: str | UnsetType = UNSET) -> None:
        """Add and list a way in, whose secret may be on another device."""
        session = self.session
        listed = ListedWay(kind, way.locator, name, self.context.today(), recipient=recipient)
        self.before_change((*self.vault.current().ways, listed))
        sealed_root = seal_root_to(session.root, session.account, self.audience, way)
        statement = sign_way_added(session.way, session.account, way, sealed_root)
        session.tell("POST", "/ways", {"statement": statement, "sealed_root": b64(sealed_root)})
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


def enter(
    context: Context, custodian: Custodian, way: WayIn, check: Callable[[bytes], None] = lambda _root: None
) -> Account:
    """Open an account by a way in that its vault still lists: the platform alone cannot bring one back.

    `check` is asked with the root key before anything of the account is believed.
    """
    session = Session.open(context, way)
    check(session.root)
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


def ways_back(ways: Iterable[ListedWay], here: str) -> tuple[ListedWay, ...]:
    """Kits and passkeys, and devices that have entered by themselves; not this one, which is lost with its way in."""
    return tuple(
        way
        for way in ways
        if way.kind in ("kit", "passkey") or (way.kind == "browser" and way.locator != here and way.used is not UNSET)
    )


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


def _reached_at(vault: Vault, present: str, email: str) -> Vault:
    """With another address for practices, unless the person gives them one of its own."""
    profile = vault.profile
    if profile.email.lower() not in {"", present}:
        return vault
    return msgspec.structs.replace(vault, profile=msgspec.structs.replace(profile, email=email))


def _without(vault: Vault, locator: str) -> Vault:
    """Without this way, its device among those that the custodian has to forget."""
    ways = tuple(listed for listed in vault.ways if listed.locator != locator)
    if not ways:
        raise LastWay
    devices = (listed.device for listed in vault.ways if listed.locator == locator)
    leaving = (*vault.leaving, *(device for device in devices if device is not UNSET))
    return vault if len(ways) == len(vault.ways) else msgspec.structs.replace(vault, ways=ways, leaving=leaving)


def _with_device(vault: Vault, locator: str, device: str) -> Vault:
    """With the key by which the custodian knows this way's device; it leaves at once if the way has gone meanwhile."""
    if all(listed.locator != locator for listed in vault.ways):
        return msgspec.structs.replace(vault, leaving=(*vault.leaving, device))
    ways = (msgspec.structs.replace(way, device=device) if way.locator == locator else way for way in vault.ways)
    return msgspec.structs.replace(vault, ways=tuple(ways))


def _having_left(vault: Vault, gone: AbstractSet[str]) -> Vault:
    left = tuple(device for device in vault.leaving if device not in gone)
    return vault if left == vault.leaving else msgspec.structs.replace(vault, leaving=left)
