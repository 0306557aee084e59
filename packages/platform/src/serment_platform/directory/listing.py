"""From a publication to rows of the directory. Pure."""

from typing import NamedTuple

from serment_platform.directory.folding import fold, words
from serment_platform.directory.specialties import Labels, canonical
from serment_platform.directory.types import MotiveOffer
from serment_platform.scheduling import Motive, Practitioner, Publication

OWN = "="
"""Marks the words of the own name."""


class Entry(NamedTuple):
    """A practitioner as the directory keeps them; without a calendar `schedule` is empty."""

    person: Practitioner
    place: int
    code: str
    schedule: str
    service_class: str
    motives: list[MotiveOffer]
    folded: str
    words: list[str]


def entries(publication: Publication) -> list[Entry]:
    """The practitioners of a practice, in its own order."""
    return [_entry(publication, person, place) for place, person in enumerate(publication.practitioners)]


def _entry(publication: Publication, person: Practitioner, place: int) -> Entry:
    schedule = next((one for one in publication.schedules if one.practitioner == person.practitioner), None)
    motives = _public_motives(publication, person.practitioner, set(schedule.classes) if schedule else set())
    text = f"{person.given} {person.family} {publication.name}"
    return Entry(
        person=person,
        place=place,
        code=canonical(person.profession, person.specialty),
        schedule=schedule.schedule if schedule else "",
        service_class=motives[0].class_of(person.practitioner) if motives else "",
        motives=[_offer(publication, motive, person.practitioner) for motive in motives],
        folded=fold(text),
        words=sorted({*words(text), *(OWN + word for word in words(f"{person.given} {person.family}"))}),
    )


def _public_motives(publication: Publication, practitioner: str, classes: set[str]) -> list[Motive]:
    public = {one.name for one in publication.classes if one.audience == "public"} & classes
    return [
        motive
        for motive in publication.motives
        if motive.class_of(practitioner) in public
        and (not motive.practitioners or practitioner in motive.practitioners)
    ]


def _offer(publication: Publication, motive: Motive, practitioner: str) -> MotiveOffer:
    service = next(one for one in publication.classes if one.name == motive.class_of(practitioner))
    labels = Labels(motive.labels.fr, motive.labels.en)
    return MotiveOffer(motive.motive, labels, service.duration, service.channel, service.name)
