"""The search form of the public pages: from the body of a POST to a query, and back into the form. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qs

from msgspec.structs import replace

from serment_platform.directory.places import Place, find_places, is_named
from serment_platform.directory.rules import RADII
from serment_platform.directory.specialties import specialties
from serment_platform.directory.types import Channel, Query, Sort
from serment_platform.directory.views import ACCESS, CHANNELS, LANGUAGES, SECTORS, SearchForm, Site
from serment_platform.directory.words import say
from serment_platform.scheduling import read_cursor
from serment_protocol.encoding import read_day
from serment_protocol.errors import ProtocolRefusal

LONGEST = 100
DAY_LENGTH = 10
MOST_FIELDS = 20
MOST_PAGES = 100
MOST_OTHERS = 4
USUAL_RADIUS = 10


class Asked(NamedTuple):
    """A form that was sent: to be shown again, and to be answered unless it failed."""

    form: SearchForm
    query: Query
    first: date | None
    place: Place | None

    def too_far(self, site: Site) -> "Asked":
        """The same, with a word about its day."""
        return self._replace(form=replace(self.form, from_error=say(site.language)("date-too-far")))


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a form as browsers send it; what is no form has none."""
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[-1].strip()[:LONGEST] for name, values in fields.items()}


def to_repeat(site: Site, fields: Mapping[str, str]) -> dict[str, str]:
    """Of these fields what asks the same again: none that is no choice, and so none longer than what people type."""
    form = understand(site, fields).form
    typed_day = fields.get("from", "")[:DAY_LENGTH]  # One that cannot be read is told again.
    again = form.fields({"from": typed_day, "page": form.page, "after": form.after})
    return {name: value for name, value in again if value}


def understand(site: Site, fields: Mapping[str, str]) -> Asked:
    """What was asked; an answer that is no choice counts as none."""
    t = say(site.language)
    found, typed_day = find_places(fields.get("place", "")), fields.get("from", "")
    first = _day(typed_day)
    place = found[0] if found else None
    typed_place = fields.get("place", "")
    form = SearchForm(
        specialty=_one_of(fields.get("specialty", ""), {one.code for one in specialties()}),
        name=fields.get("name", ""),
        place=typed_place,
        from_day=first.isoformat() if first else "",
        radius=_number(fields.get("radius", ""), RADII, USUAL_RADIUS),
        language=_one_of(fields.get("language", ""), set(LANGUAGES)),
        sector=_one_of(fields.get("sector", ""), set(SECTORS)),
        channel=_one_of(fields.get("channel", ""), set(CHANNELS)),
        patients=_one_of(fields.get("patients", ""), {"new"}),
        access=_one_of(fields.get("access", ""), set(ACCESS)),
        sort=_one_of(fields.get("sort", ""), {"soonest", "distance"}) or "soonest",
        page=_number(fields.get("page", ""), range(1, MOST_PAGES), 1),
        after=fields.get("after", "") if read_cursor(fields.get("after", "")) else "",
        place_error=t("place-unknown", place=typed_place) if typed_place and not place else "",
        from_error=t("date-unknown") if typed_day and not first else "",
        others=_others(typed_place, found),
    )
    return Asked(form, _query(form, place), first, place)


def _query(form: SearchForm, place: Place | None) -> Query:
    sort: Sort = "distance" if form.sort == "distance" else "soonest"
    return Query(
        specialty=form.specialty,
        name=form.name,
        place=place.code if place else "",
        radius_km=form.radius,
        from_=form.from_day,
        language=form.language,
        sector=form.sector,
        channel=_channel(form.channel),
        accepts_new=form.patients == "new",
        access=tuple(each for each in ACCESS if each == form.access),
        sort=sort,
        page=form.page,
        after=form.after,
    )


def _channel(text: str) -> Channel:
    for each in CHANNELS:
        if each == text:
            return each
    return ""


def _others(typed: str, found: list[Place]) -> tuple[str, ...]:
    """Other towns that may have been meant, to be searched for as they are shown; none where the name was written in
    full and only one is called so.
    """
    exact = [place for place in found if is_named(place, typed)]
    rest = exact[1:] if exact else found[1:MOST_OTHERS]
    return tuple(f"{place.name} ({place.department})" for place in rest)


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ProtocolRefusal:
        return None


def _one_of(text: str, choices: set[str]) -> str:
    return text if text in choices else ""


def _number(text: str, choices: "tuple[int, ...] | range", usual: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() else usual
    return number if number in choices else usual
