"""Incidents, the clocks that laws set running when somebody becomes aware, and what was said to whom."""

from serment_platform.compliance.registers.kinds.parts import (
    ALL,
    LEGAL,
    NOTES,
    OPERATOR,
    PRIVACY,
    SECURITY,
    TITLE,
    choice,
    choices,
    field,
    state,
)
from serment_platform.compliance.registers.types import Deadline, Field, Kind, Span, words

AWARE = "awareness_at"
DAY = Span(hours=24)
AT_ONCE = Span()

REGIME = Kind(
    "regime",
    words("Régimes de signalement", "Regimes of notification"),
    (
        field("applies", "s’applique ici", "applies here", "flag", required=True),
        field("reason", "motif", "reason", "long_text", required=True),
        field("authority", "à qui s’adresser", "whom to tell"),
    ),
    (
        state("current", words("décidé", "decided"), ""),
        state("seeded", words("amorcé, non revu", "seeded, not reviewed"), "current"),
    ),
    (*LEGAL, *PRIVACY),
    title="authority",
    titles={
        "gdpr": words("RGPD, articles 33 et 34", "GDPR, articles 33 and 34"),
        "nis2": words("NIS 2, article 23", "NIS2, article 23"),
        "health_fr": words("incidents graves de santé en France", "serious health incidents in France"),
        "contract": words("contrats avec les cabinets (EXI 20)", "contracts with practices (EXI 20)"),
    },
)

INCIDENT = Kind(
    "incident",
    words("Incidents", "Incidents"),
    (
        TITLE,
        Field(AWARE, words("connu depuis", "aware since"), "moment", required=True, once=True, past=True),
        field("aware_who", "connu par", "who became aware", "person", required=True, once=True),
        choice(
            "severity",
            "gravité",
            "severity",
            """
            event = événement / event
            minor = mineur / minor
            serious = grave / serious
            critical = critique / critical
            """,
            required=True,
        ),
        field("what", "ce qui s’est passé", "what happened", "long_text", required=True),
        field("impact", "conséquences", "impact", "long_text"),
        field("personal_data", "données personnelles touchées", "personal data affected", "flag", required=True),
        field("high_risk", "risque élevé pour les personnes", "high risk for persons", "flag"),
        field("significant", "important au sens de NIS 2", "significant under NIS2", "flag"),
        field("care_affected", "grave pour les soins", "serious for care", "flag"),
        choice(
            "persons",
            "personnes concernées",
            "persons concerned",
            """
            none = 0
            few = 1-9
            tens = 10-99
            many = 100+
            """,
        ),
        field("acknowledged_at", "pris en charge le", "acknowledged at", "moment", once=True, past=True),
        field("restored_at", "rétabli le", "restored at", "moment", once=True, past=True),
        field("practices_told_at", "cabinets avertis le", "practices told at", "moment", once=True, past=True),
        field(
            "gdpr_told_at",
            "autorité de protection avertie le",
            "supervisory authority told at",
            "moment",
            once=True,
            past=True,
        ),
        field("persons_told_at", "personnes averties le", "persons told at", "moment", once=True, past=True),
        field("nis2_warned_at", "alerte précoce NIS 2 le", "NIS2 early warning at", "moment", once=True, past=True),
        field("nis2_notified_at", "notification NIS 2 le", "NIS2 notification at", "moment", once=True, past=True),
        field("nis2_final_at", "rapport final NIS 2 le", "NIS2 final report at", "moment", once=True, past=True),
        field("health_told_at", "portail de santé averti le", "health portal told at", "moment", once=True, past=True),
        field("cause", "cause", "cause", "long_text"),
        field("lessons", "enseignements", "lessons", "long_text"),
        NOTES,
    ),
    (
        state("open", words("ouvert", "open"), "restored false_alarm"),
        state("restored", words("rétabli", "restored"), "open closed", needs="restored_at"),
        state("closed", words("clos", "closed"), "", needs="cause lessons", two=True, frozen=True),
        state(
            "false_alarm",
            words("fausse alerte", "false alarm"),
            "open",
            needs="notes",
            two=True,
            frozen=True,
            over=True,
        ),
    ),
    ALL,
    deadlines=(
        Deadline(
            "gdpr_authority",
            words("RGPD : autorité, 72 heures", "GDPR: authority, 72 hours"),
            AWARE,
            Span(hours=72),
            "gdpr_told_at",
            "gdpr",
            "personal_data",
        ),
        Deadline(
            "gdpr_persons",
            words("RGPD : personnes, sans délai", "GDPR: persons, without delay"),
            AWARE,
            AT_ONCE,
            "persons_told_at",
            "gdpr",
            "high_risk",
        ),
        Deadline(
            "practices",
            words("cabinets, sans délai", "practices, without delay"),
            AWARE,
            AT_ONCE,
            "practices_told_at",
            "contract",
            "personal_data",
        ),
        Deadline(
            "nis2_warning",
            words("NIS 2 : alerte précoce, 24 heures", "NIS2: early warning, 24 hours"),
            AWARE,
            DAY,
            "nis2_warned_at",
            "nis2",
            "significant",
        ),
        Deadline(
            "nis2_notification",
            words("NIS 2 : notification, 72 heures", "NIS2: notification, 72 hours"),
            AWARE,
            Span(hours=72),
            "nis2_notified_at",
            "nis2",
            "significant",
        ),
        Deadline(
            "nis2_final",
            words("NIS 2 : rapport final, un mois", "NIS2: final report, one month"),
            "nis2_notified_at",
            Span(months=1),
            "nis2_final_at",
            "nis2",
            "significant",
            (Span(days=7),),
        ),
        Deadline(
            "health_fr",
            words("santé, France : sans délai", "health, France: without delay"),
            AWARE,
            AT_ONCE,
            "health_told_at",
            "health_fr",
            "care_affected",
        ),
    ),
)

TOLD = (
    "practices_told_at",
    "gdpr_told_at",
    "persons_told_at",
    "nis2_warned_at",
    "nis2_notified_at",
    "nis2_final_at",
    "health_told_at",
)
"""Fields that say when somebody was told."""

NOTIFICATION = Kind(
    "notification",
    words("Notifications", "Notifications"),
    (
        TITLE,
        field("incident", "incident", "incident", "reference", required=True, once=True, of="incident"),
        Field(
            "regime",
            words("régime", "regime"),
            "choice",
            required=True,
            once=True,
            choices=choices(
                """
                gdpr = RGPD / GDPR
                nis2_warning = NIS 2, alerte précoce / NIS2, early warning
                nis2_notification = NIS 2, notification / NIS2, notification
                nis2_final = NIS 2, rapport final / NIS2, final report
                health_fr = santé, France / health, France
                contract = cabinets / practices
                persons = personnes / persons
                """
            ),
        ),
        field("text", "texte", "text", "long_text", required=True),
        field("text_hash", "empreinte du texte", "hash of the text"),
        field("sent_at", "envoyée le", "sent at", "moment", once=True, past=True),
        field("receipt", "accusé de réception", "receipt"),
    ),
    (
        state("draft", words("projet", "draft"), "sent dropped"),
        state("sent", words("envoyée", "sent"), "", needs="sent_at text_hash", frozen=True),
        state("dropped", words("abandonnée", "dropped"), "draft", over=True),
    ),
    (*PRIVACY, *LEGAL, *SECURITY, *OPERATOR),
)

KINDS = (INCIDENT, NOTIFICATION, REGIME)
