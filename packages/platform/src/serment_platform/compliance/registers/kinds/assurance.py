"""Audits, findings, corrective actions, and certificates with their three years."""

from serment_platform.compliance.registers.kinds.parts import (
    ALL,
    DIRECTOR,
    HALF,
    MONTH,
    NOTES,
    OWNER,
    QUARTER,
    SECURITY,
    TITLE,
    YEAR,
    choice,
    field,
    state,
)
from serment_platform.compliance.registers.types import Deadline, Kind, Limit, Span, words

AUDIT = Kind(
    "audit",
    words("Audits", "Audits"),
    (
        TITLE,
        choice(
            "sort",
            "sorte",
            "sort",
            """
            internal = interne / internal
            traces = traces d’accès (EXI 16) / access traces (EXI 16)
            stage_1 = étape 1, documents / stage 1, documents
            stage_2 = étape 2, sur place / stage 2, on site
            surveillance = surveillance
            renewal = renouvellement / renewal
            """,
            required=True,
        ),
        field("certificate", "certificat", "certificate", "reference", of="certificate"),
        field("scope", "périmètre", "scope", "long_text", required=True),
        field("auditor", "auditeur", "auditor", "person"),
        field("body", "organisme", "body"),
        field("from_on", "du", "from", "day", required=True),
        field("to_on", "au", "to", "day"),
        field("report_hash", "empreinte du rapport", "hash of the report"),
        field("conclusion", "conclusion", "conclusion", "long_text"),
        NOTES,
    ),
    (
        state("planned", words("prévu", "planned"), "done dropped"),
        state("done", words("fait", "done"), "", needs="to_on conclusion", two=True, frozen=True),
        state("dropped", words("annulé", "dropped"), "planned", needs="notes", over=True),
    ),
    (*SECURITY, *DIRECTOR),
    deadlines=(
        Deadline("audit", words("audit", "audit"), "from_on", done="to_on", ahead=(QUARTER, MONTH, Span(days=7))),
    ),
)

FINDING = Kind(
    "finding",
    words("Constats", "Findings"),
    (
        TITLE,
        choice(
            "grade",
            "degré",
            "grade",
            """
            major = non-conformité majeure / major nonconformity
            minor = non-conformité mineure / minor nonconformity
            observation = observation
            """,
            required=True,
        ),
        choice(
            "source",
            "source",
            "source",
            """
            audit = audit
            incident = incident
            staff = personnel / staff
            contradiction = contradiction mesurée / measured contradiction
            """,
            required=True,
        ),
        field("what", "constat", "finding", "long_text", required=True),
        field("audit", "audit", "audit", "reference", of="audit"),
        field("contradicts", "contredit", "contradicts", once=True),
        field("check", "contrôle", "check", once=True),
        field("owner", "responsable", "owner", "person"),
        field("cause", "cause", "cause", "long_text"),
        field("correction", "correction", "correction", "long_text"),
        field("correct_until", "à corriger avant le", "to be corrected by", "day"),
        field("corrected_on", "corrigé le", "corrected on", "day", past=True),
        field("effective_on", "efficacité constatée le", "found effective on", "day", past=True),
        field("effectiveness", "comment l’efficacité a été vue", "how effectiveness was seen", "long_text"),
        NOTES,
    ),
    (
        state("open", words("ouvert", "open"), "corrected"),
        state("corrected", words("corrigé", "corrected"), "open closed", needs="cause correction corrected_on owner"),
        state(
            "closed",
            words("clos", "closed"),
            "",
            needs="effective_on effectiveness",
            two=True,
            frozen=True,
            over=True,
        ),
    ),
    ALL,
    deadlines=(
        Deadline(
            "correct",
            words("constat à corriger", "finding to be corrected"),
            "correct_until",
            done="corrected_on",
            ahead=(MONTH, Span(days=7)),
        ),
    ),
)

ACTION = Kind(
    "action",
    words("Actions correctives", "Corrective actions"),
    (
        TITLE,
        field("finding", "constat", "finding", "reference", required=True, of="finding"),
        field("what", "action", "action", "long_text", required=True),
        OWNER,
        field("until", "échéance", "due on", "day", required=True),
        field("done_on", "faite le", "done on", "day", past=True),
        field("effective_on", "efficacité constatée le", "found effective on", "day", past=True),
        field("effectiveness", "comment l’efficacité a été vue", "how effectiveness was seen", "long_text"),
    ),
    (
        state("planned", words("prévue", "planned"), "done"),
        state("done", words("faite", "done"), "planned closed", needs="done_on"),
        state(
            "closed", words("close", "closed"), "", needs="effective_on effectiveness", two=True, frozen=True, over=True
        ),
    ),
    (*ALL,),
    deadlines=(
        Deadline("done", words("action à faire", "action to be taken"), "until", done="done_on", ahead=(MONTH,)),
    ),
)

