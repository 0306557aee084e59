"""Ready letters of the operator to whoever wrote to it, in French and in English; brackets are to be filled in.

What the operator cannot do is said in them, and who can, instead of being pretended.
"""

from collections.abc import Mapping

from serment_kernel.asked import Kind
from serment_kernel.asked_commands import Language

HEAD: Mapping[Language, str] = {
    "fr": """\
[Lieu], le [date]

Madame, Monsieur,

Nous avons reçu le [date de réception] votre demande [référence]. Voici ce que nous pouvons faire, et ce que nous ne
pouvons pas.

Nous exploitons la plateforme qui garde les rendez-vous. Ce qui vous concerne y est chiffré par des clés que vous et
votre cabinet êtes seuls à détenir : nous ne pouvons pas le lire, ni savoir quelles lignes sont les vôtres, ni les
retrouver d’après un nom ou une adresse. Nous ne vous demandons donc aucune pièce d’identité : elle ne nous y aiderait
pas (RGPD, article 11).
""",
    "en": """\
[Place], [date]

Dear Sir or Madam,

We received your request [reference] on [date of receipt]. Here is what we can do, and what we cannot.

We run the platform that keeps appointments. What concerns you there is encrypted by keys that you and your practice
alone hold: we cannot read it, nor know which rows are yours, nor find them by a name or an address. So we ask for no
proof of identity: it would not help us to (GDPR, article 11).
""",
}

BODY: Mapping[Kind, Mapping[Language, str]] = {
    "access": {
        "fr": """\
Votre application fait elle-même la copie complète : « Mes données », puis « Exporter ». Pour ce que le cabinet
conserve, ouvrez le rendez-vous et choisissez « Demander au cabinet » ; il a un mois, ou huit jours pour des
informations de santé.
""",
        "en": """\
Your app makes the full copy itself: “My data”, then “Export”. For what the practice keeps, open the appointment
and choose “Ask the practice”; it has a month, or eight days for health information.
""",
    },
    "portability": {
        "fr": """\
L’export de « Mes données » contient un fichier FHIR R4, que d’autres logiciels lisent.
""",
        "en": """\
The export in “My data” has a FHIR R4 file in it, which other software reads.
""",
    },
    "rectification": {
        "fr": """\
Vous rectifiez vous-même votre profil dans l’application. Ce que le cabinet a noté se rectifie chez lui : ouvrez le
rendez-vous et choisissez « Demander au cabinet ».
""",
        "en": """\
You put your profile right yourself in the app. What the practice noted is put right there: open the appointment
and choose “Ask the practice”.
""",
    },
    "erasure": {
        "fr": """\
Vous effacez vous-même votre compte, sur-le-champ : « Mes données », puis « Effacer ». Les clés sont détruites et
vous recevez une preuve signée. Si vous avez perdu tout accès, nous ne pouvons pas savoir quel compte est le
vôtre ; il ne s’ouvre plus à personne. Ce que le cabinet doit conserver reste chez lui : demandez-lui d’en limiter
l’usage.
""",
        "en": """\
You erase your account yourself, at once: “My data”, then “Erase”. Its keys are destroyed and you get a signed
proof. If you have lost every way in, we cannot know which account is yours; it opens to nobody any more. What the
practice must keep stays there: ask it to restrict its use.
""",
    },
    "restriction": {
        "fr": """\
Nous n’utilisons vos données pour rien d’autre que les garder. La limitation se demande au cabinet : ouvrez le
rendez-vous et choisissez « Demander au cabinet ».
""",
        "en": """\
We use your data for nothing but keeping them. Restriction is asked of the practice: open the appointment and
choose “Ask the practice”.
""",
    },
    "objection": {
        "fr": """\
Nous ne faisons ni publicité, ni profil, ni statistique sur des personnes : il n’y a rien que nous puissions
arrêter. Pour ce que fait le cabinet, ouvrez le rendez-vous et choisissez « Demander au cabinet ».
""",
        "en": """\
We do no advertising, no profiles and no statistics about persons: there is nothing for us to stop. For what the
practice does, open the appointment and choose “Ask the practice”.
""",
    },
}

FOOT: Mapping[Language, str] = {
    "fr": """
Si vous n’avez pas l’application sous la main, écrivez ou téléphonez au cabinet : il détient ces données et doit vous
répondre. Votre adresse de messagerie, elle, est connue du dépositaire [coordonnées], qui est une autre société.
Vous pouvez réclamer auprès de la CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, ou sur cnil.fr.

[Nom, fonction]
""",
    "en": """
Without the app at hand, write to the practice or telephone it: it holds these data and owes you an answer. Your e-mail
address is known to the custodian [contact], which is another company. You may complain to the CNIL, 3 place de
Fontenoy, TSA 80715, 75334 Paris Cedex 07, France, or on cnil.fr.

[Name, role]
""",
}


def letter(kind: Kind, language: Language) -> str:
    """The whole letter."""
    return f"{HEAD[language]}\n{BODY[kind][language]}{FOOT[language]}"
