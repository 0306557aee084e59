"""What a person is asked to allow, word for word. Another wording is another version (SPEC 18)."""

from typing import Literal, NamedTuple

About = Literal["proxy"]
TextLanguage = Literal["fr", "en"]


class ConsentText(NamedTuple):
    """A text that is shown in full before anybody decides."""

    about: About
    version: int
    language: TextLanguage
    text: str


PROXY_FR = (
    "Agir pour un proche\n\n"
    "La personne qui tient ce compte peut prendre, déplacer et annuler des rendez-vous médicaux pour la "
    "personne nommée, et les voir.\n\n"
    "Pour cela, le compte garde son prénom, son nom et sa date de naissance, dans un coffre que seule la "
    "personne qui tient le compte ouvre. Aucun serveur ne peut les lire, ni savoir que ce choix a été fait.\n\n"
    "L’accord est celui de la personne nommée ou, si elle est mineure ou protégée par une mesure qui le "
    "prévoit, de qui la représente légalement.\n\n"
    "Refuser ne prive d’aucun soin : sans cet accord, un rendez-vous se prend en écrivant le nom à chaque "
    "fois.\n\n"
    "L’accord se retire à tout moment, en un geste. Le prénom, le nom et la date de naissance sont alors "
    "effacés du coffre, et le compte ne propose plus cette personne. Les rendez-vous déjà pris demeurent, et "
    "peuvent être annulés.\n\n"
    "Après un refus ou un retrait, la question n’est pas reposée avant six mois.\n"
)
PROXY_EN = (
    "Acting for a relative\n\n"
    "Whoever holds this account may book, move and cancel medical appointments for the person named, and see "
    "them.\n\n"
    "For this the account keeps their given name, family name and date of birth, in a vault that only the "
    "holder of the account opens. No server can read them, nor know that this choice was made.\n\n"
    "The agreement is that of the person named or, if they are a minor or under a protection that provides for"
    " it, of whoever represents them by law.\n\n"
    "Refusing costs no care: without this agreement, an appointment is booked by typing the name each time.\n\n"
    "The agreement can be withdrawn at any time, in one act. Given name, family name and date of birth are "
    "then erased from the vault, and the account no longer offers this person. Appointments already made "
    "remain, and can be cancelled.\n\n"
    "After a refusal or a withdrawal, the question is not asked again for six months.\n"
)

TEXTS = (ConsentText("proxy", 1, "fr", PROXY_FR), ConsentText("proxy", 1, "en", PROXY_EN))
NEWEST: dict[About, int] = {"proxy": 1}
