"""The public pages over real HTTP: both languages, no script, nothing from elsewhere, and no word of a search left."""

import logging
import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

import httpx
import pytest

from serment_kernel.look import static_files
from serment_platform.directory.folding import fold
from serment_platform.directory.specialties import specialties

from ..world import APP, NOW, World
from .builders import ident, practice, show

PAGES = ["/", "/comment-ca-marche", "/securite", f"/praticien/{ident(7, 1)}"]
LANGUAGES = ["", "/en"]
WORD = "Chêne-Vert"


class Reader(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


def require_calm(answer: httpx.Response) -> Reader:
    """Headers and tags of a page that runs nothing and fetches nothing from elsewhere."""
    policy = answer.headers["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert "script-src" not in directives
    assert directives["form-action"] == directives["style-src"] == directives["img-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "set-cookie" not in answer.headers
    reader = Reader(answer.text)
    for tag, attributes in reader.tags:
        assert tag not in {"script", "iframe", "object", "embed", "style", "base"}
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
    for address in reader.values("src") + reader.values("href") + reader.values("action"):
        assert address.startswith(("/", "#", f"{APP}/#/", "tel:")), address
    assert {attributes.get("method") for tag, attributes in reader.tags if tag == "form"} <= {"post"}
    return reader


async def search(world: World, root: str = "", **fields: str) -> httpx.Response:
    """The form as a browser sends it, and what it is led to."""
    return await world.http.get(await address_of(world, root, **fields))


async def address_of(world: World, root: str = "", **fields: str) -> str:
    """Where a search leads to."""
    answer = await world.http.post(f"{root}/recherche", data=fields)
    assert (answer.status_code, answer.headers["cache-control"]) == (303, "no-store")
    return str(answer.headers["location"])


def names(answer: httpx.Response) -> list[str]:
    """Whom a page of results shows."""
    return re.findall(r"<h2><a[^>]*>([^<]+)</a></h2>", answer.text)


class TestPages:
    async def test_are_plain_in_both_languages(self, world: World) -> None:
        for root in LANGUAGES:
            for path in PAGES:
                answer = await world.http.get(f"{root}{path}")
                assert answer.status_code == 200, (root, path)
                reader = require_calm(answer)
                html = next(attributes for tag, attributes in reader.tags if tag == "html")
                assert html["lang"] == ("en" if root else "fr")
                assert sum(tag == "h1" for tag, _ in reader.tags) == 1
                switch = next(attributes for _, attributes in reader.tags if "hreflang" in attributes)
                elsewhere = await world.http.get(str(switch["href"]))
                assert elsewhere.status_code == 200
                assert f'lang="{switch["lang"]}"' in elsewhere.text

    async def test_the_form_offers_every_kind_with_those_most_asked_for_first(self, world: World) -> None:
        often, others = (await world.http.get("/")).text.split("<optgroup")[1:]
        assert "Médecin généraliste" in often
        found = re.findall(r"<option[^>]*>([^<]+)<", others)
        assert found[0] == "Allergologue"
        assert found == sorted(found, key=fold)
        assert len(specialties()) == len(found) + often.count("<option")

    async def test_a_practitioner_has_times_and_motives(self, world: World) -> None:
        answer = await world.http.get(f"/praticien/{ident(7, 1)}")
        assert "Dr Hélène Tilleul" in answer.text
        assert f"{APP}/#/book/{ident(7, 1)}?motive=consultation" in answer.text
        times = [href for href in Reader(answer.text).values("href") if "time=" in href]
        assert len(times) == 9
        assert times[0] == f"{APP}/#/book/{ident(7, 1)}?time=2026-12-10T08%3A00%3A00Z"
        # Of a long day the rest is folded, so that a phone comes to the address.
        assert answer.text.partition("<details>")[2].partition("</details>")[0].count("time=") == 1

    @pytest.mark.parametrize(("path", "said"), [("/nulle-part", "n’existe pas"), ("/en/nowhere", "does not exist")])
    async def test_an_address_that_nothing_has_is_a_page_for_people(self, world: World, path: str, said: str) -> None:
        answer = await world.http.get(path, headers={"accept": "text/html"})
        assert answer.status_code == 404
        assert said in answer.text
        assert "not_found" in (await world.http.get(path)).text

    async def test_a_time_overseas_names_its_zone(self, world: World) -> None:
        assert "La Réunion" in (await world.http.get(f"/praticien/{ident(7, 4)}")).text

    async def test_of_a_demonstration_whether_anybody_answers(self, world: World) -> None:
        answer = await world.http.get(f"/praticien/{ident(7, 1)}")
        assert "ce cabinet lit ses réservations et y répond" in answer.text
        assert "personne ne lit" not in answer.text

    async def test_nobody_is_told_so_politely(self, world: World) -> None:
        for path in ("/praticien/" + "7" * 32, "/en/praticien/nobody"):
            answer = await world.http.get(path)
            assert answer.status_code == 404
            require_calm(answer)

    async def test_what_a_practice_writes_stays_text(self, world: World) -> None:
        await show(world, practice(8, "<script>alert(1)</script>", about='"><img src=x onerror=alert(1)>'))
        require_calm(await world.http.get(f"/praticien/{ident(7, 8)}"))
        require_calm(await search(world))


class TestResults:
    @pytest.mark.parametrize("root", LANGUAGES)
    async def test_find_people(self, world: World, root: str) -> None:
        answer = await search(world, root, specialty="SM54", place="Lyon", radius="20", sort="distance")
        assert answer.status_code == 200
        reader = require_calm(answer)
        assert names(answer) == ["Dr Hélène Tilleul", "Dr Hélène Érable"]
        assert f"{root}/praticien/{ident(7, 1)}" in reader.values("href")

    async def test_pages_carry_the_search_in_their_forms(self, world: World) -> None:
        for number in range(10, 28):
            await show(world, practice(number, f"Charme {number}"))
        first = await search(world, name="charme")
        assert 'name="page" value="2"' in first.text
        (after,) = re.findall(r'name="after" value="(t[0-9a-f-]+)"', first.text)
        for second in (await search(world, name="charme", page="2"), await search(world, name="charme", after=after)):
            assert len(re.findall(r'<li class="result">', second.text)) == 8
            assert 'name="after"' not in second.text
            require_calm(second)

    @pytest.mark.parametrize("root", LANGUAGES)
    async def test_filters_stay_as_they_were_set(self, world: World, root: str) -> None:
        draft = practice(8, "Noyer", accepts_new=False) | {"access": ["wheelchair"]}
        await show(world, draft)
        answer = await search(world, root, channel="office", access="wheelchair")
        assert names(answer) == ["Dr Hélène Noyer"]
        for code in ("office", "wheelchair"):
            assert f'<option value="{code}" selected>' in answer.text
        require_calm(answer)
        nobody = await search(world, root, access="wheelchair", patients="new")
        assert '<li class="result">' not in nobody.text

    async def test_mistakes_are_named_beside_their_field(self, world: World) -> None:
        for root in LANGUAGES:
            answer = await search(world, root, place="Nulle-Part-sur-Mer", **{"from": "demain"})
            reader = require_calm(answer)
            invalid = {attributes["id"] for _, attributes in reader.tags if "aria-invalid" in attributes}
            assert invalid == {"place", "from"}
            far = require_calm(await search(world, root, **{"from": "2099-01-01"}))
            assert {attributes["id"] for _, attributes in far.tags if "aria-invalid" in attributes} == {"from"}

    async def test_nobody_found_comes_with_proposals(self, world: World) -> None:
        answer = await search(world, name=WORD, place="Lyon", radius="5")
        assert 'name="radius" value="100"' in answer.text
        assert answer.text.index("<h1") < answer.text.index("<details")
        require_calm(answer)

    async def test_towns_of_one_name_are_told_apart_by_what_is_shown(self, world: World) -> None:
        answer = await search(world, place="Saint-Denis")
        assert "autour de Saint-Denis (974)" in answer.text
        for other in ("Saint-Denis (93)", "Saint-Denis (11)", "Saint-Denis (30)"):
            assert f'name="place" value="{other}"' in answer.text
        assert "autour de Saint-Denis (93)" in (await search(world, place="Saint-Denis (93)")).text

    async def test_a_kind_that_the_lists_do_not_have_is_called_by_the_profession(self, world: World) -> None:
        await show(world, practice(6, "Sorbier", specialty="SM99"))
        for root, said in (("", "Médecin"), ("/en", "Physician")):
            answer = await search(world, root, name="sorbier")
            assert f"<p>{said} " in answer.text
            assert "SM99" not in answer.text

    async def test_a_day_before_which_somebody_is_free(self, world: World) -> None:
        answer = await search(world, name="tilleul", **{"from": "2026-12-20"})
        assert 'name="from" value="2026-12-10"' in answer.text

    async def test_odd_bodies_find_everybody(self, world: World) -> None:
        for body in (b"", b"\xff\xfe", b"a=1&" * 500, b"page=-1&radius=99999&sort=price&sector=%00&specialty=nothing"):
            asked = await world.http.post("/recherche", content=body)
            answer = await world.http.get(asked.headers["location"])
            assert (asked.status_code, answer.status_code) == (303, 200)
            assert len(re.findall(r'<li class="result">', answer.text)) == 5

    async def test_a_reload_leads_back_to_the_form(self, world: World) -> None:
        for root in LANGUAGES:
            answer = await world.http.get(f"{root}/recherche")
            assert (answer.status_code, answer.headers["location"]) == (303, f"{root}/")


class TestAnAddressOfResults:
    async def test_can_be_come_back_to_today_and_tomorrow_and_no_longer(self, world: World) -> None:
        address = await address_of(world, name="tilleul")
        for day in (0, 1):
            world.clock[0] = NOW + timedelta(days=day)
            assert names(await world.http.get(address)) == ["Dr Hélène Tilleul"]
        world.clock[0] = NOW + timedelta(days=2)
        gone = await world.http.get(address)
        assert (gone.status_code, names(gone)) == (404, [])
        assert 'action="/recherche"' in gone.text
        require_calm(gone)

    async def test_that_is_forged_or_cut_leads_to_the_form(self, world: World) -> None:
        sealed = (await address_of(world)).removeprefix("/recherche/")
        other = "B" if sealed[0] == "A" else "A"
        for forged in (other + sealed[1:], sealed[:-4], "A" * len(sealed), "x", "é", "%00"):
            for root in LANGUAGES:
                answer = await world.http.get(f"{root}/recherche/{forged}")
                assert answer.status_code == 404
                assert 'id="place"' in answer.text
                require_calm(answer)

    async def test_is_the_same_search_in_the_other_language(self, world: World) -> None:
        answer = await search(world, name="tilleul")
        switch = next(attributes for _, attributes in Reader(answer.text).tags if "hreflang" in attributes)
        there = await world.http.get(str(switch["href"]))
        assert 'lang="en"' in there.text
        assert names(there) == names(answer) == ["Dr Hélène Tilleul"]

    async def test_tells_nothing_by_its_length_and_is_another_each_time(self, world: World) -> None:
        long = {"name": "Jean-Baptiste de la Fontaine", "place": "Saint-Étienne-du-Rouvray", "access": "wheelchair"}
        asked = [{}, {}, long, {"specialty": "SM54", "from": "2026-12-20"}, {"sector": "x" * 5000}]
        addresses = [await address_of(world, **fields) for fields in asked]
        assert len(set(addresses)) == len(addresses)
        assert len({len(address) for address in addresses}) == 1
        most = dict.fromkeys(("name", "place", "from", "sector", "after"), "\x01" * 500)
        assert len(await address_of(world, **most)) < 3000
        assert (await search(world, **most)).status_code == 200


class TestNothingRemains:
    async def test_of_a_search(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG, "serment"):
            address = await address_of(world, name=WORD)
            await world.http.get(address)
        assert "GET /recherche/{sealed} 200" in caplog.text
        assert address not in caplog.text
        with caplog.at_level(logging.DEBUG):
            pages = [await search(world, root, name=WORD, place="Saint-Étienne") for root in LANGUAGES]
            pages.append(await world.http.post("/v1/search", json={"name": WORD}))
            pages.append(await world.http.post("/v1/names", json={"query": WORD}))
            pages.append(await world.http.post("/v1/places", json={"query": "Saint-Étienne"}))
        written = caplog.text.lower()
        for word in ("chêne", "chene", "ch%c3%aane", "tienne"):
            assert word not in written
        for page in pages[:2]:
            reader = Reader(page.text)
            for address in reader.values("href") + reader.values("action") + reader.values("src"):
                assert "ch" not in urlsplit(address).query.lower()
                assert urlsplit(address).query == ""
        rows = await world.sql(
            "SELECT count(*) FROM pg_stat_user_tables WHERE schemaname = 'directory' AND relname NOT IN "
            "('practice', 'practitioner', 'name_word', 'known_by')"
        )
        assert rows == [(0,)]


class TestStatic:
    async def test_files_are_sent_once(self, world: World) -> None:
        for name, file in static_files("serment_platform.directory").items():
            answer = await world.http.get(f"/static/{name}")
            assert answer.content == file.content
            assert answer.headers["content-type"].removesuffix("; charset=utf-8") == file.kind
            assert answer.headers["cache-control"] == "public, max-age=3600"
            again = await world.http.get(f"/static/{name}", headers={"if-none-match": answer.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")

    async def test_nothing_else_is_there(self, world: World) -> None:
        for path in ("nothing.css", "..%2Fpages.py", "%2e%2e/pages.py"):
            assert (await world.http.get(f"/static/{path}")).status_code in {400, 404}
