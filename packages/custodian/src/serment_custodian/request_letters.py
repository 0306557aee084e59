"""Ready letters of the custodian to whoever wrote to it, in French and in English; brackets are to be filled in."""

from collections.abc import Mapping

from serment_kernel.asked import Kind
from serment_kernel.asked_commands import Language

HEAD: Mapping[Language, str] = {
    "fr": """\
[Lieu], le [date]

Madame, Monsieur,

Nous avons reçu le [date de réception] votre demande [référence]. Nous sommes le gardien des clés : nous connaissons
votre adresse de messagerie, pour vous envoyer un code ou un rappel sans contenu, et rien de vos rendez-vous ni de vos
soins. Nous ne savons pas quels praticiens vous voyez, et ne pouvons lire aucun dossier.
""",
    "en": """\
[Place], [date]

Dear Sir or Madam,

We received your request [reference] on [date of receipt]. We are the custodian of keys: we know your e-mail address, to
send you a code or a reminder without content, and nothing of your appointments or your care. We do not know which
practitioners you see, and can read no record.
""",
}

SHOWN: Mapping[Language, str] = {
    "fr": """\
Nous n’ouvrons pas votre ligne sur la foi d’une lettre : quiconque connaît votre adresse pourrait l’écrire. Un code
envoyé à cette adresse suffit : dans l’application, « Mes données » vous montre tout ce que nous gardons et vous le
remet ; « Mes clés » change votre adresse.
""",
    "en": """\
We do not open your row on the word of a letter: anybody who knows your address could write it. A code sent to that
address is enough: in the app, “My data” shows you all that we keep and hands it to you; “My keys” changes your address.
""",
}
ENDED: Mapping[Language, str] = {
    "fr": """\
Nous n’effaçons rien sur la foi d’une lettre : quiconque connaît votre adresse pourrait vous priver de votre compte. Un
code envoyé à cette adresse suffit : dans l’application, « Mes données », puis « Effacer ». Vous recevez une preuve
signée.
""",
    "en": """\
We erase nothing on the word of a letter: anybody who knows your address could rob you of your account. A code sent to
that address is enough: in the app, “My data”, then “Erase”. You get a signed proof.
""",
}
NOTHING_ELSE: Mapping[Language, str] = {
    "fr": """\
Votre adresse ne sert qu’aux codes et aux rappels. Elle n’est transmise à personne, et il n’y a ni publicité, ni profil,
ni statistique sur des personnes à arrêter ou à limiter.
""",
    "en": """\
Your address serves codes and reminders alone. It is handed to nobody, and there is no advertising, no profile and no
statistics about persons to be stopped or restricted.
""",
}
BODY: Mapping[Kind, Mapping[Language, str]] = {
    "access": SHOWN,
    "portability": SHOWN,
    "rectification": SHOWN,
    "erasure": ENDED,
    "restriction": NOTHING_ELSE,
    "objection": NOTHING_ELSE,
}

FOOT: Mapping[Language, str] = {
    "fr": """
Pour vos soins, écrivez à votre cabinet : lui seul lit son dossier, et il doit vous répondre. Vous pouvez réclamer
auprès de la CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, ou sur cnil.fr.

[Nom, fonction]
""",
    "en": """
About your care, write to your practice: it alone reads its record, and owes you an answer. You may complain to the
CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, France, or on cnil.fr.

[Name, role]
""",
}


def letter(kind: Kind, language: Language) -> str:
    """The whole letter."""
    return f"{HEAD[language]}\n{BODY[kind][language]}{FOOT[language]}"
