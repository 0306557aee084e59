"""Who else gets anything, and what is done with data about persons."""

from serment_platform.compliance.registers.kinds.parts import (
    CHECKS,
    DIRECTOR,
    HALF,
    LEGAL,
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
from serment_platform.compliance.registers.types import Claim, Deadline, Kind, words

PROCESSOR = Kind(
    "processor",
    words("Sous-traitants", "Processors"),
    (
        field("name", "raison sociale", "legal name"),
        choice(
            "role",
            "rôle",
            "role",
            """
            own = soi-même / own
            processor = sous-traitant / processor
            sub-processor = sous-traitant ultérieur / sub-processor
            supplier = fournisseur / supplier
            """,
            required=True,
        ),
        field("country", "pays", "country"),
        field("parent_country", "pays de la maison mère", "country of the parent company"),
        field("purpose", "finalité", "purpose", "long_text", required=True),
        field("receives", "reçoit", "receives", "long_text"),
        field("since", "depuis", "since", "day", required=True),
        field("hds", "certifié HDS", "HDS certified", "flag", required=True),
        field("secnumcloud", "qualifié SecNumCloud 3.2", "SecNumCloud 3.2 qualified", "flag", required=True),
        field("activities", "activités HDS", "HDS activities", many=True),
        field("transfers", "base des transferts", "basis of transfers", "long_text"),
        field("access", "accès depuis hors de l’EEE (EXI 29)", "access from outside the EEA (EXI 29)", "long_text"),
        field("exposure", "lois d’autres pays (EXI 30)", "laws of other countries (EXI 30)", "long_text"),
    ),
    (
        state("current", words("au registre", "in the register"), "retired"),
        state("retired", words("parti du registre", "gone from the register"), "current", over=True),
    ),
    (),
    title="name",
    origin="file",
)

PROCESSOR_REVIEW = Kind(
    "processor_review",
    words("Suivi des sous-traitants", "Reviews of processors"),
    (
        TITLE,
        field("processor", "sous-traitant", "processor", "reference", required=True, of="processor"),
        field("contract_on", "contrat (article 28) du", "contract (article 28) of", "day"),
        field("hds_until", "certificat HDS jusqu’au", "HDS certificate until", "day"),
        field("change_seen", "changement constaté", "change seen", "long_text"),
        field(
            "if_certificate_lost",
            "si le certificat est perdu (EXI 14)",
            "if the certificate is lost (EXI 14)",
            "long_text",
        ),
        OWNER,
        field("review_on", "à revoir le", "review on", "day", required=True),
    ),
    plain_life(),
    (*SECURITY, *PRIVACY, *LEGAL),
    deadlines=(
        REVIEW,
        Deadline(
            "certificate",
            words("fin du certificat du sous-traitant", "end of the processor’s certificate"),
            "hds_until",
            ahead=(HALF, QUARTER, MONTH),
        ),
    ),
)

TRANSFER = Kind(
    "transfer",
    words("Transferts", "Transfers"),
    (
        TITLE,
        field("processor", "vers", "to", "reference", required=True, of="processor"),
        field("country", "pays", "country", required=True),
        choice(
            "basis",
            "base (chapitre V)",
            "basis (chapter V)",
            """
            adequacy = décision d’adéquation / adequacy decision
            clauses = clauses types / standard clauses
            rules = règles d’entreprise / binding corporate rules
            """,
            required=True,
        ),
        field("measures", "mesures supplémentaires", "supplementary measures", "long_text", required=True),
        field("review_on", "à revoir le", "review on", "day", required=True),
    ),
    (
        state("proposed", words("proposé", "proposed"), "approved refused"),
        state("approved", words("approuvé", "approved"), "ended", two=True, frozen=True),
        state("refused", words("refusé", "refused"), "proposed", frozen=True, over=True),
        state("ended", words("terminé", "ended"), "", frozen=True, over=True),
    ),
    (*PRIVACY, *LEGAL, *DIRECTOR),
    deadlines=(REVIEW,),
)

PROCESSING = Kind(
    "processing",
    words("Activités de traitement (article 30)", "Processing activities (article 30)"),
    (
        TITLE,
        choice(
            "capacity",
            "qualité",
            "capacity",
            """
            controller = responsable / controller
            processor = sous-traitant / processor
            """,
            required=True,
        ),
        field("purpose", "finalité", "purpose", "long_text", required=True),
        field("basis", "base légale", "legal basis", required=True),
        field("persons", "personnes concernées", "categories of persons", many=True, required=True),
        field("data_classes", "classes de données", "data classes", many=True, required=True),
        field("recipients", "destinataires", "recipients", "reference", many=True, of="processor"),
        field("period", "durée", "period", "long_text", required=True),
        field("measures", "mesures", "measures", "long_text"),
        OWNER,
        CHECKS,
        REVIEW_ON,
        NOTES,
    ),
    plain_life(),
    PRIVACY,
    deadlines=(REVIEW,),
    claim=Claim("state", ("seeded", "current")),
)

KINDS = (PROCESSOR, PROCESSOR_REVIEW, TRANSFER, PROCESSING)
