"""How offices are called where people read who wrote a row, or who answers for one. Pure."""

from collections.abc import Mapping

from serment_kernel.processors import Words
from serment_platform.compliance.registers.types import Language, in_language, words

NAMES: Mapping[str, Words] = {
    "security_officer": words("responsable de la sécurité", "security officer"),
    "data_protection_officer": words("délégué à la protection des données", "data-protection officer"),
    "legal": words("juriste", "legal"),
    "director": words("direction", "director"),
    "operator": words("exploitant d’astreinte", "operator on call"),
    "intake": words("courrier", "intake"),
    "witness": words("témoin", "witness"),
    "auditor": words("auditeur extérieur", "outside auditor"),
    "measure": words("le logiciel", "the software"),
}


def office_name(office: str, language: Language) -> str:
    """An office in words; whatever else stands there, a pseudonym say, as it stands."""
    return in_language(NAMES[office], language) if office in NAMES else office
