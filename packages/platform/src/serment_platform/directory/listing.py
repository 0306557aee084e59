"""From a publication to rows of the directory. Pure."""

from typing import NamedTuple

from serment_platform.directory.folding import fold, words
from serment_platform.directory.specialties import Labels, canonical
from serment_platform.directory.types import MotiveOffer
from serment_platform.scheduling import Motive, Practitioner, Publication, ServiceClass

OWN = "="
"""Marks the words of the own name."""


class Entry(NamedTuple):
    """A practitioner as the directory keeps them: found first by a class in a calendar, which are empty for whoever
    offers nothing.
    """

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
    motives = _offers(publication, person.practitioner)
    text = f"{person.given} {person.family} {publication.name}"
    return Entry(
        person=person,
        place=place,
        code=canonical(person.profession, person.specialty),
        schedule=motives[0].schedule if motives else "",
        service_class=motives[0].service_class if motives else "",
        motives=motives,
        folded=fold(text),
        words=sorted({*words(text), *(OWN + word for word in words(f"{person.given} {person.family}"))}),
    )


def _offers(publication: Publication, practitioner: str) -> list[MotiveOffer]:
    """What the public may book with somebody, each in the first of their calendars that holds its class."""
    public = {one.name: one for one in publication.classes if one.audience == "public"}
    calendars = [one for one in publication.schedules if one.practitioner == practitioner]
    holding = {name: one.schedule for one in reversed(calendars) for name in one.classes if name in public}
    return [
        _offer(motive, public[name], holding[name])
        for motive in publication.motives
        if (name := motive.class_of(practitioner)) in holding
        and (not motive.practitioners or practitioner in motive.practitioners)
    ]


def _offer(motive: Motive, service: ServiceClass, schedule: str) -> MotiveOffer:
    labels = Labels(motive.labels.fr, motive.labels.en)
    return MotiveOffer(motive.motive, labels, service.duration, service.channel, service.name, schedule)
