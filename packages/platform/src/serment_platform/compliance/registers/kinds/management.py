"""Records of the management system: documents, obligations, objectives, training, contacts, and management reviews."""

from serment_platform.compliance.registers.kinds.parts import (
    ALL,
    DIRECTOR,
    LEGAL,
    MONTH,
    NOTES,
    OWNER,
    PRIVACY,
    REVIEW,
    REVIEW_ON,
    SECURITY,
    TITLE,
    YEAR,
    choice,
    field,
    plain_life,
    state,
)
from serment_platform.compliance.registers.types import Claim, Deadline, Kind, words

DOCUMENT = Kind(
    "document",
    words("Documents", "Documents"),
    (
        TITLE,
        field("number", "version", "version", required=True),
        field("content_hash", "empreinte", "hash", required=True),
        OWNER,
        field("review_on", "à revoir le", "review on", "day", required=True),
    ),
    (
        state("draft", words("projet", "draft"), "approved"),
        state("approved", words("approuvé", "approved"), "draft retired", two=True, frozen=True),
        state("retired", words("retiré", "retired"), "draft", frozen=True, over=True),
    ),
    ALL,
    deadlines=(REVIEW,),
)

OBLIGATION = Kind(
    "obligation",
    words("Obligations", "Obligations"),
    (
        TITLE,
        field("source", "texte ou contrat", "text or contract", required=True),
        field("asked", "ce qui est demandé", "what it asks", "long_text", required=True),
        field("met_by", "comment c’est fait", "how it is met", "long_text"),
        OWNER,
        REVIEW_ON,
    ),
    plain_life(),
    (*LEGAL, *PRIVACY, *SECURITY),
    deadlines=(REVIEW,),
)

OBJECTIVE = Kind(
    "objective",
    words("Objectifs", "Objectives"),
    (
        TITLE,
        field("metric", "mesure", "metric", required=True),
        field("target", "cible", "target", required=True),
        OWNER,
        field("until", "échéance", "due on", "day", required=True),
        field("reached_on", "atteint le", "reached on", "day", past=True),
        field("checks", "contrôles liés", "linked checks", many=True),
    ),
    (
        state("current", words("poursuivi", "pursued"), "reached dropped"),
        state("reached", words("atteint", "reached"), "current", needs="reached_on"),
        state("dropped", words("abandonné", "dropped"), "current", over=True),
    ),
    (*SECURITY, *PRIVACY, *DIRECTOR),
    deadlines=(Deadline("reach", words("objectif", "objective"), "until", done="reached_on", ahead=(MONTH,)),),
    claim=Claim("state", ("reached",)),
)

TRAINING = Kind(
    "training",
    words("Formations", "Training"),
    (
        TITLE,
        field("person", "personne (pseudonyme ou rôle)", "person (pseudonym or role)", "person", required=True),
        field("done_on", "faite le", "done on", "day", required=True, past=True),
        field("secrecy_signed_on", "engagement de secret signé le", "secrecy commitment signed on", "day", past=True),
    ),
    plain_life(),
    (*SECURITY, *PRIVACY, *DIRECTOR),
    deadlines=(
        Deadline("again", words("formation à refaire", "training to be repeated"), "done_on", YEAR, ahead=(MONTH,)),
    ),
)

CONTACT = Kind(
    "contact",
    words("Contacts", "Contacts"),
    (
        TITLE,
        choice(
            "sort",
            "sorte",
            "sort",
            """
            authority = autorité / authority
            practice = cabinet (EXI 11 et 20) / practice (EXI 11 and 20)
            supplier = fournisseur / supplier
            """,
            required=True,
        ),
        field("reach", "où appeler", "where to call", required=True),
        field("verified_on", "vérifié le", "verified on", "day", required=True, past=True),
    ),
    plain_life(),
    ALL,
    deadlines=(
        Deadline("verify", words("contact à vérifier", "contact to be verified"), "verified_on", YEAR, ahead=(MONTH,)),
    ),
)

REVIEW_OF_MANAGEMENT = Kind(
    "review",
    words("Revues de direction", "Management reviews"),
    (
        TITLE,
        field("held_on", "tenue le", "held on", "day", required=True),
        field("inputs", "éléments d’entrée", "inputs", "long_text", required=True),
        field("decisions", "décisions", "decisions", "long_text"),
        field("present", "présents (rôles)", "present (roles)", "person", many=True),
        NOTES,
    ),
    (
        state("prepared", words("préparée", "prepared"), "held"),
        state("held", words("tenue", "held"), "", needs="decisions present", two=True, by=DIRECTOR, frozen=True),
    ),
    (*SECURITY, *DIRECTOR),
    deadlines=(Deadline("next", words("prochaine revue", "next review"), "held_on", YEAR, ahead=(MONTH,)),),
)

KINDS = (DOCUMENT, OBLIGATION, OBJECTIVE, TRAINING, CONTACT, REVIEW_OF_MANAGEMENT)
