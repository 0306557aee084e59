"""What the service promises, measures, changes and releases, and what keeps going wrong."""

from serment_platform.compliance.registers.kinds.parts import (
    ALL,
    CHECKS,
    DIRECTOR,
    MONTH,
    NOTES,
    OPERATOR,
    OWNER,
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
from serment_platform.compliance.registers.types import Claim, Deadline, Kind, Span, words

SERVICE = Kind(
    "service",
    words("Services", "Services"),
    (
        TITLE,
        field("hours", "horaires", "hours", required=True),
        field("support_languages", "langues du support", "support languages", many=True),
        field("depends_on", "dépend de", "depends on", "reference", many=True, of="asset"),
        OWNER,
        field("rto_minutes", "reprise visée, minutes", "recovery time aimed at, minutes", "number"),
        field("rpo_minutes", "perte admise, minutes", "loss admitted, minutes", "number"),
        REVIEW_ON,
        NOTES,
    ),
    plain_life(),
    (*SECURITY, *OPERATOR, *DIRECTOR),
    deadlines=(REVIEW,),
)

SLA = Kind(
    "sla",
    words("Engagements de service", "Service levels"),
    (
        TITLE,
        field("service", "service", "service", "reference", required=True, of="service"),
        choice(
            "indicator",
            "indicateur",
            "indicator",
            """
            availability = disponibilité, %, mesurée par le service / availability, %, measured by the service
            latency = attente de 95 sur 100, ms, mesurée par le service / wait of 95 in 100, ms, measured by the service
            first_answer = première réponse, heures, inscrite à la main / first answer, hours, written by hand
            restore = rétablissement, minutes, inscrit à la main / restoration, minutes, written by hand
            """,
            required=True,
        ),
        field("target", "cible", "target", "number", required=True, decimals=2),
        field("period", "période", "period", required=True),
        field("exclusions", "exclusions", "exclusions", "long_text"),
        field("penalty", "pénalité", "penalty", "long_text"),
        REVIEW_ON,
    ),
    plain_life(),
    (*DIRECTOR, *SECURITY),
    deadlines=(REVIEW,),
)

SLA_MEASURE = Kind(
    "sla_measure",
    words("Mesures mensuelles", "Monthly measures"),
    (
        field("month", "mois (premier jour)", "month (first day)", "day", required=True, once=True),
        field("sla", "engagement", "service level", "reference", required=True, once=True, of="sla"),
        field("measured", "mesuré", "measured", "number", required=True, decimals=2),
        field("sample", "mesures prises", "probes", "number"),
        field("down_minutes", "minutes d’arrêt", "minutes down", "number"),
        field("told_on", "dit aux cabinets le", "told to practices on", "day", past=True),
        NOTES,
    ),
    (
        state("draft", words("à vérifier", "to be checked"), "final"),
        state("final", words("définitive", "final"), "", two=True, frozen=True),
    ),
    (*OPERATOR, *SECURITY),
    title="month",
)

CHANGE = Kind(
    "change",
    words("Changements", "Changes"),
    (
        TITLE,
        field("reason", "motif", "reason", "long_text", required=True),
        field("risk", "risque", "risk", "long_text", required=True),
        field("rollback", "retour en arrière", "way back", "long_text", required=True),
        field("lowers_guarantees", "abaisse une garantie", "lowers a guarantee", "flag", required=True),
        field("client_consent", "accord des cabinets", "consent of the practices", "long_text"),
        field("planned_at", "prévu le", "planned at", "moment"),
        field("done_at", "fait le", "done at", "moment", once=True, past=True),
        field("result", "résultat", "result", "long_text"),
        field("release", "version", "release", "reference", of="release"),
        CHECKS,
    ),
    (
        state("proposed", words("proposé", "proposed"), "approved refused"),
        state(
            "approved",
            words("approuvé", "approved"),
            "done failed proposed",
            needs_if=("lowers_guarantees", "client_consent"),
            two=True,
            frozen=True,
        ),
        state("done", words("fait", "done"), "", needs="done_at result", frozen=True),
        state("failed", words("revenu en arrière", "rolled back"), "proposed", needs="done_at result", frozen=True),
        state("refused", words("refusé", "refused"), "proposed", frozen=True, over=True),
    ),
    (*OPERATOR, *SECURITY, *DIRECTOR),
    claim=Claim("state", ("done",)),
)

RELEASE = Kind(
    "release",
    words("Versions", "Releases"),
    (
        TITLE,
        field("number", "numéro", "number", required=True, once=True),
        field("sbom_hash", "empreinte de la nomenclature", "hash of the bill of materials"),
        field("test_report_hash", "empreinte du rapport de tests", "hash of the test report"),
        field("signature", "signature", "signature"),
        field("released_at", "publiée le", "released at", "moment", once=True, past=True),
        NOTES,
    ),
    (
        state("built", words("construite", "built"), "approved dropped"),
        state("approved", words("approuvée", "approved"), "released", two=True, frozen=True),
        state("released", words("publiée", "released"), "withdrawn", needs="released_at", frozen=True),
        state("withdrawn", words("retirée", "withdrawn"), "", frozen=True, over=True),
        state("dropped", words("abandonnée", "dropped"), "", frozen=True, over=True),
    ),
    (*OPERATOR, *SECURITY),
)

PROBLEM = Kind(
    "problem",
    words("Problèmes", "Problems"),
    (
        TITLE,
        field("incidents", "incidents", "incidents", "reference", many=True, of="incident"),
        field("cause", "cause", "cause", "long_text"),
        field("known_error", "erreur connue", "known error", "long_text"),
        field("change", "correction", "fix", "reference", of="change"),
        OWNER,
    ),
    (
        state("open", words("ouvert", "open"), "solved"),
        state("solved", words("résolu", "solved"), "open", needs="cause change", two=True, frozen=True, over=True),
    ),
    (*OPERATOR, *SECURITY),
)

DRILL = Kind(
    "drill",
    words("Exercices", "Drills"),
    (
        TITLE,
        choice(
            "sort",
            "sorte",
            "sort",
            """
            incident = incident
            restore = restauration / restore
            authority = demande d’une autorité / request of an authority
            reversibility = restitution / return of all data
            crisis = crise / crisis
            """,
            required=True,
        ),
        field("done_on", "fait le", "done on", "day", required=True, past=True),
        field("rto_minutes", "reprise mesurée, minutes", "recovery time measured, minutes", "number"),
        field("rpo_minutes", "perte mesurée, minutes", "loss measured, minutes", "number"),
        field("result", "résultat", "result", "long_text", required=True),
        OWNER,
    ),
    plain_life(),
    ALL,
    deadlines=(
        Deadline(
            "again", words("exercice à refaire", "drill to be repeated"), "done_on", YEAR, ahead=(MONTH, Span(days=7))
        ),
    ),
)

KINDS = (SERVICE, SLA, SLA_MEASURE, CHANGE, RELEASE, PROBLEM, DRILL)
