"""The words of the page that a person takes away, in both languages, beside those of the kit's file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from serment_protocol.consent_texts import About
from serment_protocol.consents import Decision
from serment_protocol.kit import WordLanguage
from serment_protocol.letters import Outcome

AskedAbout = Literal["sharing", "research"]


@dataclass(frozen=True)
class PageWords:
    """Everything that the page says beside the kit's words."""

    title: str
    what: str
    person: str
    visits: str
    practitioner: str
    practice: str
    steps: str
    state: str
    begins: str
    signed: str
    by_patient: str
    by_practice: str
    letters: str
    wrote: str
    asked: dict[str, str]
    answered: dict[Outcome, str]
    beside: str
    unread: str
    attached: str
    disbelieved: str
    doubtful: str
    consents: str
    relative: str
    no_name: str
    about: str
    own: Mapping[About, str]
    """What concerns nobody else."""
    decisions: str
    decision: str
    day: str
    version: str
    decided: dict[Decision, str]
    newer: str
    broken: str
    questions: str
    question: Mapping[AskedAbout, str]
    """What a practice asked, by what it is about; and on which side somebody else is named."""
    side: Mapping[AskedAbout, str]
    purpose: str
    unheld: str
    """Of answers that do not follow each other."""
    ways: str
    used: str
    platform: str
    platform_what: str
    custodian: str
    custodian_what: str
    not_asked: str
    column: str
    value: str
    bytes: str
    files: str
    files_what: tuple[tuple[str, str], ...]
    no_key: str


