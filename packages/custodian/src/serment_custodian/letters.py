"""The two letters the custodian writes: a code, and that something is waiting. Neither says who, when or why.

The second is one text for a confirmation, a change and a reminder alike: its reader, and whoever looks over the
shoulder of the mailbox, learn nothing of a practitioner, a date or a specialty.
"""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid

from serment_custodian.people import Address, Language

CODE_SUBJECT = {"fr": "Votre code Serment", "en": "Your Serment code"}
CODE_TEXT = {
    "fr": (
        "Bonjour,\n\nVotre code est : {code}\n\nIl est valable dix minutes, et seulement là où vous l’avez demandé. "
        "Si vous n’avez rien demandé, ignorez ce message : personne n’entre sans ce code. "
        "Nous ne vous le demanderons jamais par téléphone.\n"
    ),
    "en": (
        "Hello,\n\nYour code is: {code}\n\nIt is valid for ten minutes, and only where you asked for it. "
        "If you asked for nothing, ignore this message: nobody gets in without this code. "
        "We will never ask you for it on the telephone.\n"
    ),
}
NUDGE_SUBJECT = {
    "fr": "Quelque chose vous attend dans votre espace Serment",
    "en": "Something is waiting for you in Serment",
}
NUDGE_TEXT = {
    "fr": (
        "Bonjour,\n\nQuelque chose vous attend dans votre espace Serment :\n\n{link}\n\n"
        "Ce message n’en dit pas plus : celui qui l’envoie ne sait rien de plus.\n"
    ),
    "en": (
        "Hello,\n\nSomething is waiting for you in Serment:\n\n{link}\n\n"
        "This message says no more, because its sender knows no more.\n"
    ),
}


def code_letter(sender: str, to: Address, language: Language, code: str) -> EmailMessage:
    """The letter that carries a one-time code."""
    return letter(sender, to, CODE_SUBJECT[language], CODE_TEXT[language].format(code=code))


def nudge_letter(sender: str, to: Address, language: Language, link: str) -> EmailMessage:
    """The letter that says nothing but where to look."""
    return letter(sender, to, NUDGE_SUBJECT[language], NUDGE_TEXT[language].format(link=link))


def letter(sender: str, to: Address, subject: str, text: str) -> EmailMessage:
    """A plain text message; RFC 3834 asks automatic mail to say that it is."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message
