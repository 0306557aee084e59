"""Fictitious people: those who get a sign-in, and those who only fill the agendas of three practices."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from serment.demo.catalogue import FAMILY, GIVEN
from serment.demo.record import Role
from serment_protocol.encoding import write_day
from serment_protocol.vault import Identity

DOMAIN = "demo.serment.example"
YOUNGEST, OLDEST = date(2019, 1, 1), date(1938, 1, 1)
NOTES = (
    "", "", "", "",
    "Je viens avec mon fils.",
    "Renouvellement d’ordonnance.",
    "Douleur depuis trois jours.",
    "Premier rendez-vous, je n’ai pas encore de dossier.",
    "Merci de prévoir un accès en fauteuil roulant.",
    "Résultats d’analyses à montrer.",
)  # fmt: skip


class Part(NamedTuple):
    """Who somebody is before an account is opened for them."""

    role: Role
    number: int
    """Of the attended practice, in the order of the catalogue."""
    place: int
    """Among its practitioners; of a secretary it means nothing."""
    name: str
    mailbox: str

    @property
    def email(self) -> str:
        """An address in a domain that exists nowhere."""
        return f"{self.mailbox}@{DOMAIN}"


STAFF = (
    Part("practitioner", 0, 0, "", "medecin.lyon"),
    Part("secretary", 0, 0, "Rose Nénuphar", "secretariat.lyon"),
    Part("practitioner", 1, 0, "", "dentiste.nantes"),
    Part("practitioner", 2, 0, "", "kine.paris"),
    Part("secretary", 2, 0, "Basile Fuchsia", "accueil.paris"),
)
PATIENT = Identity(
    given="Zoé", family="Myosotis", birth_date="1984-05-17", phone="0199009901", email=f"zoe.myosotis@{DOMAIN}"
)


def visitor(random: Random) -> Identity:
    """Somebody who visits once."""
    given, family = random.choice(GIVEN), random.choice(FAMILY)
    days = (YOUNGEST - OLDEST).days
    return Identity(
        given=given,
        family=family,
        birth_date=write_day(OLDEST + timedelta(days=random.randrange(days))),
        phone=f"06990{random.randrange(100_000):05d}",
        email="",
    )
