"""The words of the kit's file, in both languages."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from serment_protocol.kit import WordLanguage
from serment_protocol.lifecycle import State
from serment_protocol.vault import WayKind


@dataclass(frozen=True)
class Words:
    """Everything that the text for people says."""

    title: str
    made: str
    what: str
    person: str
    name: str
    born: str
    phone: str
    email: str
    visits: str
    none: str
    motive: str
    patient: str
    note: str
    number: str
    ways: str
    since: str
    programs: str
    colon: str
    first: str
    months: tuple[str, ...]
    states: dict[State, str]
    kinds: dict[WayKind, str]


WORDS: dict[WordLanguage, Words] = {
    "fr": Words(
        title="COPIE DE MON COMPTE SERMENT",
        made="Faite le {day}, chez {installation}.",
        what=(
            "Ce fichier dit quels rendez-vous ont été pris, et permet de le prouver sans aucun serveur.\n"
            "Il ne s’ouvre qu’avec le kit de papier. Ne le laissez pas ouvert : il contient des données de santé."
        ),
        person="QUI",
        name="Nom",
        born="Naissance",
        phone="Téléphone",
        email="E-mail",
        visits="RENDEZ-VOUS",
        none="Aucun.",
        motive="Motif",
        patient="Pour",
        note="Message au cabinet",
        number="Numéro",
        ways="MOYENS D’ACCÈS",
        since="depuis le",
        programs=(
            "POUR LES PROGRAMMES\n"
            "La suite contient la clé de chaque rendez-vous, tout ce qui a été signé, et les clés des cabinets avec\n"
            "leur preuve dans le registre public. `serment-client open-kit-file` la vérifie sans réseau."
        ),
        colon=" : ",
        first="1er",
        months=(
            *("janvier", "février", "mars", "avril", "mai", "juin"),
            *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
        ),
        states={
            "booked": "pris",
            "arrived": "arrivé",
            "fulfilled": "honoré",
            "noshow": "manqué",
            "cancelled": "annulé",
        },
        kinds={
            "passphrase": "Phrase de passe",
            "kit": "Kit de papier",
            "browser": "Navigateur",
            "passkey": "Clé d’accès",
        },
    ),
    "en": Words(
        title="COPY OF MY SERMENT ACCOUNT",
        made="Made on {day}, at {installation}.",
        what=(
            "This file says which appointments were made, and lets that be proved without any server.\n"
            "Only the paper kit opens it. Do not leave it open: it contains health data."
        ),
        person="WHO",
        name="Name",
        born="Born",
        phone="Telephone",
        email="E-mail",
        visits="APPOINTMENTS",
        none="None.",
        motive="Reason",
        patient="For",
        note="Message to the practice",
        number="Number",
        ways="WAYS IN",
        since="since",
        programs=(
            "FOR PROGRAMS\n"
            "What follows has the key of each appointment, everything that was signed, and the keys of the practices\n"
            "with their proof in the public log. `serment-client open-kit-file` checks it without a network."
        ),
        colon=": ",
        first="1",
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        states={
            "booked": "booked",
            "arrived": "arrived",
            "fulfilled": "attended",
            "noshow": "missed",
            "cancelled": "cancelled",
        },
        kinds={"passphrase": "Passphrase", "kit": "Paper kit", "browser": "Browser", "passkey": "Passkey"},
    ),
}


def zone_of(name: str) -> ZoneInfo:
    """A visit's clock, or UTC where nobody knows it: one practice's mistake spoils no whole file."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment(start: datetime, words: Words) -> str:
    """A day and a time of day."""
    return f"{spoken(start.date(), words)}, {start:%H:%M}"


def spoken(day: date, words: Words) -> str:
    """A day."""
    number = words.first if day.day == 1 else str(day.day)
    return f"{number} {words.months[day.month - 1]} {day.year}"
