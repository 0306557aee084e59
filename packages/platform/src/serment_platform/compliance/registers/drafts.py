"""Drafts of what an incident must be told in, from what its row says. Pure. A draft is read, finished and sent by a
person; what was sent is a row of the register of notifications, with its hash.
"""

from zoneinfo import ZoneInfo

from serment_platform.compliance.registers.errors import FieldRefused
from serment_platform.compliance.registers.fields import shown
from serment_platform.compliance.registers.kinds.incidents import AWARE, INCIDENT, NOTIFICATION
from serment_platform.compliance.registers.types import Language, Version, in_language, text_of, words
from serment_protocol.encoding import read_time
from serment_protocol.primitives import sha256

PARIS = ZoneInfo("Europe/Paris")
TO_SAY = words("[à compléter]", "[to be completed]")

ASKED = {
    "gdpr": ("severity", "what", "persons", "impact", "high_risk", "cause", "lessons"),
    "persons": ("what", "impact", "lessons"),
    "contract": ("severity", "what", "persons", "impact", "restored_at"),
    "nis2_warning": ("severity", "what"),
    "nis2_notification": ("severity", "what", "impact"),
    "nis2_final": ("severity", "what", "impact", "cause", "lessons", "restored_at"),
    "health_fr": ("severity", "what", "impact", "care_affected"),
}
"""Which fields of an incident each regime asks for."""

HEADS = {
    "gdpr": words(
        "Notification d’une violation de données (RGPD, article 33)", "Notification of a breach (GDPR, article 33)"
    ),
    "persons": words("Information des personnes (RGPD, article 34)", "Information of persons (GDPR, article 34)"),
    "contract": words("Information du cabinet", "Information of the practice"),
    "nis2_warning": words("Alerte précoce (NIS 2, article 23)", "Early warning (NIS2, article 23)"),
    "nis2_notification": words("Notification (NIS 2, article 23)", "Notification (NIS2, article 23)"),
    "nis2_final": words("Rapport final (NIS 2, article 23)", "Final report (NIS2, article 23)"),
    "health_fr": words("Signalement d’un incident grave de santé", "Report of a serious health incident"),
}


def draft(incident: Version, regime: str, language: Language) -> str:
    """What to send under a regime, as far as the register knows it."""
    if regime not in ASKED:
        raise FieldRefused(field="regime")
    kind_of_what = NOTIFICATION.name.fr if language == "fr" else NOTIFICATION.name.en
    lines = [
        f"{in_language(HEADS[regime], language)} ({kind_of_what.lower()}, {incident.id})",
        f"{in_language(words('Connu depuis', 'Aware since'), language)} : {at(text_of(incident.fields, AWARE))}",
    ]
    for field in INCIDENT.fields:
        if field.id in ASKED[regime]:
            said = shown(field, incident.fields.get(field.id), language) or in_language(TO_SAY, language)
            lines.append(f"{in_language(field.name, language)} : {said}")
    return "\n".join(lines)


def text_hash(text: str) -> str:
    """By which a notification that was sent is known again."""
    return sha256(text.encode()).hex()


def at(moment: str) -> str:
    """A moment in UTC, and what clocks in Paris show."""
    return f"{moment} ({read_time(moment).astimezone(PARIS):%d/%m/%Y %H:%M} Paris)"
