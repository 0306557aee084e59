"""The letters the custodian writes: a code; that something waits; a change of address, to come or done; an end to come;
a number for SMS; that an authority asked.

That something is waiting is one text for a confirmation, a change and a reminder alike: its reader, and whoever looks
over the shoulder of the mailbox, learn nothing of a practitioner, a date or a specialty. None names another address.
"""

from datetime import date
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

CHANGING_SUBJECT = {
    "fr": "L’adresse de votre compte Serment va changer",
    "en": "The address of your Serment account is about to change",
}
CHANGING_TEXT = {
    "fr": (
        "Bonjour,\n\nQuelqu’un qui est entré dans votre compte Serment demande que les codes aillent désormais à une "
        "autre adresse que celle-ci. Si c’est vous, il n’y a rien à faire : ce sera fait le {day}.\n\n"
        "Si ce n’est pas vous, arrêtez ce changement :\n\n{link}\n\n"
        "Puis retirez, dans « Mes clés », les appareils que vous ne reconnaissez pas.\n"
    ),
    "en": (
        "Hello,\n\nSomebody who entered your Serment account asks that its codes go to another address than this one "
        "from now on. If it was you, there is nothing to do: it will be done on {day}.\n\n"
        "If it was not you, stop this change:\n\n{link}\n\n"
        "Then remove, in “My keys”, the devices that you do not recognise.\n"
    ),
}
CHANGED_SUBJECT = {
    "fr": "L’adresse de votre compte Serment a changé",
    "en": "The address of your Serment account has changed",
}
CHANGED_TEXT = {
    "fr": (
        "Bonjour,\n\nLes codes de votre compte Serment vont désormais à une autre adresse. Quelqu’un a donné un code "
        "reçu ici et un code reçu là-bas : le changement est fait.\n\nSi ce n’est pas vous, quelqu’un d’autre lit "
        "votre courrier : changez le mot de passe de cette messagerie, puis ouvrez « Mes clés » avec un appareil "
        "mémorisé, une clé d’accès ou votre kit.\n"
    ),
    "en": (
        "Hello,\n\nThe codes of your Serment account go to another address from now on. Somebody gave a code received "
        "here and one received there, so the change is done.\n\nIf it was not you, somebody else reads your mail: "
        "change the password of this mailbox, then open “My keys” by a remembered device, a passkey or your kit.\n"
    ),
}
PHONE_ADDED_SUBJECT = {
    "fr": "Un numéro reçoit des SMS de votre compte Serment",
    "en": "A number gets SMS from your Serment account",
}
PHONE_ADDED_TEXT = {
    "fr": (
        "Bonjour,\n\nQuelqu’un qui est entré dans votre compte Serment y a ajouté un numéro de téléphone : quand "
        "quelque chose vous attend, un SMS sans contenu le dira. Si c’est vous, il n’y a rien à faire.\n\n"
        "Si ce n’est pas vous, retirez ce numéro dans « Mes consentements », puis retirez, dans « Mes clés », les "
        "appareils que vous ne reconnaissez pas. Ce numéro ne permet pas d’entrer dans votre compte.\n"
    ),
    "en": (
        "Hello,\n\nSomebody who entered your Serment account added a telephone number to it: when something is waiting "
        "for you, an SMS without content will say so. If it was you, there is nothing to do.\n\n"
        "If it was not you, withdraw this number in “My consents”, then remove, in “My keys”, the devices that you do "
        "not recognise. This number does not open your account.\n"
    ),
}
ENDING_SUBJECT = {
    "fr": "Votre adresse va être effacée de Serment",
    "en": "Your address is about to be erased from Serment",
}
ENDING_TEXT = {
    "fr": (
        "Bonjour,\n\nQuelqu’un demande que Serment efface cette adresse, et avec elle la clé sans laquelle votre "
        "phrase de passe n’ouvre plus rien. Si c’est vous, il n’y a rien à faire : ce sera fait le {day}.\n\n"
        "Si ce n’est pas vous, arrêtez cet effacement :\n\n{link}\n\n"
        "Puis changez le mot de passe de cette messagerie : quelqu’un d’autre y a peut-être lu un code.\n"
    ),
    "en": (
        "Hello,\n\nSomebody asks that Serment erase this address, and with it the key without which your passphrase "
        "opens nothing any more. If it was you, there is nothing to do: it will be done on {day}.\n\n"
        "If it was not you, stop this:\n\n{link}\n\n"
        "Then change the password of this mailbox: somebody else may have read a code in it.\n"
    ),
}
ASKED_ABOUT_SUBJECT = {
    "fr": "Une autorité a demandé si cette adresse ouvre un compte Serment",
    "en": "An authority asked whether this address opens a Serment account",
}
ASKED_ABOUT_TEXT = {
    "fr": (
        "Bonjour,\n\nUne autorité publique nous a demandé si cette adresse ouvre un compte Serment. Deux officiers ont "
        "jugé que la loi nous obligeait à répondre, et nous avons répondu : l’adresse, et celle qui devait peut-être "
        "prendre sa place. Nous n’avons donné ni clé, ni rendez-vous, ni message : nous n’avons pas de rendez-vous ni "
        "de message, et nous ne savons pas chez qui vous allez.\n\nNous vous le disons dès que la loi le permet. La "
        "référence de la demande est {request} : un avocat peut nous la citer, et vous pouvez vous adresser à la CNIL."
        "\n"
    ),
    "en": (
        "Hello,\n\nA public authority asked us whether this address opens a Serment account. Two officers judged that "
        "the law obliged us to answer, and we did: the address, and the one that may have been about to take its "
        "place. We gave no key, no appointment and no message: we have no appointments and no messages, and do not "
        "know whom you visit.\n\nWe tell you as soon as the law allows it. The reference of the request is {request}: "
        "a lawyer can quote it to us, and you can turn to your data-protection authority.\n"
    ),
}
MONTHS = {
    "fr": "janvier, février, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre",
    "en": "January, February, March, April, May, June, July, August, September, October, November, December",
}


