"""What the custodian adds to its auditor kit: how its checks stand, and how to read it all. Pure.

Its registers are the operator's own affair: it has none here, and its kit says nothing that the evidence does not.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from serment_kernel.checks.state import Colour, State
from serment_protocol.encoding import write_time

Language = Literal["fr", "en"]
HEADS: Mapping[Language, tuple[str, ...]] = {
    "fr": ("contrôle", "intitulé", "exigences", "état", "dernière mesure", "vue en échec le", "événement"),
    "en": ("check", "title", "requirements", "state", "last measured", "seen failing at", "event"),
}
STATES: Mapping[Language, Mapping[Colour, str]] = {
    "fr": {
        "green": "réussi",
        "red": "échec",
        "error": "erreur",
        "grey": "périmé ou jamais mesuré",
        "not_applicable": "sans objet",
    },
    "en": {
        "green": "passed",
        "red": "failed",
        "error": "error",
        "grey": "out of date or never measured",
        "not_applicable": "not applicable",
    },
}
GUIDES: Mapping[Language, str] = {
    "fr": """\
DOSSIER D’AUDIT du dépositaire {origin}
fait le {made}

Utiliser Serment ne confère aucun certificat.

evidence.jsonl         la chaîne de preuves de la période : chaque mesure, chaque décision, signées et chaînées
checks.fr.csv, .json   où en étaient les contrôles quand le dossier a été fait, et le numéro de leur événement
reports/               les rapports semestriels sur les demandes d’autorités, avec leurs signatures
checkpoint.txt         l’état du journal public, contresigné ; les actes des responsables y sont
verify_evidence.py     un vérificateur en un fichier, qui ne demande que Python
SHA256SUMS             l’empreinte de chaque fichier
manifest.json, .sig    la liste signée par la clé des preuves

VÉRIFIER

    sha256sum -c SHA256SUMS
    python3 -I -S verify_evidence.py evidence.jsonl --installation installation.json
    serment verify kit DOSSIER.zip

installation.json nomme les clés ; prenez-le sur le site public, jamais dans ce dossier.

Rien ici ne parle d’une personne : des nombres, des fourchettes en dessous de dix, des pseudonymes.
""",
    "en": """\
AUDITOR KIT of the custodian {origin}
made on {made}

Using Serment confers no certificate.

evidence.jsonl         the chain of evidence of the period: every measurement, every decision, signed and chained
checks.en.csv, .json   how the checks stood when the kit was made, and the number of their event
reports/               the half-yearly reports on requests of authorities, with their signatures
checkpoint.txt         how the public log stood, cosigned; the officers' acts are in it
verify_evidence.py     a verifier in one file that needs nothing but Python
SHA256SUMS             the digest of each file
manifest.json, .sig    the list, signed by the key of the evidence

VERIFY

    sha256sum -c SHA256SUMS
    python3 -I -S verify_evidence.py evidence.jsonl --installation installation.json
    serment verify kit KIT.zip

installation.json names the keys; take it from the public site, never from this kit.

Nothing here speaks of a person: numbers, bands under ten, pseudonyms.
""",
}


def contents(origin: str, states: Sequence[State], now: datetime) -> dict[str, bytes]:
    """The custodian's own files."""
    found = {"checks.json": msgspec.json.format(msgspec.json.encode(states)) + b"\n"}
    for language, guide in GUIDES.items():
        found[f"checks.{language}.csv"] = _table(states, language).encode()
        found[f"README.{language}.txt"] = guide.format(origin=origin, made=write_time(now)).encode()
    return found


def _table(states: Sequence[State], language: Language) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS[language])
    for each in states:
        title = each.fr if language == "fr" else each.en
        event = each.event if each.event >= 0 else ""
        stands = STATES[language][each.colour]
        writer.writerow([each.check, title, " ".join(each.refs), stands, each.at, each.seen_failing, event])
    return out.getvalue()
