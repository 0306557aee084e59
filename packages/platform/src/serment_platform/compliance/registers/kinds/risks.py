"""Assets, data map, risks in the words of EBIOS RM, treatments, acceptances, and the Statement of Applicability."""

from serment_platform.compliance.registers import controls, requirements
from serment_platform.compliance.registers.kinds.parts import (
    CHECKS,
    DIRECTOR,
    MONTH,
    NOTES,
    OWNER,
    PRIVACY,
    QUARTER,
    REVIEW,
    REVIEW_ON,
    SECURITY,
    TITLE,
    choice,
    field,
    plain_life,
    state,
)
from serment_platform.compliance.registers.types import Choice, Claim, Deadline, Field, Kind, words

SEVERITY = """
    g1 = G1 mineure / G1 minor
    g2 = G2 significative / G2 significant
    g3 = G3 grave / G3 serious
    g4 = G4 critique / G4 critical
"""
LIKELIHOOD = """
    v1 = V1 peu vraisemblable / V1 unlikely
    v2 = V2 vraisemblable / V2 likely
    v3 = V3 très vraisemblable / V3 very likely
    v4 = V4 quasi certain / V4 nearly certain
"""

ASSET = Kind(
    "asset",
    words("Biens", "Assets"),
    (
        TITLE,
        choice(
            "sort",
            "sorte",
            "sort",
            """
            business = valeur métier / business value
            software = logiciel / software
            hardware = matériel / hardware
            place = lieu / place
            people = personnes / people
            medium = support / medium
            """,
            required=True,
        ),
        field("place", "lieu", "place"),
        OWNER,
        field("processor", "hébergé par", "hosted by", "reference", of="processor"),
        choice(
            "sensitivity",
            "sensibilité",
            "sensitivity",
            """
            public = publique / public
            internal = interne / internal
            personal = personnelle / personal
            health = de santé / health
            """,
            required=True,
        ),
        REVIEW_ON,
        NOTES,
    ),
    plain_life(),
    (*SECURITY, *PRIVACY),
    deadlines=(REVIEW,),
)

DATA_MAP = Kind(
    "data_map",
    words("Cartographie des données", "Data map"),
    (
        field("table", "table", "table", required=True),
        field("column", "colonne", "column", required=True),
        field("data_class", "classe", "class"),
        choice(
            "about",
            "personnes concernées",
            "about whom",
            """
            patient = patients / patients
            practice = cabinets / practices
            staff = équipes / staff
            nobody = personne / nobody
            """,
        ),
        field("purpose", "finalité", "purpose"),
        field("basis", "base légale", "legal basis"),
        field("period", "durée", "period"),
        field("starts", "à compter de", "counted from"),
        choice(
            "ending",
            "à la fin",
            "at the end",
            """
            delete = la ligne est effacée / the row is deleted
            blank = les colonnes sont vidées / the columns are emptied
            restrict_then_delete = réservée au cabinet, puis effacée / the practice's alone, then deleted
            with_its_owner = part avec ce dont elle dépend / goes with what it belongs to
            public_record = reste, c’est public / stays, it is public
            """,
        ),
        field("job", "tâche", "job"),
    ),
    plain_life(),
    (),
    title="purpose",
    origin="schema",
)

RISK = Kind(
    "risk",
    words("Risques (EBIOS RM)", "Risks (EBIOS RM)"),
    (
        TITLE,
        Field(
            "family",
            words("famille d’événements (EXI 05)", "family of events (EXI 05)"),
            "choice",
            required=True,
            choices=tuple(Choice(name, both) for name, both in requirements.FAMILIES.items()),
        ),
        field("business_value", "valeur métier", "business value"),
        field("supporting_assets", "biens supports", "supporting assets", "reference", many=True, of="asset"),
        field("risk_origin", "source de risque", "risk origin"),
        field("target_objective", "objectif visé", "target objective"),
        field("stakeholder", "partie prenante", "stakeholder"),
        field("feared_event", "événement redouté", "feared event", "long_text", required=True),
        field("strategic_scenario", "scénario stratégique", "strategic scenario", "long_text"),
        field("operational_scenario", "scénario opérationnel", "operational scenario", "long_text"),
        choice("severity", "gravité", "severity", SEVERITY),
        choice("likelihood", "vraisemblance", "likelihood", LIKELIHOOD),
        choice("residual_severity", "gravité résiduelle", "residual severity", SEVERITY),
        choice("residual_likelihood", "vraisemblance résiduelle", "residual likelihood", LIKELIHOOD),
        choice(
            "option",
            "décision",
            "decision",
            """
            reduce = réduire / reduce
            avoid = éviter / avoid
            share = partager / share
            accept = accepter / accept
            """,
        ),
        field("owner", "propriétaire du risque", "risk owner", "person"),
        REVIEW_ON,
        NOTES,
    ),
    (
        state("draft", words("à apprécier", "to be assessed"), "assessed retired"),
        state(
            "seeded",
            words("amorcé, non revu", "seeded, not reviewed"),
            "draft assessed retired",
        ),
        state(
            "assessed",
            words("apprécié", "assessed"),
            "draft retired",
            needs="severity likelihood option owner review_on",
        ),
        state("retired", words("retiré", "retired"), "draft", over=True),
    ),
    (*SECURITY, *PRIVACY),
    deadlines=(REVIEW,),
)

