"""What a person is asked to allow, word for word. Another wording is another version (SPEC 18)."""

from typing import Literal, NamedTuple

About = Literal["proxy", "sms", "sharing", "research"]
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

SMS_FR = (
    "Être prévenu par SMS\n\n"
    "Quand quelque chose vous attend dans votre espace, le gardien vous l’écrit par e-mail. Si vous "
    "l’acceptez, il peut vous l’écrire par SMS, en plus de l’e-mail ou à sa place, comme vous le choisissez.\n\n"
    "Le SMS dit seulement que quelque chose vous attend. Il ne nomme ni cabinet, ni soignant, ni date, ni "
    "motif.\n\n"
    "Pour cela, le gardien garde votre numéro, chiffré dans sa base. Le prestataire qui envoie les SMS et "
    "les opérateurs de téléphonie voient le numéro, le message et son heure ; qui regarde votre téléphone voit que "
    "vous utilisez Serment. Le numéro ne permet jamais d’entrer dans votre compte.\n\n"
    "Refuser ne change rien : vous êtes prévenu par e-mail, comme aujourd’hui.\n\n"
    "L’accord se retire à tout moment, en un geste. Le numéro est alors effacé, et aucun SMS ne part plus.\n\n"
    "Après un refus ou un retrait, la question n’est pas reposée avant six mois.\n"
)
SMS_EN = (
    "Being told by SMS\n\n"
    "When something is waiting for you, the custodian tells you by e-mail. If you accept, it can tell you by SMS, "
    "beside the e-mail or in its place, as you choose.\n\n"
    "The SMS says only that something is waiting for you. It names no practice, no practitioner, no date and no "
    "motive.\n\n"
    "For this the custodian keeps your number, encrypted in its database. The company that sends SMS and the telephone "
    "carriers see the number, the message and its time; whoever looks at your telephone sees that you use Serment. The "
    "number never opens your account.\n\n"
    "Refusing changes nothing: you are told by e-mail, as today.\n\n"
    "The agreement can be withdrawn at any time, in one act. The number is then erased, and no SMS leaves any more.\n\n"
    "After a refusal or a withdrawal, the question is not asked again for six months.\n"
)
SHARING_FR = (
    "Transmettre une lettre à un autre praticien\n\n"
    "Le cabinet de ce rendez-vous demande à transmettre une lettre au praticien nommé, pour la raison "
    "indiquée.\n\n"
    "La lettre dit qui vous êtes, de quel rendez-vous il s’agit et ce que le cabinet y écrit ; votre accord "
    "l’accompagne. Elle est scellée pour le cabinet de ce praticien : aucun serveur ne peut la lire, ni savoir "
    "de qui elle parle.\n\n"
    "L’accord est celui de la personne reçue ou, si elle est mineure ou protégée par une mesure qui le "
    "prévoit, de qui la représente légalement.\n\n"
    "Refuser ne prive d’aucun soin : sans cet accord, rien n’est transmis par cette voie.\n\n"
    "L’accord se retire à tout moment, en un geste. Le cabinet ne transmet alors plus rien et prévient l’autre "
    "cabinet, dont le logiciel efface ce qu’il a reçu. Ce qui a déjà été versé à un dossier médical y reste, "
    "comme la loi le demande.\n\n"
    "Après un refus ou un retrait, la question n’est pas reposée avant six mois.\n"
)
SHARING_EN = (
    "Passing a letter on to another practitioner\n\n"
    "The practice of this appointment asks to pass a letter on to the practitioner named, for the reason "
    "given.\n\n"
    "The letter says who you are, which appointment it is about and what the practice writes in it; your "
    "agreement goes with it. It is sealed to that practitioner’s practice: no server can read it, nor know "
    "whom it is about.\n\n"
    "The agreement is that of the person who was seen or, if they are a minor or under a protection that "
    "provides for it, of whoever represents them by law.\n\n"
    "Refusing costs no care: without this agreement, nothing is passed on in this way.\n\n"
    "The agreement can be withdrawn at any time, in one act. The practice then passes on nothing more and tells "
    "the other practice, whose software erases what it received. What has already been put into a medical "
    "record stays there, as the law asks.\n\n"
    "After a refusal or a withdrawal, the question is not asked again for six months.\n"
)
RESEARCH_FR = (
    "Réutiliser ce rendez-vous pour une recherche\n\n"
    "Le cabinet de ce rendez-vous demande à réutiliser trois choses pour la recherche nommée : une tranche "
    "d’âge de dix ans, le motif et le mois du rendez-vous.\n\n"
    "Ni nom, ni date de naissance, ni contact, ni note n’en font partie. Une suite de chiffres propre à cette "
    "recherche remplace le nom ; seul le cabinet peut la rapprocher du rendez-vous.\n\n"
    "L’accord est celui de la personne reçue ou, si elle est mineure ou protégée par une mesure qui le "
    "prévoit, de qui la représente légalement.\n\n"
    "Refuser ne prive d’aucun soin et ne change rien au rendez-vous.\n\n"
    "L’accord se retire à tout moment, en un geste : le rendez-vous ne figure plus dans ce que le cabinet "
    "remet ensuite à la recherche. Ce qui a déjà été remis ne peut pas être repris par ce geste ; le contact "
    "nommé répond à ce sujet.\n\n"
    "Après un refus ou un retrait, la question n’est pas reposée avant six mois.\n"
)
RESEARCH_EN = (
    "Reusing this appointment for research\n\n"
    "The practice of this appointment asks to reuse three things for the research named: an age band of ten "
    "years, the reason and the month of the appointment.\n\n"
    "No name, date of birth, contact or note is among them. A row of digits made for this research stands in "
    "place of the name; only the practice can match it with the appointment.\n\n"
    "The agreement is that of the person who was seen or, if they are a minor or under a protection that "
    "provides for it, of whoever represents them by law.\n\n"
    "Refusing costs no care and changes nothing about the appointment.\n\n"
    "The agreement can be withdrawn at any time, in one act: the appointment is then no longer in what the "
    "practice gives to the research. What has already been given cannot be taken back by this act; the contact "
    "named answers about it.\n\n"
    "After a refusal or a withdrawal, the question is not asked again for six months.\n"
)

TEXTS = (
    ConsentText("proxy", 1, "fr", PROXY_FR),
    ConsentText("proxy", 1, "en", PROXY_EN),
    ConsentText("sms", 1, "fr", SMS_FR),
    ConsentText("sms", 1, "en", SMS_EN),
    ConsentText("sharing", 1, "fr", SHARING_FR),
    ConsentText("sharing", 1, "en", SHARING_EN),
    ConsentText("research", 1, "fr", RESEARCH_FR),
    ConsentText("research", 1, "en", RESEARCH_EN),
)
NEWEST: dict[About, int] = {"proxy": 1, "sms": 1, "sharing": 1, "research": 1}
