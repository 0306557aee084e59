"""The front door: one person's client of one installation.

client = Client.connect("https://app.example", State(default_path()))
client.send_code("zoe@example.org", "fr")
client.enter_code("zoe@example.org", "123456")
account = client.sign_up("six words that were drawn by lot")
visit = client.visits.book(wish)
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property

from serment_client.access import Memberships
from serment_client.account import Account, enter, enter_remembered, enter_with_kit, open_account
from serment_client.agenda import Agendas
from serment_client.agreements import Agreements
from serment_client.consents import Consents
from serment_client.context import Context
from serment_client.counter import Counter
from serment_client.custodian import Custodian, Language
from serment_client.demands import Demands
from serment_client.desk import Desk
from serment_client.devices import Arrival, Welcome
from serment_client.directory import Directory
from serment_client.ending import ask_again, begin, finish, keep_person
from serment_client.errors import InstallationChanged, NotRemembered
from serment_client.exporting import Progress, gather
from serment_client.installation import Installation, load_installation
from serment_client.kit import make_kit_file
from serment_client.log import Clock, system_clock
from serment_client.mailbox import Mailboxes
from serment_client.practices import Practices
from serment_client.questions import Questions
from serment_client.recovery import Recovery
from serment_client.referrals import Referrals
from serment_client.relocation import Relocations
from serment_client.roots import RootDesk
from serment_client.shares import Shares
from serment_client.sms import Sms
from serment_client.state import Ending, State
from serment_client.team import Team
from serment_client.transport import Capture, Transport
from serment_client.visits import Visits
from serment_client.waiting import Waits
from serment_protocol.accounts import Audience, way_in
from serment_protocol.exports import AccountExport
from serment_protocol.hardening import PRODUCTION_COST, Hardening
from serment_protocol.kit import WordLanguage
from serment_protocol.vault import ListedWay


class Client:
    """Everything a patient or a member of a practice does."""

    def __init__(
        self,
        installation: Installation,
        state: State | None = None,
        capture: Capture | None = None,
        cost: Hardening = PRODUCTION_COST,
        clock: Clock = system_clock,
    ) -> None:
        self.context = Context(installation, Transport(capture), state or State(), cost, clock)
        self.custodian = Custodian(self.context)
        self.directory = Directory(self.context)
        self.practices = Practices(self.context)
        self._account: Account | None = None

    @classmethod
    def connect(cls, source: str, state: State, capture: Capture | None = None) -> "Client":
        """The client of the installation at an address or in a file, which must stay as it was first seen here."""
        transport = Transport(capture)
        installation, data = load_installation(source, transport)
        transport.close()
        fingerprint = hashlib.sha256(data).hexdigest()
        if state.content.installation not in {"", fingerprint}:
            raise InstallationChanged
        state.content.installation, state.content.source = fingerprint, source
        state.save()
        return cls(installation, state, capture)

    def close(self) -> None:
        """Close the connections, and let other programs have the state."""
        self.context.transport.close()
        self.context.state.close()

    def send_code(self, email: str, language: Language = "fr") -> None:
        """Have a code sent to this address."""
        self.custodian.send_code(email, language)

    def enter_code(self, email: str, code: str) -> bool:
        """Prove the address by its code; whether the person was known before."""
        return self.custodian.enter_code(email, code)

    def sign_up(self, passphrase: str, audience: Audience = "patient") -> Account:
        """Open an account; an address must have been proved before."""
        return self._opened(open_account(self.context, self.custodian, passphrase, audience))

    def sign_in(self, passphrase: str, audience: Audience = "patient") -> Account:
        """Open the account of this passphrase; an address must have been proved before."""
        way = way_in(self.custodian.harden(passphrase), audience)
        return self._opened(enter(self.context, self.custodian, way))

    def sign_in_with_kit(self, typed: str, audience: Audience = "patient") -> Account:
        """Open the account of these twelve words."""
        return self._opened(enter_with_kit(self.context, self.custodian, typed, audience))

    def sign_in_remembered(self) -> Account:
        """Open the account that this device remembers."""
        return self._opened(enter_remembered(self.context, self.custodian))

    def arrive(self, link: str, name: str) -> Arrival:
        """Answer the code of a device that is signed in; compare the mark, wait, and `sign_in_arrived`."""
        arrival = Arrival(self.context, link, name)
        arrival.offer()
        return arrival

    def sign_in_arrived(self, arrival: Arrival) -> Account:
        """Open the account that the other device belongs to, remembered here from now on."""
        return self._opened(arrival.enter(self.custodian))

    @property
    def account(self) -> Account:
        """The account that is open."""
        if self._account is None:
            raise NotRemembered
        return self._account

    @cached_property
    def waits(self) -> Waits:
        """Times that are held, and lines in which this person waits."""
        return Waits(self.account, self.visits)

    @cached_property
    def visits(self) -> Visits:
        """The patient's visits."""
        return Visits(self.account, self.practices)

    @cached_property
    def mailboxes(self) -> Mailboxes:
        """What the patient and practices write each other."""
        return Mailboxes(self.account, self.practices, self.visits)

    @cached_property
    def consents(self) -> Consents:
        """What the patient allows."""
        return Consents(self.account, self.custodian.stop_sms)

    @cached_property
    def sms(self) -> Sms:
        """SMS that something is waiting, where the custodian sends any."""
        return Sms(self.account, self.custodian, self.consents)

    def make_kit_file(self, language: WordLanguage = "fr") -> bytes:
        """What the account holds today, which its paper kit alone opens."""
        return make_kit_file(self.account, self.visits, self.practices, language)

    def gather(self, language: WordLanguage = "fr", progress: Progress = lambda _done, _total: None) -> AccountExport:
        """All that this client can read of the person, and what both servers store about them."""
        return gather(self.account, self.visits, self.mailboxes, language, progress)

    def erase(self, *, keep_person: bool = False) -> Ending:
        """Destroy the account, and the person at the custodian, whose address a code must have proved just now."""
        return begin(self.account, keep_person=keep_person)

    def finish_erasing(self, *, anew: bool = False) -> Ending:
        """Ask again the hand that has not answered; `anew` where somebody has stopped it at the custodian."""
        if anew:
            ask_again(self.context)
        return finish(self.context, self.custodian)

    def keep_person(self) -> Ending:
        """Stop what waits at the custodian; the account at the platform is gone."""
        return keep_person(self.context, self.custodian)

    @cached_property
    def welcome(self) -> Welcome:
        """Letting another device in."""
        return Welcome(self.account)

    @cached_property
    def counter(self) -> Counter:
        """The patient at a practice's counter."""
        return Counter(self.account, self.practices, self.visits)

    @cached_property
    def memberships(self) -> Memberships:
        """The practices of a staff account."""
        return Memberships(self.account, self.practices)

    @cached_property
    def team(self) -> Team:
        """Officers' acts."""
        return Team(self.account, self.practices, self.memberships)

    @cached_property
    def shares(self) -> Shares:
        """The practices' ways back."""
        return Shares(self.account, self.memberships, self.team, self.recovery)

    @cached_property
    def roots(self) -> RootDesk:
        """What members do about a practice's root."""
        return RootDesk(self.account, self.practices, self.memberships, self.team)

    @cached_property
    def recovery(self) -> Recovery:
        """What whoever holds shares of a practice can do."""
        return Recovery(self.account, self.practices, self.memberships, self.team)

    @cached_property
    def agendas(self) -> Agendas:
        """The practices' agendas."""
        return Agendas(self.account, self.practices, self.memberships)

    @cached_property
    def relocations(self) -> Relocations:
        """What the desk does with the visits in the way of an absence."""
        return Relocations(self.account, self.memberships, self.agendas)

    @cached_property
    def desk(self) -> Desk:
        """The practices' desks."""
        return Desk(self.account, self.practices, self.memberships, self.agendas, self.demands)

    @cached_property
    def demands(self) -> Demands:
        """What patients ask of the practices."""
        return Demands(self.account, self.practices, self.memberships, self.agendas)

    @cached_property
    def questions(self) -> Questions:
        """What practices ask their patients to agree to, and do then."""
        return Questions(self.account, self.practices, self.memberships, self.agendas, self.demands)

    @cached_property
    def referrals(self) -> Referrals:
        """What other practices passed on."""
        return Referrals(self.account, self.practices, self.memberships, self.agendas, self.desk)

    @cached_property
    def agreements(self) -> Agreements:
        """What practices asked a patient to agree to."""
        return Agreements(self.account, self.practices, self.visits, self.mailboxes)

    def _opened(self, account: Account) -> Account:
        for name in (
            "visits",
            "consents",
            "sms",
            "waits",
            "welcome",
            "counter",
            "memberships",
            "team",
            "shares",
            "recovery",
            "agendas",
            "desk",
            "relocations",
            "mailboxes",
            "demands",
            "questions",
            "referrals",
            "agreements",
        ):
            self.__dict__.pop(name, None)
        self._account = account
        account.before_change = self._before_change
        self.context.seen.open(account.session.root)
        self.practices.forget_all()  # The account may have seen newer ones.
        return account

    def _before_change(self, after: Sequence[ListedWay]) -> None:
        if self.account.audience == "staff":
            self.memberships.require_change(after)
