"""The 31 requirements of the French referential for hosting health data (HDS v2, 2024) in our own words, and what the
software produces for each: E evidence in full, P a part or a template.
"""
# ruff: noqa: E501 -- a list is read line by line

from typing import NamedTuple

from serment_kernel.processors import Words

_LIST = """
01 P certificate finding | certified security management over all hosting activities | management certifié de la sécurité sur toutes les activités
02 P document | protection of health data is the stated mission | la protection des données de santé est la mission énoncée
03 P obligation | health-data law among the interested parties’ needs | le droit des données de santé parmi les attentes des parties
04 E data_map asset | the scope covers every processing, backups and media too | le périmètre couvre tous les traitements, sauvegardes et supports compris
05 E risk | the risk assessment considers the event families A to H | l’appréciation des risques considère les familles A à H
06 P processor processor_review | changes at sub-processors are controlled | les changements chez les sous-traitants sont maîtrisés
07 E service | interfaces and first-line support in French | interfaces et premier support en français
08 E control | the Statement of Applicability exists in French | la déclaration d’applicabilité existe en français
09 P objective | objectives include health data and the GDPR | les objectifs comprennent les données de santé et le RGPD
10 P training | staff are made aware, at sub-processors too | le personnel est sensibilisé, chez les sous-traitants aussi
11 E contact | a contact for each client who can name an authorised clinician | un contact par client qui peut nommer un professionnel autorisé
12 E certificate | clients are given the certificates | les clients reçoivent les certificats
13 E control | who answers for what, host or client, is planned | la répartition des responsabilités est prévue
14 P certificate processor_review | a plan where a sub-processor loses its certificate | un plan si un sous-traitant perd son certificat
15 E audit | the client may audit, and read access traces | le client peut auditer et lire les traces d’accès
16 E audit | internal audits look at the referential and at access traces | les audits internes portent sur le référentiel et sur les traces d’accès
17 P certificate document | contract: scope and dates of the certificate | contrat : périmètre et dates du certificat
18 P service sla | contract: services and results | contrat : prestations et résultats
19 P document processing | contract: rights of persons, breaches, audits | contrat : droits des personnes, violations, audits
20 E contact incident | contract: the client’s contact for incidents | contrat : le référent du client pour les incidents
21 E sla sla_measure | contract: indicators, levels, penalties | contrat : indicateurs, niveaux, pénalités
22 P processor | contract: external providers protect equally | contrat : les prestataires externes protègent autant
23 P document | contract: how access to the data is framed | contrat : l’encadrement des accès aux données
24 E change | contract: duties on technical change | contrat : obligations lors d’un changement technique
25 P drill document | contract: guarantees if the host fails | contrat : garanties en cas de défaillance
26 P document | contract: no other use of the data | contrat : aucun autre usage des données
27 E document drill | contract: return of data, destruction of copies | contrat : restitution, destruction des copies
28 E processor | storage only in the European Economic Area | stockage dans l’Espace économique européen seulement
29 E processor | remote access from elsewhere is safeguarded, told | l’accès depuis ailleurs est encadré, annoncé
30 P processor | laws of other countries: listed, mitigated, told | lois d’autres pays : énumérées, atténuées, annoncées
31 E processor | the map of transfers is published | la carte des transferts est publiée
"""

FAMILIES = {
    "A": Words("défaillance d’un support", "failure of storage media"),
    "B": Words("perte de contrôle d’un support", "loss of control of media"),
    "C": Words("défaillance d’un flux", "failure of a flow of data"),
    "D": Words("droits d’accès", "access rights"),
    "E": Words("interventions", "interventions"),
    "F": Words("usage imprévu", "unexpected use"),
    "G": Words("pannes et continuité", "failures against continuity"),
    "H": Words("lois de pays hors de l’Union", "laws of countries outside the Union"),
}
"""The families of events that EXI 05 asks to consider."""


class Requirement(NamedTuple):
    """A requirement: what it asks, and which registers answer."""

    title: Words
    extent: str
    registers: tuple[str, ...]


def _read(line: str) -> tuple[str, Requirement]:
    head, en, fr = line.split(" | ")
    number, extent, *registers = head.split()
    return f"EXI-{number}", Requirement(Words(fr, en), extent, tuple(registers))


REQUIREMENTS = dict(_read(line) for line in _LIST.strip().splitlines())
TITLES = {number: each.title for number, each in REQUIREMENTS.items()}