def code_letter(sender: str, to: Address, language: Language, code: str) -> EmailMessage:
    """The letter that carries a one-time code."""
    return letter(sender, to, CODE_SUBJECT[language], CODE_TEXT[language].format(code=code))


def nudge_letter(sender: str, to: Address, language: Language, link: str) -> EmailMessage:
    """The letter that says nothing but where to look."""
    return letter(sender, to, NUDGE_SUBJECT[language], NUDGE_TEXT[language].format(link=link))


def address_changing_letter(sender: str, to: Address, language: Language, day: date, link: str) -> EmailMessage:
    """The letter to an address that will not be a person's any more, with what stops it."""
    text = CHANGING_TEXT[language].format(day=spoken(day, language), link=link)
    return letter(sender, to, CHANGING_SUBJECT[language], text)


def address_changed_letter(sender: str, to: Address, language: Language) -> EmailMessage:
    """The letter to an address that was a person's."""
    return letter(sender, to, CHANGED_SUBJECT[language], CHANGED_TEXT[language])


def ending_letter(sender: str, to: Address, language: Language, day: date, link: str) -> EmailMessage:
    """The letter to a person who is to be erased, with what stops it."""
    text = ENDING_TEXT[language].format(day=spoken(day, language), link=link)
    return letter(sender, to, ENDING_SUBJECT[language], text)


def phone_added_letter(sender: str, to: Address, language: Language) -> EmailMessage:
    """The letter to a person for whom a number was confirmed; it does not name it."""
    return letter(sender, to, PHONE_ADDED_SUBJECT[language], PHONE_ADDED_TEXT[language])


def asked_about_letter(sender: str, to: Address, language: Language, request: str) -> EmailMessage:
    """The letter to somebody about whom an authority was answered."""
    text = ASKED_ABOUT_TEXT[language].format(request=request)
    return letter(sender, to, ASKED_ABOUT_SUBJECT[language], text)


def spoken(day: date, language: Language) -> str:
    """A day as people say it."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {MONTHS[language].split(', ')[day.month - 1]} {day.year}"


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
