"""What an auditor reads first. Pure."""

from serment_platform.compliance.exchange.types import Installation
from serment_platform.compliance.registers.types import Language
from serment_protocol.encoding import write_time

FR = """\
DOSSIER D’AUDIT de {origin}
fait le {made}

Utiliser Serment ne confère aucun certificat.

evidence.jsonl         la chaîne de preuves de la période : chaque mesure, chaque décision, signées et chaînées
registers/fr/          les registres, en CSV pour un tableur, en HTML à lire, en PDF à imprimer ; chaque PDF dit
                       l’empreinte du CSV ; control est la déclaration d’applicabilité
registers/faults.json  ce qui fut modifié dans la base hors des registres : rien, ou chaque version ; ces lignes n’y
                       sont dans aucun état
oscal/                 les mêmes choses pour d’autres outils (OSCAL 1.2.1)
reports/               les rapports semestriels sur les demandes d’autorités, avec leurs signatures
checkpoint.txt         l’état du journal public, contresigné
verify_evidence.py     un vérificateur en un fichier, qui ne demande que Python
SHA256SUMS             l’empreinte de chaque fichier
manifest.json, .sig    la liste signée par la clé des preuves

VÉRIFIER

    sha256sum -c SHA256SUMS
    python3 -I -S verify_evidence.py evidence.jsonl --installation installation.json
    serment verify kit DOSSIER.zip

installation.json nomme les clés ; prenez-le sur le site public, jamais dans ce dossier. verify_evidence.py se compare à
celui que `serment verify evidence --stand-alone` écrit.

LIRE

Les registres et OSCAL disent l’état au moment où le dossier a été fait ; ce qui s’est passé pendant la période est
dans la chaîne. D’un contrôle, par exemple A.8.24 : oscal/assessment-results.json nomme la mesure et le numéro de son
événement, et cet événement est une ligne de evidence.jsonl. Ce qui est vieux, en erreur ou jamais mesuré n’y est jamais
satisfait.

Rien ici ne parle d’une personne : des nombres, des fourchettes en dessous de dix, des pseudonymes.
"""
EN = """\
AUDITOR KIT of {origin}
made on {made}

Using Serment confers no certificate.

evidence.jsonl         the chain of evidence of the period: every measurement, every decision, signed and chained
registers/en/          the registers, as CSV for a spreadsheet, as HTML to read, as PDF to print; each PDF names the
                       digest of the CSV; control is the Statement of Applicability
registers/faults.json  what was edited in the database past the registers: nothing, or each version; such rows stand
                       in no state there
oscal/                 the same for other tools (OSCAL 1.2.1)
reports/               the half-yearly reports on requests of authorities, with their signatures
checkpoint.txt         how the public log stood, cosigned
verify_evidence.py     a verifier in one file that needs nothing but Python
SHA256SUMS             the digest of each file
manifest.json, .sig    the list, signed by the key of the evidence

VERIFY

    sha256sum -c SHA256SUMS
    python3 -I -S verify_evidence.py evidence.jsonl --installation installation.json
    serment verify kit KIT.zip

installation.json names the keys; take it from the public site, never from this kit. Compare verify_evidence.py with the
one that `serment verify evidence --stand-alone` writes.

READ

Registers and OSCAL say how things stood when the kit was made; what happened in the period is in the chain. From a
control, say A.8.24: oscal/assessment-results.json names the measurement and the number of its event, and that event
is a line of evidence.jsonl. What is old, in error or was never measured is never satisfied there.

Nothing here speaks of a person: numbers, bands under ten, pseudonyms.
"""


def guide(inputs: Installation, language: Language) -> str:
    """In one language."""
    text = FR if language == "fr" else EN
    return text.format(origin=inputs.origin, made=write_time(inputs.now))
