"""Opening rules apart from the rest of a publication: taken out of a draft, put back into one, and read aloud. Pure.

As rules stand in a file: `{holidays, classes:{name: …}, motives:{name: {classes}}, schedules:{id: …},
resources:{id: …}}`, each with what can be said of times and nothing else. What a file does not name stays as it is;
`null` takes a member away, or a room or device. One of these that is not there yet is added.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from serment_client.errors import Refused, WrongUsage

Draft = dict[str, object]
Part = dict[str, Any]

# Which parts of a publication say something of hours: by which member they are named, and what of them counts.
PARTS = {
    "classes": (
        "class",
        ("duration", "channel", "audience", "notice_minutes", "horizon_days", "before", "after", "needs"),
    ),
    "motives": ("motive", ("class", "classes")),
    "schedules": (
        "schedule",
        (
            *("step", "classes", "notice_minutes", "horizon_days", "windows", "exceptions", "cycle", "extra"),
            *("capacity", "quotas"),
        ),
    ),
    "resources": ("resource", ("kind", "name", "capacity", "windows", "exceptions")),
}
ADDED = "resources"
"""Rooms and devices come and go with these rules; classes, motives and calendars with the draft."""

REACH = {"notice_minutes": "min of notice", "horizon_days": "days ahead"}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

BROKEN = {
    "body": "it cannot be read",
    "text": "a text is too long, or has characters that nobody can type",
    "time_zone": "there is no such time zone",
    "holidays": "no public holidays are known of this country or part of it; France is FR, Moselle FR-57",
    "too_many": "there are more calendars, windows or days than can be kept",
    "identifier": "an id is not of its form",
    "name": "a name has other characters than a-z, 0-9 and -",
    "twice": "it is there twice",
    "class_unknown": "it names a class that the practice does not have",
    "practitioner_unknown": "it names a practitioner whom the practice does not have",
    "motive_classes": "a practitioner stands there twice, or is not offered this motive",
    "duration": "a duration is a multiple of 5 minutes, from 5 to 480",
    "step": "a step is a multiple of 5 minutes, from 5 to 480",
    "buffer": "the time around a visit is a multiple of 5 minutes, 240 at most",
    "notice": "the notice lies between 0 minutes and 60 days",
    "horizon": "the horizon lies between 1 and 400 days",
    "cycle": "a cycle has 1 to 52 weeks",
    "weekday": "weekdays are 1 (Monday) to 7",
    "weeks": "the weeks of a window are some of the cycle's, each once",
    "day_twice": "a day stands there twice",
    "extra_empty": "an extra opening needs hours",
    "window": "hours are written HH:MM, and end after they begin",
    "window_class": "a window is for a class that the calendar does not have",
    "window_for_nobody": "a window is for none of the calendar's classes",
    "capacity": "from 1 to 200 may come at once",
    "quota": "a quota is of a class that the calendar has, once a day and once a week at most, and from 1 on",
    "needs": "a kind of visit takes rooms and devices that the practice has, none of them in two of its lists",
}


def rules_of(draft: Mapping[str, object]) -> Draft:
    """What a draft says of opening hours."""
    found: Draft = {name: _named(draft, name) for name in PARTS}
    return {"holidays": draft.get("holidays"), **found}


def _named(draft: Mapping[str, object], part: str) -> dict[str, Part]:
    key, members = PARTS[part]
    return {one[key]: {name: one[name] for name in members if name in one} for one in _list(draft, part)}


def with_rules(draft: Mapping[str, object], rules: Mapping[str, object]) -> Draft:
    """The draft with these rules in it, and all else as it was."""
    unknown = sorted(set(rules) - {"holidays", *PARTS})
    if unknown:
        raise WrongUsage(f"Opening rules have no {unknown[0]}.")
    told = {part: list(_changed(draft, part, rules[part])) for part in PARTS if part in rules}
    changed = {part: told[part] or None if part == ADDED else told[part] for part in told}
    whole = {**draft, **changed, "holidays": rules.get("holidays", draft.get("holidays"))}
    return {name: value for name, value in whole.items() if value is not None}


def _changed(draft: Mapping[str, object], part: str, wanted: object) -> Iterable[Part]:
    key, members = PARTS[part]
    if not isinstance(wanted, dict):
        raise WrongUsage(f"{part} must be an object, with a {key} as each name.")
    told = cast("dict[str, object]", wanted)
    present = _list(draft, part)
    others = sorted(set(told) - {one[key] for one in present})
    if others and part != ADDED:
        raise WrongUsage(f"The practice has no {key} {others[0]}.")
    for one in (*present, *({key: name} for name in others)):
        change = told.get(one[key], {})
        if change is None and part == ADDED:
            continue
        if not isinstance(change, dict):
            raise WrongUsage(f"{key} {one[key]} must be an object.")
        wished = cast("Part", change)
        other = sorted(set(wished) - set(members))
        if other:
            raise WrongUsage(f"{key} {one[key]}: {other[0]} says nothing of times.")
        yield {name: value for name, value in {**one, **wished}.items() if value is not None}


def _list(draft: Mapping[str, object], part: str) -> list[Part]:
    return cast("list[Part]", draft.get(part, []))


def readable(refusal: Refused) -> Refused:
    """A refusal of a publication in words, with the place where it is wrong."""
    said = BROKEN.get(refusal.rule)
    if said is None:
        return refusal
    detail = f"{refusal.field}: {said}." if refusal.field else f"{said[0].upper()}{said[1:]}."
    return Refused(refusal.status, refusal.code, detail, rule=refusal.rule, field=refusal.field)


_PLACE = re.compile(r"`\$\.(\w+)\[(\d+)\]([^`]*)`")
_NUMBER = re.compile(r"\[(\d+)\]")


def placed(said: str, draft: Mapping[str, object]) -> str:
    """What a reader says of `$.schedules[0].windows[1].weekday`, with the place named as people know it."""

    def name(place: re.Match[str]) -> str:
        part, number, rest = place.groups()
        known, parts = PARTS.get(part), _list(draft, part)
        if known is None or int(number) >= len(parts):
            return place.group()
        member = known[0]
        inside = _NUMBER.sub(lambda one: f" {int(one[1]) + 1}", rest).replace(".", ", ")
        return f"{member} {parts[int(number)].get(member, int(number) + 1)}{inside}"

    return _PLACE.sub(name, said)


def table_of(draft: Mapping[str, object]) -> list[Part]:
    """Every window, one a row."""
    rows: list[Part] = []
    for calendar in (*_list(draft, "schedules"), *_list(draft, "resources")):
        cycle: Part | None = calendar.get("cycle")
        rows += [_row(calendar, _weekly(window, cycle), window) for window in _list(calendar, "windows")]
        for kind, member in (("only", "exceptions"), ("extra", "extra")):
            for one in _list(calendar, member):
                rows += [_row(calendar, f"{kind} {one['day']}", window) for window in _list(one, "windows") or [{}]]
    return rows


def limits_of(draft: Mapping[str, object]) -> list[str]:
    """What is said beside windows of calendars, rooms, devices and classes: a line each, for people."""
    names = {one["resource"]: one["name"] for one in _list(draft, "resources")}
    found = [(one["schedule"], _of_calendar(one)) for one in _list(draft, "schedules")]
    found += [(one["resource"], [one["name"], *_at_once(one)]) for one in _list(draft, "resources")]
    found += [(one["class"], _of_class(one, names)) for one in _list(draft, "classes")]
    return [f"{whose}  {_joined(said)}" for whose, said in found if said]


def _of_calendar(calendar: Part) -> list[str]:
    quotas = [(f"at most {one['most']} a {one['per']}", one.get("class")) for one in _list(calendar, "quotas")]
    return _reach(calendar) + _at_once(calendar) + [f"{most} of {kind}" if kind else most for most, kind in quotas]


def _of_class(offered: Part, names: Mapping[str, str]) -> list[str]:
    around = [f"{offered[when]} min {when}" for when in ("before", "after") if offered.get(when)]
    needs = [f"takes {' or '.join(names.get(one, one) for one in either)}" for either in offered.get("needs", [])]
    return _reach(offered) + around + needs


def _reach(part: Part) -> list[str]:
    return [f"{part[name]} {unit}" for name, unit in REACH.items() if name in part]


def _at_once(part: Part) -> list[str]:
    return [f"{part['capacity']} at once"] if part.get("capacity", 1) > 1 else []


def _weekly(window: Part, cycle: Part | None) -> str:
    day = WEEKDAYS[int(window["weekday"]) - 1]
    weeks: list[int] = window.get("weeks", [])
    return f"{day}, weeks {_joined(weeks)} of {cycle['weeks']}" if weeks and cycle else day


def _row(calendar: Part, when: str, window: Part) -> Part:
    hours = f"{window['from']}-{window['to']}" if window else "closed"
    limits = [_joined(window[name]) for name in ("classes", "audiences", "channels") if name in window]
    whose = calendar.get("schedule") or calendar["resource"]
    return {"schedule": whose, "when": when, "hours": hours, "for": "; ".join(limits) or "all"}


def _joined(values: Iterable[object]) -> str:
    return ", ".join(map(str, values))
