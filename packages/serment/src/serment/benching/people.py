"""Who practises where: as many of each kind, and in each town, as in France. Drawn from a seed, so that two runs meet
the same people. Nobody of them exists.

Specialties have the weight of those in private practice, in thousands and rounded. Towns are the communes of
metropolitan France, with a weight by rank that puts a tenth of the people into the ten largest and a quarter into the
145 largest, as in France; practices lie around them, two in three in town and the others in the country about. A third
of the family names are common ones, the others are made of syllables, so that there are about as many different names
as there are.
"""

from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from math import cos, radians
from random import Random
from typing import NamedTuple

from serment_platform.directory.places import Place, places

SPECIALTIES = {
    "SM54": 57.0,
    "40": 37.0,
    "70": 75.0,
    "50": 8.0,
    "60": 100.0,
    "SM38": 4.6,
    "SM15": 3.0,
    "SM40": 2.8,
    "SM04": 4.7,
    "SM20": 4.6,
    "SM42": 5.9,
    "SM34": 2.2,
    "SM24": 2.4,
    "SM48": 1.6,
    "SM41": 1.3,
    "SM32": 1.1,
    "SM16": 1.0,
    "91": 21.0,
    "80": 14.0,
    "93": 27.0,
}
LANGUAGES = {"en": 0.35, "es": 0.08, "ar": 0.06, "pt": 0.03, "de": 0.04, "it": 0.03, "tr": 0.01, "zh": 0.01}
TOGETHER = (1, 1, 1, 1, 1, 2, 2, 3, 4, 5)
"""How many practise at one address."""
ZIPF = 0.8
IN_TOWN = 0.67
TOWN_KM, COUNTRY_KM = 3.0, 20.0
KM_PER_DEGREE = 111.0
COMMON = 0.35


def _words(text: str) -> list[str]:
    return text.split()


GIVEN = _words(
    "Marie Jean Anne Pierre Catherine Philippe Nathalie Nicolas Isabelle Christophe Sophie Laurent Camille Thomas "
    "Julie Julien Claire Antoine Céline François Hélène Guillaume Aurélie Mathieu Émilie Alexandre Pauline Olivier "
    "Charlotte Benoît Chloé Éric Léa Stéphane Manon Vincent Inès Jérôme Zoé Cédric Élodie Maxime Fatima Karim Yasmine "
    "Mohamed Linh Minh Rosa José Ana João Elif Mehmet Mei Wei Agnès Bruno Delphine Fabrice Gaëlle Hugo Joëlle Loïc "
    "Maëlle Noël"
)
FAMILY = _words(
    "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux David "
    "Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefebvre Faure André "
    "Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas "
    "Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun "
    "Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy "
    "Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois "
    "Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger "
    "Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam "
    "Paris Poirier Marty Aubry Guyot"
)
BEGINNINGS = _words(
    "Bar Ber Bou Cha Char Cla Cou Dau Del Des Du Fer Fon Gar Gau Gri Hau La Le Lam Mar Mas Mon Mou Pel Per Poi Que Ra "
    "Ri Ro Sau Ser Tail Tour Va Ver Vi"
)
MIDDLES = _words("ba bi cha chi da de ga go la le li lo ma me mi mo na ni no ra re ri ro sa se si ta te ti va ve vi")
ENDS = _words("ard aud eau el er et ier in is on ot oux ac as aix ain ault ent ez ieu ois ou ré teau val vier")


class Person(NamedTuple):
    """Somebody who practises."""

    given: str
    family: str
    code: str
    languages: tuple[str, ...]
    sector: str
    accepts_new: bool
    video: bool


class Address(NamedTuple):
    """Where a practice is."""

    place: Place
    latitude: float
    longitude: float


def practices(draw: Random, people: int) -> Iterator[tuple[Address, list[Person]]]:
    """Practices until there are so many people."""
    while people:
        size = min(people, draw.choice(TOGETHER))
        people -= size
        # Who practises together mostly does the same.
        code = _specialty(draw)
        yield _address(draw), [_person(draw, code if draw.random() < 0.7 else _specialty(draw)) for _ in range(size)]  # noqa: PLR2004


def _person(draw: Random, code: str) -> Person:
    return Person(
        given=draw.choice(GIVEN),
        family=_family(draw),
        code=code,
        languages=("fr", *(code for code, share in LANGUAGES.items() if draw.random() < share)),
        sector=draw.choice(("1", "1", "1", "2", "2", "hors")) if code.startswith("SM") else "1",
        accepts_new=draw.random() < 0.7,  # noqa: PLR2004
        video=draw.random() < 0.2,  # noqa: PLR2004
    )


def _family(draw: Random) -> str:
    if draw.random() < COMMON:
        # Towards the beginning of the list, as names are.
        return FAMILY[int(len(FAMILY) * draw.random() ** 2)]
    middle = draw.choice(MIDDLES) if draw.random() < 0.7 else ""  # noqa: PLR2004
    return draw.choice(BEGINNINGS) + middle + draw.choice(ENDS)


def _specialty(draw: Random) -> str:
    return draw.choices(tuple(SPECIALTIES), cum_weights=_specialty_weights())[0]


def draw_town(draw: Random) -> Place:
    """Where somebody lives: the larger the town, the likelier."""
    return draw.choices(towns(), cum_weights=_town_weights())[0]


def _address(draw: Random) -> Address:
    place = draw_town(draw)
    spread = TOWN_KM if draw.random() < IN_TOWN else COUNTRY_KM
    north, east = draw.gauss(0, spread), draw.gauss(0, spread)
    return Address(
        place,
        place.latitude + north / KM_PER_DEGREE,
        place.longitude + east / KM_PER_DEGREE / cos(radians(place.latitude)),
    )


@cache
def _specialty_weights() -> list[float]:
    return list(accumulate(SPECIALTIES.values()))


@cache
def towns() -> list[Place]:
    """The largest first. Overseas keep other clocks: left out here, tested elsewhere."""
    return [place for place in places() if place.department < "97"]


@cache
def _town_weights() -> list[float]:
    return list(accumulate((rank + 1) ** -ZIPF for rank in range(len(towns()))))
