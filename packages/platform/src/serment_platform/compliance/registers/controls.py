"""The 93 controls of ISO/IEC 27001:2022, annex A, by number. The titles are our own: the standard's text is its own."""

from typing import NamedTuple

from serment_kernel.processors import Words

_LIST = """
A.5.1 H written rules, approved | règles écrites, approuvées
A.5.2 H named responsibilities | responsabilités nommées
A.5.3 L conflicting duties kept apart | tâches incompatibles séparées
A.5.4 R managers make rules followed | la direction fait suivre les règles
A.5.5 H who to call at the authorities | qui appeler auprès des autorités
A.5.6 R links with specialists | liens avec des spécialistes
A.5.7 H knowledge of current threats | connaissance des menaces du moment
A.5.8 R security inside projects | la sécurité dans les projets
A.5.9 L list of data and assets | inventaire des données et des biens
A.5.10 H permitted use of assets | usage permis des biens
A.5.11 R assets given back | restitution des biens
A.5.12 L data sorted by sensitivity | données classées par sensibilité
A.5.13 L sensitivity shown on data | sensibilité indiquée sur les données
A.5.14 L data sent safely | données transmises en sûreté
A.5.15 L rules for access | règles d’accès
A.5.16 L identities from birth to end | identités, de la création à la fin
A.5.17 L login secrets handled | gestion des secrets de connexion
A.5.18 L rights granted and reviewed | droits accordés et revus
A.5.19 H supplier security | sécurité des fournisseurs
A.5.20 H security in supplier contracts | la sécurité dans les contrats des fournisseurs
A.5.21 L software supply chain | chaîne d’approvisionnement logicielle
A.5.22 H supplier changes followed | suivi des changements chez les fournisseurs
A.5.23 H cloud rules | règles pour l’informatique en nuage
A.5.24 H incident preparation | préparation aux incidents
A.5.25 H deciding what is an incident | décider de ce qui est un incident
A.5.26 H reacting to incidents | réagir aux incidents
A.5.27 H learning from incidents | apprendre des incidents
A.5.28 L keeping proof | conserver les preuves
A.5.29 H security during a crisis | la sécurité pendant une crise
A.5.30 L IT ready to recover | informatique prête à repartir
A.5.31 H duties of law and contract | obligations de la loi et des contrats
A.5.32 L rights of authors, licences | droits des auteurs, licences
A.5.33 L records kept intact | enregistrements gardés intacts
A.5.34 L personal data protected | données personnelles protégées
A.5.35 H outside look at security | regard extérieur sur la sécurité
A.5.36 L own rules really followed | règles réellement suivies
A.5.37 H written operating steps | procédures d’exploitation écrites
A.6.1 R checks before hiring | vérifications avant l’embauche
A.6.2 R security in work contracts | la sécurité dans les contrats de travail
A.6.3 H people trained | personnes formées
A.6.4 R sanctions | sanctions
A.6.5 L duties after leaving | obligations après le départ
A.6.6 H secrecy commitments signed | engagements de secret signés
A.6.7 H working from elsewhere | travail à distance
A.6.8 H staff can raise events | le personnel peut signaler un événement
A.7.1 I physical limits | limites physiques
A.7.2 I entry | entrées
A.7.3 I rooms | locaux
A.7.4 I watching premises | surveillance des locaux
A.7.5 I fire, flood, nature | feu, eau, nature
A.7.6 I work in protected rooms | travail dans les zones protégées
A.7.7 H empty desk, locked screen | bureau vide, écran verrouillé
A.7.8 I placing of equipment | emplacement du matériel
A.7.9 I equipment outside | matériel hors des locaux
A.7.10 H storage media | supports de stockage
A.7.11 I power and other supplies | électricité et autres alimentations
A.7.12 I cables | câbles
A.7.13 I equipment upkeep | entretien du matériel
A.7.14 H end of life of equipment | fin de vie du matériel
A.8.1 H user devices | appareils des utilisateurs
A.8.2 L admin rights | droits d’administration
A.8.3 L limits on who sees what | limites de ce que chacun voit
A.8.4 H who can touch source | qui peut toucher au code source
A.8.5 L strong login | connexion forte
A.8.6 L enough capacity | capacité suffisante
A.8.7 L malicious files | fichiers malveillants
A.8.8 L known weaknesses fixed | failles connues corrigées
A.8.9 L configuration as decided | configuration telle que décidée
A.8.10 L data deleted on time | données effacées à temps
A.8.11 L data hidden when not needed | données masquées quand elles sont inutiles
A.8.12 L leaks prevented | fuites empêchées
A.8.13 L backups | sauvegardes
A.8.14 H spare capacity | redondance
A.8.15 L event logs | journaux d’événements
A.8.16 L watching for anomalies | surveillance des anomalies
A.8.17 L same time everywhere | même heure partout
A.8.18 L powerful tools limited | outils puissants limités
A.8.19 L what is installed in production | ce qui est installé en production
A.8.20 L network protected | réseau protégé
A.8.21 L network services protected | services réseau protégés
A.8.22 L networks split | réseaux cloisonnés
A.8.23 L outgoing web limited | sorties vers le web limitées
A.8.24 L cryptography and keys | cryptographie et clés
A.8.25 H secure development steps | étapes d’un développement sûr
A.8.26 H security needs of the app | besoins de sécurité de l’application
A.8.27 R secure design principles | principes de conception sûre
A.8.28 H secure code | code sûr
A.8.29 L security tested before release | sécurité éprouvée avant publication
A.8.30 R outsourced development | développement externalisé
A.8.31 L dev, test, production apart | développement, test et production séparés
A.8.32 L changes under control | changements maîtrisés
A.8.33 L test data | données de test
A.8.34 L audits that do no harm | audits qui ne nuisent pas
"""


class Control(NamedTuple):
    """A control: what it is about, and how it is shown."""

    title: Words
    shown: str
    """L: a live check; H: a register with an age; R: a record; I: inherited from the host or the practice."""


def _read(line: str) -> tuple[str, Control]:
    number, shown, titles = line.split(" ", 2)
    en, fr = titles.split(" | ")
    return number, Control(Words(fr, en), shown)


CONTROLS = dict(_read(line) for line in _LIST.strip().splitlines())
TITLES = {number: each.title for number, each in CONTROLS.items()}