PAGE_WORDS: dict[WordLanguage, PageWords] = {
    "fr": PageWords(
        title="Mes données",
        what="Tout ce que votre propre appareil sait lire de vous. Ce dossier contient des données de santé.",
        person="Qui",
        visits="Rendez-vous",
        practitioner="Praticien",
        practice="Cabinet",
        steps="Ce qui a été signé",
        state="État",
        begins="Début",
        signed="Signé par",
        by_patient="vous",
        by_practice="le cabinet",
        letters="Lettres",
        wrote="{who}, le {when}",
        asked={
            "access": "Une copie de ce que le cabinet conserve",
            "medical": "Mes informations de santé",
            "medical-old": "Mes informations de santé anciennes",
            "rectification": "Une correction",
            "erasure": "L’effacement",
            "restriction": "La limitation de l’usage",
            "objection": "Une opposition à un usage",
            "known": "Être reconnu comme patient du cabinet",
            "extension": "Délai prolongé",
        },
        answered={"done": "Répondu", "partly": "Répondu en partie", "refused": "Refusé"},
        beside="Lettre",
        unread="Cette lettre ne s’ouvre pas ici.",
        attached="Fichier joint",
        disbelieved="Lettres qui n’ont pas pu être crues",
        doubtful="Ces rendez-vous n’ont pas pu être crus tels que la plateforme les montre",
        consents="Consentements",
        relative="Pour",
        no_name="(nom non conservé)",
        about="Sur",
        own={"sms": "Être prévenu par SMS"},
        decisions="Ce qui a été décidé",
        decision="Décision",
        day="Jour",
        version="Version du texte",
        decided={"granted": "accepté", "refused": "refusé", "withdrawn": "retiré"},
        newer="Un choix noté par une version plus récente",
        broken="Un choix qui ne peut pas être lu : il ne permet rien ; serment.json le contient tel quel",
        questions="Ce qu’un cabinet vous demande",
        question={
            "sharing": "{practice} demande à transmettre une lettre",
            "research": "{practice} demande à réutiliser un rendez-vous pour une recherche",
        },
        side={"sharing": "À {practitioner}, {practice}", "research": "Pour : {title} (contact : {contact})"},
        purpose="Raison donnée : {purpose}",
        unheld="Les réponses à cette question ne tiennent pas ensemble : elles n’autorisent rien.",
        ways="Moyens d’accès",
        used="dernier usage le",
        platform="Ce que la plateforme conserve de votre compte",
        platform_what=(
            "Ligne par ligne. Une taille en octets veut dire que la plateforme n’en lit rien : "
            "c’est chiffré, ou c’est une clé publique."
        ),
        custodian="Ce que le gardien conserve de vous",
        custodian_what="Ligne par ligne. Le gardien ignore vos rendez-vous et le numéro de votre compte.",
        not_asked=(
            "Le gardien n’a pas été interrogé : il ne vous connaissait pas à ce moment. "
            "Un code envoyé par e-mail suffit."
        ),
        column="Donnée",
        value="Contenu",
        bytes="octets",
        files="Les fichiers de ce dossier",
        files_what=(
            ("index.html", "cette page"),
            ("files/", "les fichiers joints à des lettres, chacun précédé du début de son empreinte"),
            ("bundle.json", "rendez-vous et lettres au format FHIR R4, que d’autres logiciels de santé savent lire"),
            ("serment.json", "tout, tel quel, avec les signatures"),
            ("manifest.json", "la taille et l’empreinte SHA-256 de chaque fichier"),
        ),
        no_key="Aucune clé n’est dans ce dossier : qui le lit ne peut rien faire à votre place.",
    ),
    "en": PageWords(
        title="My data",
        what="Everything that your own device can read of you. This folder contains health data.",
        person="Who",
        visits="Appointments",
        practitioner="Practitioner",
        practice="Practice",
        steps="What was signed",
        state="State",
        begins="Begins",
        signed="Signed by",
        by_patient="you",
        by_practice="the practice",
        letters="Letters",
        wrote="{who}, on {when}",
        asked={
            "access": "A copy of what the practice keeps",
            "medical": "My health information",
            "medical-old": "My older health information",
            "rectification": "A correction",
            "erasure": "Erasure",
            "restriction": "Restriction of use",
            "objection": "An objection to a use",
            "known": "To be known as a patient of the practice",
            "extension": "More time taken",
        },
        answered={"done": "Answered", "partly": "Answered in part", "refused": "Refused"},
        beside="Letter",
        unread="This letter does not open here.",
        attached="File attached",
        disbelieved="Letters that could not be believed",
        doubtful="These appointments could not be believed as the platform shows them",
        consents="Consents",
        relative="For",
        no_name="(name not kept)",
        about="About",
        own={"sms": "Being told by SMS"},
        decisions="What was decided",
        decision="Decision",
        day="Day",
        version="Version of the text",
        decided={"granted": "accepted", "refused": "refused", "withdrawn": "withdrawn"},
        newer="A choice noted by a newer version",
        broken="A choice that cannot be read: it allows nothing; serment.json holds it as it is",
        questions="What a practice asks you",
        question={
            "sharing": "{practice} asks to pass a letter on",
            "research": "{practice} asks to reuse an appointment for research",
        },
        side={"sharing": "To {practitioner}, {practice}", "research": "For: {title} (contact: {contact})"},
        purpose="Reason given: {purpose}",
        unheld="The answers to this question do not hold together: they allow nothing.",
        ways="Ways in",
        used="last used on",
        platform="What the platform stores about your account",
        platform_what=(
            "Row by row. A size in bytes means that the platform reads nothing of it: "
            "it is encrypted, or it is a public key."
        ),
        custodian="What the custodian stores about you",
        custodian_what="Row by row. The custodian knows neither your appointments nor the number of your account.",
        not_asked="The custodian was not asked: it did not know you at that moment. A code sent by e-mail is enough.",
        column="Item",
        value="Content",
        bytes="bytes",
        files="The files of this folder",
        files_what=(
            ("index.html", "this page"),
            ("files/", "the files that came with letters, each after the beginning of its hash"),
            ("bundle.json", "appointments and letters as FHIR R4, which other health software reads"),
            ("serment.json", "everything as it is, with the signatures"),
            ("manifest.json", "size and SHA-256 of each file"),
        ),
        no_key="No key is in this folder: whoever reads it can do nothing in your place.",
    ),
}