HELD = ("issued", "surveillance_1", "surveillance_2", "renewal")
"""States in which a certificate is held, as long as its day has not passed."""

CERTIFICATE = Kind(
    "certificate",
    words("Certificats", "Certificates"),
    (
        TITLE,
        choice(
            "standard",
            "référentiel",
            "referential",
            """
            iso27001 = ISO/IEC 27001
            hds = HDS
            iso20000 = ISO/IEC 20000-1
            other = autre / other
            """,
            required=True,
        ),
        choice(
            "holder",
            "titulaire",
            "holder",
            """
            us = nous / us
            processor = sous-traitant / processor
            """,
            required=True,
        ),
        field("processor", "sous-traitant", "processor", "reference", of="processor"),
        field("body", "organisme accrédité", "accredited body"),
        field("number", "numéro", "number"),
        field("scope", "périmètre", "scope", "long_text", required=True),
        field("activities", "activités HDS (1 à 6)", "HDS activities (1 to 6)", many=True),
        field("stage_1_on", "étape 1 le", "stage 1 on", "day", past=True),
        field("stage_2_on", "étape 2 le", "stage 2 on", "day", past=True),
        field("issued_on", "délivré le", "issued on", "day", past=True),
        field("until", "valable jusqu’au", "valid until", "day"),
        field("document_hash", "empreinte du document", "hash of the document"),
        field("surveillance_1_on", "première surveillance le", "first surveillance on", "day", past=True),
        field("surveillance_2_on", "seconde surveillance le", "second surveillance on", "day", past=True),
        NOTES,
    ),
    (
        state("preparing", words("en préparation", "preparing"), "stage_1"),
        state(
            "stage_1", words("étape 1 : documents", "stage 1: documents"), "stage_2 preparing", needs="stage_1_on body"
        ),
        state("stage_2", words("étape 2 : sur place", "stage 2: on site"), "corrections issued", needs="stage_2_on"),
        state("corrections", words("corrections", "corrections"), "issued stage_2"),
        state(
            "issued",
            words("délivré", "issued"),
            "surveillance_1 suspended withdrawn expired",
            needs="body number issued_on until document_hash",
            two=True,
            frozen=True,
        ),
        state(
            "surveillance_1",
            words("première surveillance faite", "first surveillance done"),
            "surveillance_2 suspended withdrawn expired",
            needs="surveillance_1_on",
            frozen=True,
        ),
        state(
            "surveillance_2",
            words("seconde surveillance faite", "second surveillance done"),
            "renewal suspended withdrawn expired",
            needs="surveillance_2_on",
            frozen=True,
        ),
        state(
            "renewal", words("renouvellement en cours", "renewal under way"), "suspended withdrawn expired", frozen=True
        ),
        state("suspended", words("suspendu", "suspended"), "issued withdrawn expired", needs="notes", frozen=True),
        state("withdrawn", words("retiré", "withdrawn"), "", needs="notes", frozen=True, over=True),
        state("expired", words("expiré", "expired"), "", frozen=True, over=True),
    ),
    (*SECURITY, *DIRECTOR),
    deadlines=(
        Deadline(
            "corrections",
            words("corrections, trois mois après l’étape 2", "corrections, three months after stage 2"),
            "stage_2_on",
            QUARTER,
            "issued_on",
            ahead=(MONTH, Span(days=7)),
        ),
        Deadline(
            "surveillance_1",
            words("première surveillance", "first surveillance"),
            "issued_on",
            YEAR,
            "surveillance_1_on",
            ahead=(QUARTER, MONTH),
        ),
        Deadline(
            "surveillance_2",
            words("seconde surveillance", "second surveillance"),
            "issued_on",
            Span(months=24),
            "surveillance_2_on",
            ahead=(QUARTER, MONTH),
        ),
        Deadline("end", words("fin du certificat", "end of the certificate"), "until", ahead=(YEAR, HALF, QUARTER)),
    ),
    limits=(Limit("issued_on", "until", Span(months=36)),),
)

KINDS = (AUDIT, FINDING, ACTION, CERTIFICATE)
