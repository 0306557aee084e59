"""SMS by a gateway that takes mail: a mail to an address made of the number is one message to it.

No other protocol is needed for it, and no library; whom a message goes to stands in no URL.
"""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid

from serment_custodian.config import Sms
from serment_custodian.people import Language, Number
from serment_custodian.people.errors import NumberNotServed
from serment_custodian.people.rules import read_number
from serment_custodian.post import Fate, Post

# Of letters that one SMS can hold 160 of (GSM 03.38), so no curly apostrophe and no ellipsis.
CODE_TEXT = {
    "fr": "Serment : votre code est {code}. Il vaut dix minutes. Ne le dites jamais au téléphone.",
    "en": "Serment: your code is {code}. It is valid for ten minutes. Never tell it on the telephone.",
}
NUDGE_TEXT = {
    "fr": "Serment : quelque chose vous attend dans votre espace. {link}",
    "en": "Serment: something is waiting for you. {link}",
}

NUDGE_SECONDS = 5.0
"""Mail stands in for a gateway that takes longer."""


class Gateway:
    """Writes SMS to the numbers that it serves."""

    def __init__(self, settings: Sms, post: Post, link: str) -> None:
        self.settings = settings
        self.post = post
        self._link = link
        self.prefixes = tuple(each.rstrip("x") for each in settings.prefixes)

    def read(self, typed: str) -> Number:
        """The number that somebody typed, if it is one that is written to."""
        number = read_number(typed, self.settings.national)
        self.prefix_of(number)
        return number

    def prefix_of(self, number: Number) -> str:
        """The longest beginning that serves numbers as long as it."""
        long = [each.rstrip("x") for each in self.settings.prefixes if len(each) == len(number)]
        fitting = [each for each in long if number.startswith(each)]
        if not fitting:
            raise NumberNotServed
        return max(fitting, key=len)

    def send_code(self, number: Number, language: Language, code: str) -> None:
        """Leave a code in the box."""
        self.post.drop(self._message(number, CODE_TEXT[language].format(code=code)))

    async def nudge(self, number: Number, language: Language) -> Fate:
        """Hand a message over that something is waiting; it is one text for all that may be."""
        message = self._message(number, NUDGE_TEXT[language].format(link=self._link))
        return await self.post.hand_over(message, NUDGE_SECONDS)

    def _message(self, number: Number, text: str) -> EmailMessage:
        """A mail without a subject, which some gateways would put in front."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.post.sender
        message["To"] = self.settings.address.format(number=number.removeprefix("+"))
        message["Date"] = formatdate(usegmt=True)
        message["Message-ID"] = make_msgid(domain=self.post.sender.rpartition("@")[2].rstrip(">"))
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text + "\n")
        return message
