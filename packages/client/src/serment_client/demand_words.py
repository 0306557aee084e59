"""Ready answers of a practice to what a person asks, in French and in English. A practice may write its own."""

from collections.abc import Mapping
from typing import Literal

Ready = Literal[
    "copy",
    "corrected",
    "care-kept",
    "restricted",
    "lifted",
    "stopped",
    "nothing",
    "complex",
    "many",
    "known",
    "unknown",
    "not-come",
    "asked-before",
]
Language = Literal["fr", "en"]

ELSEWHERE: Mapping[Language, str] = {
    "fr": "Le cabinet a répondu au rendez-vous qui a pris la place de celui-ci.",
    "en": "The practice has answered at the visit that took the place of this one.",
}
"""All that the key which asked is told once the visit has another."""

READY: Mapping[Ready, Mapping[Language, str]] = {
    "copy": {
        "fr": "Vous trouverez ci-joint la copie de ce que le cabinet conserve de ce rendez-vous. Ce qui relève "
        "d’autres rendez-vous vous est remis si vous le demandez depuis chacun d’eux.",
        "en": "Attached is a copy of what the practice keeps about this visit. What belongs to other visits is "
        "handed to you if you ask from each of them.",
    },
    "corrected": {
        "fr": "Ce que vous signaliez a été rectifié dans notre fiche.",
        "en": "What you pointed out has been put right in our file.",
    },
    "care-kept": {
        "fr": "Ce rendez-vous fait partie de votre dossier médical. Nous ne pouvons pas l’effacer : le dossier se "
        "conserve, en règle générale, vingt ans après la dernière consultation (article R. 1112-7 du code de "
        "la santé publique, pris pour usage), et le RGPD l’excepte de l’effacement (article 17, paragraphe 3,"
        " b et c). Nous en avons limité l’usage : il est gardé et n’est plus utilisé, sauf pour vos soins si "
        "vous le demandez, ou si la loi l’exige. Vous pouvez réclamer auprès de la CNIL (cnil.fr).",
        "en": "This visit is part of your medical record. We may not erase it: a record is kept, as a rule, for "
        "twenty years after the last visit (article R. 1112-7 of the French public health code, taken as the "
        "measure), and the GDPR excepts it from erasure (article 17(3)(b) and (c)). We have restricted its "
        "use: it is kept and not used any more, except for your care if you ask, or where the law wants it. "
        "You may complain to the CNIL (cnil.fr).",
    },
    "restricted": {
        "fr": "L’usage de vos données pour ce rendez-vous est désormais limité : elles sont gardées et ne sont plus"
        " utilisées. Nous vous préviendrons avant de lever cette limitation.",
        "en": "The use of your data about this visit is now restricted: they are kept and not used any more. We "
        "will tell you before the restriction is lifted.",
    },
    "lifted": {
        "fr": "La limitation que vous aviez demandée va être levée ; la raison en est la suivante : ",
        "en": "The restriction that you asked for is about to be lifted; the reason is this: ",
    },
    "stopped": {
        "fr": "Nous avons pris acte de votre opposition et cessé cet usage.",
        "en": "We have noted your objection and stopped that use.",
    },
    "nothing": {
        "fr": "Nous n’avons rien de plus vous concernant que ce que vous voyez de ce rendez-vous. Vous pouvez "
        "réclamer auprès de la CNIL (cnil.fr).",
        "en": "We have nothing more about you than what you see of this visit. You may complain to the CNIL (cnil.fr).",
    },
    "complex": {
        "fr": "Votre demande est complexe : il nous faut jusqu’à deux mois de plus pour y répondre entièrement "
        "(RGPD, article 12, paragraphe 3).",
        "en": "Your request is complex: we need up to two months more to answer all of it (GDPR, article 12(3)).",
    },
    "many": {
        "fr": "Nous avons reçu de nombreuses demandes : il nous faut jusqu’à deux mois de plus pour vous répondre "
        "(RGPD, article 12, paragraphe 3).",
        "en": "We have received many requests: we need up to two months more to answer you (GDPR, article 12(3)).",
    },
    "known": {
        "fr": "Le cabinet vous connaît : votre application a maintenant de quoi réserver les horaires gardés pour ses "
        "patients.",
        "en": "The practice knows you: your app can now book the times that are kept for its patients.",
    },
    "unknown": {
        "fr": "Ce rendez-vous ne nous permet pas de dire que nous vous connaissons. Parlez-nous-en à votre prochaine "
        "visite, ou téléphonez-nous.",
        "en": "By this visit we cannot say that we know you. Tell us at your next visit, or telephone us.",
    },
    "not-come": {
        "fr": "Plusieurs rendez-vous pris depuis votre compte n’ont pas été honorés. Parlons-en à votre prochaine "
        "visite ; les horaires ouverts à tous vous restent ouverts.",
        "en": "Nobody came to several visits that were booked from your account. Let us talk about it at your next "
        "visit; times that are open to all stay open to you.",
    },
    "asked-before": {
        "fr": "Les clés du cabinet ont changé depuis votre demande. Demandez-le une nouvelle fois : votre application "
        "fera une autre demande.",
        "en": "The keys of the practice have changed since you asked. Ask once more: your app will make another "
        "request.",
    },
}
