"""SMS that something is waiting: whether there are any, who agreed, and to which number. It opens nothing."""

from serment_client.account import Account
from serment_client.consents import Consents, Decided
from serment_client.custodian import Custodian, PhoneAnswer
from serment_client.errors import SmsMissing, SmsNotOffered
from serment_protocol.consent_texts import ConsentText, TextLanguage
from serment_protocol.consents import stop_hash, stop_key

ABOUT = "sms"


class Sms:
    """The SMS of an open patient's account."""

    def __init__(self, account: Account, custodian: Custodian, consents: Consents) -> None:
        self._account = account
        self._custodian = custodian
        self._consents = consents

    @property
    def decided(self) -> Decided | None:
        """What this person decided, if they were asked."""
        return self._consents.own(ABOUT)

    def offer(self, language: TextLanguage, *, unasked: bool = False) -> ConsentText:
        """The text to show before anybody decides; nobody is asked where no SMS can be sent."""
        if not self._custodian.sms().offered:
            raise SmsNotOffered
        return self._consents.offer_own(ABOUT, language, unasked=unasked)

    def decide(self, shown: ConsentText, *, granted: bool) -> Decided:
        """Note the decision, either one alike."""
        return self._consents.decide_own(shown, granted=granted)

    def send_code(self, number: str) -> None:
        """Have a code sent to a number, by the text that was agreed to."""
        decided = self.decided
        if decided is None or not decided.stands:
            raise SmsMissing
        self._custodian.send_phone_code(number, decided.last.text)

    def confirm(self, code: str, *, instead: bool) -> PhoneAnswer:
        """Let SMS go to that number, beside mail or in its place."""
        return self._custodian.confirm_phone(code, stop_hash(stop_key(self._account.session.root)), instead=instead)

    def choose(self, *, instead: bool) -> PhoneAnswer:
        """Let SMS take the place of mail, or come beside it."""
        return self._custodian.choose_phone(instead=instead)

    def number(self) -> PhoneAnswer:
        """Where they go."""
        return self._custodian.phone()
