"""The words of the public pages in both languages, and dates and times as people say them."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Literal, cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource

Language = Literal["fr", "en"]
Say = Callable[..., str]

HOME_ZONE = "Europe/Paris"
"""Times elsewhere are marked with their place."""


@cache
def bundle(language: Language) -> FluentBundle:
    """The compiled words of one language."""
    text = files("serment_platform.directory.words").joinpath(f"{language}.ftl").read_text(encoding="utf-8")
    made = FluentBundle([language], use_isolating=False)
    made.add_resource(FluentResource(text))
    return made


@cache
def say(language: Language) -> Say:
    """The function `t` of the templates. A missing word or value fails loudly: the pages are tested in full."""
    words = bundle(language)

    def translate(key: str, **values: str | float) -> str:
        pattern = words.get_message(key).value
        if pattern is None:
            raise LookupError(key)
        text, errors = words.format_pattern(pattern, dict(values))
        if errors:
            raise errors[0]
        return str(text)

    return translate


def weekday(day: date, language: Language) -> str:
    """`mar.`"""
    return format_date(day, "EEE", locale=language)


def short_day(day: date, language: Language) -> str:
    """`1er déc.`"""
    return _ordinal(format_date(day, "d MMM", locale=language), day, language)


def long_day(day: date, language: Language) -> str:
    """`mardi 1er décembre`"""
    return _ordinal(format_date(day, "EEEE d MMMM", locale=language), day, language)


def clock(moment: datetime, zone: str, language: Language) -> str:
    """`9 h 40`, `09:40`"""
    local = moment.astimezone(ZoneInfo(zone))
    if language == "fr":
        return f"{local.hour}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{local.minute:02d}"
    return f"{local:%H:%M}"


def long_moment(moment: datetime, zone: str, language: Language) -> str:
    """`mardi 1er décembre à 9 h 40`"""
    day = long_day(moment.astimezone(ZoneInfo(zone)).date(), language)
    return say(language)("time-at", day=day, time=clock(moment, zone, language))


def language_name(code: str, language: Language) -> str:
    """`allemand`; an unknown code stands for itself."""
    names = cast("dict[str, str]", Locale(language).languages)
    return names.get(code, code)


def zone_name(zone: str, language: Language) -> str:
    """The place whose time it is, or nothing where it is the usual one."""
    if zone == HOME_ZONE:
        return ""
    territory: str = get_global("zone_territories").get(zone, "")
    names = cast("dict[str, str]", Locale(language).territories)
    return names.get(territory, zone)


def _ordinal(text: str, day: date, language: Language) -> str:
    return text.replace("1 ", "1er ", 1) if language == "fr" and day.day == 1 else text
