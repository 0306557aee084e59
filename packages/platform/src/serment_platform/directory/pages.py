"""The public pages: plain HTML in two languages, readable without any script, and without any is how they are sent."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from serment_kernel.look import static_files
from serment_platform.directory import actions
from serment_platform.directory.api import practitioner_id, rooms_of
from serment_platform.directory.errors import DayTooFar, PractitionerUnknown
from serment_platform.directory.folding import fold
from serment_platform.directory.forms import Asked, read_form, to_repeat, understand
from serment_platform.directory.render import render
from serment_platform.directory.sealed import open_search, seal_search
from serment_platform.directory.specialties import labels, specialties
from serment_platform.directory.types import Page, Result, Results
from serment_platform.directory.views import (
    ACCESS,
    CHANNELS,
    LANGUAGES,
    SECTORS,
    SearchForm,
    Site,
    again,
    heading,
    motive_row,
    radii,
    row,
)
from serment_platform.directory.words import Language, language_name, say
from serment_platform.http import NotFound, Web, framework_problem
from serment_platform.service import Service
from serment_protocol.errors import ProtocolRefusal

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# The framework adds the character set.
HTML = "text/html"
# Names of files do not change with their content, so browsers ask again after an hour.
STATIC_CACHE = "public, max-age=3600"
OFTEN = 20
"""Kinds of practitioners that the form offers first."""


class SpecialtyChoice(NamedTuple):
    """A choice of the form."""

    code: str
    label: str


def home(service: Service, site: Site) -> Response[bytes]:
    """The search form, and what this is."""
    return _page("home.html", site, "", {"form": SearchForm(), **_choices(site, actions.today(service.now()))})


def how(_: Service, site: Site) -> Response[bytes]:
    """How it works."""
    return _page("how.html", site, "/comment-ca-marche", {"page": "how"})


def security(_: Service, site: Site) -> Response[bytes]:
    """Who can see what."""
    return _page("security.html", site, "/securite", {"page": "security"})


async def search(request: Web, service: Service, site: Site) -> Redirect:
    """To an address that can be come back to; the words came in the body, and nobody reads them in the address."""
    fields = to_repeat(site, read_form(await request.body()))
    sealed = seal_search(service.search_keys, fields, service.now().date())
    return Redirect(f"{site.root}/recherche/{sealed}", status_code=303)


async def results(service: Service, site: Site, sealed: str) -> Response[bytes]:
    """What was found; the words go with the answer."""
    try:
        fields = open_search(service.search_keys, sealed, service.now().date())
    except ProtocolRefusal:
        return forgotten(service, site)
    asked = understand(site, fields)
    found = Results(0, 1, 1, [], [], "", refreshing=False)
    if not asked.form.failed:
        try:
            found = await actions.search(rooms_of(service), asked.query, asked.first, service.now())
        except DayTooFar:
            asked = asked.too_far(site)
    values = _choices(site, actions.today(service.now())) | _results(site, asked, found)
    return _page("results.html", site, f"/recherche/{sealed}", values)


def forgotten(service: Service, site: Site) -> Response[bytes]:
    """What stands at the address of a search that nobody can open any more: the form, to ask again."""
    values = {"form": SearchForm(), **_choices(site, actions.today(service.now()))}
    return _page("forgotten.html", site, "/", values, status=404)


async def practitioner(service: Service, site: Site, ident: str) -> Response[bytes]:
    """A practitioner's own page."""
    try:
        found, page = await actions.own_page(rooms_of(service), practitioner_id(ident), service.now())
    except PractitionerUnknown:
        return _page("not_found.html", site, "", {}, status=404)
    return _page("practitioner.html", site, f"/praticien/{found.profile.practitioner}", _person(site, found, page))


def nowhere(service: Service) -> Callable[[Web, NotFoundException], Response[bytes]]:
    """What stands at an address that nothing has: a page for people, a problem for programs."""

    def handler(request: Web, error: NotFoundException) -> Response[bytes]:
        if HTML not in request.headers.get("accept", ""):
            return framework_problem(request, error)
        language: Language = "en" if request.url.path.startswith("/en/") else "fr"
        return _page("not_found.html", _in(language, service), "", {}, status=404)

    return handler