TREATMENT = Kind(
    "treatment",
    words("Plan de traitement", "Treatment plan"),
    (
        TITLE,
        field("risks", "risques traités", "risks treated", "reference", required=True, many=True, of="risk"),
        field("controls", "mesures de l’annexe A", "controls", "reference", many=True, of="control"),
        OWNER,
        field("until", "échéance", "due on", "day", required=True),
        field("done_on", "faite le", "done on", "day", past=True),
        CHECKS,
        NOTES,
    ),
    (
        state("planned", words("prévue", "planned"), "done dropped"),
        state("done", words("faite", "done"), "planned", needs="done_on"),
        state("dropped", words("abandonnée", "dropped"), "planned", needs="notes", over=True),
    ),
    SECURITY,
    deadlines=(
        Deadline("done", words("mesure à faire", "measure to be taken"), "until", done="done_on", ahead=(MONTH,)),
    ),
    claim=Claim("state", ("done",)),
)

ACCEPTANCE = Kind(
    "acceptance",
    words("Acceptations de risques", "Risk acceptances"),
    (
        TITLE,
        field("risk", "risque accepté", "risk accepted", "reference", required=True, of="risk"),
        field("reason", "motif", "reason", "long_text", required=True),
        field("until", "jusqu’au", "until", "day", required=True),
        NOTES,
    ),
    (
        state("proposed", words("proposée", "proposed"), "accepted refused"),
        state(
            "accepted",
            words("acceptée", "accepted"),
            "ended",
            two=True,
            by=DIRECTOR,
            frozen=True,
        ),
        state("refused", words("refusée", "refused"), "proposed", frozen=True, over=True),
        state("ended", words("terminée", "ended"), frozen=True, over=True),
    ),
    (*SECURITY, *DIRECTOR),
    deadlines=(
        Deadline("end", words("fin de l’acceptation", "end of the acceptance"), "until", ahead=(QUARTER, MONTH)),
    ),
)

CONTROL = Kind(
    "control",
    words("Déclaration d’applicabilité", "Statement of Applicability"),
    (
        field("applicable", "applicable", "applicable", "flag", required=True),
        field("reason", "justification", "reason", "long_text"),
        choice(
            "sources",
            "origine",
            "source",
            """
            risk = risque / risk
            law = loi / law
            contract = contrat / contract
            hds = exigence HDS / HDS requirement
            """,
            many=True,
        ),
        choice(
            "responsibility",
            "responsabilité",
            "responsibility",
            """
            us = nous / us
            practice = le cabinet / the practice
            host = l’hébergeur / the host
            shared = partagée / shared
            """,
            required=True,
        ),
        choice(
            "status",
            "mise en œuvre",
            "implementation",
            """
            none = rien / nothing
            planned = prévue / planned
            partial = en partie / partly
            implemented = faite / done
            """,
            required=True,
        ),
        choice(
            "shown",
            "comment cela se voit",
            "how it is shown",
            """
            L = mesure en marche / live check
            H = registre daté / dated register
            R = enregistrement / record
            I = hérité / inherited
            """,
            required=True,
        ),
        CHECKS,
        field("evidence", "preuves", "evidence", many=True),
        REVIEW_ON,
    ),
    (
        state("draft", words("à revoir", "to be reviewed"), "proposed"),
        state("seeded", words("amorcée, non revue", "seeded, not reviewed"), "draft proposed"),
        state("proposed", words("proposée", "proposed"), "approved draft", needs="reason sources"),
        state("approved", words("approuvée", "approved"), "draft", two=True, frozen=True),
    ),
    (*SECURITY, *DIRECTOR),
    title="reason",
    titles=controls.TITLES,
    deadlines=(REVIEW,),
    claim=Claim("status", ("implemented",)),
)

REQUIREMENT = Kind(
    "requirement",
    words("Exigences HDS", "HDS requirements"),
    (
        choice(
            "extent",
            "ce que le logiciel produit",
            "what the software produces",
            """
            E = la preuve / the evidence
            P = une partie / a part
            """,
            required=True,
        ),
        field("registers", "registres", "registers", many=True, required=True),
        choice(
            "status",
            "état",
            "status",
            """
            open = à faire / to do
            partial = en partie / partly
            met = satisfaite / met
            outside = hors périmètre / out of scope
            """,
            required=True,
        ),
        field("answer", "réponse", "answer", "long_text"),
        CHECKS,
        field("owner", "responsable", "owner", "person"),
        REVIEW_ON,
    ),
    (
        state("draft", words("à revoir", "to be reviewed"), "proposed"),
        state("seeded", words("amorcée, non revue", "seeded, not reviewed"), "draft proposed"),
        state("proposed", words("proposée", "proposed"), "approved draft", needs="answer owner"),
        state("approved", words("approuvée", "approved"), "draft", two=True, frozen=True),
    ),
    (*SECURITY, *PRIVACY, *DIRECTOR),
    title="answer",
    titles=requirements.TITLES,
    deadlines=(REVIEW,),
    claim=Claim("status", ("met",)),
)

KINDS = (ASSET, DATA_MAP, RISK, TREATMENT, ACCEPTANCE, CONTROL, REQUIREMENT)
