"""Clients of the installation on this machine: the SDK as anybody uses it, with the mailbox at hand for its codes."""

from dataclasses import dataclass, replace

from serment import mailbox
from serment.configuration import INSTALLATION_FILE, Settings, near
from serment_client import Capture, Client, read_installation
from serment_client.account import Account
from serment_client.errors import Refused
from serment_client.installation import Party
from serment_protocol.accounts import Audience
from serment_protocol.hardening import PRODUCTION_COST, Hardening

UNAUTHORIZED = 401


@dataclass(frozen=True)
class NearParty(Party):
    """A server reached on this machine, while signatures name its public origin."""

    public: str = ""

    @property
    def origin(self) -> str:
        """The public one, which a TLS proxy may stand before."""
        return self.public


def new_client(settings: Settings, capture: Capture | None = None, cost: Hardening = PRODUCTION_COST) -> Client:
    """A client that remembers nothing."""
    public = read_installation((settings.home.publisher / INSTALLATION_FILE).read_bytes())
    platform = _near(public.platform, near(settings, settings.ports.platform))
    custodian = _near(public.custodian, near(settings, settings.ports.custodian))
    return Client(replace(public, platform=platform, custodian=custodian), capture=capture, cost=cost)


def prove_address(client: Client, settings: Settings, email: str) -> None:
    """Ask for a code and enter it as it arrives in the mailbox."""
    before = mailbox.names(settings.home.mailbox)
    client.send_code(email)
    client.enter_code(email, mailbox.wait_for_code(settings.home.mailbox, email, before))


def sign_up(client: Client, settings: Settings, email: str, passphrase: str, audience: Audience) -> Account:
    """Open an account."""
    prove_address(client, settings, email)
    return client.sign_up(passphrase, audience)


def enter_or_sign_up(client: Client, settings: Settings, email: str, passphrase: str, audience: Audience) -> Account:
    """Open the account again, or for the first time where an earlier try did not come so far."""
    prove_address(client, settings, email)
    try:
        return client.sign_in(passphrase, audience)
    except Refused as refusal:
        if refusal.status != UNAUTHORIZED:
            raise
        return client.sign_up(passphrase, audience)


def _near(party: Party, url: str) -> NearParty:
    return NearParty(url, party.log_origin, party.log_key, party.witnesses, party.origin)