def _page(template: str, site: Site, path: str, values: dict[str, object], *, status: int = 200) -> Response[bytes]:
    html = render(template, site, path, **values).encode()
    return Response(html, status_code=status, media_type=HTML, headers={"content-security-policy": PAGE_POLICY})


def _results(site: Site, asked: Asked, found: Results) -> dict[str, object]:
    language = site.language
    return {
        "form": asked.form,
        "total": found.total,
        "heading": heading(site, asked.query, asked.place),
        "nothing_free": found.nothing_free,
        "also": [again(site, one, _label(str(one.value), language)) for one in found.also],
        "refreshing": found.refreshing,
        "rows": [row(site, one.profile, one.days, one.next, one.distance_km) for one in found.rows],
        "number": found.page,
        "after": found.after,
        "pages": found.pages,
    }


def _person(site: Site, found: Result, page: Page) -> dict[str, object]:
    t, profile = say(site.language), found.profile
    return {
        "row": row(site, profile, found.days, found.next),
        "motives": [motive_row(site, profile.practitioner, one) for one in page.motives],
        "phone": page.phone,
        "languages": ", ".join(language_name(code, site.language) for code in profile.languages),
        "fees": t(f"sector-{profile.sector}") if profile.sector in SECTORS else "",
        "about": page.about,
    }


def _choices(site: Site, today: date) -> dict[str, object]:
    return {"specialties": _specialties(site.language), "today": today.isoformat(), **_filters(site.language)}


@cache
def _specialties(language: Language) -> list[tuple[str, list[SpecialtyChoice]]]:
    choices = [SpecialtyChoice(one.code, _label(one.code, language)) for one in specialties()]
    others = sorted(choices[OFTEN:], key=lambda one: fold(one.label))
    return [("search-often", choices[:OFTEN]), ("search-others", others)]


@cache
def _filters(language: Language) -> dict[str, object]:
    names = [(code, language_name(code, language)) for code in LANGUAGES]
    return {"radii": radii(), "languages": names, "sectors": SECTORS, "channels": CHANNELS, "accesses": ACCESS}


def _label(code: str, language: Language) -> str:
    return labels(code).fr if language == "fr" else labels(code).en


def _in(language: Language, service: Service) -> Site:
    return Site(language, service.config.app_origin)


def _routes(language: Language) -> list[Any]:
    """The pages in one language; every address of the other has `/en` before it."""
    root = "" if language == "fr" else "/en"

    def fixed(path: str, show: Callable[[Service, Site], Response[bytes]]) -> HTTPRouteHandler:
        @get(path, media_type=HTML)
        async def handler(service: NamedDependency[Service]) -> Response[bytes]:
            return show(service, _in(language, service))

        return handler

    @post(f"{root}/recherche")
    async def asked(request: Web, service: NamedDependency[Service]) -> Redirect:
        return await search(request, service, _in(language, service))

    @get(f"{root}/recherche/{{sealed:str}}", media_type=HTML)
    async def found(service: NamedDependency[Service], sealed: FromPath[str]) -> Response[bytes]:
        return await results(service, _in(language, service), sealed)

    @get(f"{root}/recherche")
    async def form_again() -> Redirect:
        return Redirect(f"{root}/", status_code=303)

    @get(f"{root}/praticien/{{ident:str}}", media_type=HTML)
    async def person(service: NamedDependency[Service], ident: FromPath[str]) -> Response[bytes]:
        return await practitioner(service, _in(language, service), ident)

    pages = {"/": home, "/comment-ca-marche": how, "/securite": security}
    return [*(fixed(f"{root}{path}", show) for path, show in pages.items()), asked, found, form_again, person]


@get("/static/{name:str}")
async def static(request: Web, name: FromPath[str]) -> Response[bytes]:
    """A file of the pages."""
    file = static_files("serment_platform.directory").get(name)
    if file is None:
        raise NotFound
    tag = f'"{file.tag}"'
    headers = {"cache-control": STATIC_CACHE, "etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    return Response(file.content, media_type=file.kind, headers=headers)


handlers: list[Any] = [*_routes("fr"), *_routes("en"), static]
"""The room's routes that answer in HTML."""
